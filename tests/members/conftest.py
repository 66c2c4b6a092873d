"""A mail server of our own, and letters with nothing to them but their key."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from members import messages, sending
from members.models import Message, Person
from tests import factories, sink
from tests.phone_locks import Lock, set_up
from tests.phones import fresh_code

__all__ = ["fresh_code"]


@pytest.fixture
def mail_server(settings: Any) -> Iterator[sink.Sink]:
    with sink.running() as server:
        sink.use(settings, server.port)
        yield server


@pytest.fixture
def composer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Let a test say what the letters of the purpose "plain" are made of."""
    return lambda compose: monkeypatch.setitem(messages.COMPOSERS, "plain", messages.one_by_one(compose))


@pytest.fixture
def plain_letters(composer: Callable[[Any], None]) -> None:
    """The letters of the purpose "plain" say nothing but their key."""
    composer(lambda message, now: messages.Letter(subject=message.key, text=message.key, sender_name="Evenings"))


@pytest.fixture
def posted(db: None, now: Any, plain_letters: None) -> Callable[..., Message]:
    """Put a plain letter for somebody into the outbox."""

    def post(key: str = "letter", person: Person | None = None, **facts: Any) -> Message:
        reader = person or factories.PersonFactory()
        wanted = {"key": key, "purpose": "plain", "recipient_kind": "person", "recipient": reader.pk}
        messages.post(**{**wanted, "due_at": now, "now": now, **facts})
        return Message.objects.get(key=key)

    return post


@pytest.fixture
def send(now: Any) -> Callable[..., bool]:
    """Send what is due some time from now, on a clock that stands still while it does."""

    def at(later: dt.timedelta = dt.timedelta(), **facts: Any) -> bool:
        return sending.send_due(clock=lambda: now + later, **facts)

    return at


@pytest.fixture
def no_tries_yet(db: None) -> None:
    """Tries are counted in a table that is not one of ours, so no test may leave any behind."""
    cache.clear()


@pytest.fixture
def holder(coordinator: Person, browse: Callable[[Person], Client]) -> tuple[Client, Lock]:
    """A coordinator's browser, and the passkey they have just set up on it."""
    client = browse(coordinator)
    return client, set_up(client, "My phone")
