"""Where a group meets, as its poster says it, and how one gets in, there and home."""

from dataclasses import dataclass, field

from groups.models import SupportGroup, Venue
from sessions.posters.times import Times

LONGEST_WAY = 200
ACCESS = (
    ("step_free", "Step-free all the way in", "There are steps"),
    ("accessible_toilet", "Accessible toilet", "No accessible toilet"),
    ("parking", "Parking", "No parking"),
    ("hearing_loop", "Hearing loop", "No hearing loop"),
    ("quiet_space", "A quiet room to step out to", "No quiet room"),
)
NOT_KNOWN = {"steps": "step_free", "accessible toilet": "accessible_toilet", "hearing loop": "hearing_loop"}


@dataclass(frozen=True)
class Access:
    """One fact about getting in. `known` is "yes", "no", or "" where nobody has looked yet."""

    known: str
    says: str


@dataclass(frozen=True)
class Where:
    """A hall with its address, the ways there and how one gets in; or the town, where that is all one may know."""

    title: str = ""
    town: str = ""
    says: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    access: list[Access] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What stands above the rest. Our letters may have neither hall nor town."""
        return self.title or (f"In {self.town}" if self.town else "See our page for where")


def near(group: SupportGroup, *says: str) -> Where:
    return Where(town=group.place, says=list(says))


def where_of(group: SupportGroup, times: Times) -> Where:
    """Where it is, as far as anybody may know."""
    if group.address_is_private:
        told = "We tell you the address when you have a place."
        return near(group, told if group.keeps_places else "Have a word with us, and we tell you where exactly.")
    if times.is_online and times.venue is None:
        with_place, with_reminder = "We send the link to those who have a place.", "The link comes with the reminder."
        return Where("Online", says=[with_place if group.keeps_places else with_reminder])
    venue = times.venue or group.venue
    if venue is None:
        return near(group, "Have a word with us about where exactly.")
    town = ", ".join(said for said in (venue.town, venue.postcode) if said)
    says = [said for said in (venue.address, town) if said]
    return Where(venue.name, venue.town, says, ways_of(venue), access_of(venue))


def ways_of(venue: Venue) -> list[str]:
    named = (("", venue.finding_the_door), ("Bus there: ", venue.bus_there), ("Last bus home: ", venue.last_bus_home))
    return [name + shortened(said) for name, said in named if said]


def shortened(said: str) -> str:
    """What fits on a poster, to the end of a word. The page has the rest."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_WAY else line[:LONGEST_WAY].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


def access_of(venue: Venue) -> list[Access]:
    """What is known about getting in; what nobody has looked at is named once, and asked about."""
    known = [(getattr(venue, field), yes, no) for field, yes, no in ACCESS]
    facts = [Access(value, yes if value == "yes" else no) for value, yes, no in known if value]
    unknown = [name for name, field in NOT_KNOWN.items() if not getattr(venue, field)]
    return [*facts, Access("", f"Not known yet: {', '.join(unknown)}")] if unknown else facts
