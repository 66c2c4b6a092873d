"""What a coordinator's browser would send from a page of settings."""

from typing import Any

from django.test import Client


def as_shown(client: Client, path: str) -> dict[str, Any]:
    """What the page's form would send if nothing were changed."""
    form = client.get(path).context["form"]
    sent = {bound.html_name: bound.value() for bound in form}
    return {name: "on" if value is True else value for name, value in sent.items() if value not in (None, False)}
