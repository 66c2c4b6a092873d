"""A real mail server is asked, in every way it can say no; and nothing is sent unless somebody said so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend

from peersupport.home.doctor import Verdict, mail
from tests import sink as sinks
from tests.certificates import self_signed
from tests.home.doctor.conftest import Said
from tests.letters import assert_discreet

LOGIN = ("evenings", "a long word")


@pytest.fixture(autouse=True)
def from_us(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Evenings <groups@kettle.scot>"


@pytest.fixture
def sink(settings: Any) -> Iterator[sinks.Sink]:
    with sinks.running() as server:
        sinks.use(settings, server.port)
        yield server


@pytest.fixture
def guarded(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sinks.Sink]:
    """A server that takes letters over TLS alone, from who logs in."""
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with sinks.running(tls=certificate.context, login=LOGIN) as server:
        name, word = LOGIN
        sinks.use(settings, server.port, EMAIL_USE_TLS=True, EMAIL_HOST_USER=name, EMAIL_HOST_PASSWORD=word)
        yield server


@pytest.mark.parametrize(
    ("sender", "verdict"),
    [
        ("groups@kettle.scot", "good"),
        ("Evenings <groups@kettle.scot>", "good"),
        ("groups@example.org", "not right"),
        ("evenings@localhost", "not right"),
        ("kettle.scot@gmail.com", "not right"),
        ("nobody", "not right"),
    ],
)
def test_a_sender_of_our_own(said: Said, settings: Any, sender: str, verdict: str) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    assert list(said(mail.sender())) == [verdict]


def test_a_server_that_takes_our_letters_is_sent_none(said: Said, sink: sinks.Sink) -> None:
    found = said(mail.server())

    assert list(found) == ["good"]
    assert "None was sent." in found["good"][1]
    assert sink.delivered == []


def test_a_login_that_is_accepted_over_tls(said: Said, guarded: sinks.Sink) -> None:
    assert "encrypted and accepts the login" in said(mail.server())["good"][0]


def test_a_login_that_is_not_accepted(said: Said, guarded: sinks.Sink, settings: Any) -> None:
    settings.EMAIL_HOST_PASSWORD = "another word"
    [sentence] = said(mail.server())["not right"]
    assert "The mail server answered 535." in sentence
    assert "another word" not in sentence


def test_a_certificate_nobody_vouches_for(said: Said, guarded: sinks.Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "SSLCertVerificationError" in said(mail.server())["not right"][0]


def test_a_server_that_is_away(said: Said, settings: Any) -> None:
    sinks.use(settings, sinks.free_port())
    assert "Look at MAIL_URL" in said(mail.server())["not right"][0]


def test_a_server_that_does_not_take_our_sender(said: Said, sink: sinks.Sink) -> None:
    sink.answers["MAIL"] = "553 Not from you"
    found = said(mail.server())
    assert "It does not take letters from groups@kettle.scot (it answered 553)." in found["not right"][0]


def test_letters_that_are_kept_as_files(said: Said, settings: Any) -> None:
    settings.EMAIL_BACKEND = "peersupport.lib.mailing.FolderBackend"
    assert "nobody gets them" in said(mail.server())["not right"][0]


def test_a_password_that_would_travel_unencrypted(said: Said) -> None:
    far = {"host": "mail.kettle.scot", "username": "evenings", "password": "word"}
    assert list(said(mail.way(EmailBackend(**far)))) == ["not right"]
    assert list(said(mail.way(EmailBackend(**far, use_tls=True)))) == []
    assert list(said(mail.way(EmailBackend(host="mail.kettle.scot", use_tls=True)))) == ["look here"]
    assert list(said(mail.way(EmailBackend(host="localhost")))) == []


def test_the_records_to_set_are_said_in_words(said: Said) -> None:
    words = " ".join(said(mail.records())["by hand"])
    for part in ("v=spf1", "._domainkey", "_dmarc.kettle.scot: v=DMARC1; p=none", "--letter-to"):
        assert part in words


def test_a_trial_letter_goes_to_whom_it_was_said_and_gives_nobody_away(sink: sinks.Sink) -> None:
    assert mail.send_letter("ada@kettle.scot").verdict is Verdict.GOOD

    [letter] = sink.delivered
    assert letter.to == "ada@kettle.scot"
    assert_discreet(letter.mail)


def test_a_trial_letter_that_is_refused(sink: sinks.Sink) -> None:
    sink.answers["DATA"] = "554 Not like this"
    finding = mail.send_letter("ada@kettle.scot")
    assert finding.verdict is Verdict.WRONG
    assert "The mail server answered 554." in finding.says
