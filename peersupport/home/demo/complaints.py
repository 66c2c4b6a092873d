"""Two complaints for Mina to look at: one that waits for its answer, and one that has it. Both are made up."""

import datetime as dt

from members.complaints import answer, complain
from members.models import Network

MADE_UP = "This is made up for the demonstration.\n\n"
WAITS = f"{MADE_UP}A list with our first names lay on the hall’s noticeboard. Who saw it?"
ENDED = f"{MADE_UP}I was reminded of an evening after I had asked you to stop."
OUTCOME = (
    "You asked us to stop on a Tuesday, by telling a volunteer, and nobody wrote it down. We are sorry.\n\n"
    "The reminders have stopped. Volunteers now show people the link in the letter, which stops them at once."
)
DAY = dt.timedelta(days=1)


def complain_twice(network: Network, now: dt.datetime) -> None:
    complain(network=network, words=WAITS, known_as="Teasel", now=now - 11 * DAY)
    ended = complain(network=network, words=ENDED, now=now - 40 * DAY)
    answer(complaint=ended, outcome=OUTCOME, now=now - 31 * DAY)
