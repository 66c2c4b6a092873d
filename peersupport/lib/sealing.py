"""Short words that may lie in a table but not be read there: sealed with a key drawn from `SECRET_KEY`."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class BrokenSeal(Exception):  # noqa: N818 – said as a sentence
    """Not sealed by us, changed since, or sealed with a key that has been retired."""


def seal(words: str) -> str:
    """The words as text that nobody without the key can read or change. Longer words make longer text."""
    return box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(words.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed, with this key or one that it replaced. Raises `BrokenSeal`."""
    try:
        return box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()
    except InvalidToken as refusal:
        raise BrokenSeal from refusal


@lru_cache(maxsize=4)
def box(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(key(secret)) for secret in secrets])


def key(secret: str) -> bytes:
    """A key for sealing alone: whoever had it could still sign no link and no cookie."""
    return base64.urlsafe_b64encode(salted_hmac("peersupport.sealing", "", secret=secret, algorithm="sha256").digest())
