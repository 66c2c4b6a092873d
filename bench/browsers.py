"""A browser somebody is logged in with, second factor shown: what is left of logging in."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from members.models import User


def browser(user: int | None) -> Client:
    """Of a login by its number, or of nobody."""
    client = Client()
    if user is not None:
        login = User.objects.get(pk=user)
        client.force_login(login)
        session = client.session
        record_authentication(SimpleNamespace(session=session), login, method="mfa", type=Authenticator.Type.TOTP.value)
        session.save()
    return client


def cookie(client: Client) -> str:
    """What such a browser says of itself with each request, once it has opened a page with a form."""
    if settings.SESSION_COOKIE_NAME not in client.cookies:
        return ""
    client.get("/tonight/")
    return "; ".join(f"{kept.key}={kept.value}" for kept in client.cookies.values())
