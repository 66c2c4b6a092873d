"""Forms for logging in: where to send a code, the code itself, and the code on one's phone."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone

from members import login
from peersupport.lib.limits import address_of


def code_field(label: str, help_text: str) -> forms.CharField:
    """A field for a code: phones offer the one that has just arrived, and pasting one works, spaces and all."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": "Type the code here."},
    )


class AskForCodeForm(RequestLoginCodeForm):
    """Where shall the code go? Whether we know the address is not said, and not to be felt."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="The one you gave us.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Type your e-mail address here.",
            "invalid": "This address looks unfinished. It should read like name@example.org.",
        },
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        here = f"{email} {address_of(context.request)}"
        counts = {"request_login_code_from_here": here, "request_login_code": email}
        if not all(ratelimit.consume(context.request, action=action, key=key) for action, key in counts.items()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = login.login_of(email=email, now=timezone.now())
        return email


class EnterCodeForm(ConfirmLoginCodeForm):
    """The code from the letter."""

    code = code_field("Code", "It is in the letter, and works for ten minutes.")


class SecondFactorForm(ReauthenticateForm):
    """The code on the phone, or one of the codes kept on paper."""

    code = code_field("Code", "From the app on your phone, or one of the codes you kept on paper.")


class SetUpForm(ActivateTOTPForm):
    """The first code the app shows proves that it has been set up."""

    code = code_field("The code the app shows now", "Six numbers. They change every half minute.")
