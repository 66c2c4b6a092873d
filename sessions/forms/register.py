"""What a register page and its script may send: taps one by one or in a batch, and what is said before locking up."""

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from peersupport.lib.fields import Line
from peersupport.lib.refusals import Refused
from sessions.models import GroupSession, Tap
from sessions.models.register import AtTheTime
from sessions.register import TapIn
from sessions.register.lockup import NothingCounted, agreement_of

MOST_TAPS = 200
LARGEST_NUMBER = 2**31 - 1


class Unreadable(Refused):
    """We could not read what this page sent. Open the register again; nothing that was saved is lost."""


class TooMany(Refused):
    """That is a great deal at once. Open the register again and send fewer taps."""


def writable(text: str) -> None:
    """Half of a character pair, which JSON can say and a database cannot keep, is not a word."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("Please write that again.") from error


class WordField(forms.CharField):
    """Text that the register's own rules look at: spaces are kept until then, and its length is said there."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=200, strip=False, validators=[writable])


class WhoForm(forms.Form):
    """The part of a tap that says from which page or device, whom it adds, and as what."""

    device = forms.UUIDField()
    person = WordField()
    regular = WordField()
    word = WordField()
    first_time = forms.BooleanField(required=False)
    role = WordField()

    def who(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in WhoForm.base_fields}
        return {**given, "role": given["role"] or AtTheTime.CAME}


class TapForm(WhoForm):
    """One tap of a script."""

    id = forms.UUIDField()
    sequence = forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER)
    action = forms.ChoiceField(choices=Tap.Action)
    undoes = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if (given.get("action") == Tap.Action.UNDO) != bool(given.get("undoes")):
            raise ValidationError("An undo says what it undoes, and nothing else does.")
        return given

    def tap(self) -> TapIn:
        own = {name: self.cleaned_data[name] for name in ("id", "sequence", "action", "undoes")}
        return TapIn(**self.who(), **own)


class RowForm(WhoForm):
    """One line of the page, pressed without scripts: what was pressed, and how the line stood when the page was made.

    What its taps are called follows from the page and what was pressed, so that pressing twice is pressing once.
    """

    class Act(models.TextChoices):
        HERE = "here", "Here"
        NOT_HERE = "not_here", "Not here after all"
        FIRST_TIME = "first_time", "First time, or not"
        JOB = "job", "On their job, or for themselves"
        NEW = "new", "Someone new"
        NOBODY_NAMED = "plus_one", "Gave no name"
        NOBODY_NEW = "plus_one_new", "Gave no name, first time"

    act = forms.ChoiceField(choices=Act)
    job = WordField()
    undoes = forms.CharField(required=False, max_length=2000)

    @classmethod
    def sent(cls, post: Mapping[str, Any]) -> "RowForm":
        """The lines share one form: each of their buttons says all of its line, written as in an address."""
        return cls({**dict(parse_qsl(post["press"])), "device": post.get("device")} if "press" in post else post)

    def clean_undoes(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(one) for one in self.cleaned_data["undoes"].split()]
        except ValueError as error:
            raise ValidationError("That is not a tap.") from error

    def taps(self) -> list[TapIn]:
        """Undo what stands for somebody, or add them, or both to say something else of them."""
        act, given = self.cleaned_data["act"], self.who()
        if act in (self.Act.NOBODY_NAMED, self.Act.NOBODY_NEW):
            given = {**given, "person": "", "regular": "", "word": "", "first_time": act == self.Act.NOBODY_NEW}
        elif act == self.Act.NEW:
            given["word"] = given["word"] or " "
        elif act == self.Act.FIRST_TIME:
            given["first_time"] = not given["first_time"]
        elif act == self.Act.JOB:
            given["role"] = AtTheTime.CAME if given["role"] != AtTheTime.CAME else self.cleaned_data["job"]
        undos = [self.one(given, action=Tap.Action.UNDO, undoes=tap) for tap in self.cleaned_data["undoes"]]
        return undos if act == self.Act.NOT_HERE else [*undos, self.one(given)]

    def one(self, given: dict[str, Any], **others: Any) -> TapIn:
        says = [*map(str, given.values()), *map(str, others.values()), self.data.get("undoes", "")]
        number = uuid.uuid5(given["device"], json.dumps(says))
        return TapIn(**given, id=number, sequence=number.int % LARGEST_NUMBER, **others)

    @property
    def ref(self) -> str:
        return str(self.cleaned_data["person"] or self.cleaned_data["regular"])


def read_batch(body: bytes) -> list[TapIn]:
    """The taps of a request: `{"device": …, "taps": [{"id", "sequence", "action", …}, …]}`, at most `MOST_TAPS`.

    Raises `Unreadable` for anything else, `TooMany` for more.
    """
    try:
        given = json.loads(body)
        device, taps = given["device"], given["taps"]
        if len(taps) > MOST_TAPS:
            raise TooMany
        read = [TapForm({**one, "device": device}) for one in taps]
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise Unreadable from error
    if not all(form.is_valid() for form in read):
        raise Unreadable
    return [form.tap() for form in read]


class LockUpForm(forms.Form):
    """How many came, and what the group chose to note besides."""

    headcount = forms.IntegerField(
        label="How many people came?",
        min_value=0,
        max_value=999,
        required=False,
        error_messages={
            "required": str(NothingCounted()),
            "invalid": "Write a whole number, such as 9.",
            "min_value": "Nobody is 0. Write 0 or more.",
            "max_value": "Write a number below a thousand.",
        },
    )
    agreement_was_read = forms.BooleanField(label="We shared the group agreement", required=False)
    note = forms.CharField(
        label="Anything practical for next time?",
        help_text="The key, the heating, the milk. Nothing about people.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, session: GroupSession, tapped: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = self.fields["headcount"]
        count.required = not tapped
        count.help_text = "Leave out people on a job."
        if tapped:
            count.help_text += f" Empty means {tapped}: as many as are marked as here."
        if agreement_of(session) is None:  # there is nothing to have shared, or the group does not mark it
            del self.fields["agreement_was_read"]
        if not session.group.uses_notes:
            del self.fields["note"]

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "headcount": given["headcount"],
            "agreement_was_read": given.get("agreement_was_read", False),
            "note": given.get("note", ""),
        }


class DidNotMeetForm(forms.Form):
    reason = Line(
        label="Why?", help_text="Everyone can read this. “The hall was shut” is enough.", most=200, required=False
    )
