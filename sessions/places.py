"""Keep me a place: keep, give back, offer what is freed, accept; once or every week.

A place is an intention and never attendance. The evening's row is locked first; what is read after is true.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from groups.models import SupportGroup
from members import consent
from members.consent import NOTHING_SAID, Yes
from members.models import Person, Purpose, Reach
from members.people import Guest, known
from peersupport.lib.refusals import Refused
from sessions import letters
from sessions.models import EveryWeek, GroupSession, Place

State = Place.State
# How long a freed place is held for the person it is offered to, when the evening is not nearer than that.
OFFER_LASTS = dt.timedelta(hours=24)


class NoPlacesHere(Refused):
    """Nobody needs a place here: just turn up."""


class NotOn(Refused):
    """This evening is cancelled. The group's page shows the next ones."""


class NotOpenThen(Refused):
    """The group is not open then, so there is no place to keep. Here is how it stands."""


class AlreadyBegun(Refused):
    """This evening has begun. The group's page shows the next one."""


class OfferPassed(Refused):
    """That place has gone to someone else. You can ask again, and we will keep the next one that is free."""


@dataclass(frozen=True)
class Answer:
    """What a guest is told. It is the same whether or not the network knew them, so a form gives nobody away.

    `opens_place`: only someone without an address is shown the place at once; others find its link in their letter.
    """

    place: Place
    state: str
    opens_place: bool


@transaction.atomic
def keep(
    *,
    session: GroupSession,
    guest: Guest,
    now: dt.datetime,
    first_time: bool = False,
    needs: str = "",
    organisation: str = "",
    every_week: bool = False,
    asked_with: uuid.UUID | None = None,
    yes: Yes = NOTHING_SAID,
) -> Answer:
    """Keep a place while there is room, else on the waiting list, in order of asking.

    Somebody with a live place keeps that one unchanged; the same form sent twice is one place. Where their network
    needs a yes for it, it is kept with the place. Raises `NoPlacesHere`, `NotOpenThen`, `NotOn`, `AlreadyBegun`, and
    what `consent.give` raises.
    """
    # Who asks is found out before the evening's row is held: everyone else who asks waits for that row.
    network, can_be_known = session.group.network, guest.reach != Reach.NO
    person, is_new = known(network=network, guest=guest) if can_be_known else (None, True)
    if every_week:
        lock_coming_evenings(session.group, now)
    session, asks = GroupSession.objects.locked_with_asks(session)
    check_open(session, now)
    place = None if is_new else session.places.live().filter(person=person).first()
    if person is None:
        place = asked_before(session, guest, asked_with)
    if place is not None and place.asked_with == asked_with is not None:
        return Answer(place, place.state, not can_be_known)
    for_a_newcomer = next_state(session)
    if place is None:
        person = person or known(network=network, guest=guest)[0]
        wishes = {"first_time": first_time, "needs": needs, "organisation": organisation, "asked_with": asked_with}
        place = Place.objects.create(session=session, person=person, state=for_a_newcomer, asked_at=now, **wishes)
        letters.about_place(place=place, now=now)
    else:
        letters.about_place_again(place=place, now=now)
    consent.give(person=place.person, yes=yes, purposes=purposes(asks, needs), now=now)
    if every_week and place.person.has_address:
        keep_every_week(group=session.group, person=place.person, needs=needs, now=now)
    return Answer(place, for_a_newcomer, not can_be_known)


def purposes(asks: Collection[str], needs: str) -> list[str]:
    """What keeping a place takes a yes for, where the network needs one: what is not said needs none."""
    return [one for one in ((Purpose.PLACES, Purpose.NEEDS) if needs else (Purpose.PLACES,)) if one in asks]


@transaction.atomic
def give_back(*, place: Place, now: dt.datetime) -> Place:
    """Give one place back, no reason asked; it is offered to whoever waits. Given back twice, it is given back."""
    session = GroupSession.objects.locked(place.session)
    place = session.places.select_related("person").get(pk=place.pk)
    if place.state == State.GIVEN_BACK:
        return place
    if session.has_begun(now):
        raise AlreadyBegun("This evening has begun, so there is nothing to give back. Thank you for thinking of it.")
    place.state, place.given_back_at, place.offer_until = State.GIVEN_BACK, now, None
    place.save()
    letters.forget_place(place=place)
    offer_free_places(session=session, now=now)
    return place


@transaction.atomic
def accept(*, place: Place, now: dt.datetime) -> Place:
    """Take an offered place. After its deadline it has gone to someone else."""
    session = GroupSession.objects.locked(place.session)
    place = session.places.select_related("person").get(pk=place.pk)
    if place.state == State.COMING:
        return place
    if session.is_cancelled:
        raise NotOn
    if place.state != State.OFFERED or place.offer_until is None or place.offer_until <= now:
        raise OfferPassed
    place.state, place.offer_until = State.COMING, None
    place.save()
    letters.about_place(place=place, now=now)
    return place


def let_offers_pass(*, now: dt.datetime) -> int:
    """Offers nobody answered in time go to the next in line, one evening at a time. Returns how many passed."""
    late = Place.objects.filter(state=State.OFFERED, offer_until__lte=now).values_list("session_id", flat=True)
    evenings = GroupSession.objects.filter(pk__in=set(late)).order_by("pk")
    return sum(let_offers_of_one_pass(session=session, now=now) for session in evenings)


