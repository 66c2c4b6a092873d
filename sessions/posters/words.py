"""What stands on a group's poster: only what anybody may know, and what is true on the day it is made."""

import datetime as dt
import io
from dataclasses import dataclass, field
from functools import lru_cache

import segno
from django.db.models import Q
from django.template.loader import render_to_string

from groups.models import Stage, SupportGroup
from members.models import Helpline, Network
from peersupport.lib import links
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import spoken_day
from sessions import finding
from sessions.posters.times import Time, Times, times_of
from sessions.posters.where import Where, near, where_of

MOST_STAGES = 12
MOST_HELPLINES = 9
MOST_INSTEAD = 3
POLICY = SupportGroup.PlacePolicy
COME = {
    POLICY.TURN_UP: ("Just turn up.", "You do not need a place, a referral or a reason."),
    POLICY.CAN_KEEP: ("Just turn up, or we can keep you a place.", "You need no referral and no reason."),
    POLICY.PLEASE_ASK: ("Please ask for a place.", "Then there is room for you. You can ask on our page."),
    POLICY.WORD_FIRST: ("Have a word with us first.", "We will tell you what it is like, and you decide."),
}
# The three that hold everywhere, should nobody have written any down.
EVERYWHERE = (
    Helpline(name="Emergency", call="999"),
    Helpline(name="Samaritans", call="116 123"),
    Helpline(name="Shout", text="85258", text_word="SHOUT"),
)


class Ended(Refused):
    """This group has ended, so there is nothing to print. Take down the posters that still hang."""


class NotForEverybody(Refused):
    """Not everybody may find this group, and a poster tells everybody. Tell its people yourself."""


@dataclass(frozen=True)
class Notice:
    """What comes before any day and time: that it has not started, is paused, is off, or ends soon.

    `written` is what somebody wrote about it, and what is open meanwhile. A sheet without room cuts it.
    """

    title: str
    says: list[str]
    written: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Come:
    title: str
    says: str


@dataclass(frozen=True)
class Part:
    """One stage of the evening, with the drawing that the group's page has for it."""

    title: str
    icon: str
    is_break: bool


@dataclass(frozen=True)
class Line:
    name: str
    reach: str
    hours: str


@dataclass(frozen=True)
class Poster:
    """Everything a sheet says, in words. What its templates are given, and all they are given."""

    slug: str
    title: str
    place: str
    network: str
    demonstration: str
    who: list[str]
    notice: Notice | None
    when: list[Time]
    come: Come | None
    where: Where
    goes: str
    stages: list[Part]
    link: str
    address: str
    qr: str
    ask: list[str]
    helplines: list[Line]
    made_on: dt.date

    @property
    def heading(self) -> str:
        """What stands largest. Our letters may have neither the group's name nor its network's."""
        return self.title or self.network or "Our group"

    @property
    def words(self) -> list[str]:
        """The poster in a few sentences, for whoever cannot see it."""
        notice = [self.notice.title, *self.notice.says, *self.notice.written] if self.notice else []
        when = [f"{full_stop(f'{one.says} {one.until}'.strip())} {one.more} {one.at}" for one in self.when]
        come = [self.come.title] if self.come else []
        in_sentences = any(said.endswith(".") for said in self.where.says)
        where = (". " if in_sentences else ", ").join([self.where.name, *self.where.says])
        said = (self.heading, *self.who, *notice, *when, *come, where, f"More at {self.address}")
        return [full_stop(" ".join(one.split())) for one in said]


def poster_of(*, group: SupportGroup, now: dt.datetime) -> Poster:
    """What the poster of a group says today, in a fixed number of queries. Raises `Ended` and `NotForEverybody`."""
    if group.found_by != SupportGroup.FoundBy.PUBLIC:
        raise NotForEverybody
    found, today = finding.stands_now(group=group, now=now), group.network.today(now)
    if found.standing == "closed":
        raise Ended
    # Nobody is to stand before a shut door: while it does not meet and no day is set, no day and no hall.
    meets = found.standing == "open" or found.opens_on is not None
    times = times_of(group, today, now) if meets else Times([])
    more_to_come = meets and not times.off and not (found.run and found.run.ended_on)
    link = links.absolute(f"/groups/{group.slug}/")
    return Poster(
        slug=group.slug,
        title=group.name,
        place=group.place,
        network=group.network.name,
        demonstration="Demonstration: nobody meets here" if group.network.is_demonstration else "",
        who=[full_stop(said) for said in (group.who_for, f"For people {group.ages}" if group.ages else "") if said],
        notice=notice_of(found, times, today, now),
        when=times.times or ([Time("See the dates on our page", more=bare(link))] if more_to_come else []),
        come=Come(*COME[POLICY(group.place_policy)]) if meets else None,
        where=where_of(group, times) if meets else near(group),
        goes=f"How {'an' if group.noun[0] in 'aeiou' else 'a'} {group.get_noun_display()} goes",
        stages=parts_of(list(group.format.stages.all()) if group.format else []),
        link=link,
        address=bare(link),
        qr=square_of(link),
        ask=ask_of(group.network),
        helplines=lines_of(group),
        made_on=today,
    )


