"""What every letter must keep to itself (R8). Any app's tests of its letters use `assert_discreet`."""

import email
import email.policy
import re
from collections.abc import Iterable
from email.message import Message as ParsedMail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

BANNED_WORDS = Path(__file__).parent / "members" / "banned_words.txt"
LINK = re.compile(r"https?://[^\s<>\"')]+")


def banned_words() -> list[str]:
    lines = BANNED_WORDS.read_text(encoding="utf-8").splitlines()
    return [line.strip().lower() for line in lines if line.strip() and not line.startswith("#")]


def says(words: str, banned: str) -> bool:
    """Whether a word begins so. "Mind" is in "Mindful" and not in "reminder"; a number is meant as a whole."""
    end = r"\b" if banned[-1].isdigit() else ""
    return re.search(rf"\b{re.escape(banned)}{end}", words, re.IGNORECASE) is not None


def seen_in(mail: EmailMultiAlternatives | ParsedMail) -> dict[str, str]:
    """Everything a letter shows, by where: each header but its reader's address, and each part, decoded."""
    raw = mail.message() if isinstance(mail, EmailMultiAlternatives) else mail
    parsed = email.message_from_bytes(raw.as_bytes(), policy=email.policy.default)
    seen = {name: str(value) for name, value in parsed.items() if name != "To"}
    for part in parsed.walk():
        if part.get_content_maintype() == "text":
            seen[part.get_content_type()] = part.get_content()
    return seen


def assert_discreet(mail: EmailMultiAlternatives | ParsedMail, *, also: Iterable[str] = ()) -> None:
    """Sender, subject, words, links and headers name no condition, no group and no helpline; one help link is there.

    `also` are words of this one letter that must not be seen, such as the name of its group.
    """
    seen = seen_in(mail)
    assert {"Subject", "From", "text/plain"} <= set(seen)
    for place, words in seen.items():
        found = [word for word in [*banned_words(), *also] if says(words, word)]
        assert not found, f"{place} says {found}: {words}"
    for kind in {"text/plain", "text/html"} & set(seen):
        links = LINK.findall(seen[kind])
        assert all(link.startswith(f"{settings.SITE_URL}/") for link in links), links
        assert links.count(f"{settings.SITE_URL}/contact/") == 1, links
