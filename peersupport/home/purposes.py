"""The record of purposes: what an organisation keeps of people, what for, why it may, who sees it and for how long.

What the program does is the same everywhere and stands here in plain words; reasons and times are the organisation's
own. `docs/record-of-purposes.md` has the same titles, for whoever signs it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from members.models import Basis, Network, Purpose
from sessions.retention import kinds

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """One purpose in the words of everybody. Why is its own, or the reason the organisation has recorded for it."""

    title: str
    what: str
    whom: str
    aim: str
    sees: str
    keeps: Callable[[Network], str]
    why: str = ""
    reason: Purpose | None = None
    can_do: str = ""


@dataclass(frozen=True)
class Told:
    """One purpose as an organisation's page says it."""

    title: str
    facts: Facts
    is_recorded: bool


def record(network: Network) -> list[Told]:
    """All that an organisation keeps of people, purpose by purpose. One query."""
    reasons = Basis.objects.of(network)
    return [told(entry, network, reasons[entry.reason] if entry.reason else None) for entry in ENTRIES]


def told(entry: Entry, network: Network, reason: Basis | None) -> Told:
    facts = [("What", entry.what), ("About whom", entry.whom), ("What for", entry.aim)]
    facts += why(reason) if reason else [("Why we may", entry.why)]
    facts += [("Who sees it", entry.sees), ("How long", f"{entry.keeps(network)}.")]
    facts += [("What you can do", entry.can_do)] if entry.can_do else []
    return Told(entry.title, facts, reason is None or reason.is_recorded)


def why(reason: Basis) -> Facts:
    """The reason in plain words, and the two articles of the law behind it."""
    if not reason.is_recorded:
        return [("Why we may", reason.in_words)]
    return [
        ("Why we may", reason.in_words),
        ("In law", f"{reason.get_basis_display()}. {reason.get_condition_display()}."),
    ]


def keeps(*of: kinds.Kind, then: str = "") -> Callable[[Network], str]:
    """For how long, of each kind in the words deleting itself has, and what `then` is left."""
    return lambda network: ". ".join([*(f"{kind.title}: {kind.keeps(network)}" for kind in of), *filter(None, [then])])


