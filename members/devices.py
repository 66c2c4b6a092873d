"""Where somebody is logged in: each browser, when it was last used, and ending that.

Ended means that its row is gone: the next request of that browser is a stranger's.
"""

import datetime as dt
from typing import cast

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from members.access import Visitor
from members.models import Device
from members.models.device import SessionStore

# Use is written down no more exactly than this, so that looking at a page is not writing a row.
TO_THE_HOUR, TO_THE_MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)

# What a browser says of itself, and what its holder would say: the first that fits.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("Windows", "a Windows computer"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "a Linux computer"),
)


def in_words(agent: str) -> str:
    """What a browser is, as its holder would say: words of ours, whatever it says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "A browser")
    machine = next((name for sign, name in MACHINES if sign in agent), "")
    return f"{browser} on {machine}" if machine else browser


def of_session(session: SessionBase) -> Device:
    """The device whose session this is. One that was never saved is a new device."""
    return cast(SessionStore, session).device or Device()


def in_use(*, device: Device, kind: str, now: dt.datetime) -> None:
    """Note that a login is used, once an hour at most. One that was ended meanwhile stays ended."""
    if device.user_id is None or now - device.used_at < TO_THE_HOUR:
        return
    device.used_at, device.kind = now, kind
    facts = {"used_at": now, "kind": kind, "expire_date": device.ends_at}
    Device.objects.filter(pk=device.pk).update(**facts)


def second_factor_in_use(*, device: Device, now: dt.datetime) -> None:
    """Note that what the second factor opened is used, once a minute at most."""
    noted = device.second_factor_used_at
    if noted is None or now - noted >= TO_THE_MINUTE:
        device.second_factor_used_at = now
        Device.objects.filter(pk=device.pk).update(second_factor_used_at=now)


def listed(*, user: Visitor, now: dt.datetime) -> list[Device]:
    """Where a login is used or still could be, the latest first."""
    return list(Device.objects.of(user).filter(expire_date__gt=now).order_by("-used_at", "ref"))


@transaction.atomic
def end(*, user: Visitor, ref: str) -> None:
    """Log a login out on one of its own devices. Where it is not logged in, nothing happens."""
    Device.objects.of(user).filter(ref=ref).delete()


@transaction.atomic
def end_others(*, user: Visitor, here: str | None) -> None:
    """Log a login out everywhere but `here`, the key of the browser that asks."""
    Device.objects.of(user).exclude(pk=here).delete()
