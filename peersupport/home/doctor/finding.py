"""What the doctor says of one thing, in a sentence; and where it is not good, what to do about it."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    GOOD = "good"
    LOOK = "look here"
    WRONG = "not right"
    # What nobody can see from this machine.
    BY_HAND = "by hand"


@dataclass(frozen=True)
class Finding:
    """One line: how it is, and what to do."""

    verdict: Verdict
    says: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.says} {self.do}".strip()


def good(says: str) -> Finding:
    return Finding(Verdict.GOOD, says)


def look(says: str, do: str) -> Finding:
    return Finding(Verdict.LOOK, says, do)


def wrong(says: str, do: str) -> Finding:
    return Finding(Verdict.WRONG, says, do)


def by_hand(says: str, do: str) -> Finding:
    return Finding(Verdict.BY_HAND, says, do)
