"""The bell: rung soon, once for many presses, and whoever presses it never waits for the broker."""

import json
import os
import socket
import threading
import time
import uuid
from contextlib import closing, suppress

import pytest
import redis
from celery import current_app
from django.conf import settings as site

from members import messages
from peersupport.lib.bell import Bell

SOON = 5


def in_the_queue(broker: redis.Redis) -> list[bytes]:
    return list(broker.lrange(site.CELERY_TASK_DEFAULT_QUEUE, 0, -1))


def test_the_bell_carries_nothing_but_its_name():
    with redis.Redis.from_url(site.CELERY_BROKER_URL) as broker:
        before = len(in_the_queue(broker))
        messages.BELL.press()
        assert messages.BELL.wait(SOON)
        rung = in_the_queue(broker)

    assert len(rung) > before
    calls = [json.loads(call)["headers"] for call in rung]
    assert "members.send_due_letters" in {call["task"] for call in calls}
    assert {(call["argsrepr"], call["kwargsrepr"]) for call in calls} == {("()", "{}")}


def test_many_presses_while_it_rings_are_one_more_ring(monkeypatch):
    rings, first, go_on = [], threading.Event(), threading.Event()

    class Slow(Bell):
        def ring(self):
            rings.append(1)
            first.set()
            go_on.wait(SOON)

    bell = Slow("test.nothing")
    bell.press()
    assert first.wait(SOON)
    for _ in range(20):
        bell.press()
    go_on.set()

    assert bell.wait(SOON)
    assert len(rings) == 2


def test_a_line_that_went_dead_meanwhile_is_made_anew():
    bell = Bell(f"test.{uuid.uuid4()}")  # the queue is shared with tests beside this one
    with redis.Redis.from_url(site.CELERY_BROKER_URL) as broker:
        bell.press()
        assert bell.wait(SOON)
        assert bell.line is not None
        line = bell.line.default_channel.client.client_id()
        assert broker.client_kill_filter(_id=line) == 1
        bell.press()
        assert bell.wait(SOON)
        rung = [call for call in map(json.loads, in_the_queue(broker)) if call["headers"]["task"] == bell.task]
        assert len(rung) == 2


def test_a_forked_process_rings_for_itself():
    bell = Bell("members.send_due_letters")
    bell.press()
    assert bell.wait(SOON)

    child = os.fork()
    if child == 0:
        bell.press()
        os._exit(0 if bell.wait(SOON) else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def nobody_listens(place):
    """A port that refuses."""


def listens_and_says_nothing(place):
    place.listen(8)


def is_not_to_be_reached(place):
    """A listener whose waiting room is full: further callers hear nothing at all."""
    place.listen(0)
    callers = [socket.socket() for _ in range(4)]
    for caller in callers:
        caller.setblocking(False)
        with suppress(BlockingIOError):
            caller.connect(place.getsockname())
    return callers


@pytest.mark.parametrize("broker", [nobody_listens, listens_and_says_nothing, is_not_to_be_reached])
def test_r11_a_page_does_not_wait_for_a_broker_that_is_down(broker, monkeypatch, caplog):
    bell = Bell("members.send_due_letters")
    with closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        callers = broker(place) or []
        monkeypatch.setattr(current_app.conf, "broker_url", f"redis://127.0.0.1:{place.getsockname()[1]}/0")
        waits = []
        for _ in range(3):
            before = time.monotonic()
            bell.press()
            waits.append(time.monotonic() - before)
            assert bell.wait(SOON)
        for caller in callers:
            caller.close()

    assert min(waits) < 0.05
    assert caplog.text.count("The bell could not be rung") == 3
