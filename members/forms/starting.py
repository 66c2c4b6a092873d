"""What has to be known before there is anything: which organisation, and who begins it."""

from django import forms

from members.models import Nation
from peersupport.lib.fields import EmailLine, Line, OneOf


class StartForm(forms.Form):
    """Four questions. Everything else has a good default, or its own page."""

    name = Line(label="Name of the organisation", most=120, nothing="Tell people what the organisation is called.")
    nation = OneOf(Nation.choices, label="Nation", help_text="Crisis lines follow it.")
    known_as = Line(
        label="What should we call you?", most=60, nothing="Tell us what to call you.", autocomplete="given-name"
    )
    email = EmailLine(
        label="Your e-mail address",
        help_text="You log in with it. Nobody else is shown it.",
        nothing="Tell us where to send your login codes.",
    )
