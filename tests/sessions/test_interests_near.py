"""Tell me when something starts near a place: one letter when the first group there opens, then gone."""

import datetime as dt
from typing import Any

import pytest

from groups import groups
from groups.models import Interest, SupportGroup
from members import areas
from members.forgetting import forget
from members.models import Area, Message, Network
from peersupport.lib.crossing import mark_of_row
from sessions import interests, retention
from tests import factories
from tests.letters import assert_discreet, seen_in
from tests.sessions.meeting import FIRST, NOW, WEEK, friday, fridays, open_from, pause, take_back
from tests.sessions.waiting import ROBIN, ask, ask_near, mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def fife(network: Network) -> Area:
    return factories.AreaFactory(network=network, name="Fife")


def planned_at(place: str, area: Area | None = None, **facts: Any) -> SupportGroup:
    """A group that has not opened, with dates for when it does."""
    facts |= {"network": area.network} if area else {}
    group = factories.SupportGroupFactory(place=place, area=area, runs=[], **facts)
    fridays(group)
    return group


def where() -> list[tuple[str | None, str]]:
    """Who waits near what: an area by its name, or a place as it was typed."""
    return list(Interest.objects.order_by("pk").values_list("area__name", "place"))


def test_near_an_area_by_whatever_spelling_and_anywhere_else_as_typed(network: Network, fife: Area) -> None:
    factories.AreaFactory(network=network, name="The Borders")
    factories.AreaFactory(name="Kelso")  # of another network, which is none of theirs
    for place in ("fife", "Borders", "the  BORDERS", " Kelso ", "KELSO"):
        ask_near(network, place)
    assert where() == [("Fife", ""), ("The Borders", ""), (None, "Kelso")]
    assert {one.purpose for one in Interest.objects.all()} == {"near"}


def test_one_address_waits_once_for_a_place_however_it_is_spelled_and_once_it_is_an_area(network: Network) -> None:
    for place in ("Borders", "The Borders"):
        ask_near(network, place)
    factories.AreaFactory(network=network, name="the Borders")
    ask_near(network, "Borders", ROBIN.upper())
    assert where() == [(None, "Borders")]
    ask_near(network, "Borders", "sam@example.org")
    assert where()[1:] == [("the Borders", "")]


def test_one_address_gets_one_letter_of_an_opening_and_goes_wholly_when_it_has_left(
    network: Network, fife: Area
) -> None:
    group = planned_at("Kirkcaldy", fife)
    ask(group)
    for place in ("Fife", "Kirkcaldy", "Kelso"):
        ask_near(network, place, ROBIN.upper())
    ask_near(network, "Kirkcaldy", "sam@example.org")
    mails()
    open_from(group, FIRST)
    assert sorted(mail.to for mail in mails()) == [[ROBIN], ["sam@example.org"]]
    retention.keep_no_longer(now=NOW + dt.timedelta(hours=1))
    assert where() == [(None, "Kelso")]


def test_asked_near_a_place_the_link_goes_out_and_is_discreet(network: Network, fife: Area) -> None:
    ask_near(network, "Fife")
    [mail] = mails()
    assert mail.subject == "We will tell you when something starts near you"
    assert "Fife" in str(mail.body)
    assert_discreet(mail, also=["Kettle"])
    assert interests.token(Interest.objects.get()) in seen_in(mail)["List-Unsubscribe"]


def test_a_place_as_somebody_typed_it_stands_in_no_letter(network: Network) -> None:
    """Nobody has proven that the address is theirs: it would carry a stranger's words."""
    ask_near(network, "Words of a stranger")
    open_from(planned_at("Words of a stranger", factories.AreaFactory(network=network)), FIRST)
    found = mails()
    assert [len(mail.to) for mail in found] == [1, 1]
    for mail in found:
        assert not any("stranger" in part for part in seen_in(mail).values())


def test_an_address_gets_one_link_a_day_whatever_is_asked_and_it_takes_back_all_of_it(
    network: Network, planned: SupportGroup
) -> None:
    for place in ("Kelso", "Cupar"):
        ask_near(network, place, ROBIN)
    ask(planned, ROBIN.upper())
    [mail] = mails()
    assert interests.token(Interest.objects.order_by("pk")[0]) in seen_in(mail)["List-Unsubscribe"]
    assert "robin" not in Message.objects.get().key.lower()

    ask_near(network, "Kelso", "sam@example.org")
    ask_near(factories.NetworkFactory(), "Kelso")
    assert len(mails()) == 2
    interests.take_back(interest=Interest.objects.order_by("pk")[0], now=NOW)
    assert sorted((one.email, one.asked_of == network) for one in Interest.objects.all()) == [
        (ROBIN, False),
        ("sam@example.org", True),
    ]


