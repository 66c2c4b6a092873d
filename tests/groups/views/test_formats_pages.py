"""Pages of how evenings go: plans made, changed and removed without a script, and nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups import formats
from groups.models import Format, Stage
from members.models import Network, Person
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

LIST = "/networks/keep-the-kettle-on/formats/"
NEW = f"{LIST}new/"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


@pytest.fixture
def plan(network: Network) -> Format:
    parts = [formats.part("sharing", "Talk", "", None), formats.part("break", "Tea", "With cake", 20)]
    return formats.add(network=network, seen="", facts={"name": "Fridays", "plan": parts, "needs": {"tea": 2}})


def as_shown(page: Any) -> dict[str, Any]:
    """What the page's form would send if nothing were changed."""
    form = page.context["form"]
    fields = [*form, *form.stages.management_form, *(field for row in form.stages for field in row)]
    return {field.html_name: "" if field.value() is None else field.value() for field in fields}


def titles(page: Any) -> list[str]:
    return [row["title"].value() for row in page.context["form"].stages]


def part_of(page: Any, number: int) -> dict[str, Any]:
    row = page.context["form"].stages[number - 1]
    return {name: row[name].value() for name in row.fields}


def test_a_new_one_begins_as_the_usual_evening(desk: Client, network: Network) -> None:
    assert "No plans yet" in words_of(desk.get(LIST))
    page = desk.get(NEW)
    assert_calm(page)
    page = desk.post(NEW, as_shown(page), follow=True)

    assert "Added. Groups and dates can go by it now." in words_of(page)
    assert "Our agreement" in words_of(page)
    assert "No group goes by it yet. Facilitator: 1." in words_of(page)
    assert_calm(page)
    made = Format.objects.get()
    assert (made.network, made.plan, made.needs) == (network, formats.USUAL["plan"], formats.USUAL["needs"])
    assert as_shown(desk.get(NEW))["name"] == "", "the usual name is taken"


def test_one_is_changed(desk: Client, plan: Format) -> None:
    page = desk.get(f"{LIST}{plan.ref}/")
    assert_calm(page)
    sent = as_shown(page) | {"name": "Saturdays", "stages-0-title": "", "stages-0-minutes": "45", "buddy": "1"}
    desk.post(f"{LIST}{plan.ref}/", sent)

    plan.refresh_from_db()
    first = formats.part("sharing", "Sharing", "", 45)
    assert (plan.name, plan.plan[0], plan.needs) == ("Saturdays", first, {"tea": 2, "buddy": 1})


@pytest.mark.parametrize(
    ("press", "order"),
    [
        ("down-1", ["Tea", "Talk", "Rest"]),
        ("up-3", ["Talk", "Rest", "Tea"]),
        ("up-1", ["Talk", "Tea", "Rest"]),
        ("down-3", ["Talk", "Tea", "Rest"]),
        ("out-2", ["Talk", "Rest"]),
        ("add", ["Talk", "Tea", "Rest", None]),
        ("up-0", ["Talk", "Tea", "Rest"]),
        ("out-9", ["Talk", "Tea", "Rest"]),
        ("out-²", ["Talk", "Tea", "Rest"]),
        ("up--1", ["Talk", "Tea", "Rest"]),
        ("sideways-2", ["Talk", "Tea", "Rest"]),
        ("", ["Talk", "Tea", "Rest"]),
    ],
    ids=str,
)
def test_a_button_changes_the_order_and_keeps_all_that_was_typed(
    desk: Client, plan: Format, press: str, order: list[str]
) -> None:
    page = desk.get(f"{LIST}{plan.ref}/")
    typed = {"name": "<Half written", "tea": "several", "stages-TOTAL_FORMS": "3", "seen": "0123456789abcdef"}
    third = {"stages-2-kind": "", "stages-2-title": "Rest", "stages-2-prompt": "", "stages-2-minutes": "half an hour"}
    page = desk.post(f"{LIST}{plan.ref}/", {**as_shown(page), **typed, **third, "do": press})

    assert titles(page) == order
    if "Rest" in order:
        assert part_of(page, order.index("Rest") + 1)["minutes"] == "half an hour"
    shown = as_shown(page)
    assert {name: shown[name] for name in typed if name != "stages-TOTAL_FORMS"} == {
        "name": "<Half written",
        "tea": "several",
        "seen": "0123456789abcdef",
    }
    assert shown["stages-TOTAL_FORMS"] == len(order)
    assert errors_of(page) == ""
    assert_calm(page)
    plan.refresh_from_db()
    assert (plan.name, len(plan.plan)) == ("Fridays", 2)


def test_rows_are_moved_and_added_and_then_saved_in_that_order(desk: Client, plan: Format) -> None:
    path = f"{LIST}{plan.ref}/"
    page = desk.post(path, as_shown(desk.get(path)) | {"do": "add"})
    page = desk.post(path, as_shown(page) | {"stages-2-kind": "closing", "do": "up-3"})
    desk.post(path, as_shown(desk.post(path, as_shown(page) | {"do": "add"})))

    plan.refresh_from_db()
    assert [stage["title"] for stage in plan.plan] == ["Talk", "Closing", "Tea"], "an empty row is none"


