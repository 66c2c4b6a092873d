"""The demonstration: what it shows, that it is the same every time and at any time, and that it harms nothing."""

import datetime as dt
import uuid
from collections import Counter
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Q

from groups.access import rights_of
from groups.models import SupportGroup
from members.models import Complaint, FormerSlug, Helpline, Network, Person, User
from peersupport.home import demo
from sessions import register, reports
from sessions.models import GroupSession, Presence, Tap
from sessions.register import TapIn
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
NOON_IN_NOVEMBER = dt.datetime(2026, 11, 21, 12, tzinfo=LONDON)
SEASONS = {
    "winter": dt.datetime(2027, 2, 10, 12, tzinfo=LONDON),
    "summer": dt.datetime(2027, 8, 18, 12, tzinfo=LONDON),
    "the night the clocks go forward": dt.datetime(2027, 3, 27, 23, 59, tzinfo=LONDON),
    "the night the clocks go back": dt.datetime(2027, 10, 31, 1, 30, tzinfo=LONDON),
    "a leap day, after a Tuesday evening": dt.datetime(2028, 2, 29, 22, tzinfo=LONDON),
    "while a Friday evening is on": dt.datetime(2027, 6, 4, 19, 30, tzinfo=LONDON),
    "a Christmas 53 weeks after the last": dt.datetime(2028, 12, 25, 9, tzinfo=LONDON),
    "the first minute of a year": dt.datetime(2027, 1, 1, 0, 1, tzinfo=LONDON),
}
State = GroupSession.State
HEID = Q(group__network__slug="keep-the-heid")


def group(town: str) -> SupportGroup:
    return SupportGroup.objects.get(slug=f"keep-the-heid-{town}")


def ahead(town: str, now: dt.datetime) -> list[GroupSession]:
    """Evenings that are on and have not begun."""
    return list(group(town).sessions.filter(starts_at__gt=now, state=State.PLANNED).order_by("starts_at"))


def over(town: str, now: dt.datetime) -> list[GroupSession]:
    """Evenings that are over and were not called off, the last one first."""
    return list(group(town).sessions.past(now).exclude(state=State.CANCELLED))


def in_the_week_of_christmas(session: GroupSession) -> bool:
    usual_on = session.original_on
    assert usual_on is not None
    monday = usual_on - dt.timedelta(days=usual_on.weekday())
    return monday <= dt.date(monday.year, 12, 25) <= monday + dt.timedelta(days=6)


def our_models() -> list[type[models.Model]]:
    ours = {"members", "groups", "support_sessions", "account", "mfa"}
    return [model for model in apps.get_models() if model._meta.app_label in ours]


def every_row() -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__ + model._meta.app_label: list(model._default_manager.order_by("pk").values())
        for model in our_models()
    }


@pytest.mark.parametrize("now", SEASONS.values(), ids=SEASONS.keys())
def test_it_has_the_same_shape_whenever_it_is_made(now: dt.datetime) -> None:
    demo.build(now=now)
    for session in GroupSession.objects.filter(HEID):
        wall = session.starts_at.astimezone(LONDON)
        assert (wall.hour, wall.minute, wall.date()) == (19, 0, session.on)
        is_off = session.is_cancelled and session.state_reason == "Our one week off"
        assert is_off == in_the_week_of_christmas(session)
    for town in ("haddington", "tranent"):
        assert len(over(town, now)) in (51, 52, 53)
        assert len(ahead(town, now)) in (23, 24, 25, 26)
    states = Counter(session.state for session in over("haddington", now))
    assert states == {State.HELD: len(over("haddington", now)) - 1, State.DID_NOT_MEET: 1}
    last, *before = over("tranent", now)
    assert last.state == State.PLANNED
    assert {session.state for session in before} == {State.HELD}
    called_off = group("haddington").sessions.filter(state=State.CANCELLED, starts_at__gt=now)
    assert called_off.exclude(state_reason="Our one week off").count() == 1
    assert [session.is_moved for session in ahead("tranent", now)[:3]] == [False, False, True]
    few, full = ahead("small-circle", now)[:2]
    assert Counter(few.places.values_list("state", flat=True)) == {"coming": 5}
    assert Counter(full.places.values_list("state", flat=True)) == {"coming": 12, "waiting": 3}


