"""Whether what must happen later happens: the doorbell answers, the tick goes round, and no letter is stuck."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import Q
from kombu.exceptions import KombuError

from members.models import Message
from peersupport.home.doctor.finding import Finding, good, look, wrong
from peersupport.home.tasks import last_tick
from sessions import retention

# A tick may take two minutes, and one may be missed.
LATE = dt.timedelta(minutes=5)
# The hourly turn may be missed while the worker is started anew.
LATE_TURN = dt.timedelta(hours=3)
WAITS_LONG = dt.timedelta(minutes=10)
LATELY = dt.timedelta(days=1)
MANY_TRIES = 3
SECONDS = 3.0
LINE = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS, "max_retries": 0}
START = "Start it: the unit evenings-worker, or the service worker of compose.yaml; its log says more."


def broker() -> Iterator[Finding]:
    if "REDIS_URL" in settings.OWN_SERVERS:
        yield wrong(
            "REDIS_URL is not set, so the program keeps a Valkey of its own, for trying it out.",
            "Install Valkey or Redis, and name it in REDIS_URL.",
        )
    if answers():
        yield good("The doorbell (Valkey or Redis) answers.")
    else:
        yield wrong(
            "The doorbell (Valkey or Redis) does not answer, so no worker is rung: no letter is sent, no date is made.",
            "Does it run, and are host, port and password in REDIS_URL right?",
        )


def answers() -> bool:
    try:
        with line_to_broker() as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=SECONDS)
    except (OSError, KombuError):
        return False
    return True


def line_to_broker() -> Any:
    return current_app.connection_for_write(transport_options=LINE)


def hears_us() -> bool:
    """Whether any worker answers to its name, with or without a clock of its own."""
    with line_to_broker() as line:
        return bool(current_app.control.ping(timeout=SECONDS, connection=line))


def tick(*, now: dt.datetime) -> Iterator[Finding]:
    """By the mark it leaves in the database: where that is fresh, clock, doorbell, worker and database all work."""
    last = last_tick()
    if last is not None and now - last < LATE:
        yield good(f"The worker’s tick went round at {last:%H:%M:%S} UTC.")
        return
    since = f"since {last:%d %B %H:%M} UTC" if last is not None else "yet, as far as is remembered"
    says = f"The worker’s tick has not gone round {since}: no letter is sent, no date is made."
    if not answers():
        yield wrong(says, "First mend the doorbell. Then start the worker.")
    elif not hears_us():
        yield wrong(says, f"No worker answers. {START}")
    else:
        yield wrong(says, "A worker answers, but no clock rings it, or its steps take too long: is --beat in its line?")


def hourly_turn(*, now: dt.datetime) -> Iterator[Finding]:
    last = retention.last_turn()
    if last is not None and now - last < LATE_TURN:
        yield good(f"What is no longer needed was last looked for at {last:%H:%M} UTC.")
    else:
        since = f"since {last:%d %B %H:%M} UTC" if last is not None else "yet, as far as is remembered"
        yield look(
            f"What is no longer needed has not been looked for {since}.",
            "The tick does it once an hour. Look again later; the page /retention/ counts what is overdue.",
        )


def letters(*, now: dt.datetime) -> Iterator[Finding]:
    """How many wait though they are due, are tried again and again, or were refused: numbers, and no reader."""
    stuck = Message.objects.due(now - WAITS_LONG).count()
    tried = Message.objects.filter(state=Message.State.WAITING, tries__gte=MANY_TRIES)
    refused = Message.objects.filter(Q(created_at__gt=now - LATELY), state=Message.State.REFUSED)
    if stuck:
        yield wrong(f"{counted(stuck)} should have left ten minutes ago or longer.", START)
    if many := tried.count():
        yield wrong(
            f"{counted(many)} {was(many)} tried again and again. The last time: {reason(tried)}",
            "See the lines of mail.",
        )
    if many := refused.count():
        yield look(
            f"{counted(many)} of the last day {was(many)} refused. The last time: {reason(refused)}",
            "One may be a mistyped address. Many mean that the mail server does not trust this site: ask its provider.",
        )
    if not (stuck or tried or refused):
        yield good("No letter is stuck.")


def counted(many: int) -> str:
    return "1 letter" if many == 1 else f"{many} letters"


def was(many: int) -> str:
    return "was" if many == 1 else "were"


def reason(found: object) -> str:
    """The mail server's answer to the newest of them, as the outbox keeps it: without addresses."""
    return str(found.order_by("-pk").values_list("reason", flat=True).first())  # type: ignore[attr-defined]