def test_enter_in_a_field_saves_and_moves_nothing(desk: Client, plan: Format) -> None:
    """Browsers press the first button of a form."""
    page = markup_of(desk.get(f"{LIST}{plan.ref}/")).split('<form class="form"')[1]
    first = page.split("<button", 1)[1].split(">")[0]
    assert 'name="do"' not in first
    assert 'tabindex="-1"' in first


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Give the plan a name, such as Our usual evening."),
        ({"name": "x" * 81}, "up to 80 letters"),
        ({"name": "Mondays"}, "There is a plan of that name already."),
        ({"facilitator": "-1"}, "Write a whole number from 0 to 20."),
        ({"facilitator": ""}, "Write a whole number from 0 to 20."),
        ({"stages-0-kind": ""}, "Part 1: Choose one from the list."),
        ({"stages-1-kind": "séance"}, "Part 2: Choose one from the list."),
        ({"stages-1-title": "<b>Tea</b>"}, "Part 2: Please leave out < and >"),
        ({"stages-1-title": "x" * 81}, "Part 2: That is longer than we can keep."),
        ({"stages-1-prompt": "two\nlines"}, "Part 2: Please write it on one line"),
        ({"stages-1-minutes": "a while"}, "Part 2: Write a whole number from 1 to 600."),
        ({"stages-1-minutes": "0"}, "Part 2: Write a whole number from 1 to 600."),
        ({"stages-TOTAL_FORMS": ""}, "Something of this page did not arrive."),
        ({"stages-TOTAL_FORMS": "21"}, "That is more parts than an evening has. Please use up to 20."),
        ({"stages-TOTAL_FORMS": "0"}, "Add at least one part"),
    ],
    ids=str,
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, network: Network, plan: Format, sent: dict[str, str], says: str
) -> None:
    factories.FormatFactory(network=network, name="Mondays")
    page = desk.post(f"{LIST}{plan.ref}/", as_shown(desk.get(f"{LIST}{plan.ref}/")) | sent)

    assert says in errors_of(page)
    plan.refresh_from_db()
    assert (plan.name, [stage["title"] for stage in plan.plan], plan.needs) == ("Fridays", ["Talk", "Tea"], {"tea": 2})
    assert_calm(page)


def test_an_evening_has_no_more_parts_than_a_page_holds(desk: Client, network: Network) -> None:
    full = {"name": "Long", "plan": [formats.part("other", "One", "", None)] * 20, "needs": {}}
    plan = formats.add(network=network, seen="", facts=full)
    page = desk.get(f"{LIST}{plan.ref}/")
    assert "Add a part" not in words_of(page)
    page = desk.post(f"{LIST}{plan.ref}/", as_shown(page) | {"do": "add"})
    assert len(titles(page)) == 20


@pytest.mark.parametrize(
    ("theirs", "says"),
    [
        ({"plan": [formats.part("break", "Cake", "", 5)]}, "It says now: Cake (5 minutes)"),
        ({"needs": {"facilitator": 2}}, "It says now: Facilitator: 2"),
        ({"name": "Theirs"}, "It says now: Theirs"),
    ],
    ids=["parts", "jobs", "name"],
)
def test_what_crossed_with_somebody_elses_change_is_said_and_kept(
    desk: Client, plan: Format, theirs: dict[str, Any], says: str
) -> None:
    path = f"{LIST}{plan.ref}/"
    sent = as_shown(desk.get(path)) | {"stages-0-title": "Mine"}
    formats.write(plan, {"name": plan.name, "plan": plan.plan, "needs": plan.needs, **theirs})
    page = desk.post(path, sent)

    assert page.status_code == 409
    assert says in words_of(page)
    assert titles(page) == ["Mine", "Tea"]
    desk.post(path, as_shown(page))
    assert Format.objects.get().plan[0]["title"] == "Mine"


def test_one_that_something_goes_by_is_not_removed(desk: Client, network: Network, plan: Format) -> None:
    group = factories.SupportGroupFactory(network=network, format=plan)
    assert "1 group goes by it." in words_of(desk.get(LIST))
    asked = desk.get(f"{LIST}{plan.ref}/remove/")
    assert "Remove Fridays?" in words_of(asked)
    assert_calm(asked)
    page = desk.post(f"{LIST}{plan.ref}/remove/", follow=True)
    assert "A group, its dates or a coming evening go by this plan." in words_of(page)

    group.delete()
    page = desk.post(f"{LIST}{plan.ref}/remove/", follow=True)
    assert "Removed." in words_of(page)
    assert not Format.objects.exists()


def test_another_networks_plans_are_not_there(desk: Client, network: Network) -> None:
    foreign = factories.FormatFactory()
    for path in (f"{LIST}{foreign.ref}/", f"{LIST}{foreign.ref}/remove/"):
        assert [desk.get(path).status_code, desk.post(path).status_code] == [404, 404]
    assert foreign.name not in words_of(desk.get(LIST))


def test_who_coordinates_an_area_alone_makes_plans_too(network: Network, coordinator: Person) -> None:
    coordinator.responsibilities.update(area=factories.AreaFactory(network=network))
    desk = browser(coordinator.user_id)
    assert [desk.get(path).status_code for path in (LIST, NEW)] == [200, 200]
    assert "How evenings go no plans" in words_of(desk.get("/settings/"))


def test_settings_say_how_many_there_are_and_when_there_are_none(desk: Client, network: Network) -> None:
    assert 'session-state">no plans' in markup_of(desk.get("/settings/"))
    factories.FormatFactory(network=network)
    assert 'session-where">1 plan<' in markup_of(desk.get("/settings/"))


def test_however_many_plans_there_are_the_list_asks_as_much(desk: Client, network: Network, plan: Format) -> None:
    desk.get(LIST)
    before = len(queries_of(desk, LIST))
    for _ in range(12):
        Stage.objects.create(format=factories.FormatFactory(network=network), position=1, kind="other", title="x")
    assert len(queries_of(desk, LIST)) == before