def bare(link: str) -> str:
    """An address as people say and type it."""
    return link.split("://", 1)[1].removesuffix("/")


def full_stop(said: str) -> str:
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


@lru_cache(maxsize=512)
def square_of(link: str) -> str:
    """The square that leads to a link. Working one out takes longer than everything else on a sheet."""
    drawing = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, border=0, dark="#000")
    return drawing.getvalue().decode()


def notice_of(found: finding.Found, times: Times, today: dt.date, now: dt.datetime) -> Notice | None:
    begins = spoken_day(found.opens_on, today=today) if found.opens_on else ""
    reason = [found.run.reason] if found.run and found.run.reason else []
    if found.standing == "planned":
        starts = f"It starts on {begins}." if begins else "It is being planned. It has no dates so far."
        return Notice("Not started yet", [starts])
    if found.standing == "paused":
        return Notice("Paused for now", [again(found, begins, today)], [*reason, *open_meanwhile(found, now)])
    if found.run and found.run.ended_on:
        then = "pauses" if found.run.ended_as == found.run.EndedAs.PAUSED else "ends"
        return Notice(f"Until {spoken_day(found.run.ended_on, today=today)}", [f"Then this group {then}."], reason)
    if times.off:
        off, why = f"{spoken_day(times.off.on, today=today)} is cancelled", times.off.state_reason
        return Notice(off, [] if why else ["It does not take place."], [why] if why else [])
    return None


def again(found: finding.Found, begins: str, today: dt.date) -> str:
    if begins:
        return f"It starts again on {begins}."
    if found.review_on:
        return f"We look at it again on {spoken_day(found.review_on, today=today)}."
    return "There is no date yet for when it starts again."


def open_meanwhile(found: finding.Found, now: dt.datetime) -> list[str]:
    others = finding.open_instead(found=found, visible=Q(found_by=SupportGroup.FoundBy.PUBLIC), now=now)
    said = "; ".join(f"{other.name}, {other.place}" for other in others[:MOST_INSTEAD])
    return [f"Open meanwhile: {said}."] if said else []


def parts_of(stages: list[Stage]) -> list[Part]:
    shown = [Part(stage.title, drawing(stage.kind), stage.kind == Stage.Kind.BREAK) for stage in stages]
    if len(shown) <= MOST_STAGES:
        return shown
    return [*shown[: MOST_STAGES - 1], Part("and more", drawing(Stage.Kind.OTHER), is_break=False)]


def drawing(kind: str) -> str:
    """The drawing that pages have for a kind of stage, alone, so that a sheet can take it as a picture."""
    svg = render_to_string("components/stage_icon.html", {"kind": kind})
    return svg[svg.index("<svg") :].strip().replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def ask_of(network: Network) -> list[str]:
    phone = f"Phone {network.contact_phone}" if network.contact_phone else ""
    write = f"Write to {network.contact_email}" if network.contact_email else ""
    if not phone and not write:
        return ["Questions? Have a word with anyone who helps at the group."]
    days = [f"Messages are answered on {network.contact_days}."] if network.contact_days else []
    return [full_stop(either(phone, write)), *days]


def either(one: str, other: str) -> str:
    """Two ways in one sentence, or the only one there is. But for the first letter, both stay as they are written."""
    return f"{one}, or {other[0].lower()}{other[1:]}" if one and other else one or other


def lines_of(group: SupportGroup) -> list[Line]:
    """Where to turn in a crisis in the nation the group is in, and what its network added itself."""
    theirs = Q(network=None) | Q(network=group.network_id)
    found = list(Helpline.objects.filter(theirs, nation__in=("", group.nation))[:MOST_HELPLINES])
    return [Line(line.name, reach(line), line.hours or "Day and night") for line in found or EVERYWHERE]


def reach(line: Helpline) -> str:
    call = f"Call {line.call}" if line.call else ""
    text = " ".join(["Text", *([f"{line.text_word} to"] if line.text_word else []), line.text]) if line.text else ""
    return either(call, text)
