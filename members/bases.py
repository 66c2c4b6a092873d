"""Recording why a network may hold what it holds, purpose by purpose."""

from collections.abc import Mapping

from django.db import transaction

from members.models import Basis, Network, Purpose
from members.models.basis import WITHOUT_A_FORM
from peersupport.lib.crossing import ChangedMeanwhile, mark_of
from peersupport.lib.refusals import Refused

# A lawful basis and a condition for health information, as one answer to one question.
Reason = tuple[str, str]
NOT_RECORDED: Reason = ("", "")


class NotForThis(Refused):
    """That reason is for where nobody can be asked. Choose another for what is asked on a form."""


def reasons_for(purpose: str) -> list[Reason]:
    """The reasons that can hold for a purpose: paragraph 16 only where no form can ask for a yes."""
    lawful, condition = Basis.Lawful, Basis.Condition
    found = [
        (lawful.INTERESTS, condition.EXPLICIT),
        (lawful.INTERESTS, condition.SUPPORT),
        (lawful.INTERESTS, condition.NONE),
        (lawful.CONSENT, condition.EXPLICIT),
        (lawful.CONSENT, condition.NONE),
    ]
    return [one for one in found if one[1] != condition.SUPPORT or purpose in WITHOUT_A_FORM]


def recorded(network: Network) -> dict[str, Reason]:
    """What a network has recorded, for every purpose; for the others that it has not."""
    return {purpose: (basis.basis, basis.condition) for purpose, basis in Basis.objects.of(network).items()}


def mark(network: Network) -> str:
    """The mark of what is recorded: see `crossing`."""
    return mark_of(part for reason in recorded(network).values() for part in reason)


@transaction.atomic
def record(*, network: Network, seen: str, reasons: Mapping[str, Reason]) -> None:
    """Write down the reason for each purpose; one not recorded any more is taken out. Twice alike is once.

    It holds for what is asked from then on. Raises `NotForThis`, `ChangedMeanwhile`.
    """
    Network.objects.select_for_update().get(pk=network.pk)
    before = recorded(network)
    changed = {purpose: reasons[purpose] for purpose in Purpose.values if reasons[purpose] != before[purpose]}
    if changed and mark(network) != seen:
        raise ChangedMeanwhile
    if any(reason not in (*reasons_for(purpose), NOT_RECORDED) for purpose, reason in changed.items()):
        raise NotForThis
    for purpose, (basis, condition) in changed.items():
        if (basis, condition) == NOT_RECORDED:
            network.bases.filter(purpose=purpose).delete()
        else:
            facts = {"basis": basis, "condition": condition}
            network.bases.update_or_create(purpose=purpose, defaults=facts)
