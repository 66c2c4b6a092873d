"""Asking for a place, or to be reminded: a name to be called by, one way to reach you, and little else."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from members.forms.consent import AsksForYes
from members.models import Consent, Purpose, Reach
from members.people import Guest, digits
from peersupport.lib.fields import HIDDEN_MARKS, EmailLine, FormMark, Line, Uncut, Words
from sessions.models import GroupSession

ONCE, EVERY_WEEK = "once", "every_week"
CERTIFIED = "As it is to stand on the certificate of attendance."
WAYS_TO_REACH = [(Reach.EMAIL, "By e-mail"), (Reach.PHONE, "By phone: a person will ring or text")]


class HowOften(forms.ChoiceField):
    """Once, or every week until the person says. Not answered, it is once."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        choices = [(ONCE, "Just this once"), (EVERY_WEEK, "Every week, until I say")]
        words = {"invalid_choice": "Choose one of these two."}
        super().__init__(label="How often?", choices=choices, initial=ONCE, error_messages=words)

    def clean(self, value: Any) -> str:
        return str(super().clean(value or ONCE))


class HowToReach(forms.ChoiceField):
    """One way to reach somebody; besides e-mail and phone, the `others` that are fine here."""

    widget = forms.RadioSelect

    def __init__(self, *others: tuple[str, str], nothing: str, another: str) -> None:
        words = {"required": nothing, "invalid_choice": another}
        label = "How can we reach you if something changes?"
        super().__init__(choices=[*WAYS_TO_REACH, *others], label=label, initial=Reach.EMAIL, error_messages=words)


class GuestForm(AsksForYes):
    """What to call you and an e-mail address: all that a reminder needs."""

    known_as = Line(
        label="What should we call you?",
        help_text="A first name, a nickname, anything you like.",
        most=60,
        nothing="Tell us what to call you. Any word will do.",
        autocomplete="given-name",
    )
    email = EmailLine(label="Your e-mail address", nothing="Tell us where to write to.")

    def guest(self) -> Guest:
        return Guest(known_as=self.cleaned_data["known_as"], reach=Reach.EMAIL, email=self.cleaned_data["email"])


class ReminderForm(GuestForm):
    """Remind me: of this evening, or of each one until I say."""

    how_often = HowOften()
    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.LETTERS: ""}

    @property
    def every_week(self) -> bool:
        return bool(self.cleaned_data["how_often"] == EVERY_WEEK)