def test_an_evening_is_on_the_day_it_is_made_so_that_tonight_can_be_tried() -> None:
    for day in (24, 27, 29):  # a Tuesday and a Friday, when a group of theirs meets, and a Sunday
        with transaction.atomic():
            now = NOON_IN_NOVEMBER.replace(day=day)
            demo.build(now=now)
            fiona = User.objects.get(email="fiona.facilitator@demo.example")
            tonight = GroupSession.objects.filter(rights_of_groups(fiona, now), on=now.date(), state=State.PLANNED)
            assert tonight.count() == 1
            transaction.set_rollback(True)


def rights_of_groups(user: User, now: dt.datetime) -> Q:
    return Q(group__in=SupportGroup.objects.filter(rights_of(user, now).led()))


def test_made_twice_or_a_month_later_nothing_is_doubled() -> None:
    demo.build(now=NOON_IN_NOVEMBER)
    before = every_row()
    said = demo.build(now=NOON_IN_NOVEMBER)
    assert every_row() == before
    demo.build(now=NOON_IN_NOVEMBER + dt.timedelta(days=31))
    assert every_row() == before
    assert all("already here" in sentence for sentence in said)


def test_it_is_the_same_invention_every_time() -> None:
    told = []
    for _ in range(2):
        with transaction.atomic():
            demo.build(now=NOON_IN_NOVEMBER)
            evenings = GroupSession.objects.order_by("starts_at", "group__slug").values_list("on", "state", "headcount")
            who = Presence.objects.order_by("session__starts_at", "tap").values_list(
                "tap", "regular__word", "person__known_as", "role", "first_time"
            )
            told.append((list(evenings), list(who)))
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0][1]) > 1500


def test_what_people_changed_meanwhile_is_left_alone() -> None:
    demo.build(now=NOON_IN_NOVEMBER)
    network = Network.objects.get(slug="keep-the-heid")
    FormerSlug.objects.create(network=network, slug="keep-the-heid")
    Network.objects.filter(pk=network.pk).update(slug="heid", name="The Heid")
    Helpline.objects.filter(name="Samaritans").update(name="The Samaritans", checked_on=dt.date(2026, 11, 21))
    Helpline.objects.filter(name="Shout").update(text="85259")
    Person.objects.filter(known_as="Fiona").update(known_as="Fi", email="fi@demo.example")
    GroupSession.objects.filter(state=State.HELD).update(headcount=3)
    before = every_row()
    said = demo.build(now=NOON_IN_NOVEMBER)
    assert every_row() == before
    assert "The Heid is already here, and was left as it is." in said
    assert demo.is_loaded()


def test_a_real_network_of_the_same_address_gets_nothing_of_it() -> None:
    real = NetworkFactory(slug="keep-the-heid", name="Keep The Heid")
    said = demo.build(now=NOON_IN_NOVEMBER)
    assert "Keep The Heid is here and is no demonstration, so nothing was added to it." in said
    assert not real.support_groups.exists()
    assert not real.people.exists()
    assert Network.objects.filter(slug="lambeth-and-southwark-mind").exists()
    assert not demo.is_loaded()


