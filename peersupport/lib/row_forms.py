"""Forms about one row of what can be set: they remember what they showed, and keep what was typed whatever happens."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models

from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row, mark_of_those
from peersupport.lib.refusals import Refused


class RowForm(forms.Form):
    """A form whose fields are a row's own, by their names. Without a row it asks for a new one, `beside` others.

    `seen` is the mark of what the page showed, for `crossing.change`. After `tries`, `crossed` says that somebody else
    had changed the row: then the form holds what was typed, says what stands there now, and can be sent again. Of a new
    row `seen` marks the others that were there, for `crossing.add`.
    """

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        row: models.Model | None = None,
        beside: Iterable[models.Model] | None = None,
        **facts: Any,
    ):
        super().__init__(data, *args, **facts)
        self.row, self.crossed = row, False
        self.says_what_it_saw = row is not None or beside is not None
        if row is not None:
            self.initial = {**self.as_it_is(row), **self.initial}
        elif beside is not None:
            self.initial = {"seen": mark_of_those(beside), **self.initial}

    @property
    def status(self) -> int:
        """What a page with this form answers: 409 when what was typed crossed with somebody else's."""
        return 409 if self.crossed else 200

    @property
    def names(self) -> Iterable[str]:
        """The fields that are a row's own."""
        return [name for name in self.fields if name != "seen"]

    def as_it_is(self, row: models.Model) -> dict[str, Any]:
        """What the form shows of a row, and the mark of it."""
        return {name: row.serializable_value(name) for name in self.names} | {"seen": mark_of_row(row, self.names)}

    def facts(self) -> dict[str, Any]:
        """What was typed, for a verb."""
        return {name: self.cleaned_data[name] for name in self.names}

    def tries(self, verb: Callable[..., Any], **given: Any) -> Any:
        """Call a verb with `facts` and what was `seen`, if anything. Returns its answer, or None: the form says why."""
        if self.says_what_it_saw:
            given["seen"] = self.cleaned_data["seen"]
        try:
            return verb(**given, facts=self.facts())
        except ChangedMeanwhile as refused:
            self.show_both(str(refused))
        except Refused as refused:
            self.add_error(None, str(refused))
        return None

    def show_both(self, sentence: str) -> None:
        """What was typed stays; what somebody else wrote meanwhile is said beside it, and may then be written over."""
        self.row = self.as_it_stands()
        self.crossed = True
        sent: Any = self.data
        self.data = sent.copy()
        self.data["seen"] = mark_of_row(self.row, self.names)  # type: ignore[index]  # a copy may be written to
        self.add_error(None, sentence)
        typed = self.facts()
        for name in self.names:
            now = getattr(self.row, name)
            if now != typed[name]:
                self.add_error(name if name in self.fields else None, f"It says now: {self.in_words(name, now)}")

    def as_it_stands(self) -> models.Model:
        """The row as it is now, after somebody else changed it."""
        assert self.row is not None  # noqa: S101 – only a row can have been changed
        self.row.refresh_from_db()
        return self.row

    def in_words(self, name: str, value: Any) -> str:
        shown = getattr(self.row, f"get_{name}_display", lambda: value)()
        if isinstance(shown, bool):
            return "yes" if shown else "no"
        return "nothing" if shown in (None, "") else str(shown)
