"""The demonstration's facts: only what the organisations say of themselves, the rest marked, nobody real."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q

from groups.models import Agreement, Interest, Membership, Run, Stage, SupportGroup, Venue, Wish
from members.models import Helpline, Message, Nation, Network, Person, Purpose
from peersupport.home import demo
from sessions import finding, jobs, retention
from sessions.models import EveryWeek, GroupSession, Place, Presence, Reminder

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=LONDON)
pytestmark = pytest.mark.django_db
OURS = {"members", "groups", "support_sessions", "account", "mfa"}
# People named in what the organisations publish, and in what is written about them.
REAL_NAMES = ("Emma", "Jackson", "Hugh", "Nelson", "Justin", "Loo", "Martin", "Whitfield")


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made once for all of these tests, which only read, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.build(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_made: None) -> Iterator[None]:
    """What pytest-django does for each test with a database, but inside the transaction that holds what was made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def texts() -> list[str]:
    """Every word in every row of ours, flattened."""
    rows = [
        row for model in apps.get_models() if model._meta.app_label in OURS for row in model._default_manager.values()
    ]
    return [str(value) for row in rows for value in row.values() if isinstance(value, str | list | dict)]


def standing(slug: str) -> str:
    group = SupportGroup.objects.get(slug=slug)
    return finding.standing_of([group], NOW)[0].standing


def test_every_organisation_is_marked_as_a_demonstration_and_says_so() -> None:
    assert {"keep-the-heid", "lambeth-and-southwark-mind", "hug-action-for-mental-health"} <= {
        network.slug for network in Network.objects.all()
    }
    for network in Network.objects.all():
        assert network.is_demonstration
        assert "This is a demonstration" in network.about
        # Each has a reason for all that it keeps.
        assert set(network.bases.values_list("purpose", flat=True)) == set(Purpose.values)


def test_every_kind_of_group_is_there() -> None:
    assert set(SupportGroup.objects.values_list("kind", flat=True)) == set(SupportGroup.Kind.values)


def test_every_place_policy_is_there() -> None:
    assert set(SupportGroup.objects.values_list("place_policy", flat=True)) == set(SupportGroup.PlacePolicy.values)


def test_haddington_and_tranent_meet_at_seven_and_people_just_turn_up() -> None:
    for town, day in (("Haddington", "FR"), ("Tranent", "TU")):
        group = SupportGroup.objects.get(network__slug="keep-the-heid", place=town, place_policy="turn_up")
        assert group.ages == "16 and over"
        assert group.capacity is None
        series = group.series.get()
        assert (series.rule, series.starts_local) == (f"FREQ=WEEKLY;BYDAY={day}", dt.time(19))
        assert standing(group.slug) == "open"
        assert "or this demonstration we say" in group.about


def test_north_berwick_is_planned_and_some_want_to_be_told() -> None:
    planned = SupportGroup.objects.get(place="North Berwick")
    assert standing(planned.slug) == "planned"
    assert planned.venue is None
    assert not planned.sessions.exists()
    assert Interest.objects.filter(group=planned).count() == 2


def test_the_small_circle_keeps_twelve_places_and_says_that_it_is_invented() -> None:
    circle = SupportGroup.objects.get(network__slug="keep-the-heid", place_policy="can_keep")
    assert circle.capacity == 12
    assert "demonstration" in circle.name
    assert "invented" in circle.about
    assert set(circle.sessions.values_list("capacity", flat=True)) == {12}


def test_an_evening_goes_as_keep_the_heid_says_it_does() -> None:
    evening = SupportGroup.objects.get(place="North Berwick").format
    assert evening is not None
    assert list(evening.stages.values_list("kind", flat=True)) == [
        "agreement", "meditation", "sharing", "break", "sharing", "meditation",
    ]  # fmt: skip
    titles = list(evening.stages.values_list("title", flat=True))
    assert titles[2:5] == ["What is going on", "Tea and cake", "What is going well"]
    assert sum(stage.minutes or 0 for stage in evening.stages.all()) == 120
    assert dict(evening.jobs.values_list("role", "people")) == {"facilitator": 2, "welcome": 1, "tea": 1}


def test_lambeth_and_southwark_are_as_they_say_and_all_paused() -> None:
    network = Network.objects.get(slug="lambeth-and-southwark-mind", nation=Nation.ENGLAND)
    assert (network.contact_phone, network.contact_email) == ("020 8167 2183", "enquiries@demo.example")
    assert network.contact_days == "Tuesdays, Wednesdays and Thursdays"
    groups = network.support_groups.all()
    assert {group.name for group in groups} == {
        "Hearing Voices Group", "Kindred Minds", "Peer Support Group", "Friends in Need",
    }  # fmt: skip
    for group in groups:
        assert group.ages == "18 and over"
        assert standing(group.slug) == "paused"
        run = Run.objects.get(group=group)
        assert (run.opens_on, run.review_on) == (None, None)
        assert run.reason == "We are reviewing what is needed and looking for further funding."
        assert not group.sessions.exists()


def test_nobody_real_is_named_and_no_letter_could_reach_anybody() -> None:
    words = texts()
    assert len(words) > 1000
    for name in REAL_NAMES:
        assert not [text for text in words if re.search(rf"\b{name}\b", text, re.IGNORECASE)]
    addresses = {found for text in words for found in re.findall(r"[\w.+-]+@[\w.-]+", text)}
    assert len(addresses) > 8
    assert {address.split("@")[1] for address in addresses} == {"demo.example"}
    # The numbers kept for stories in films and books.
    assert set(Person.objects.exclude(phone="").values_list("phone", flat=True)) == {"01632960183"}