def test_where_people_really_meet_it_is_not_made(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not made where people really meet"):
        call_command("demo")
    assert not Network.objects.exists()
    assert not Helpline.objects.exists()


def test_the_command_says_what_it_did_and_whom_to_log_in_as() -> None:
    assert not demo.is_loaded()
    first, again = StringIO(), StringIO()
    call_command("demo", stdout=first)
    call_command("demo", stdout=again)
    assert demo.is_loaded()
    assert "Keep The Heid was made" in first.getvalue()
    assert "Keep The Heid is already here" in again.getvalue()
    for login in demo.logins():
        assert login.address in first.getvalue()
        assert login.role in first.getvalue()
    assert demo.SECRET in first.getvalue()


def test_every_login_opens_what_its_role_says_with_its_second_factor() -> None:
    demo.build(now=NOON_IN_NOVEMBER)
    users = {login.known_as: User.objects.get(email=login.address) for login in demo.logins()}
    for login in demo.logins():
        user = users[login.known_as]
        assert EmailAddress.objects.get(user=user).verified
        factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        assert (factor is not None) == bool(login.secret)
        if factor is not None:
            with time_machine.travel(NOON_IN_NOVEMBER, tick=False):
                assert factor.wrap().validate_code(login.code(NOON_IN_NOVEMBER))
    rights = {name: rights_of(user, NOON_IN_NOVEMBER) for name, user in users.items()}
    haddington, tranent = group("haddington"), group("tranent")
    paused = SupportGroup.objects.get(name="Kindred Minds")
    assert rights["Fiona"].facilitates(haddington)
    assert rights["Fiona"].facilitates(tranent)
    assert rights["Vera"].helps(haddington)
    assert not rights["Vera"].leads(haddington)
    assert not rights["Rowan"].is_staff_of_something
    assert rights["Carol"].coordinates(haddington)
    assert not rights["Carol"].coordinates(paused)
    assert rights["Lena"].coordinates(paused)
    assert not rights["Lena"].coordinates(haddington)
    workshops = SupportGroup.objects.get(slug="learning-workshops")
    assert rights["Nora"].coordinates(workshops)
    assert not rights["Nora"].coordinates(haddington)
    assert not rights["Erin"].is_staff_of_something
    assert [charge.role for charge in rights["Mina"].charges] == ["manager"]
    assert [one.is_open for one in Complaint.objects.order_by("-received_at")] == [True, False]


@pytest.mark.parametrize("now", [NOON_IN_NOVEMBER, SEASONS["summer"]])
def test_the_figures_of_the_year_are_what_the_registers_add_up_to(now: dt.datetime) -> None:
    demo.build(now=now)
    year_ago = now.date() - dt.timedelta(days=370)
    heid = Q(network__slug="keep-the-heid")
    totals = reports.attendance(groups_q=heid, begins_on=year_ago, ends_on=now.date(), now=now).totals
    held = GroupSession.objects.filter(HEID, state=State.HELD)
    there = Presence.objects.visits().filter(session__in=held)
    came = {session.pk: session.presences.visits().count() for session in held}
    visits = {session.pk: came[session.pk] if session.headcount is None else session.headcount for session in held}
    assert totals.held == held.count()
    assert totals.visits == sum(visits.values())
    assert totals.not_recorded == 1
    assert totals.did_not_meet == 1
    assert totals.headcount_below_register == 0
    assert totals.headcount_alone == 2
    assert totals.gave_no_name > 0
    assert totals.first_timers == there.filter(first_time=True).count() > 15
    words = there.filter(person=None).exclude(regular=None).values("regular").distinct().count()
    persons = there.exclude(person=None).values("person").distinct().count()
    assert totals.different_people == words + persons
    counted = [count for pk, count in visits.items() if count]
    assert len(held) - len(counted) == 1  # nobody came: zero, stored as 0
    assert min(counted) >= 6
    assert max(counted) <= 14


def test_each_register_reads_as_the_register_page_would_read_it() -> None:
    demo.build(now=NOON_IN_NOVEMBER)
    assert GroupSession.objects.filter(state=State.HELD, headcount=None).exists()
    assert GroupSession.objects.filter(register_state="corrected").exists()
    for session in over("haddington", NOON_IN_NOVEMBER)[:10]:
        sheet = register.sheet(session=session, now=NOON_IN_NOVEMBER)
        visits = Presence.objects.visits().filter(session=session)
        assert sheet.tapped == visits.count()
        assert sheet.named == visits.exclude(person=None, regular=None).count()
        assert sheet.on_a_job == session.jobs.count() == 4
        assert len(sheet.here) == session.presences.count()


def test_a_tap_of_the_last_weeks_can_still_be_undone() -> None:
    demo.build(now=NOON_IN_NOVEMBER)
    session = over("haddington", NOON_IN_NOVEMBER)[0]
    one = session.presences.visits().first()
    assert one is not None
    undo = TapIn(id=uuid.uuid4(), device=uuid.uuid4(), sequence=1, action="undo", undoes=one.tap)
    fiona = User.objects.get(email="fiona.facilitator@demo.example")
    register.tap(session=session, taps=[undo], by=fiona, now=NOON_IN_NOVEMBER)
    assert not session.presences.filter(pk=one.pk).exists()
    assert set(Tap.objects.filter(action="add").values_list("pk", flat=True)) <= {
        *Presence.objects.values_list("tap", flat=True),
        one.tap,
    }