ENTRIES = (
    Entry(
        title="Places and reminders",
        what=(
            "What to call you, one way to reach you or none, whether it is your first time, and which evening. "
            "At an event for leaders of organisations: which is yours. That you belong to a group, where its members "
            "alone find it. "
            "If you said yes on a form: to which words, when and how."
        ),
        whom="Whoever asks for a place or to be reminded, or is invited to a group that its members alone find.",
        aim="To keep you a place, offer it to the next, and remind you.",
        reason=Purpose.PLACES,
        sees=(
            "What to call you: the people who help at that group, and its coordinators. A phone number: whoever leads "
            "the evening, when there is something to tell you. An e-mail address: you alone, and the company that "
            "carries our letters. Whoever holds the link in a letter sees what that letter is about. At an event for "
            "leaders of organisations, those who are coming see each other’s name and organisation, until it is over: "
            "the form says so first."
        ),
        keeps=keeps(kinds.PLACES, kinds.REMINDERS, kinds.EVERY_WEEK, kinds.PEOPLE),
        can_do=(
            "Give it back, stop, take back your yes, or be forgotten: by the link in each letter, or on your own page. "
            "Known by phone: ask the people who lead the group to forget you."
        ),
    ),
    Entry(
        title="Reminders and news of an evening, by letter",
        what="Which letter goes to you and when. We make its words when it leaves, and keep none of them.",
        whom="Whoever asked for a place or a reminder and gave an e-mail address.",
        aim="To remind you, and to say that an evening is changed, cancelled or on again.",
        reason=Purpose.LETTERS,
        sees="Nobody but you, and the company that carries our letters.",
        keeps=keeps(kinds.LETTERS),
        can_do="Stop a reminder, or take back your yes, by the link in each letter.",
    ),
    Entry(
        title="Telling you when a group starts",
        what="An e-mail address, and which group, or which area or place, as you typed it. No name.",
        whom=(
            "Whoever leaves an address on the page of a group that has not started, or is paused, or asks the "
            "organisation for something near a place."
        ),
        aim="One letter, when the day is known.",
        reason=Purpose.LETTERS,
        sees=(
            "Your address: nobody, but the company that carries our letters. Who coordinates the whole organisation "
            "sees how many wait, for which group, and near which place, as you typed it."
        ),
        keeps=keeps(kinds.INTERESTS),
        can_do="Take it back by the link in the first letter.",
    ),
    Entry(
        title="What would help you",
        what="A few words: what would help you get in or feel at ease.",
        whom="Whoever writes it with their place.",
        aim="To have the lift working, and the seat by the door free.",
        reason=Purpose.NEEDS,
        sees="Who facilitates that evening, on its register. It is in no report and no file that others open.",
        keeps=lambda network: f"As long as the place it is for: {kinds.after_the_evening(network)}",
        can_do="Leave it empty. We keep you a place all the same.",
    ),
    Entry(
        title="The register",
        what=(
            "Who was there, by a name, a word or as nobody named; first time or not; and how many were counted. "
            "Of somebody who would like to be known by name: one way to reach them."
        ),
        whom="Whoever comes and says what to call them.",
        aim="To know that everybody is in, to welcome people, and to count.",
        reason=Purpose.REGISTER,
        sees=(
            "The people who help at that group, and its coordinators. Older registers, and a file of names, ask them "
            "to show a second time who they are. No list shows who said they would come and did not. No register shows "
            "how to reach you: that is for when something changes."
        ),
        keeps=keeps(kinds.PEOPLE, kinds.WORDS, kinds.TAPS, then="After that we only know that somebody was there"),
        can_do="Give no name. You count all the same.",
    ),
    Entry(
        title="Helping",
        what=(
            "Name, address, login, role and its dates, the jobs taken, and whom we invited to help. That you would "
            "like to help, with a few words if you like. First names written beside a job, and a note for the next "
            "evening."
        ),
        whom="Whoever helps at a group or would like to, answers for something, or is invited to.",
        aim="To know who opens the hall and makes the tea, and to let each see no more than they need.",
        reason=Purpose.HELPING,
        sees=(
            "Names: those who help at the same evening. Who helps where: coordinators. Who would like to help, and "
            "their words: those who lead that group, once they have shown a second time who they are."
        ),
        keeps=keeps(
            kinds.WISHES,
            kinds.INVITATIONS,
            kinds.FIRST_NAMES,
            kinds.NOTES,
            then="All else while the role lasts, and then as for everybody",
        ),
        can_do="Step back, stop, or take back that you would like to help, on your own page, without a reason.",
    ),
    Entry(
        title="Logging in and keeping it safe",
        what=(
            "An address, codes, and what shows who you are. In which kind of browser you are logged in. "
            "How often a form was sent or a wrong code tried, under a number that names nobody."
        ),
        whom="Whoever logs in or sends a form.",
        aim="To let the right people in, and to keep anybody from flooding the forms.",
        why="To keep everybody’s information safe.",
        sees="Nobody else. Where you are logged in stands on your own page.",
        keeps=lambda _: "A code ten minutes. A login two weeks without use, 30 days at most. A count a day at most",
    ),
    Entry(
        title="Who looked, and what changed",
        what="Which row was changed, when, by which login. Who looked at names or needs. Never what stood there.",
        whom="Whoever is logged in and changes or reads something, and whom they looked at.",
        aim="To find out what happened, and to tell you who looked.",
        why="To keep everybody’s information safe.",
        sees="You, of looks at you, on your own page. No page shows it to anybody else.",
        keeps=lambda network: kinds.spoken(network.keeps_trail_years, "year"),
    ),
    Entry(
        title="Answering complaints",
        what="What you wrote, a name and an address if you gave them, our answer, and the dates.",
        whom="Whoever complains.",
        aim="To answer you.",
        why="The law asks us to take complaints about information, and to answer them.",
        sees="The managers. While there is none, the people who coordinate all of it.",
        keeps=lambda network: (
            f"{kinds.spoken(network.keeps_complaint_months, 'month')} after our answer. The dates stay"
        ),
        can_do="Take it back at any time, by the link you were given.",
    ),
    Entry(
        title="Counting, for funders and planners",
        what="How many evenings, visits and different people. No names.",
        whom="Nobody who can be told apart.",
        aim="To show what is done, and to plan.",
        why="Running the groups needs it, and it names nobody.",
        sees="Coordinators their own figures. Managers totals, with small numbers left out. Whoever is given a file.",
        keeps=lambda _: "Totals stay. Forgetting somebody changes none of them",
    ),
)