@transaction.atomic
def let_offers_of_one_pass(*, session: GroupSession, now: dt.datetime) -> int:
    session = GroupSession.objects.locked(session)
    late = list(session.places.filter(state=State.OFFERED, offer_until__lte=now).select_related("person"))
    for place in late:
        place.state, place.given_back_at, place.offer_until = State.GIVEN_BACK, now, None
        place.save()
        letters.forget_place(place=place)
    offer_free_places(session=session, now=now)
    return len(late)


def offer_free_places(*, session: GroupSession, now: dt.datetime) -> None:
    """Offer each free place to the next in line, once. The caller holds the evening's row.

    Nothing is offered once the evening has begun, is cancelled, or is too near to set out for. Who cannot be
    written to is given the place at once: they look before they set out, or are rung. A date of a course is not offered
    alone: `courses.offer_free_places` does that with the others.
    """
    if session.is_of_a_course:
        return
    last_moment = session.starts_at - dt.timedelta(minutes=settings.TOO_LATE_TO_TRAVEL_MINUTES)
    if session.is_cancelled or now >= last_moment:
        return
    free = free_places(session)
    waiting = session.places.waiting().select_related("person")
    for place in waiting if free is None else waiting[:free]:
        place.offered_at = now
        if place.person.reach == Reach.EMAIL:
            place.state, place.offer_until = State.OFFERED, min(now + OFFER_LASTS, last_moment)
        else:
            place.state = State.COMING
        place.save()
        letters.about_place(place=place, now=now)


def free_places(session: GroupSession) -> int | None:
    """How many places are free; None is no limit. Never below zero, however small the room has become."""
    if session.capacity is None:
        return None
    return max(session.capacity - session.places.taking_room().count(), 0)


def next_state(session: GroupSession) -> State:
    """What a place asked for now becomes. True while the caller holds the evening's row."""
    return State.WAITING if free_places(session) == 0 else State.COMING


@transaction.atomic
def keep_every_week(*, group: SupportGroup, person: Person, now: dt.datetime, needs: str = "") -> EveryWeek:
    """Keep this person a place at each date of the group there is and will be, until they say."""
    lock_coming_evenings(group, now)
    wish, _ = EveryWeek.objects.get_or_create(
        group=group,
        person=person,
        wants=EveryWeek.Wants.PLACE,
        ended_at=None,
        defaults={"asked_at": now, "needs": needs},
    )
    keep_standing_places(groups={group.pk}, now=now)
    return wish


@transaction.atomic
def stop_every_week(*, wish: EveryWeek, now: dt.datetime, besides: GroupSession | None = None) -> None:
    """Keep no more places from here on, and give back those already kept, but for the evening `besides`."""
    lock_coming_evenings(wish.group, now)
    EveryWeek.objects.filter(pk=wish.pk, ended_at=None).update(ended_at=now)
    kept = Place.objects.live().filter(person=wish.person, session__group=wish.group, session__starts_at__gt=now)
    if besides is not None:
        kept = kept.exclude(session=besides)
    for place in kept.select_related("session").order_by("session_id"):
        give_back(place=place, now=now)


def keep_standing_places(*, groups: Iterable[int], now: dt.datetime) -> None:
    """Give every standing wish its place at dates that have none of theirs yet: not even one given back.

    A course is asked for whole, and not every week.
    """
    wishes = EveryWeek.objects.filter(group__in=list(groups), wants=EveryWeek.Wants.PLACE, ended_at=None)
    for wish in wishes.select_related("person").order_by("asked_at", "pk"):
        theirs = Place.objects.filter(person=wish.person).values("session_id")
        dates = GroupSession.objects.filter(group=wish.group_id, starts_at__gt=now, state=GroupSession.State.PLANNED)
        for session in dates.exclude(pk__in=theirs).exclude(series__all_dates_at_once=True).order_by("pk"):
            session = GroupSession.objects.locked(session)
            state = next_state(session)
            Place.objects.create(session=session, person=wish.person, state=state, asked_at=now, needs=wish.needs)


def lock_coming_evenings(group: SupportGroup, now: dt.datetime) -> None:
    """Whoever needs more than one evening's row takes them all, in order of their keys: nobody waits in a ring."""
    rows = GroupSession.objects.select_for_update(of=("self",)).filter(group=group, starts_at__gt=now)
    list(rows.order_by("pk").values_list("pk", flat=True))


def check_open(session: GroupSession, now: dt.datetime) -> None:
    if not session.group.keeps_places:
        raise NoPlacesHere
    if session.is_left_out and not session.is_behind_its_series:
        raise NotOpenThen
    if session.is_cancelled:
        raise NotOn
    if session.has_begun(now):
        raise AlreadyBegun


def asked_before(session: GroupSession, guest: Guest, asked_with: uuid.UUID | None) -> Place | None:
    """The place of somebody without an address whose very form was sent before, in the same words."""
    if asked_with is None:
        return None
    same = session.places.live().filter(asked_with=asked_with, person__reach=Reach.NO)
    return same.filter(person__known_as__same=guest.known_as).first()