@pytest.mark.parametrize("wanted", ["Fife", "Kirkcaldy", "Levenmouth"])
def test_the_first_to_open_there_is_told_once_and_the_address_is_forgotten(
    network: Network, fife: Area, wanted: str
) -> None:
    levenmouth = factories.AreaFactory(network=network, name="Levenmouth", parent=fife)
    ask_near(network, wanted)
    mails()
    group = planned_at("Kirkcaldy", levenmouth, name="Hearing Voices")
    open_from(group, FIRST)
    open_from(planned_at("Kirkcaldy", levenmouth), FIRST)

    [mail] = mails()
    assert mail.subject == "Something starts near you: Friday 4 September, 7pm"
    assert f"/sessions/{friday(group, 0).ref}/" in str(mail.body)
    assert_discreet(mail, also=["Hearing", "Kettle"])
    retention.keep_no_longer(now=NOW + dt.timedelta(hours=1))
    assert not Interest.objects.exists()


def test_taken_back_the_opening_of_the_next_one_is_told(network: Network, fife: Area) -> None:
    ask_near(network, "Fife")
    mails()
    first, second = planned_at("Kirkcaldy", fife), planned_at("Cupar", fife)
    open_from(first, FIRST)
    open_from(second, FIRST + WEEK)
    take_back(first)
    assert [mail.subject for mail in mails()] == ["Something starts near you: Friday 11 September, 7pm"]


def test_what_is_elsewhere_or_not_for_everybody_to_find_is_told_to_nobody(network: Network, fife: Area) -> None:
    for place in ("Fife", "Kirkcaldy"):
        ask_near(network, place)
    mails()
    abroad = factories.AreaFactory(name="Fife")
    for group in (
        planned_at("Haddington", factories.AreaFactory(network=network)),
        planned_at("Kirkcaldy", abroad),
        *(planned_at("Kirkcaldy", fife, found_by=kind) for kind in ("members", "staff")),
    ):
        open_from(group, FIRST)
    assert (mails(), Interest.objects.count()) == ([], 2)


def change(group: SupportGroup, now: dt.datetime = NOW, **facts: Any) -> None:
    group.refresh_from_db()
    facts = {"slug": group.slug} | facts
    groups.change(group=group, seen=mark_of_row(group, facts), facts=facts, now=now)


LATER = NOW + dt.timedelta(minutes=10)


def test_opened_before_everybody_may_find_it_they_are_told_when_they_may(network: Network, fife: Area) -> None:
    group = planned_at("Kirkcaldy", fife, found_by="staff")
    for email in (ROBIN, "sam@example.org"):
        ask_near(network, "Fife", email)
    ask(group, "jo@example.org")
    mails()
    open_from(group, FIRST)
    assert mails() == []
    change(group, found_by="members")
    assert [mail.to for mail in mails()] == [["jo@example.org"]]
    for _ in range(2):
        change(group, found_by="public")
    assert [mail.to for mail in mails()] == [[ROBIN], ["sam@example.org"]]


def test_moved_it_is_told_to_whoever_it_is_near_now_and_to_nobody_who_could_see_it_there(
    network: Network, fife: Area
) -> None:
    group = planned_at("Cupar", fife)
    open_from(group, FIRST)
    for number, place in enumerate(("Fife", "Kirkcaldy", "Cupar")):
        ask_near(network, place, f"sam{number}@example.org")
    mails()
    change(group, name="Another name")
    change(group, place="Kirkcaldy")
    assert [mail.to for mail in mails()] == [["sam1@example.org"]]


def test_one_that_is_not_open_is_told_to_nobody_by_being_moved(network: Network, fife: Area) -> None:
    ask_near(network, "Fife")
    mails()
    group = planned_at("Kirkcaldy", found_by="staff")
    change(group, area=fife, found_by="public")
    open_from(group, FIRST)
    pause(group, FIRST + WEEK)
    change(group, area=None)
    change(group, area=fife)
    assert mails() == []


