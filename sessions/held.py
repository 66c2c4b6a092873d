"""What evenings hold about somebody: what they asked of them, when they came, and what they did there."""

import datetime as dt
from collections.abc import Iterator

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, F, Max
from django.db.models.functions import TruncDate

from groups.models import SupportGroup
from members.holding import Chapter, Held, holds, holds_nobody, leaves_out
from members.models import Look, Person
from sessions.models import EveryWeek, GroupSession, Job, Place, Presence, Reminder, Series, Tally, Tap
from sessions.models.register import AtTheTime

holds_nobody("when a group meets, and the note of an evening, which is about the hall", Series, GroupSession)
holds_nobody("which evenings stayed as they were when their series moved", GroupSession.stayed_at.through)
holds_nobody("how many have been forgotten", Tally)
leaves_out("Who marked you on a register, and who else was there. That is about them.")
leaves_out(
    "Notes about an evening: the key, the heating, the milk. If you think one is about you, we read them for you."
)
leaves_out("A first name that somebody wrote beside a job. Nobody can tell whether it is yours.")


@holds("Places you asked for", Place, chapter=Chapter.EVENINGS)
def places(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.places.select_related("session__group"):
        words = {
            "evening": one.session.on,
            "state": one.get_state_display(),
            "organisation": one.organisation,
            "what would help you": one.needs,
            "first time": one.first_time,
            "offered": one.offered_at,
            "offered until": one.offer_until,
            "given back": one.given_back_at,
            "somebody rang you": one.rung_at,
        }
        yield Held(f"A place at {one.session.group.name}", one.asked_at, words)


@holds("Reminders you asked for", Reminder, chapter=Chapter.EVENINGS)
def reminders(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.reminders.select_related("session__group"):
        words = {"evening": one.session.on, "stopped": one.ended_at}
        yield Held(f"A reminder of {one.session.group.name}", one.asked_at, words)


@holds("What you wished for every week", EveryWeek, chapter=Chapter.EVENINGS)
def every_week(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.every_week.select_related("group"):
        words = {"what would help you": one.needs, "stopped": one.ended_at}
        yield Held(f"{one.get_wants_display()} at {one.group.name}", one.asked_at, words)


@holds("Evenings you were at", Presence, chapter=Chapter.EVENINGS)
def presences(person: Person, now: dt.datetime) -> Iterator[Held]:
    """Also those under a word of theirs. Read as plain values: there may be years of them."""
    facts = ("session__on", "session__group__name", "role", "first_time", "regular__word")
    for on, group, role, first_time, word in person.presences.values_list(*facts):
        words = {"you": AtTheTime(role).label, "first time": first_time or None, "marked as": word}
        yield Held(group, on, words)


@holds("Jobs you took", Job, chapter=Chapter.EVENINGS)
def jobs(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.jobs.select_related("session__group"):
        words = {"evening": one.session.on, "given back": one.given_back_at}
        yield Held(f"{one.get_role_display()} at {one.session.group.name}", one.taken_at, words)


@holds("Touches on a register that were about you", Tap, chapter=Chapter.EVENINGS)
def touches(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.taps.select_related("session__group", "regular"):
        words = {
            "evening": one.session.on,
            "you": one.get_role_display(),
            "first time": one.first_time,
            "marked as": one.regular.word if one.regular else "",
        }
        yield Held(f"{one.get_action_display()}, at {one.session.group.name}", one.received_at, words)


@holds("Registers you took", chapter=Chapter.EVENINGS)
def touched(person: Person, now: dt.datetime) -> Iterator[Held]:
    """How often a login touched the register of an evening; not whom it marked."""
    here = Tap.objects.filter(by=person.user_id, session__group__network=person.network_id).exclude(by=None)
    evenings = here.values(on=F("session__on"), group=F("session__group__name"))
    for one in evenings.annotate(touches=Count("pk"), last=Max("received_at")).order_by():
        yield Held(one["group"], one["last"], {"evening": one["on"], "touches": one["touches"]})


@holds("Who looked at you", Look, chapter=Chapter.LOOKS)
def looks(person: Person, now: dt.datetime) -> Iterator[Held]:
    """As what they looked, at which evening or group, on each day; not who they are."""
    refs = [person.ref, *person.was_regular.values_list("ref", flat=True)]
    found = Look.objects.filter(whom__overlap=refs, network=person.network_id).annotate(on=TruncDate("at"))
    each = found.values("on", "what", "role", "about").annotate(
        looks=Count("pk"), last=Max("at"), needs=BoolOr("showed_needs")
    )
    days = list(each.order_by())
    abouts = [one["about"] for one in days]
    names = dict(SupportGroup.objects.filter(ref__in=abouts).values_list("ref", "name"))
    for ref, name, on in GroupSession.objects.filter(ref__in=abouts).values_list("ref", "group__name", "on"):
        names[ref] = f"{name}, {on:%-d %B %Y}"
    for one in days:
        words = {
            "of": names.get(one["about"]),
            "who": one["role"].capitalize(),
            "times that day": one["looks"],
            "saw what would help you": one["needs"],
        }
        yield Held(Look.What(one["what"]).label, one["last"], words)
