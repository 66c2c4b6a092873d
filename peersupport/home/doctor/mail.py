"""Whether the mail server takes our letters: reached, encrypted, logged in, our sender accepted; none is sent."""

import email.utils
import smtplib
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from peersupport.home.doctor.finding import Finding, by_hand, good, look, wrong
from peersupport.home.doctor.site import EXAMPLES, OWN_NAMES, is_within
from peersupport.lib import mailing
from peersupport.lib.post_office import NotSent, PostOffice, opened

# Whose letters their own servers alone may send: from anywhere else they are turned away.
NOT_OURS_TO_USE = ("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.co.uk",
                   "yahoo.com", "yahoo.co.uk", "icloud.com", "aol.com", "btinternet.com")  # fmt: skip
NEAR = ("localhost", "127.0.0.1", "::1")
TAKEN = 250


def sender_address() -> str:
    return email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def domain() -> str:
    return sender_address().partition("@")[2].lower()


def sender() -> Iterator[Finding]:
    if not domain() or is_within(domain(), (*EXAMPLES, *OWN_NAMES)):
        yield wrong(
            f"MAIL_FROM ({settings.DEFAULT_FROM_EMAIL}) is no address of yours.",
            "Set one that your mail provider lets this site send from.",
        )
    elif domain() in NOT_OURS_TO_USE:
        yield wrong(
            f"Letters come from {domain()}, and readers’ servers turn those away unless {domain()} itself sends them.",
            "Set MAIL_FROM to an address of a domain of your own.",
        )
    else:
        yield good(f"Letters come from {sender_address()}.")


def server() -> Iterator[Finding]:
    with opened() as office:
        if not isinstance(office.backend, EmailBackend):
            yield wrong("Letters are kept as files, and nobody gets them.", "Set MAIL_URL.")
            return
        where = f"{office.backend.host}, port {office.backend.port}"
        yield from way(office.backend)
        try:
            office.reach()
            yield good(f"The mail server {where} answers{and_logs_in(office.backend)}.")
            yield takes_sender(office)
        except NotSent as trouble:
            yield wrong(
                f"The mail server {where} cannot be used. {trouble}",
                "Look at MAIL_URL: host, port, smtp+tls or smtp+ssl, name and password. 535 means that the last two are"
                " not accepted. Some hosts of servers block mail until asked.",
            )


def way(backend: EmailBackend) -> Iterator[Finding]:
    is_near = backend.host in NEAR
    if not is_near and not (backend.use_tls or backend.use_ssl):
        yield wrong(
            "Letters and the mail password travel unencrypted.",
            "Write smtp+tls:// (port 587) or smtp+ssl:// (port 465) in MAIL_URL.",
        )
    if not is_near and not backend.username:
        yield look("The mail server is used without a login.", "Write name and password into MAIL_URL if it has them.")


def and_logs_in(backend: EmailBackend) -> str:
    parts = ["encrypted"] if backend.use_tls or backend.use_ssl else []
    parts += ["and accepts the login"] if backend.username else []
    return f", {' '.join(parts)}" if parts else ""


def takes_sender(office: PostOffice) -> Finding:
    """Begin a letter, hear what the server says to its sender, and take it back."""
    line = office.backend.connection
    try:
        line.ehlo_or_helo_if_needed()
        code, _ = line.mail(sender_address())
        line.rset()
    except (smtplib.SMTPException, OSError) as trouble:
        code = getattr(trouble, "smtp_code", 0)
    if code == TAKEN:
        return good(f"It takes letters from {sender_address()}. None was sent.")
    return wrong(
        f"It does not take letters from {sender_address()} (it answered {code}).",
        "Ask the mail provider to allow that sender, or set MAIL_FROM to one that it does.",
    )


def records() -> Iterator[Finding]:
    """What stands in the DNS for letters to arrive. The values are the mail provider's, so they are asked there."""
    yield by_hand(
        f"SPF says which servers may send for {domain()}.",
        f"Ask your mail provider for the TXT record of {domain()}. There must be one that begins v=spf1, not two.",
    )
    yield by_hand(
        f"DKIM signs each letter as from {domain()}.",
        "Turn it on at your mail provider, and set the records they name; they end in ._domainkey.",
    )
    yield by_hand(
        "DMARC says what readers’ servers do with letters that are neither.",
        f"Set a TXT record at _dmarc.{domain()}: v=DMARC1; p=none; rua=mailto:you@{domain()}. Later p=quarantine.",
    )
    yield by_hand(
        "Whether all three hold, a letter shows.",
        "manage.py doctor mail --letter-to YOUR-ADDRESS; in your mail program choose “show original”: each says PASS.",
    )


def send_letter(to: str) -> Finding:
    """Send one letter that says it is a trial."""
    letter = mailing.write("trial", {}, to=to)
    try:
        with opened() as office:
            office.reach()
            office.hand_over(mailing.envelope(letter, uuid.uuid4()))
    except NotSent as trouble:
        return wrong(f"The letter was not taken. {trouble}", "The lines above say what to mend.")
    return good("The mail server took the letter. Look whether it arrives, and whether in the folder for spam.")
