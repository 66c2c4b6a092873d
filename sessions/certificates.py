"""A certificate of attendance: that somebody was at a network event.

It goes by the register; who said they would come is no part of it. It is made when it is opened, and kept nowhere.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db.models import Q

from groups.models import Stage
from peersupport.lib import typesetting
from peersupport.lib.walltime import spoken_time
from sessions import plans
from sessions.models import GroupSession, Place
from sessions.posters.sheets import only_printable
from sessions.posters.words import Part, parts_of

TEMPLATE = settings.ROOT / "templates" / "sessions" / "certificates" / "certificate.typ"


@dataclass(frozen=True)
class Certificate:
    """Everything it says, in words."""

    title: str
    name: str
    organisation: str
    event: str
    on: str
    hours: str
    where: str
    stages: list[Part]
    network: str
    demonstration: str
    made_on: dt.date

    @property
    def occasion(self) -> str:
        """What somebody was at. Our letters may have neither the event's name nor its network's."""
        return self.event or (f"an event of {self.network}" if self.network else "an event")

    @property
    def words(self) -> list[str]:
        """The certificate in a few words, for whoever cannot see it."""
        return [f"{self.name} was at {self.occasion} on {self.on}."]


def there_is_one(place: Place) -> bool:
    """Whether the register says that whoever had this place was there, and is done."""
    session = place.session
    if not session.group.is_for_organisations or session.state != GroupSession.State.HELD:
        return False
    them = Q(person=place.person_id) | Q(regular__person=place.person_id)
    return session.presences.filter(them).exists()


def not_printable(place: Place) -> list[str]:
    """What of a name and an organisation our letters cannot print whole. Then there is no file."""
    said = {"your name": place.person.known_as, "your organisation": place.organisation}
    return [what for what, words in said.items() if not typesetting.can_print(words)]


def certificate_of(*, place: Place, now: dt.datetime) -> Certificate:
    """What the certificate of somebody who was there says. That they were is asked before: `there_is_one`."""
    session, group = place.session, place.session.group
    return Certificate(
        title="Certificate of attendance",
        name=place.person.known_as,
        organisation=place.organisation,
        event=group.name,
        on=f"{session.on:%A} {session.on.day} {session.on:%B %Y}",
        hours=f"{spoken_time(session.starts_local)} to {spoken_time(session.ends_local)}",
        where=where(session),
        stages=parts_of([Stage(**stage) for stage in plans.stages_of(session)]),
        network=group.network.name,
        demonstration="Demonstration: nobody meets here" if group.network.is_demonstration else "",
        made_on=group.network.today(now),
    )


def where(session: GroupSession) -> str:
    if session.venue is not None and not session.group.address_is_private:
        return f"{session.venue.name}, {session.venue.town}"
    return "Online" if session.online_link else session.group.place


def make(certificate: Certificate) -> bytes:
    """The certificate as a tagged PDF. It has somebody's name on it, so it is not kept."""
    shown: Certificate = only_printable(certificate)
    made_on = f"{shown.made_on.day} {shown.made_on:%B %Y}"
    facts = asdict(shown) | {"event": shown.occasion, "words": shown.words, "made_on": made_on}
    with typesetting.turn():
        return typesetting.typeset(template=TEMPLATE, inputs={"facts": json.dumps(facts)}, made_on=shown.made_on)
