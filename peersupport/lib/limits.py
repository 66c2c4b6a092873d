"""How often one address may send a form, or have something made: one count for all workers, gone after its time.

What is stored is a keyed digest, so that nobody can read from the table who was here.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from peersupport.lib.refusals import TooOften

WINDOW = dt.timedelta(minutes=5)
IPV6_PREFIX = 64  # what one household or hall is given

COUNT = """
INSERT INTO form_counts AS known (who, sent, until) VALUES (%(who)s, 1, %(now)s + %(window)s)
ON CONFLICT (who) DO UPDATE SET
    sent = CASE WHEN known.until <= %(now)s THEN 1 ELSE known.sent + 1 END,
    until = CASE WHEN known.until <= %(now)s THEN %(now)s + %(window)s ELSE known.until END
RETURNING sent
"""


def limited(form: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let one address send a form `settings.FORMS_FROM_ONE_ADDRESS` times in five minutes; then raise `TooOften`.

    Enough for a whole hall behind one address. Looking is never counted. 0 is no limit.
    """

    def limit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                spend(form, request, most=settings.FORMS_FROM_ONE_ADDRESS)
            return view(request, *args, **kwargs)

        return counted

    return limit


def spend(what: str, request: HttpRequest, *, most: int) -> None:
    """Let one address have something done `most` times in five minutes; then raise `TooOften`. 0 is no limit."""
    if most and count(what, address_of(request), timezone.now()) > most:
        raise TooOften


def count(form: str, address: str, now: dt.datetime) -> int:
    """Count one more, atomically. Answers with how many there were in this window."""
    who = keyed(f"{form} {address}")
    facts: dict[str, Any] = {"who": who, "now": now, "window": WINDOW}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, facts)
        [(sent,)] = cursor.fetchall()
    return int(sent)


def keyed(words: str) -> bytes:
    """A digest of words that only who has our key can make, so that it tells nobody else what they were."""
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256)


def digest_of(key: str, key_prefix: str, version: int) -> str:
    """What stands in the table of tries instead of a key: Django's `KEY_FUNCTION`."""
    return keyed(f"{key_prefix}:{version}:{key}").hex()


def forget_counts(*, now: dt.datetime) -> None:
    """Counts whose time is over go: of forms, and of tries at the door."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM form_counts WHERE until <= %s", [now])
        cursor.execute("DELETE FROM tries WHERE expires <= %s", [now])


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, by the proxies we trust alone; of IPv6 the part that one place is given."""
    found = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
