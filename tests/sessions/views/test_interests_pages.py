"""Tell me when it starts: the form without a login, and the link that takes it back."""

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Interest, Run, SupportGroup
from members.models import FormerSlug, Network, Person
from sessions import interests
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

FORM = "/groups/friday-circle/interest/"
NEAR, WAITING = "/networks/keep-the-kettle-on/interest/", "/networks/keep-the-kettle-on/interests/"
ROBIN = {"email": "robin@example.org"}


@pytest.fixture
def paused(group: SupportGroup) -> SupportGroup:
    group.runs.update(ended_on="2026-01-30", ended_as="paused", reason="Summer.")
    return group


def test_the_page_of_a_group_leads_there_while_there_is_something_to_wait_for(paused: SupportGroup) -> None:
    page = Client().get("/groups/friday-circle/")
    assert "Tell me when it starts again" in words_of(page)
    assert f'href="{FORM}"' in markup_of(page)
    Run.objects.all().delete()
    assert "Tell me when it starts" in words_of(Client().get("/groups/friday-circle/"))
    Run.objects.create(group=paused)
    assert FORM not in markup_of(Client().get("/groups/friday-circle/"))


def test_the_answer_is_the_same_however_often_an_address_is_left(paused: SupportGroup) -> None:
    page = Client().get(FORM)
    assert_calm(page)
    assert "We write to you once" in words_of(page)
    first, again = (Client().post(FORM, ROBIN) for _ in range(2))
    assert words_of(first) == words_of(again)
    assert "We’ll tell you. Come or don’t." in words_of(first)
    assert_calm(first)
    assert Interest.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("", "Tell us where to write to."),
        ("robin", "does not look like an e-mail address"),
        ("r" * 250 + "@example.org", "longer than an e-mail address can be"),
        ("robin@example.org\x00", "marks that cannot be seen"),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_kept(paused: SupportGroup, email: str, says: str) -> None:
    page = Client().post(FORM, {"email": email})
    assert says in errors_of(page)
    assert_calm(page)
    assert not Interest.objects.exists()


def test_opened_while_the_form_was_open_it_says_that_nobody_need_wait(paused: SupportGroup) -> None:
    Run.objects.create(group=paused, opens_on="2026-02-01")
    page = Client().post(FORM, ROBIN)
    assert (page.status_code, Interest.objects.exists()) == (409, False)
    assert "You need not wait" in words_of(page)
    assert_calm(page)


def test_a_yes_is_asked_for_beside_its_words_where_the_network_needs_one() -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"), runs=[])
    form = f"/groups/{group.slug}/interest/"
    assert "Without a yes here we cannot write to you." in errors_of(Client().post(form, ROBIN))
    assert not Interest.objects.exists()
    Client().post(form, {**ROBIN, "yes_letters": "1"})
    assert Interest.objects.exists()


def test_the_link_takes_it_back_on_a_tap_and_reading_it_changes_nothing(paused: SupportGroup) -> None:
    Client().post(FORM, ROBIN)
    link = f"/interests/{interests.token(Interest.objects.get())}/"
    page = Client().get(link)
    assert (Interest.objects.count(), page.cookies) == (1, {})
    assert "robin" not in markup_of(page)
    assert_calm(page)

    done = Client().post(link)
    assert "We have forgotten your address" in words_of(done)
    assert_calm(done)
    assert not Interest.objects.exists()
    assert Client().get(link).status_code == 404


def test_a_mail_programs_one_click_takes_it_back_too(paused: SupportGroup) -> None:
    Client().post(FORM, ROBIN)
    link = f"/interests/{interests.token(Interest.objects.get())}/"
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert not Interest.objects.exists()


def test_a_group_that_one_may_not_find_has_no_form(paused: SupportGroup) -> None:
    SupportGroup.objects.update(found_by="members")
    assert [Client().get(FORM).status_code, Client().post(FORM, ROBIN).status_code] == [404, 404]


# -- When something starts near a place


def test_whoever_finds_nothing_near_is_led_there(network: Network, group: SupportGroup) -> None:
    assert f'href="{NEAR}"' in markup_of(Client().get("/networks/keep-the-kettle-on/"))
    page = markup_of(Client().get("/groups/?place=Isle+of+May"))
    assert f'href="{NEAR}?place=Isle%20of%20May"' in page
    assert NEAR not in markup_of(Client().get("/groups/"))
    # Words may be a condition, and are no place.
    assert f'href="{NEAR}"' in markup_of(Client().get("/groups/?words=Hearing+voices"))
    assert 'value="Isle of May"' in markup_of(Client().get(f"{NEAR}?place=Isle%20of%20May"))


@pytest.mark.parametrize("typed", ["", "%00", "EH41+3DX", "%3Cb%3E", "x" * 61, "%E2%80%AE"])
def test_what_is_no_place_is_not_suggested(network: Network, typed: str) -> None:
    page = Client().get(f"{NEAR}?place={typed}")
    assert page.context["form"].initial == {}
    assert_calm(page)


def test_near_a_place_the_answer_is_the_same_however_often_it_is_asked(network: Network) -> None:
    factories.AreaFactory(network=network, name="Fife")
    page = Client().get(NEAR)
    assert_calm(page)
    assert '<option value="Fife">' in markup_of(page)
    first, again = (Client().post(NEAR, {**ROBIN, "place": "Fife"}) for _ in range(2))
    assert words_of(first) == words_of(again)
    assert "We’ll tell you. Come or don’t." in words_of(first)
    assert_calm(first)
    assert Interest.objects.get().area is not None


