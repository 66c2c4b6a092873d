"""What stands in addresses, forms and files instead of a row's number: twelve random characters."""

import secrets
from collections.abc import Callable
from typing import Any

from django.db import models

# Lower-case letters and digits without those read for one another: i, l, o, u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_ref() -> str:
    """A random ref of sixty bits: nobody guesses one, and two rows never share one in practice.

    Thirty-two letters divide the 256 values of a byte evenly, so each is as likely as any other.
    """
    return "".join([ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH)])


def give_refs(label: str, model: str) -> Callable[[Any, Any], None]:
    """For a migration that adds a ref to rows there are: between a field that may be empty and one that is unique."""

    def give(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model(label, model).objects
        for key in rows.filter(ref=None).values_list("pk", flat=True):
            rows.filter(pk=key).update(ref=new_ref())

    return give


class RefField(models.CharField):
    """A unique random ref, made with the row and never changed."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.update(max_length=LENGTH, unique=True, editable=False, default=new_ref)
        super().__init__(**kwargs)  # type: ignore[arg-type]  # Django's field options are looser than its stubs

    def get_prep_value(self, value: Any) -> Any:
        """No row has the empty ref, so what no database can be asked about is asked for as that."""
        ref = super().get_prep_value(value)
        return "" if isinstance(ref, str) and "\0" in ref else ref
