"""The matrix joined: the roof's own rows, every app's rows, and the page `docs/who-sees-what.md` written from them."""

from groups.access import INVITED
from members.access import COMPLAINANTS, COMPLAINTS, NAMES, SET_IN_PART, Standing, answers
from peersupport.lib.matrix import BOTH, DO, LOOK, ROWS, Answer, Row, declare
from sessions.access import NEEDS, NUMBERS

FOR_EVERYBODY = (
    "/",
    *("/about/", "/accessibility/", "/contact/", "/forgetting/", "/privacy/"),
    *("/networks/<slug>/privacy/", "/networks/<slug>/purposes/"),
)
declare(
    [
        *(Row(page, LOOK, answers(Answer.OPENS)) for page in FOR_EVERYBODY),
        Row("/settings/", LOOK, SET_IN_PART, second_factor=True),
        Row("/theme/", DO, answers(Answer.ONWARD)),
        Row("/styleguide/", LOOK, answers(Answer.NOTHING, administrator=Answer.OPENS)),
        Row("/readyz", LOOK, answers(Answer.OPENS)),
    ]
)

MARKS = {
    Answer.OPENS: "opens",
    Answer.ONWARD: "leads on",
    Answer.LOG_IN: "log in",
    Answer.NOT_YOURS: "not yours",
    Answer.NOTHING: "–",
}
HEADING = """# Who sees what

Written by `manage.py who_sees_what` from the rows beside each app's `access.py`. A test asks every address in every
way as everybody, about their own group, another of the area, another of the network, another network's, one that is
missing and one that is gone, and compares. An address without a row fails it. The admin, which holds configuration and
nobody, has a test of its own.

*opens*: the page, or the verb with its own refusals. *leads on*: goes on to another page. *log in*: the login page,
before anything is looked up. *not yours*: 403, with who can. *–*: 404, the same page as for what does not exist.
*2nd*: only after the second factor; the register of an evening that `/tonight/` does not show asks for it as well.
**Standing** is towards the group in the address: a coordinator's reaches the network or area they answer for, everybody
else's one group; towards all other groups they are a stranger. Complaints are their network's: while it has no manager,
its coordinators answer them, and nobody else ever does.
"""


def joined() -> list[Row]:
    """All rows, by address."""
    return sorted(ROWS, key=lambda row: (row.address, row.about, row.methods))


def as_page() -> str:
    """The matrix as Markdown: a table of answers, then which private facts each page may show to whom."""
    columns = [standing.value for standing in Standing]
    table = ["| address | how | " + " | ".join(columns) + " |", "|---" * (len(columns) + 2) + "|"]
    table += [line_of(row) for row in joined()]
    return "\n".join([HEADING, *table, "", FACTS, *facts(), ""])


def line_of(row: Row) -> str:
    about = f" (found by {row.about})" if row.about else ""
    how = "look, do" if set(row.methods) == set(BOTH) else "do" if row.methods == DO else "look"
    marks = [MARKS[row.answers[standing]] for standing in Standing]
    if row.second_factor:
        marks = [f"{mark}, 2nd" if mark == MARKS[Answer.OPENS] else mark for mark in marks]
    return f"| `{row.address}`{about} | {how} | " + " | ".join(marks) + " |"


FACTS = """## Private facts

What people are called, what they need, notes for the next evening, who helps, and what complaints say: only here, and
only to those named. How to reach somebody stands on their own `/me/` and in their own file; where somebody who asked to
be rung is to be rung; where a complaint is answered, if its writer gave an address; and on an invitation, for whoever
typed the address. Nowhere else.

*noted*: the trail keeps who looked, at whom and when, and the person can see it.

| address | shows | to | |
|---|---|---|---|"""


# How to reach somebody, what they are called, need or complained of: looking at that is looking at them.
LOOKED_AT = {NAMES, NEEDS, NUMBERS, COMPLAINTS, COMPLAINANTS, INVITED}


def facts() -> list[str]:
    found = []
    for row in joined():
        for fact in sorted({fact for facts in row.shows.values() for fact in facts}):
            who = [standing.value for standing in Standing if fact in row.shows.get(standing, ())]
            words = "whoever holds the link" if len(who) == len(Standing) else ", ".join(who)
            noted = "noted" if row.notes_looks and fact in LOOKED_AT else ""
            found.append(f"| `{row.address}` | {fact} | {words} | {noted} |")
    return found
