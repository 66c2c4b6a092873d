"""What a mail server's answers mean, shown against a real one that misbehaves (R5)."""

import socket
import time
import uuid
from contextlib import closing

import pytest

from peersupport import settings as ours
from peersupport.lib import post_office
from peersupport.lib.mailing import Letter, envelope
from tests import sink as sinks
from tests.certificates import self_signed


@pytest.fixture
def sink(settings):
    with sinks.running() as server:
        sinks.use(settings, server.port)
        yield server


def hand_over(*recipients, office):
    for to in recipients:
        office.reach()
        office.hand_over(envelope(Letter(to=to, subject="Friday", text="See you.\n"), uuid.uuid4()))


def test_many_letters_go_over_one_connection(sink):
    with post_office.opened() as office:
        hand_over("one@example.org", "two@example.org", "three@example.org", office=office)

    assert sink.readers == ["one@example.org", "two@example.org", "three@example.org"]
    assert sink.connections == 1


@pytest.mark.parametrize(
    ("step", "answer", "meaning"),
    [
        ("RCPT", "550 No such user here", post_office.WillNotTake),
        ("RCPT", "450 Greylisted, come again", post_office.NotNow),
        ("RCPT", "421 Too busy", post_office.HungUp),
        ("MAIL", "451 Not now", post_office.NotNow),
        ("MAIL", "553 Not from you", post_office.NotNow),
        ("MAIL", "530 Log in first", post_office.NotNow),
        ("MAIL", sinks.HANG, post_office.Hung),
        ("RCPT", sinks.HANG_UP, post_office.HungUp),
        ("DATA", "452 Too full", post_office.NotNow),
        ("DATA", "554 Not like this", post_office.WillNotTake),
        ("DATA", sinks.HANG, post_office.OutcomeUnknown),
        ("DATA", sinks.HANG_UP, post_office.OutcomeUnknown),
        ("DATA", f"taken, then {sinks.HANG_UP}", post_office.OutcomeUnknown),
    ],
)
def test_answers_are_told_apart_and_the_next_letter_goes(sink, step, answer, meaning):
    sink.answers[step] = [answer, sinks.TAKEN]
    with post_office.opened() as office:
        with pytest.raises(post_office.NotSent) as trouble:
            hand_over("robin@example.org", office=office)
        hand_over("heron@example.org", office=office)

    assert type(trouble.value) is meaning
    assert "robin" not in str(trouble.value)
    assert sink.readers[-1] == "heron@example.org"


def test_an_address_no_server_could_take_is_refused_here(sink):
    with post_office.opened() as office:
        with pytest.raises(post_office.WillNotTake):
            hand_over("robin\n@example.org", office=office)
        hand_over("heron@example.org", office=office)

    assert sink.readers == ["heron@example.org"]


@pytest.mark.parametrize("answer", ["421 Enough for one call", sinks.HANG_UP])
def test_a_server_that_hangs_up_after_some_letters_is_called_again(sink, answer):
    sink.answers["MAIL"] = [sinks.TAKEN, sinks.TAKEN, answer, sinks.TAKEN]
    with post_office.opened() as office:
        hand_over("one@example.org", "two@example.org", "three@example.org", office=office)

    assert sink.readers == ["one@example.org", "two@example.org", "three@example.org"]
    assert sink.connections == 2


def test_a_server_that_always_hangs_up_is_not_called_for_ever(sink):
    sink.answers["MAIL"] = "421 Go away"
    with post_office.opened() as office, pytest.raises(post_office.HungUp):
        hand_over("one@example.org", office=office)

    assert sink.connections == 1


def test_no_server_is_nobodys_fault(settings):
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        sinks.use(settings, unused.getsockname()[1])
        with post_office.opened() as office, pytest.raises(post_office.Unreachable):
            office.reach()


def test_a_server_that_says_nothing_is_left_in_time(settings):
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        sinks.use(settings, silent.getsockname()[1])
        before = time.monotonic()
        with post_office.opened() as office, pytest.raises(post_office.Unreachable):
            office.reach()

    assert time.monotonic() - before < 3


def test_a_server_that_is_slow_at_every_step_is_left_in_time(sink, monkeypatch):
    sink.slow = 0.7
    monkeypatch.setattr(post_office, "LONGEST_SECONDS", 1.0)
    with post_office.opened() as office:
        before = time.monotonic()
        with pytest.raises(post_office.NotSent):
            hand_over("robin@example.org", office=office)

    assert time.monotonic() - before < 3


def test_no_worker_can_be_held_longer_than_fifteen_seconds():
    """R5: opening or one letter, and the goodbye after it."""
    assert ours.EMAIL_TIMEOUT == 10
    assert post_office.LONGEST_SECONDS + post_office.SECONDS_TO_SAY_GOODBYE < 15


def test_a_server_whose_certificate_nobody_vouches_for_is_given_no_letter(settings, tmp_path):
    with sinks.running(tls=self_signed(tmp_path).context) as server:
        sinks.use(settings, server.port, EMAIL_USE_TLS=True)
        with post_office.opened() as office, pytest.raises(post_office.Unreachable):
            hand_over("robin@example.org", office=office)

        assert server.readers == []
