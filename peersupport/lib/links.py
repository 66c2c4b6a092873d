"""Signed links: which row a letter's link opens, proven without a login. And how an address is written in full.

A link carries one purpose, so that one made to give back a place opens nothing else. It carries the row's
`link_version` too: raising that on the row makes every older link a dead one.
"""

from django.conf import settings
from django.core import signing

from peersupport.lib.refusals import NotFound


class BadLink(NotFound):
    """A token we did not make, or made for another purpose. It looks like a page that does not exist."""


def sign(purpose: str, ref: str, version: int) -> str:
    """The token of a link: `<ref>.<version>.<signature>`, safe in an address."""
    return signer(purpose).sign(f"{ref}.{version}")


def read(purpose: str, token: str) -> tuple[str, int]:
    """The ref and link version a token was signed for. The caller compares the version with its row's.

    Raises `BadLink` for anything else. Tokens signed with a `SECRET_KEY_FALLBACKS` key are still good.
    """
    try:
        ref, version = signer(purpose).unsign(token).split(".")
        return ref, int(version)
    except (signing.BadSignature, ValueError) as refusal:
        raise BadLink from refusal


def absolute(path: str) -> str:
    """The full address of one of our pages, for letters and calendars. `path` begins with a slash."""
    return f"{settings.SITE_URL}{path}"


def signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"peersupport.links.{purpose}")