class ReachForm(GuestForm):
    """A name, and one way to reach somebody."""

    # Which answer each of these goes with. Browsers show only the one that is needed: css/pages/places.css.
    WAYS = (("email", "Only if you chose e-mail."), ("phone", "Only if you chose phone."))

    reach = HowToReach(nothing="Choose one of these.", another="Choose one of these two.")
    phone = Uncut(
        label="Your phone number",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={
            "max_length": "That is longer than a phone number can be. Have another look at it.",
            "null_characters_not_allowed": HIDDEN_MARKS,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, when in self.WAYS:
            field = self.fields[name]
            field.required, field.help_text = False, when
            field.goes_with = "reach"  # type: ignore[attr-defined]  # its label does not say "(optional)"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        reach = given.get("reach")
        if reach == Reach.EMAIL and not given.get("email") and "email" not in self.errors:
            self.add_error("email", "Tell us where to write to, or choose another way.")
        if reach == Reach.PHONE and len(digits(given.get("phone", ""))) < 7 and "phone" not in self.errors:
            self.add_error("phone", "Tell us the number to ring, with at least seven digits, or choose another way.")
        for name, _ in self.WAYS:
            if reach in Reach.values and reach != name:
                self.errors.pop(name, None)  # what was typed into a field that is not needed is not looked at
        return given

    def guest(self) -> Guest:
        given = self.cleaned_data
        return Guest(
            known_as=given["known_as"],
            reach=given["reach"],
            email=given.get("email", "") if given["reach"] == Reach.EMAIL else "",
            phone=given.get("phone", "") if given["reach"] == Reach.PHONE else "",
        )


class PlaceForm(ReachForm):
    """Keep me a place: reachable in one way or not at all. A name and one way: nothing else has to be answered.

    Where people come on behalf of organisations it asks which one. Every week is asked where that is how it meets, and
    neither at such events nor at a course, whose dates are all asked for at once.
    """

    organisation = Line(
        label="Your organisation",
        most=120,
        nothing="Tell us which organisation you come from. If it is none, write that.",
        autocomplete="organization",
    )
    reach = HowToReach(
        (Reach.NO, "Please don’t. I will look here before I set out"),
        nothing="Choose one. “Please don’t” is a fine answer.",
        another="Choose one of these three. “Please don’t” is a fine answer.",
    )
    first_time = forms.BooleanField(label="It’s my first time here", required=False)
    needs = Words(
        label="Is there anything that would help you get in or feel at ease?",
        help_text="Only the people who run this evening see it.",
        most=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    how_often = HowOften()
    asked_with = FormMark()

    NOT_REACHED = "To keep a place every week we need a way to reach you. Choose just this once."
    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.PLACES: "", Purpose.NEEDS: "needs"}
    field_order = (
        "known_as", "organisation", "reach", "email", "phone", "first_time", "needs", "yes_needs",
        "how_often", "yes_places", "asked_with",
    )  # fmt: skip

    def __init__(self, *args: Any, session: GroupSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_for_organisations = session.group.is_for_organisations
        if is_for_organisations or session.is_of_a_course:  # all of its dates, once
            del self.fields["how_often"]
        if is_for_organisations:
            asks_for_the_certificate(self.fields["known_as"], whose="your")
            self.fields["needs"].help_text = "Only the people who run it see this."
        else:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("reach") == Reach.NO and given.get("how_often") == EVERY_WEEK:
            self.add_error("how_often", self.NOT_REACHED)
        return given

    def wishes(self) -> dict[str, Any]:
        """What the verb needs besides the session, the guest and the clock."""
        given = self.cleaned_data
        wishes = {name: given[name] for name in ("first_time", "needs", "asked_with")} | {"yes": self.yes()}
        if "organisation" in given:
            wishes["organisation"] = given["organisation"]
        if "how_often" in given:
            wishes["every_week"] = given["how_often"] == EVERY_WEEK
        return wishes


def asks_for_the_certificate(name: forms.Field, *, whose: str) -> None:
    """The question for a name that is to stand on paper: there, not any word will do."""
    name.label, name.help_text = f"{whose.capitalize()} name", CERTIFIED
    name.error_messages["required"] = f"Tell us {whose} name, as it is to stand on the certificate."


# What is said when somebody else's answer is left empty: it asks for theirs, not for that of whoever writes.
THEIRS_IS_MISSING = {
    "known_as": "Tell us what to call them. Any word will do.",
    "organisation": "Tell us which organisation they come from. If it is none, write that.",
}


def about_somebody_else(form: forms.Form, labels: Iterable[tuple[str, str]]) -> None:
    """The same questions and refusals in other words, and the browser offers nobody's own details."""
    form.fields["known_as"].help_text = "A first name, a nickname, anything they like."
    for name, label in labels:
        if name in form.fields:
            field = form.fields[name]
            field.label = label
            if name in THEIRS_IS_MISSING:
                field.error_messages["required"] = THEIRS_IS_MISSING[name]
            if "autocomplete" in field.widget.attrs:
                field.widget.attrs["autocomplete"] = "off"


class PlaceForSomebodyForm(PlaceForm):
    """The same questions, answered by who takes a call."""

    LABELS = (
        ("known_as", "What should we call them?"),
        ("organisation", "Their organisation"),
        ("reach", "How can we reach them if something changes?"),
        ("email", "Their e-mail address"),
        ("phone", "Their phone number"),
        ("first_time", "It’s their first time here"),
        ("needs", "Is there anything that would help them get in or feel at ease?"),
    )
    SAYS = "I have read them this, and they agree: “{words}”"
    HOW = Consent.How.PHONE
    WAYS = (("email", "Only if they chose e-mail."), ("phone", "Only if they chose phone."))
    NOT_REACHED = "To keep a place every week we need a way to reach them. Choose just this once."
    CHOICES = (
        ("reach", [*WAYS_TO_REACH, (Reach.NO, "Please don’t. They will ring or look before they set out")]),
        ("how_often", [(ONCE, "Just this once"), (EVERY_WEEK, "Every week, until they say")]),
    )

    def __init__(self, *args: Any, session: GroupSession, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        about_somebody_else(self, self.LABELS)
        if session.group.is_for_organisations:
            asks_for_the_certificate(self.fields["known_as"], whose="their")
        for name, choices in self.CHOICES:
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class PlaceForColleagueForm(PlaceForSomebodyForm):
    """The same, written by a colleague of theirs at the page of the event."""

    HOW = Consent.How.COLLEAGUE
