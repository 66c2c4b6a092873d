"""After a restore, what may have left long ago does not leave again."""

import datetime as dt
from typing import Any

import pytest

from members import claims
from members.models import Message

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
State = Message.State


def letter(key: str, due_at: dt.datetime, **facts: Any) -> Message:
    return Message.objects.create(key=key, purpose="reminder", recipient_kind="person", due_at=due_at, **facts)


def test_what_has_been_due_is_dropped_in_whosever_hands(now: dt.datetime) -> None:
    lease = {"state": State.SENDING, "lease_until": now + HOUR}
    letter("waiting", now - HOUR)
    letter("just now", now)
    letter("claimed", now - HOUR, **lease)
    letter("begun", now - HOUR, started_at=now - HOUR, **lease)
    sent = letter("sent", now - HOUR, state=State.SENT, sent_at=now - HOUR)
    coming = letter("coming", now + HOUR)

    assert claims.drop_all_due(now=now, reason="It may have left.") == 4
    assert claims.drop_all_due(now=now, reason="It may have left.") == 0

    dropped = Message.objects.filter(state=State.DROPPED)
    assert set(dropped.values_list("key", "reason", "lease_until")) == {
        (key, "It may have left.", None) for key in ("waiting", "just now", "claimed", "begun")
    }
    assert set(Message.objects.exclude(state=State.DROPPED)) == {sent, coming}


def test_sealed_words_go_even_if_they_would_be_tried_again_later(now: dt.datetime) -> None:
    code = letter("code", now + HOUR, sealed="a login code")
    claims.drop_all_due(now=now, reason="It may have left.")
    code.refresh_from_db()
    assert (code.state, code.sealed) == (State.DROPPED, "")