def test_what_is_there_already_is_shown_of_what_one_may_find(network: Network, group: SupportGroup) -> None:
    for number, kind in enumerate(("members", "public")):
        factories.SupportGroupFactory(network=network, name=f"Circle {number}", place="Tranent", found_by=kind)
    factories.SupportGroupFactory(place="Haddington", name="Another’s")
    for place, seen in (("haddington", "Friday circle"), ("Tranent", "Circle 1"), ("Kelso", "")):
        page = Client().post(NEAR, {**ROBIN, "place": place})
        assert [one.group.name for one in page.context["found"]] == [seen] * bool(seen)
        assert seen in words_of(page)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"place": ""}, "Tell us which town or area it is about."),
        ({"place": "x" * 61}, "up to 60 letters"),
        ({"place": "12 High Street"}, "A town or an area is enough."),
        ({"place": "robin@example.org"}, "A town or an area is enough."),
        ({"place": "<b>Fife</b>"}, "Please leave out < and >"),
        ({"place": "Fife\x00"}, "marks that cannot be seen"),
        ({"place": "Fife\nKelso"}, "on one line"),
        ({"place": "..."}, "at least one letter"),
        ({"email": "robin"}, "does not look like an e-mail address"),
    ],
)
def test_what_needs_another_look_near_a_place_is_said(network: Network, sent: dict[str, str], says: str) -> None:
    page = Client().post(NEAR, {"place": "Fife", **ROBIN, **sent})
    assert says in errors_of(page)
    assert_calm(page)
    assert not Interest.objects.exists()


def test_an_area_may_have_a_number_in_its_name(network: Network) -> None:
    factories.AreaFactory(network=network, name="Branch 7")
    page = Client().get("/networks/keep-the-kettle-on/")
    assert f'href="{NEAR}?place=Branch%207"' in markup_of(page)
    assert 'value="Branch 7"' in markup_of(Client().get(f"{NEAR}?place=Branch%207"))
    Client().post(NEAR, {**ROBIN, "place": "branch 7"})
    assert str(Interest.objects.get().area) == "Branch 7"


def test_only_areas_without_a_group_that_one_may_find_are_said_to_have_nothing_yet(
    network: Network, group: SupportGroup
) -> None:
    north, coast, south = (factories.AreaFactory(network=network, name=name) for name in ("North", "Coast", "South"))
    coast.parent = north
    coast.save()
    SupportGroup.objects.update(area=coast)
    factories.SupportGroupFactory(network=network, area=south, found_by="members")
    page = Client().get("/networks/keep-the-kettle-on/")
    assert page.context["nothing_yet"] == [south]
    assert_calm(page)


def test_near_a_place_a_yes_is_asked_for_where_the_network_needs_one() -> None:
    form = f"/networks/{factories.NetworkFactory(reasons='ask').slug}/interest/"
    fife = {**ROBIN, "place": "Fife"}
    assert "Without a yes here we cannot write to you." in errors_of(Client().post(form, fife))
    assert not Interest.objects.exists()
    Client().post(form, {**fife, "yes_letters": "1"})
    assert Interest.objects.exists()


def test_the_link_shows_and_takes_back_all_that_an_address_waits_for(network: Network, paused: SupportGroup) -> None:
    for place in ("Kelso", "Cupar"):
        Client().post(NEAR, {**ROBIN, "place": place})
    Client().post(FORM, ROBIN)
    link = f"/interests/{interests.token(Interest.objects.order_by('pk')[0])}/"
    page = Client().get(link)
    for line in ("Kelso Tell me when something starts near here", "Cupar Tell me", "Friday circle Tell me when it"):
        assert line in words_of(page)
    assert_calm(page)
    Client().post(link)
    assert not Interest.objects.exists()


def test_the_address_a_network_once_had_leads_on_and_none_is_not_there(network: Network) -> None:
    FormerSlug.objects.create(network=network, slug="kettle")
    assert Client().get("/networks/kettle/interest/")["Location"] == NEAR
    assert Client().post("/networks/nowhere/interest/", ROBIN).status_code == 404


def test_who_coordinates_sees_how_many_wait_and_where_and_never_who(
    network: Network, coordinator: Person, group: SupportGroup
) -> None:
    desk = browser(coordinator.user_id)
    empty = desk.get(WAITING)
    assert "Nobody has asked yet" in words_of(empty)
    before = len(queries_of(desk, WAITING))
    for number in range(7):
        place = "Fife" if number < 5 else "Kelso"
        Interest.objects.create(network=network, place=place, purpose="near", email=f"sam{number}@example.org")
    Interest.objects.create(group=group, purpose="starts", email="sam@example.org")
    page = desk.get(WAITING)
    assert "Fife 5 Kelso fewer than 5" in words_of(page)
    assert "Friday circle fewer than 5" in words_of(page)
    assert "sam" not in markup_of(page)
    assert_calm(page)
    assert len(queries_of(desk, WAITING)) == before
    assert f'href="{WAITING}"' in markup_of(desk.get("/settings/"))
    settings = 'href="/settings/" aria-current="page"'
    assert [settings in markup_of(desk.get(one)) for one in (WAITING, NEAR)] == [True, False]


def test_how_many_wait_is_for_who_coordinates_all_of_it(
    network: Network, group: SupportGroup, facilitator: Person, manager: Person, stranger: Person, coordinator: Person
) -> None:
    coordinator.responsibilities.update(area=factories.AreaFactory(network=network))
    for person in (facilitator, manager, stranger, coordinator):
        assert browser(person.user_id).get(WAITING).status_code == 404
