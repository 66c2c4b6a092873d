"""One question for each purpose: why may you hold this?"""

from collections.abc import Iterable
from typing import Any

from django import forms

from members import bases
from members.bases import NOT_RECORDED, Reason
from members.models import Basis, Network, Purpose
from peersupport.lib.crossing import ChangedMeanwhile
from peersupport.lib.fields import OneOf
from peersupport.lib.refusals import Refused

LAWFUL, CONDITION = Basis.Lawful, Basis.Condition
# In the words of a trustee, and where it stands in the law.
WORDS = {
    (LAWFUL.INTERESTS, CONDITION.EXPLICIT): (
        "Running the group needs it, and they say yes: Article 6(1)(f) with 9(2)(a). The form has a box to tick."
    ),
    (LAWFUL.INTERESTS, CONDITION.SUPPORT): (
        "Running the group needs it, and nobody can reasonably be asked: Article 6(1)(f) with DPA 2018, Schedule 1, "
        "paragraph 16"
    ),
    (LAWFUL.INTERESTS, CONDITION.NONE): (
        "Running the group needs it, and it says nothing about anybody’s health: Article 6(1)(f)"
    ),
    (LAWFUL.CONSENT, CONDITION.EXPLICIT): "They say yes: Article 6(1)(a) with 9(2)(a). The form has a box to tick.",
    (LAWFUL.CONSENT, CONDITION.NONE): (
        "They say yes, and it says nothing about anybody’s health: Article 6(1)(a). The form has a box to tick."
    ),
    NOT_RECORDED: "Not recorded yet. People are told so.",
}


def key(reason: Reason) -> str:
    return "-".join(reason)


def choices(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    return [(key(reason), WORDS[reason]) for reason in reasons]


class BasesForm(forms.Form):
    """Why a network may hold what it holds. `crossed` after somebody else recorded something meanwhile."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.network, self.crossed = network, False
        for purpose, reason in bases.recorded(network).items():
            self.fields[purpose] = OneOf(
                choices([*bases.reasons_for(purpose), NOT_RECORDED]),
                label=Purpose(purpose).label,
                initial=key(reason),
                widget=forms.RadioSelect,
            )
        self.initial["seen"] = bases.mark(network)

    @property
    def status(self) -> int:
        return 409 if self.crossed else 200

    def record(self) -> bool:
        """Write them down. False when it was refused: then the form says why."""
        lawful = {purpose: self.cleaned_data[purpose].partition("-") for purpose in Purpose.values}
        reasons = {purpose: (basis, condition) for purpose, (basis, _, condition) in lawful.items()}
        try:
            bases.record(network=self.network, seen=self.cleaned_data["seen"], reasons=reasons)
        except Refused as refused:
            self.add_error(None, str(refused))
            self.crossed = isinstance(refused, ChangedMeanwhile)
            if self.crossed:
                sent = self.data.copy()  # type: ignore[attr-defined]  # what a browser sent
                sent["seen"] = bases.mark(self.network)
                self.data = sent
            return False
        return True
