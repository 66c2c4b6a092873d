"""Pages that everybody expects: short, true, without a login, and each organisation's own where facts differ."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from bench.browsers import browser
from groups.models import SupportGroup
from members.models import Basis, FormerSlug, Network, Person
from peersupport.home import purposes
from peersupport.home.views import ACCESSIBILITY_CHECKED_ON
from sessions.retention import kinds
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

OF_THE_SITE = ("/privacy/", "/forgetting/", "/accessibility/", "/contact/", "/about/")
KETTLE = "/networks/keep-the-kettle-on/"
OF_ONE = (f"{KETTLE}privacy/", f"{KETTLE}purposes/")
NOT_REACHED = "Keep The Kettle On has not written down an address or a number yet."
NO_DAYS = "On which days they answer is not written down yet."


def another() -> Network:
    return factories.SupportGroupFactory(network__name="Aberlady Evenings", network__slug="aberlady").network


@pytest.mark.parametrize("path", [*OF_THE_SITE, *OF_ONE])
def test_anybody_reads_them_and_nobody_changes_anything(group: SupportGroup, coordinator: Person, path: str) -> None:
    page = Client().get(path)

    assert page.status_code == 200
    assert_calm(page)
    assert_safe(page)
    assert not page.cookies
    assert words_of(page) == words_of(browser(coordinator.user_id).get(path))
    assert Client().post(path, {"x": "y"}).status_code == 405


@pytest.mark.parametrize("path", [*OF_THE_SITE, *OF_ONE])
def test_they_ask_no_more_for_many_organisations(group: SupportGroup, path: str) -> None:
    alone = len(queries_of(Client(), path))
    for _ in range(3):
        factories.SupportGroupFactory()

    assert len(queries_of(Client(), path)) == alone <= 2


@pytest.mark.parametrize("path", [*OF_THE_SITE, *OF_ONE])
def test_they_are_short_enough_to_be_read(group: SupportGroup, path: str) -> None:
    """Two screens of a phone are some three hundred words. What opens with a tap is not counted."""
    words = re.sub(r"<details.*?</details>", "", markup_of(Client().get(path)), flags=re.DOTALL)
    said = re.sub(r"<[^>]+>", " ", words.split("<main", 1)[1].split("</main>", 1)[0]).split()

    assert len(said) < 330


def test_one_organisation_alone_is_spoken_of_at_once(network: Network, group: SupportGroup) -> None:
    network.contact_phone, network.contact_days, network.about = "01620 000000", "Mondays", "Tea, and a warm room."
    network.keeps_place_days, network.keeps_contact_months = 14, 1
    network.save()

    assert words_of(Client().get("/privacy/")) == words_of(Client().get(OF_ONE[0]))
    assert "14 days after the evening" in words_of(Client().get("/privacy/"))
    assert "go 1 month after you last came" in words_of(Client().get("/privacy/"))
    for path in ("/forgetting/", "/accessibility/", "/contact/", "/about/", OF_ONE[1]):
        assert "01620 000000 Messages are answered on Mondays." in words_of(Client().get(path)), path
    assert "Tea, and a warm room." in words_of(Client().get("/about/"))


def test_several_organisations_are_led_to_and_mixed_nowhere(group: SupportGroup) -> None:
    another()
    privacy, about = Client().get("/privacy/"), Client().get("/about/")

    assert "days after the evening" not in words_of(privacy)
    for slug in ("aberlady", "keep-the-kettle-on"):
        assert f'href="/networks/{slug}/privacy/"' in markup_of(privacy)
        assert f'href="/networks/{slug}/"' in markup_of(about)
    theirs = words_of(Client().get("/networks/aberlady/purposes/"))
    assert "Aberlady Evenings" in theirs
    assert "Kettle" not in theirs


def test_an_organisation_whose_groups_only_members_find_is_told_of_like_any_other(group: SupportGroup) -> None:
    quiet = factories.SupportGroupFactory(network__name="Quiet Evenings", found_by="members").network
    privacy = Client().get("/privacy/")

    assert "days after the evening" not in words_of(privacy), "the times of one are not everybody’s"
    assert f'href="{KETTLE}complain/"' not in markup_of(privacy), "it may be the other’s to answer"
    for path in ("/privacy/", "/contact/", "/about/"):
        assert f'href="/networks/{quiet.slug}/' in markup_of(Client().get(path)), path
    assert f'href="/networks/{quiet.slug}/complain/"' in markup_of(Client().get("/contact/"))


def test_what_letters_say_is_told_of_each_organisation_as_it_has_set_it(group: SupportGroup) -> None:
    discreet, plain = "letters name no group and no condition", "writes the name of the group in its letters"
    for page in ("/privacy/", OF_ONE[0]):
        assert f"{discreet}, unless you chose otherwise on your own page" in words_of(Client().get(page))
    Network.objects.update(discreet=False)
    for page in ("/privacy/", OF_ONE[0]):
        said = words_of(Client().get(page))
        assert (discreet in said, plain in said) == (False, True)
    other = another()
    assert "Whether letters name the group is for each organisation to say" in words_of(Client().get("/privacy/"))
    for page, says in (("/privacy/", ""), (OF_ONE[0], plain), (f"/networks/{other.slug}/privacy/", discreet)):
        said = words_of(Client().get(page))
        assert [words for words in (discreet, plain) if words in said] == [says][: bool(says)], page


def test_the_record_says_the_reasons_and_times_that_are_set(network: Network, group: SupportGroup) -> None:
    Basis.objects.filter(purpose="places").update(basis="consent", condition="explicit")
    network.keeps_place_days, network.keeps_contact_months, network.keeps_message_days = 21, 7, 45
    network.keeps_complaint_months, network.keeps_trail_years = 5, 1
    network.save()
    found = {told.title: dict(told.facts) for told in purposes.record(network)}

    assert found["Places and reminders"]["In law"] == ("Consent: Article 6(1)(a). Explicit consent: Article 9(2)(a).")
    assert found["Places and reminders"]["Why we may"].startswith("Because you say yes.")
    assert "21 days after the evening" in found["Places and reminders"]["How long"]
    assert "7 months after they last came" in found["The register"]["How long"]
    assert ": 45 days" in found["Reminders and news of an evening, by letter"]["How long"]
    assert found["Answering complaints"]["How long"].startswith("5 months after our answer")
    assert found["Who looked, and what changed"]["How long"] == "1 year."
    page = words_of(Client().get(OF_ONE[1]))
    for title, facts in found.items():
        assert all(f"{question} {answer}" in page for question, answer in facts.items()), title
    assert "not recorded yet" not in page


def test_what_is_not_recorded_is_said_and_the_desk_says_so_too(
    network: Network, group: SupportGroup, coordinator: Person
) -> None:
    network.bases.filter(purpose__in=("letters", "register")).delete()
    page, desk = words_of(Client().get(OF_ONE[1])), browser(coordinator.user_id)

    assert page.count("Reason not recorded yet") == 3  # letters are also those that tell when a group starts
    assert page.count("Keep The Kettle On has not recorded this yet.") == 3
    assert NOT_REACHED in page
    assert "2 reasons not recorded yet" in words_of(desk.get("/settings/"))
    assert 'session-state">How to reach you is not written down yet' in markup_of(desk.get("/settings/"))
    Network.objects.update(contact_phone="01620 000000")
    for path in ("/contact/", OF_ONE[1], KETTLE):
        assert NO_DAYS in words_of(Client().get(path))
        assert NOT_REACHED not in words_of(Client().get(path))
    assert 'session-state">On which days you answer is not' in markup_of(desk.get("/settings/"))
    Network.objects.update(contact_days="Mondays")
    assert "You answer on Mondays" in words_of(desk.get("/settings/"))


def test_whoever_sets_it_is_led_to_what_everybody_reads(coordinator: Person) -> None:
    for page in ("bases/", "keeping/"):
        assert f'href="{OF_ONE[1]}"' in markup_of(browser(coordinator.user_id).get(KETTLE + page))


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.title)
def test_whatever_goes_by_itself_is_in_the_record_with_its_time(kind: kinds.Kind, network: Network) -> None:
    times = " ".join(told["How long"] for told in (dict(one.facts) for one in purposes.record(network)))

    assert f"{kind.title}: {kind.keeps(network)}" in times


def test_the_record_says_what_is_seen_of_places_typed_of_organisations_and_of_wishes_to_help(network: Network) -> None:
    found = {told.title: dict(told.facts) for told in purposes.record(network)}
    starts, places, helping = (
        found[title] for title in ("Telling you when a group starts", "Places and reminders", "Helping")
    )

    assert "asks the organisation for something near a place" in starts["About whom"]
    assert "coordinates the whole organisation sees how many wait" in starts["Who sees it"]
    assert "which is yours" in places["What"]
    assert "see each other’s name and organisation" in places["Who sees it"]
    assert "would like to help" in helping["What"]
    assert "those who lead that group" in helping["Who sees it"]
    assert "one way to reach them" in found["The register"]["What"]


def test_the_paper_for_whoever_signs_has_the_same_titles() -> None:
    paper = (settings.ROOT / "docs" / "record-of-purposes.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (.+)$", paper, re.MULTILINE)

    assert titles == [*(entry.title for entry in purposes.ENTRIES), "How it is protected"]


@pytest.mark.parametrize("page", ["privacy/", "purposes/"])
def test_an_address_of_before_leads_on_and_one_that_never_was_leads_nowhere(network: Network, page: str) -> None:
    FormerSlug.objects.create(network=network, slug="kettle")

    assert Client().get(f"/networks/kettle/{page}")["Location"] == KETTLE + page
    assert Client().get(f"/networks/no-such-network/{page}").status_code == 404


def test_words_of_an_organisation_stay_words(network: Network, group: SupportGroup) -> None:
    loud = "<b>Loud</b> & {{ settings }}"
    Network.objects.update(name=loud, about=loud, contact_days=loud, contact_phone="1")

    for path in ("/about/", "/contact/", *OF_ONE):
        assert "<b>Loud" not in markup_of(Client().get(path))
        assert loud.replace("<b>Loud</b>", "<b>Loud</b>") in words_of(Client().get(path)), path


def test_the_day_it_was_last_checked_is_no_day_to_come(now: dt.datetime) -> None:
    journey = settings.ROOT / "tests" / "journeys" / "test_everybodys_pages.py"

    assert journey.is_file()
    assert f"Last checked on {ACCESSIBILITY_CHECKED_ON:%-d %B %Y}." in words_of(Client().get("/accessibility/"))


def test_how_to_be_forgotten_is_said_to_whoever_knows_no_more_than_the_old_address(group: SupportGroup) -> None:
    """Posters and bookmarks may still have `/privacy/#forgotten`."""
    page = markup_of(Client().get("/privacy/"))

    assert 'id="forgotten"' in page
    assert '<a href="/forgetting/">Be forgotten</a>' in page


def test_nothing_is_promised_that_no_page_does(network: Network, group: SupportGroup) -> None:
    Network.objects.update(keeps_place_days=14)
    alone, privacy = words_of(Client().get("/forgetting/")), words_of(Client().get("/privacy/"))

    assert "Tell the people who lead the group what they call you, and the number" in alone
    assert "because you answer for an organisation or a part of it, hand that on first" in alone
    assert "the link in that letter takes it back" in alone
    assert "goes by itself, 14 days after it" in alone
    assert "gather by hand what we hold and tell you, within a month" in privacy
    for path in OF_THE_SITE:
        said = words_of(Client().get(path))
        assert not any(promise in said for promise in ("Whatever a page does", "They read it out")), path
    another()
    assert "goes by itself, some days after it" in words_of(Client().get("/forgetting/"))


def links_out(path: str, get: Callable[[str], str]) -> set[str]:
    return set(re.findall(r'href="(/[^"#]*)', get(path).split("<main", 1)[1].split("</main>", 1)[0]))


@pytest.mark.parametrize("path", [*OF_THE_SITE, *OF_ONE])
def test_each_way_they_point_leads_somewhere(group: SupportGroup, path: str) -> None:
    for there in links_out(path, lambda page: markup_of(Client().get(page))):
        assert Client().get(there).status_code in (200, 302), there


def test_whoever_works_for_an_organisation_is_named_by_what_they_do(group: SupportGroup) -> None:
    """However many companies that are: docs/deploy.md asks for backups on another machine than the site's."""
    words = words_of(Client().get(f"{KETTLE}purposes/"))

    assert "The companies that run the machine, keep its locked copies and carry the letters work for it." in words


def test_an_organisations_page_leads_to_what_that_organisation_keeps(group: SupportGroup) -> None:
    another()

    assert f'<a href="{KETTLE}privacy/">What they keep about you</a>' in markup_of(Client().get(KETTLE))
