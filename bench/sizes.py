"""How much there is to measure with: S, M and L, and what the numbers of their rows are."""

from dataclasses import dataclass

WEEKS_AHEAD = 26
GROUPS_IN_A_NETWORK, AREAS_IN_A_NETWORK = 20, 4


@dataclass(frozen=True)
class Size:
    """So many groups that have met every week for so many years. `seconds` is the promise for seeding it."""

    name: str
    groups: int
    years: int
    seconds: int

    @property
    def weeks(self) -> int:
        return self.years * 52

    @property
    def past_sessions(self) -> int:
        return self.groups * self.weeks

    @property
    def networks(self) -> int:
        return -(-self.groups // GROUPS_IN_A_NETWORK)

    @property
    def coordinator(self) -> int:
        """The number, as a login, of the coordinator of the first network."""
        return self.groups + 1

    @property
    def database(self) -> str:
        return f"bench_{self.name.lower()}"


S, M, L = Size("S", 3, 1, 60), Size("M", 500, 5, 180), Size("L", 5000, 5, 600)
