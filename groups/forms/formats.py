"""How an evening goes: a name, its parts in their order, and how many people its jobs need."""

from typing import Any, cast

from django import forms

from groups.models import JobRole, Stage
from peersupport.lib.fields import Line, OneOf, whole_number
from peersupport.lib.row_forms import RowForm

# More parts than any evening has. A form with more was not made by our page.
MOST_STAGES = 20
SCRAMBLED = {
    "missing_management_form": "Something of this page did not arrive. Please open it once more.",
    "too_many_forms": f"That is more parts than an evening has. Please use up to {MOST_STAGES}.",
}
LABELS = {
    JobRole.FACILITATOR: "How many facilitate",
    JobRole.WELCOME: "How many welcome people at the door",
    JobRole.TEA: "How many make tea",
    JobRole.BUDDY: "How many are a buddy for someone new",
}


class StageForm(forms.Form):
    """One part of an evening: without a name it is called as its kind is. Left wholly empty, it is none."""

    without_optional = True  # said once, above them all

    kind = OneOf([("", "Choose"), *Stage.Kind.choices], label="What kind of part")
    title = Line(label="What you call it", most=80, required=False)
    minutes = whole_number(least=1, most=600, label="Minutes", required=False)
    prompt = Line(label="A few words for everyone", most=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") and "title" in given:
            given["title"] = given["title"] or Stage.Kind(given["kind"]).label
        return given


class StageRows(forms.BaseFormSet):
    """The parts of an evening, in the order of the page."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "empty_permitted": True}

    def typed(self) -> list[dict[str, Any]]:
        """What stands in the fields as it came, right or not."""
        return [{name: row[name].value() for name in row.fields} for row in self.forms]

    def plan(self) -> list[dict[str, Any]]:
        """The stages, of a form that is in order."""
        return [row.cleaned_data for row in self.forms if row.has_changed()]


StageFormSet = cast(
    "type[StageRows]",
    forms.formset_factory(
        StageForm, formset=StageRows, extra=0, max_num=MOST_STAGES, absolute_max=MOST_STAGES, validate_max=True
    ),
)


class FormatForm(RowForm):
    """A plan: its name, its `stages` as a formset, and a number for each job.

    As a row form it has three values of a format: its name, its `plan` of stages, and what it `needs`.
    """

    row_word = "Part"

    name = Line(label="Name of the plan", most=80, nothing="Give the plan a name, such as Our usual evening.")
    facilitator, welcome, tea, buddy = (
        whole_number(least=0, most=20, label=LABELS[role], initial=0) for role in JobRole
    )

    def __init__(self, data: Any = None, *args: Any, **facts: Any) -> None:
        super().__init__(data, *args, **facts)
        plan = None if self.is_bound else self.initial.get("plan")
        self.stages = StageFormSet(data, prefix="stages", initial=plan, error_messages=SCRAMBLED)

    @property
    def names(self) -> list[str]:
        return ["name", "plan", "needs"]

    @property
    def rows(self) -> list[forms.Form]:
        """The forms within this one: its summary of what needs another look leads into them."""
        return list(self.stages.forms)

    @property
    def takes_more(self) -> bool:
        return len(self.stages.forms) < MOST_STAGES

    def as_it_is(self, row: Any) -> dict[str, Any]:
        return super().as_it_is(row) | {role: row.needs.get(role, 0) for role in JobRole.values}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for sentence in self.stages.non_form_errors():
            self.add_error(None, sentence)
        given["needs"] = {role: given[role] for role in JobRole.values if given.get(role)}
        if self.stages.is_valid():
            given["plan"] = self.stages.plan()
            if not given["plan"] and not self.errors:
                self.add_error(None, "Add at least one part, so that people know what to expect.")
        elif not self.errors:
            self.add_error(None, "Something about its parts needs another look.")
        return given

    def in_words(self, name: str, value: Any) -> str:
        if name == "plan":
            value = ", ".join(f"{one['title']} ({one['minutes'] or 'no'} minutes)" for one in value)
        elif name == "needs":
            value = ", ".join(f"{JobRole(role).label}: {people}" for role, people in value.items())
        return super().in_words(name, value)

    def rearranged(self, press: str) -> "FormatForm":
        """The form again, with all that was typed, after one of its buttons was pressed: see `rearrange`."""
        typed = {name: self[name].value() for name in self.fields}
        return FormatForm(row=self.row, initial={**typed, "plan": rearrange(self.stages.typed(), press)})


def rearrange(rows: list[Any], press: str) -> list[Any]:
    """Rows after a button: `add` one, or move the second of them `up-2`, `down-2`, or take it `out-2`.

    What makes no sense changes nothing.
    """
    what, _, number = press.partition("-")
    if what == "add":
        return [*rows, {}][:MOST_STAGES]
    at = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if not 0 <= at < len(rows):
        return rows
    others = rows[:at] + rows[at + 1 :]
    if what == "out":
        return others
    to = {"up": at - 1, "down": at + 1}.get(what, at)
    to = min(max(to, 0), len(others))
    return [*others[:to], rows[at], *others[to:]]