def test_of_keep_the_heid_no_founding_year_is_shown() -> None:
    heid = Network.objects.filter(slug="keep-the-heid")
    groups = SupportGroup.objects.filter(network__in=heid)
    public = [heid, groups, Venue.objects.filter(network__in=heid), Run.objects.filter(group__in=groups)]
    rows = [row for found in public for row in found.values()]
    said = [value for row in rows for value in row.values() if isinstance(value, str)]
    assert not [text for text in said if re.search(r"\b(19|20)\d\d\b", text)]
    assert not Run.objects.exclude(opens_on=None).exists()


def test_nothing_on_screen_is_a_long_sentence() -> None:
    shown = [f"{group.about} {group.who_for}" for group in SupportGroup.objects.all()]
    shown += [network.about for network in Network.objects.all()] + [stage.prompt for stage in Stage.objects.all()]
    shown += [agreement.text for agreement in Agreement.objects.all()] + [run.reason for run in Run.objects.all()]
    shown += [venue.finding_the_door for venue in Venue.objects.all()]
    sentences = [sentence for text in shown for sentence in re.split(r"[.!?\n]", text)]
    assert len(sentences) > 50
    assert not [sentence for sentence in sentences if len(sentence.split()) > 25]


def test_halls_are_named_so_that_nobody_goes_there() -> None:
    for venue in Venue.objects.all():
        assert "emonstration" in venue.name
        assert "nobody meets here" in venue.address
        assert "All facts about this hall are invented" in venue.finding_the_door
        assert venue.postcode == ""


def test_capacity_grows_somebody_came_then_volunteers_and_somebody_has_stepped_back() -> None:
    vera = Membership.objects.filter(person__known_as="Vera", group__place="Tranent").order_by("from_on")
    assert [one.role for one in vera] == ["participant", "volunteer"]
    roles = Presence.objects.filter(person__known_as="Vera", session__group__place="Tranent")
    assert set(roles.filter(session__on__lt=vera[1].from_on).values_list("role", flat=True)) == {"came"}
    assert set(roles.filter(session__on__gte=vera[1].from_on).values_list("role", flat=True)) == {"welcome"}
    assert Membership.objects.exclude(stepped_back_on=None).exists()


def test_jobs_are_open_in_the_coming_week_and_one_evening_lacks_a_facilitator() -> None:
    heid = Q(network__slug="keep-the-heid")
    short = jobs.short_of_facilitators(groups_q=heid, now=NOW)
    assert {(one.session.group.place, one.needed, one.has) for one in short} >= {("Haddington", 2, 1)}
    friday = GroupSession.objects.filter(group__slug="keep-the-heid-haddington").upcoming(NOW)[0]
    board = jobs.board(jobs.with_jobs(GroupSession.objects.filter(pk=friday.pk)).get(), AnonymousUser())
    assert {line.role: line.missing for line in board} == {"facilitator": 0, "welcome": 0, "tea": 1}


def test_wishes_once_and_every_week_are_there_and_their_letters_wait() -> None:
    assert set(EveryWeek.objects.values_list("wants", "person__known_as")) == {
        ("place", "Rowan"),
        ("reminder", "Rowan"),
    }
    assert Reminder.objects.get().person.known_as == "Hazel"
    assert Message.objects.filter(state=Message.State.WAITING).exists()
    assert Place.objects.filter(first_time=True).exclude(needs="").exists()


def test_k4_somebody_who_comes_would_like_to_help() -> None:
    wish = Wish.objects.get()
    assert (wish.person.known_as, wish.role, wish.group.slug) == ("Rowan", "helper", "keep-the-heid-haddington")
    assert Membership.objects.get(person=wish.person, group=wish.group).role == "participant"


def test_no_past_evening_holds_who_said_they_would_come_and_did_not() -> None:
    kept = Place.objects.filter(session__ends_at__lte=NOW)
    assert [place for place in kept if not place.session.presences.filter(person=place.person_id).exists()] == []


def test_helplines_cover_everywhere_and_each_nation_and_nobody_has_checked_them_yet() -> None:
    assert not Helpline.objects.exclude(checked_on=None).exists()
    found: dict[str, list[str]] = {}
    for line in Helpline.objects.all():
        found.setdefault(line.nation, []).append(f"{line.name} {line.call}{line.text_word} {line.text}".strip())
    assert found == {
        "": ["Emergency 999", "Samaritans 116 123", "Shout SHOUT 85258"],
        "SCT": ["NHS 24 111", "Breathing Space 0800 83 85 87"],
        "ENG": ["NHS 111 111"],
        "WLS": ["NHS 111 111"],
        "NIR": ["Lifeline 0808 808 8000"],
    }


def test_breathing_space_answers_in_the_hours_it_gives() -> None:
    line = Helpline.objects.get(name="Breathing Space")
    said = {
        (1, "17:59"): False, (1, "18:00"): True, (2, "01:59"): True, (2, "02:00"): False, (2, "12:00"): False,
        (5, "01:59"): True, (5, "02:00"): False, (5, "17:59"): False, (5, "18:00"): True,
        (6, "03:00"): True, (7, "23:59"): True, (1, "05:59"): True, (1, "06:00"): False,
    }  # fmt: skip
    for (day, clock), is_open in said.items():
        on = dt.date(2026, 11, 22) + dt.timedelta(days=day)
        assert on.isoweekday() == day
        assert line.is_open(dt.datetime.combine(on, dt.time.fromisoformat(clock), tzinfo=LONDON)) is is_open


def test_nothing_of_it_is_kept_too_long() -> None:
    late = retention.overdue(networks=list(Network.objects.all()), now=NOW)
    assert set(late) == set(Network.objects.all())
    assert not [(network, line) for network, lines in late.items() for line in lines if line.rows]
    assert retention.last_turn() == NOW
