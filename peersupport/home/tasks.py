"""The one-minute tick: what is due is looked for in rows, and doing it twice or in two places does it once."""

import datetime as dt
import logging
from collections.abc import Callable

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from members import clock, complaints, login, messages, sending, trail
from members.models import Device
from peersupport.home.backup import ledger
from peersupport.lib.acting import through
from peersupport.lib.limits import forget_counts
from sessions import courses, dates, places, reminders, retention, stepping_back

log = logging.getLogger("peersupport.tick")

# Letters first: nothing else may hold them up.
STEPS: tuple[tuple[str, Callable[[dt.datetime], object]], ...] = (
    ("letters", lambda now: send_for_a_while()),
    ("offers", lambda now: places.let_offers_pass(now=now)),
    ("offers at courses", lambda now: courses.offer_free_places(now=now)),
    ("reminders", lambda now: reminders.plan(now=now)),
    ("complaints", lambda now: clock.look(now=now)),
    ("dates", lambda now: dates.make_ahead(now=now)),
    ("the list of the forgotten", lambda now: ledger.keep()),
    ("unused logins", lambda now: login.forget_unused_logins(now=now)),
    ("what is no longer needed", lambda now: once_an_hour(now)),
    ("its mark", lambda now: cache.set(LAST_TICK, now, timeout=None)),
)
TIDY_AT_MINUTE = 23
LAST_TICK = "last-tick"


def once_an_hour(now: dt.datetime) -> None:
    """What is over its time goes within the hour. A turn that was missed is made up for by the next."""
    if now.minute == TIDY_AT_MINUTE:
        complaints.keep_no_longer(now=now)
        retention.keep_no_longer(now=now)
        Device.objects.filter(expire_date__lt=now).delete()
        forget_counts(now=now)
        stepping_back.let_places_go(now=now)
        trail.forget_old_trail()


def send_for_a_while() -> None:
    """Letters, but not so long that the other steps wait; a worker that hears the bell goes on with a backlog."""
    if sending.send_due(clock=timezone.now, seconds=20):
        messages.ring()


@shared_task(name="home.tick")
def tick() -> None:
    """Do each step once. One that cannot be done does not keep the others from being done."""
    for name, step in STEPS:
        try:
            with through(f"tick: {name}"):
                step(timezone.now())
        except Exception:
            log.exception("The step %s of the tick could not be done.", name)


def last_tick() -> dt.datetime | None:
    """When it last went round, if that is remembered: it stands where counters do, and may go with them."""
    found: dt.datetime | None = cache.get(LAST_TICK)
    return found
