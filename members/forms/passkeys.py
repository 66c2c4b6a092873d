"""Forms for passkeys: what a device answers, whatever that is, and what its holder calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings

PASSKEY_NAME = "So that you know it again: my phone, the blue key."


def passkey_name(**more: Any) -> forms.CharField:
    return forms.CharField(label="What you call it", help_text=PASSKEY_NAME, max_length=60, **more)


class NamePasskeyForm(forms.Form):
    """What its holder calls a passkey."""

    name = passkey_name(error_messages={"required": "Say what you call it."})


class AnswerField(forms.JSONField):
    """What the device answered, as the page's script puts it here. What cannot be read as that is refused, also what
    Python reads no further: a number of thousands of digits, or a thousand brackets."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as broken:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from broken

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Shown again, it is empty: a device answers anew each time."""
        return initial


def credential_field(sentence: str) -> AnswerField:
    return AnswerField(widget=forms.HiddenInput, error_messages={"required": sentence, "invalid": sentence})


@contextmanager
def from_anybody(sentence: str) -> Iterator[None]:
    """Whatever is wrong with what a browser sent is answered with one sentence; too many tries keep their own."""
    try:
        yield
    except forms.ValidationError as refused:
        if refused.code != "incorrect_code":
            raise
        raise forms.ValidationError(sentence) from refused
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as broken:
        raise forms.ValidationError(sentence) from broken


def from_our_site(origin: str) -> None:
    """A passkey answers to the page that asked: ours, and not one beside ours under the same name."""
    if origin != settings.SITE_URL:
        raise ValueError(origin)


class MakePasskeyForm(AddWebAuthnForm):
    """A passkey as the device has just made it."""

    sentence = "The passkey was not set up. Press the button once more."
    name = passkey_name(required=False)
    credential = credential_field(sentence)
    passwordless = None  # each of ours is

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if "credential" in cleaned:
            with from_anybody(self.sentence):
                from_our_site(auth.parse_registration_response(cleaned["credential"]).response.client_data.origin)
                cleaned = super().clean()
        return cleaned


class Shown:
    """What a device answered when it was asked for a passkey."""

    sentence: ClassVar[str]
    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        with from_anybody(self.sentence):
            answer = auth.parse_authentication_response(self.cleaned_data["credential"])
            from_our_site(answer.response.client_data.origin)
            return super().clean_credential()  # type: ignore[misc]  # allauth's, which this stands before


class ShowPasskeyForm(Shown, ReauthenticateWebAuthnForm):
    """One of this login's passkeys."""

    sentence = "That passkey did not open this. Press the button once more, or type a code."
    credential = credential_field(sentence)


class LogInByPasskeyForm(Shown, LoginWebAuthnForm):
    """Somebody's passkey; it says whose."""

    sentence = "That passkey opened nothing here. Press the button once more, or let us send you a code."
    credential = credential_field(sentence)
