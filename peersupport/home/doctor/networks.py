"""Whether each organisation can be reached, has recorded why it may keep what it keeps, and says where to turn."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from members.helplines import EVERYWHERE, is_to_check
from members.models import Basis, Helpline, Network, Responsibility
from peersupport.home.doctor.finding import Finding, good, look, wrong


def set_up(*, now: dt.datetime) -> Iterator[Finding]:
    networks = Network.objects.all()
    if not networks:
        yield look("There is no organisation yet.", "docs/deploy.md says how the first one begins.")
    for network in networks:
        missing = list(missing_of(network, now))
        yield from missing
        if not missing:
            yield good(f"{network.name} has a coordinator, a contact, and a reason for all it keeps.")


def missing_of(network: Network, now: dt.datetime) -> Iterator[Finding]:
    """What one organisation lacks before people rely on it."""
    if network.is_demonstration and settings.PRODUCTION:
        yield wrong(
            f"{network.name} is a demonstration, and nobody meets there.",
            "Begin with an empty database: people would come to its halls.",
        )
        return
    answers = Responsibility.objects.on(timezone.localdate(now)).filter(network=network)
    for_all = answers.filter(role=Responsibility.Role.COORDINATOR, area=None)
    invite = f"manage.py coordinator {network.slug} THEIR-ADDRESS"
    if not for_all.exists():
        yield wrong(f"{network.name} has no coordinator.", f"Invite one: {invite}.")
    elif not for_all.exclude(person__user=None).exists():
        yield look(
            f"Nobody who coordinates {network.name} has logged in yet.",
            f"Was there a slip in the address? Invite the right one: {invite}.",
        )
    if not (network.contact_email or network.contact_phone):
        yield wrong(f"{network.name} cannot be reached: it has no e-mail and no phone.", on_page(network, "change"))
    elif not network.contact_days:
        yield look(f"{network.name} does not say on which days it answers.", on_page(network, "change"))
    not_recorded = [
        basis.get_purpose_display() for basis in Basis.objects.of(network).values() if not basis.is_recorded
    ]
    if not_recorded:
        yield wrong(
            f"{network.name} has not recorded why it may keep what it needs for: {'; '.join(not_recorded)}.",
            f"Its trustees decide; docs/record-of-purposes.md helps. {on_page(network, 'bases')}",
        )


def on_page(network: Network, page: str) -> str:
    return f"A coordinator sets it at {settings.SITE_URL}/networks/{network.slug}/{page}/."


def helplines(*, now: dt.datetime) -> Iterator[Finding]:
    """Every organisation's pages name somewhere to turn, and somebody has rung it within the year."""
    lines = Helpline.objects.all()
    answered = set(lines.filter(network=None).values_list("nation", flat=True))
    for network in Network.objects.prefetch_related("areas"):
        nations = {network.nation, *(area.nation for area in network.areas.all() if area.nation)}
        if EVERYWHERE not in answered and not nations <= answered:
            yield wrong(f"Pages of {network.name} say nothing of where to turn in a crisis.", "Add lines in the admin.")
    if names := ", ".join(line.name for line in lines if is_to_check(line, now.date())):
        yield look(
            f"Nobody has checked these in the last year: {names}.",
            "Ring each, look at its hours, say that it is right: a coordinator at /settings/, or staff in the admin.",
        )
    elif lines:
        yield good("Every helpline has been checked within a year.")
