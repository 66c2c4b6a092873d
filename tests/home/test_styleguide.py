"""The styleguide: every component in every state, by day and by night, for staff and nobody else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from bench.browsers import browser
from members.models import Person, User
from peersupport.home.styleguide import COMPONENTS, examples
from sessions.models import Place
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of

pytestmark = pytest.mark.django_db

TEMPLATES, STYLES = settings.ROOT / "templates", settings.ROOT / "static" / "css" / "components"
# In which states each is shown at least: what may be empty, wrong, much, in long words, or not to be used.
STATES = {
    "access_facts": ("Nobody has checked", "Long words"),
    "button": ("With the focus", "Not now", "Long words"),
    "crisis_help": ("None written down", "Long words"),
    "door_photo": ("The picture does not come",),
    "empty": ("Without", "Long words"),
    "error_summary": ("With a mistake", "Nothing to say"),
    "facts": ("Long words",),
    "field": ("With the focus", "Not now"),
    "figures": ("Nothing counted", "Many, and long words"),
    "form": ("Empty", "With a mistake"),
    "group_card": ("Open, cancelled, no date yet, planned, paused, ended", "Long words"),
    "notice": ("Done", "Danger", "Long words"),
    "page_heading": ("Alone", "Long words"),
    "pager": ("At the beginning", "At the end"),
    "place_state": tuple(Place.State.labels),
    "session_rows": ("Many", "Long words", "Empty"),
    "site_mark": (),
    "stage_icon": ("Every kind",),
    "stage_ribbon": ("Many", "Long words"),
    "theme_switch": ("Light is chosen", "Dark is chosen"),
}


def stems(folder: Path, ending: str) -> set[str]:
    return {path.stem for path in folder.glob(f"*{ending}")}


def test_every_component_has_its_specimen_and_every_specimen_its_component() -> None:
    ours = stems(TEMPLATES / "components", ".html") | stems(STYLES, ".css")

    assert set(COMPONENTS) == ours == set(STATES) == stems(TEMPLATES / "styleguide", ".html") - {"page"}
    assert len(COMPONENTS) == len(ours)


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_is_shown_by_day_and_by_night_and_says_in_which_state(name: str) -> None:
    page = render_to_string("styleguide/page.html", examples())
    section = page.split(f'aria-labelledby="{name}">', 1)[1].split('<section class="specimen"', 1)[0]
    _, day, night = section.split('<div class="in-one-light', 2)

    assert 'data-bs-theme="light"' in day
    assert 'data-bs-theme="dark"' in night
    states = [re.findall(r'<p class="state">(.+)</p>', one) for one in (day, night)]
    assert states[0] == states[1] != []
    assert [state for state in STATES[name] if not any(said.startswith(state) for said in states[0])] == []


def test_questions_are_shown_empty_wrong_with_the_focus_and_not_now() -> None:
    page = render_to_string("styleguide/page.html", examples())

    for marked in ('class="focused', "is-invalid", "disabled", 'class="error-summary"', "(optional)", "button-danger"):
        assert marked in page
    assert "autofocus" not in page, "the page is not about any of its mistakes"


def test_nothing_on_it_has_the_name_of_something_else() -> None:
    page = render_to_string("styleguide/page.html", examples())
    names = re.findall(r'\sid="([^"]+)"', page)

    assert len(names) > 100
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_it_is_in_its_own_lights_whatever_somebody_has_chosen() -> None:
    """A night around it would reach into the half that shows the day."""
    page = render_to_string("styleguide/page.html", examples())

    assert page.count('<html lang="en-GB" data-bs-theme="light">') == 1


@pytest.fixture
def clerk() -> Client:
    return browser(factories.UserFactory(is_staff=True).pk)


def test_staff_sees_it_and_is_led_to_it(clerk: Client) -> None:
    clerk.cookies["theme"] = "dark"
    page = clerk.get("/styleguide/")

    assert page.status_code == 200
    assert_calm(page)
    assert_safe(page)
    assert 'href="/styleguide/"' in markup_of(clerk.get("/"))


def test_to_nobody_else_it_is_there(coordinator: Person, manager: Person, facilitator: Person, clerk: Client) -> None:
    others = [Client(), *(browser(person.user_id) for person in (coordinator, manager, facilitator))]
    for client in others:
        answer = client.get("/styleguide/")
        assert answer.status_code == 404
        assert "How our pages look" not in markup_of(answer)
        assert "/styleguide/" not in markup_of(client.get("/"))

    assert clerk.post("/styleguide/", {"known_as": "x"}).status_code == 405
    User.objects.update(is_staff=False)
    assert clerk.get("/styleguide/").status_code == 404
