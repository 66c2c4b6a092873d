"""Tell me when it starts: one address, and nothing else."""

from collections.abc import Mapping
from typing import ClassVar

from members.models import Purpose
from peersupport.lib.fields import EmailLine
from sessions.forms.consent import AsksForYes


class InterestForm(AsksForYes):
    """Where to write to, once."""

    email = EmailLine(label="Your e-mail address", nothing="Tell us where to write to.")
    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.LETTERS: ""}
