"""The one-minute tick: what is due is looked for in rows, and doing it twice or in two places does it once."""

import datetime as dt
import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from members import login, messages, sending
from sessions import dates, places, reminders

log = logging.getLogger("peersupport.tick")

# Letters first: nothing else may hold them up.
STEPS: tuple[tuple[str, Callable[[dt.datetime], object]], ...] = (
    ("letters", lambda now: send_for_a_while()),
    ("offers", lambda now: places.let_offers_pass(now=now)),
    ("reminders", lambda now: reminders.plan(now=now)),
    ("dates", lambda now: dates.make_ahead(now=now)),
    ("unused logins", lambda now: login.forget_unused_logins(now=now)),
)


def send_for_a_while() -> None:
    """Letters, but not so long that the other steps wait; a worker that hears the bell goes on with a backlog."""
    if sending.send_due(clock=timezone.now, seconds=20):
        messages.ring()


@shared_task(name="home.tick")
def tick() -> None:
    """Do each step once. One that cannot be done does not keep the others from being done."""
    for name, step in STEPS:
        try:
            step(timezone.now())
        except Exception:
            log.exception("The step %s of the tick could not be done.", name)
