"""A worker that is not there is noticed by what it does not do; letters that are stuck are counted."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site
from django.core.cache import cache

from members.models import Message
from peersupport.home.doctor import worker
from peersupport.home.tasks import LAST_TICK, tick
from peersupport.lib import embedded
from peersupport.lib.embedded.server_folder import wait_until
from sessions import retention
from tests.home.doctor.conftest import Said
from tests.senders import Worker
from tests.sink import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_url", f"redis://127.0.0.1:{free_port()}/0")


def letter(key: str, **facts: Any) -> Message:
    kind = Message.Recipient.ADDRESS
    return Message.objects.create(key=key, purpose="trial", recipient_kind=kind, **facts)


def test_a_doorbell_that_answers(said: Said, settings: Any) -> None:
    settings.OWN_SERVERS = []
    assert list(said(worker.broker())) == ["good"]

    settings.OWN_SERVERS = ["REDIS_URL"]
    assert "REDIS_URL is not set" in said(worker.broker())["not right"][0]


def test_a_doorbell_that_is_away(said: Said, settings: Any, without_a_broker: None) -> None:
    settings.OWN_SERVERS = []
    assert "REDIS_URL right?" in said(worker.broker())["not right"][0]


def test_a_tick_that_went_round(said: Said, now: dt.datetime) -> None:
    tick()
    assert list(said(worker.tick(now=now))) == ["good"]


@pytest.fixture
def own_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A Valkey at which no worker listens of another test, nor of this one while it runs in another process."""
    folder = tmp_path / "valkey"
    address = embedded.valkey(folder)
    monkeypatch.setattr(current_app.conf, "broker_url", address)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)  # lines to the shared one may be open
    yield address
    embedded.leave(folder)


def test_a_tick_that_never_was(said: Said, now: dt.datetime, own_broker: str) -> None:
    cache.delete(LAST_TICK)
    [sentence] = said(worker.tick(now=now))["not right"]
    assert "not gone round yet" in sentence
    assert "No worker answers." in sentence


def test_a_worker_that_no_clock_rings(said: Said, now: dt.datetime, own_broker: str, tmp_path: Path) -> None:
    cache.delete(LAST_TICK)
    command = [sys.executable, "-m", "celery", "--app", "peersupport", "--quiet", "worker", "--pool", "solo"]
    environment = Worker(tmp_path, 1, REDIS_URL=own_broker).environment
    with subprocess.Popen(command, cwd=site.ROOT, env=environment, stderr=subprocess.DEVNULL) as alone:
        try:
            assert wait_until(worker.hears_us, 60)
            assert "is --beat in its line?" in said(worker.tick(now=now))["not right"][0]
        finally:
            alone.kill()


def test_a_tick_that_stopped(said: Said, now: dt.datetime, without_a_broker: None) -> None:
    tick()
    with time_machine.travel(now + dt.timedelta(minutes=6)):
        [sentence] = said(worker.tick(now=dt.datetime.now(dt.UTC)))["not right"]
    assert f"since {now:%d %B %H:%M} UTC" in sentence
    assert "First mend the doorbell." in sentence


def test_an_hour_in_which_nothing_was_forgotten(said: Said, now: dt.datetime) -> None:
    cache.clear()
    assert list(said(worker.hourly_turn(now=now))) == ["look here"]

    retention.keep_no_longer(now=now)
    assert list(said(worker.hourly_turn(now=now))) == ["good"]
    assert list(said(worker.hourly_turn(now=now + dt.timedelta(hours=4)))) == ["look here"]


def test_no_letter_is_stuck(said: Said, now: dt.datetime) -> None:
    letter("to come", due_at=now + dt.timedelta(days=1))
    letter("just now", due_at=now)
    letter("gone", due_at=now, state=Message.State.SENT, sent_at=now)
    assert list(said(worker.letters(now=now))) == ["good"]


def test_letters_that_wait_though_they_are_due(said: Said, now: dt.datetime) -> None:
    letter("one", due_at=now - dt.timedelta(minutes=11))
    letter("two", due_at=now - dt.timedelta(days=1))
    assert said(worker.letters(now=now))["not right"][0].startswith("2 letters should have left")


def test_a_letter_that_is_tried_again_and_again(said: Said, now: dt.datetime) -> None:
    letter("one", due_at=now + dt.timedelta(hours=1), tries=4, reason="The mail server answered 451.")
    assert said(worker.letters(now=now)) == {
        "not right": [
            "1 letter was tried again and again. The last time: The mail server answered 451. See the lines of mail."
        ]
    }


def test_letters_that_were_refused(said: Said, now: dt.datetime) -> None:
    letter("one", due_at=now, state=Message.State.REFUSED, reason="The mail server answered 550.")
    [sentence] = said(worker.letters(now=now))["look here"]
    assert "1 letter of the last day was refused. The last time: The mail server answered 550." in sentence
