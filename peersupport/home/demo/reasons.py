"""Why an organisation of the demonstration may keep what it keeps. Which they have recorded is not known: invented."""

from collections.abc import Mapping

from members.models import Basis, Network, Purpose

Reason = tuple[Basis.Lawful, Basis.Condition]
A_YES: Reason = (Basis.Lawful.CONSENT, Basis.Condition.EXPLICIT)
NEEDED, SAID, SUPPORT = (
    (Basis.Lawful.INTERESTS, condition)
    for condition in (Basis.Condition.NONE, Basis.Condition.EXPLICIT, Basis.Condition.SUPPORT)
)
# Who helps has lived experience, which says something of them.
OF_LIVED_EXPERIENCE: Mapping[Purpose, Reason] = {
    Purpose.PLACES: SAID,
    Purpose.LETTERS: SAID,
    Purpose.NEEDS: SAID,
    Purpose.REGISTER: SUPPORT,
    Purpose.HELPING: SUPPORT,
}


def record(network: Network, reasons: Mapping[Purpose, Reason] = OF_LIVED_EXPERIENCE) -> None:
    Basis.objects.bulk_create(
        Basis(network=network, purpose=purpose, basis=basis, condition=condition)
        for purpose, (basis, condition) in reasons.items()
    )