@pytest.mark.parametrize("facts", [{"found_by": "staff"}, {"found_by": "members"}, {"place": "Cupar", "area": None}])
def test_hidden_or_moved_before_the_letter_leaves_it_does_not_and_back_again_it_does(
    network: Network, fife: Area, facts: dict[str, Any]
) -> None:
    ask_near(network, "Fife")
    mails()
    group = planned_at("Kirkcaldy", fife)
    open_from(group, FIRST)
    change(group, **facts)
    assert mails() == []
    change(group, LATER, found_by="public", area=fife)
    assert len(mails(LATER + dt.timedelta(minutes=5))) == 1


def test_hidden_before_the_letter_leaves_it_keeps_no_other_back(network: Network, fife: Area) -> None:
    ask_near(network, "Fife")
    mails()
    first, second = planned_at("Kirkcaldy", fife), planned_at("Cupar", fife)
    open_from(first, FIRST)
    open_from(second, FIRST + WEEK)
    change(first, found_by="staff")
    assert [mail.subject for mail in mails()] == ["Something starts near you: Friday 11 September, 7pm"]


def test_hidden_in_a_way_that_rings_no_bell_it_is_told_to_nobody_either(network: Network, fife: Area) -> None:
    ask_near(network, "Fife")
    mails()
    open_from(planned_at("Kirkcaldy", fife), FIRST)
    SupportGroup.objects.update(found_by="staff")
    assert mails() == []


def test_open_for_as_long_as_anybody_knows_and_without_dates_the_letter_says_no_day(
    network: Network, fife: Area
) -> None:
    ask_near(network, "Fife")
    mails()
    change(factories.SupportGroupFactory(network=network), area=fife)
    [mail] = mails()
    assert mail.subject == "Something starts near you"
    assert "It is open. Its dates are not planned yet." in str(mail.body)
    assert_discreet(mail)


def test_a_letter_that_the_mail_server_sends_back_until_later_keeps_no_other_back(network: Network, fife: Area) -> None:
    ask_near(network, "Fife")
    mails()
    first, second = planned_at("Kirkcaldy", fife), planned_at("Cupar", fife)
    open_from(first, FIRST)
    Message.objects.filter(state="waiting").update(tries=1, due_at=LATER)
    open_from(second, FIRST + WEEK)
    assert [mail.subject for mail in mails()] == ["Something starts near you: Friday 11 September, 7pm"]
    assert mails(LATER) == []


def test_an_area_that_goes_leaves_its_wishes_to_the_place_of_its_name(network: Network, fife: Area) -> None:
    factories.AreaFactory(network=network, name="Cupar")
    Interest.objects.create(network=network, place="FIFE", purpose="near", email=ROBIN)
    for email in (ROBIN.upper(), "sam@example.org"):
        ask_near(network, "Fife", email)
    for _ in range(2):
        areas.remove(area=fife, now=NOW)
    assert where() == [(None, "FIFE"), (None, "Fife")]
    assert interests.waiting(network).near == [("FIFE", "fewer than 5")]


def test_whoever_is_forgotten_is_forgotten_near_every_place(network: Network, fife: Area) -> None:
    person = factories.PersonFactory(network=network, email=ROBIN)
    for place in ("Fife", "Kelso"):
        ask_near(network, place, ROBIN.upper())
    ask_near(factories.NetworkFactory(), "Kelso")
    forget(person=person, now=NOW)
    assert [one.asked_of for one in Interest.objects.all()] != [network]
    assert Interest.objects.count() == 1


def test_how_many_wait_is_told_by_place_and_group_small_numbers_hidden(
    network: Network, fife: Area, planned: SupportGroup
) -> None:
    for number in range(5):
        ask_near(network, ("Kelso", "kelso")[number % 2], f"sam{number}@example.org")
    for place in ("Borders", "The Borders"):
        for number in range(4):
            Interest.objects.create(network=network, place=place, purpose="near", email=f"sam{number}@example.org")
    ask_near(network, "Fife")
    ask(planned)
    ask_near(factories.NetworkFactory(), "Kelso")
    found = interests.waiting(network)
    assert found.near == [("Borders", "fewer than 5"), ("Fife", "fewer than 5"), ("Kelso", 5)]
    assert found.for_groups == [("Hearing Voices", "fewer than 5")]
