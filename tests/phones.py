"""A phone with an app that makes codes: what it shows at this moment."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

SECRET = "JBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET) -> str:
    [counter] = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.fixture
def fresh_code() -> Iterator[None]:
    """Begin when the phone has just shown a new code, so that it does not change between reading and typing it."""
    now = timezone.now()
    start = now.replace(second=now.second // 30 * 30, microsecond=0) + dt.timedelta(seconds=30)
    with time_machine.travel(start, tick=True):
        yield
