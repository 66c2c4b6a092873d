"""Who a word is: somebody who came or belongs, or a name and one way to reach them."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from members.models import Consent, Person, Purpose
from members.people import Guest
from peersupport.lib.fields import OneOf, offer_choices
from peersupport.lib.walltime import spoken_day
from sessions.forms.places import ReachForm, about_somebody_else


class JoinForm(ReachForm):
    """One of the people it offers, or whoever is written below. Only one of the two has to be answered."""

    person = OneOf(
        [],
        label="Does the group know them already?",
        help_text="Somebody who came before under their name, or belongs to the group. Write anyone else below.",
        required=False,
    )
    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.REGISTER: ""}
    SAYS = "I have read them this, and they agree: “{words}”"
    HOW = Consent.How.SPOKEN
    WAYS = (("email", "Only if they chose e-mail."), ("phone", "Only if they chose phone."))
    LABELS = (
        ("known_as", "What would they like to be called?"),
        ("reach", "How can we reach them?"),
        ("email", "Their e-mail address"),
        ("phone", "Their phone number"),
    )
    field_order = ("person", "known_as", "reach", "email", "phone", "yes_register")

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about_somebody_else(self, self.LABELS)
        self.people: dict[str, Person] = {one.ref: one for one in people}
        theirs = ((one.ref, in_words(one)) for one in people)
        who = offer_choices(self, "person", [("", "Not yet: I write it below"), *theirs])
        who.goes_with = "known_as"  # type: ignore[attr-defined]  # its label does not say "(optional)"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("person"):
            for name, _ in self.LABELS:
                self.errors.pop(name, None)  # what is not needed is not looked at
        return given

    def who(self) -> Person | Guest:
        return self.people.get(self.cleaned_data["person"]) or self.guest()


def in_words(one: Any) -> str:
    """Two of the same name are told apart by when they last came."""
    return f"{one.known_as}, last here {spoken_day(one.last_on)}" if one.last_on else str(one.known_as)
