"""All dates at once: at a course, one place asked for is a place on each of its dates. All, or waiting for all.

Each date holds its own places, as any evening does. Whoever keeps, takes or gives back several holds all dates ahead,
in order of their keys. Whoever frees one date alone holds that one, and the tick offers what came free. Decision 26.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from groups.models import SupportGroup
from members import consent
from members.consent import NOTHING_SAID, Yes
from members.models import Person, Reach
from members.people import Guest, known
from sessions import letters, places
from sessions.models import GroupSession, Place, Series
from sessions.models.place import PlaceQuerySet
from sessions.models.session import GroupSessionQuerySet
from sessions.places import Answer

State = Place.State
NOT_THEIRS_YET = (State.WAITING, State.OFFERED)


def all_ahead(series: int | None, now: dt.datetime) -> GroupSessionQuerySet:
    """All dates of a course, given by number, that have not begun. One that is off, or left out, may be on again, so
    whoever asks, waits or gives back does so for that one too."""
    return GroupSession.objects.filter(series=series, starts_at__gt=now).order_by("starts_at", "pk")


def dates_ahead(series: int | None, now: dt.datetime) -> GroupSessionQuerySet:
    """Those of them that pages name."""
    return all_ahead(series, now).filter(is_left_out=False)


def hold(series: int | None, now: dt.datetime) -> list[GroupSession]:
    """All dates ahead, their rows taken in order of their keys, the soonest first. What is read after this is true."""
    rows = all_ahead(series, now).select_for_update(of=("self",)).select_related("group__network")
    return sorted(rows.order_by("pk"), key=lambda session: session.starts_at)


@transaction.atomic
def keep(
    *,
    session: GroupSession,
    guest: Guest,
    now: dt.datetime,
    first_time: bool = False,
    needs: str = "",
    asked_with: uuid.UUID | None = None,
    yes: Yes = NOTHING_SAID,
) -> Answer:
    """Keep a place on each date ahead of the course that this evening is of, or put somebody on the list of each.

    Asked again, what they have stays, and a date they had given back is asked for anew; the same form sent twice is
    once. Raises what `places.keep` does.
    """
    network, can_be_known = session.group.network, guest.reach != Reach.NO
    person, is_new = known(network=network, guest=guest) if can_be_known else (None, True)
    evenings = hold(session.series_id, now)
    session, asks = GroupSession.objects.locked_with_asks(session)
    places.check_open(session, now)
    before = places.asked_before(session, guest, asked_with) if person is None else None
    have = [before] if before is not None else [] if is_new else places_of(person, evenings)
    by_this_form = [place for place in have if place.asked_with == asked_with is not None]
    if by_this_form:
        first = first_of(by_this_form)
        return Answer(first, first.state, opens_place=not can_be_known)
    for_a_newcomer = next_state(evenings, now)
    lacking = [one for one in evenings if one.pk not in {place.session_id for place in have}]
    state = next_state(lacking, now)
    person = person or known(network=network, guest=guest)[0]
    wishes = {"first_time": first_time, "needs": needs, "asked_with": asked_with}
    made = [Place.objects.create(session=one, person=person, state=state, asked_at=now, **wishes) for one in lacking]
    news = [place for place in made if not place.session.is_cancelled]
    first = first_of(news or have)
    (letters.about_place if news else letters.about_place_again)(place=first, now=now)
    consent.give(person=person, yes=yes, purposes=places.purposes(asks, needs), now=now)
    return Answer(first, for_a_newcomer, opens_place=not can_be_known)


@transaction.atomic
def give_back(*, place: Place, now: dt.datetime) -> None:
    """Give back one date. Who still waits, or has not answered an offer, does so for all of those: nobody waits for
    half. What they have stays theirs."""
    evenings = hold(place.session.series_id, now)
    state = Place.objects.values_list("state", flat=True).get(pk=place.pk)
    if state in NOT_THEIRS_YET:
        give_back_each(theirs(place).filter(state__in=NOT_THEIRS_YET), evenings, now)
    else:
        places.give_back(place=place, now=now)
    offer_what_is_free(evenings, now)


@transaction.atomic
def give_back_all(*, place: Place, now: dt.datetime) -> None:
    """Give back every date ahead."""
    evenings = hold(place.session.series_id, now)
    give_back_each(theirs(place), evenings, now)
    offer_what_is_free(evenings, now)


def give_back_each(several: PlaceQuerySet, evenings: Sequence[GroupSession], now: dt.datetime) -> None:
    for one in several.filter(session__in=evenings).order_by("session_id"):
        places.give_back(place=one, now=now)


@transaction.atomic
def accept(*, place: Place, now: dt.datetime) -> Place:
    """Take what is on offer, on all of its dates. After its deadline it has gone to someone else."""
    evenings = hold(place.session.series_id, now)
    mine = list(theirs(place).filter(session__in=evenings).select_related("person"))
    offered = [one for one in mine if one.state == State.OFFERED and one.offer_until and one.offer_until > now]
    if not offered:
        coming = next((one for one in mine if one.pk == place.pk and one.state == State.COMING), None)
        if coming is None:
            raise places.OfferPassed
        return coming
    if all(one.session.is_cancelled for one in offered):
        raise places.NotOn
    for one in offered:
        one.state, one.offer_until = State.COMING, None
        one.save()
    first = first_of(offered)
    letters.about_place(place=first, now=now)
    return first


def offer_free_places(*, now: dt.datetime) -> int:
    """Offer what came free at courses somebody waits for, one course at a time. Returns how many were offered some."""
    waited = Q(sessions__places__state=State.WAITING, sessions__starts_at__gt=now, sessions__is_left_out=False)
    courses = Series.objects.filter(waited, all_dates_at_once=True, group__kind=SupportGroup.Kind.COURSE)
    return sum(offer_at(series, now) for series in courses.distinct().order_by("pk"))


@transaction.atomic
def offer_at(series: Series, now: dt.datetime) -> int:
    return offer_what_is_free(hold(series.pk, now), now)


def offer_what_is_free(evenings: Sequence[GroupSession], now: dt.datetime) -> int:
    """Offer free places, in order of asking, to whoever can be offered all they wait for. The caller holds the dates.

    Nothing is offered when the first of those is too near to set out for. Who cannot be written to is given it at once.
    """
    free, by_key = free_places(evenings), {one.pk: one for one in evenings}
    waiting: dict[Person, list[Place]] = {}
    for place in Place.objects.waiting().filter(session__in=evenings).select_related("person"):
        place.session = by_key[place.session_id]
        waiting.setdefault(place.person, []).append(place)
    served = 0
    for person, wanted in waiting.items():
        until = last_moment([place.session for place in wanted])
        if until is None or now >= until or any(free[place.session_id] == 0 for place in wanted):
            continue
        for place in wanted:
            place.offered_at = now
            if person.reach == Reach.EMAIL:
                place.state, place.offer_until = State.OFFERED, min(now + places.OFFER_LASTS, until)
            else:
                place.state = State.COMING
            place.save()
            left = free[place.session_id]
            free[place.session_id] = None if left is None else left - 1
        letters.about_place(place=first_of(wanted), now=now)
        served += 1
    return served


def last_moment(evenings: Sequence[GroupSession]) -> dt.datetime | None:
    """Until when somebody could still set out for the first of these that is on; None when all are off."""
    on = [one.starts_at for one in evenings if not one.is_cancelled]
    return min(on) - dt.timedelta(minutes=settings.TOO_LATE_TO_TRAVEL_MINUTES) if on else None


def free_places(evenings: Sequence[GroupSession]) -> dict[int, int | None]:
    """How many places are free on each of these dates; None is no limit."""
    rows = Place.objects.taking_room().filter(session__in=evenings).order_by().values("session")
    taken = dict(rows.annotate(count=Count("pk")).values_list("session", "count"))
    return {one.pk: None if one.capacity is None else max(one.capacity - taken.get(one.pk, 0), 0) for one in evenings}


def next_state(evenings: Sequence[GroupSession], now: dt.datetime) -> State:
    """What a place asked for now becomes on all of these dates. While offers are made, nobody passes who waits."""
    if 0 in free_places(evenings).values():
        return State.WAITING
    until = last_moment(evenings)
    is_waited_for = until is not None and now < until
    if is_waited_for and Place.objects.waiting().filter(session__in=evenings).exists():
        return State.WAITING
    return State.COMING


def is_full(session: GroupSession, now: dt.datetime) -> bool:
    """Whether whoever asked for a place now would wait."""
    return next_state(list(all_ahead(session.series_id, now)), now) == State.WAITING


def places_of(person: Person | None, evenings: Sequence[GroupSession]) -> list[Place]:
    """What somebody has on these dates, or waits for."""
    return list(Place.objects.live().filter(person=person, session__in=evenings).select_related("session"))


def theirs(place: Place) -> PlaceQuerySet:
    """The live places of the same person at the same course."""
    return Place.objects.live().at_the_course_of(place).select_related("session")


def first_of(several: Sequence[Place]) -> Place:
    """The one that letters and pages are about: the soonest that is on."""
    return min(several, key=lambda place: (place.session.is_cancelled, place.session.starts_at))
