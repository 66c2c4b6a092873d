"""Everything we hold about somebody is on one page and in one file, and nothing of anybody else. No table is missed."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from groups.models import Interest, OfferedRole, SupportGroup, Wish
from members import holding, messages, second_factor
from members.holding import unspoken
from members.models import Consent, Invitation, Look, Network, Organisation, Person, Responsibility
from sessions.models import EveryWeek, GroupSession, Reminder, Tap
from tests import factories
from tests.home.town import OWN, Town
from tests.pages import assert_calm, markup_of, words_of
from tests.sessions.history import held, mark
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
ADDRESS = "nightjar@example.org"
# Tables without a model, and why nobody is in them. Django's own list of migrations is one.
OTHER_TABLES = {
    "django_migrations": "which shapes the tables have had",
    "tries": "how often a code was asked for: digests and numbers, for an hour at most",
    "form_counts": "how often a form was sent: digests and numbers, for five minutes",
}


def everything(client: Client, person: Person) -> str:
    """The file as it reads, after finding that the page says the same rows."""
    answer = client.get(f"/me/{person.ref}/everything.json")
    assert answer.status_code == 200
    return answer.content.decode()


# -- Nothing is missed


def test_every_model_says_what_it_holds_of_somebody() -> None:
    assert unspoken(apps.get_models(include_auto_created=True)) == []


def test_every_table_without_a_model_is_known_to_hold_nobody() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    of_models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables - of_models == set(OTHER_TABLES)


def made_up(name: str, **fields: Any) -> type[models.Model]:
    """A model of no app's, taken out of Django's list again."""
    meta = type("Meta", (), {"app_label": "members"})
    model = type(name, (models.Model,), {"__module__": "members.models", "Meta": meta, **fields})
    del apps.all_models["members"][name.lower()]
    apps.clear_cache()
    return model


def test_a_new_model_that_leads_to_somebody_is_missed_and_the_sentence_says_what_to_do() -> None:
    diary = made_up("Diary", presence=models.ForeignKey("support_sessions.Presence", models.CASCADE, related_name="+"))
    [sentence] = unspoken([diary])
    assert "members.Diary holds somebody (Diary.presence → Presence.person)" in sentence
    assert "In members/held.py, write a section for it: @holds('Its title', members.Diary, chapter=…)" in sentence


def test_a_new_model_that_leads_nowhere_must_say_so_too(monkeypatch: Any) -> None:
    letterbox = made_up("Letterbox", email=models.EmailField())
    [sentence] = unspoken([letterbox])
    assert "has not said whether it holds somebody" in sentence

    monkeypatch.setitem(holding.NOBODYS, "a made-up one", (letterbox,))
    assert unspoken([letterbox]) == []


def test_what_leads_to_somebody_cannot_be_said_to_hold_nobody(monkeypatch: Any) -> None:
    [diary] = [made_up("Diary", by=models.OneToOneField("members.User", models.CASCADE, related_name="+"))]
    monkeypatch.setitem(holding.NOBODYS, "a made-up one", (diary,))
    [sentence] = unspoken([diary])
    assert "said to hold nobody, and holds somebody (Diary.by)" in sentence
    monkeypatch.setitem(holding.LEFT_OUT, "A reason.", (diary,))
    assert unspoken([diary]), "leaving it out does not make the other true"


# -- Everything of one's own, and nothing of anybody else


def live(person: Person, group: SupportGroup, mark_: str, *, email: str) -> Iterator[str]:
    """Somebody in every table, with a word of theirs in every field that takes words: those words."""
    now, network = timezone.now(), group.network

    def word(field: str) -> str:
        return f"{field}{mark_}"

    Person.objects.filter(pk=person.pk).update(
        phone=f"07900{person.pk:06d}", organisation=Organisation.objects.create(network=network, name=word("Org"))
    )
    yield from (person.known_as, email, f"07900{person.pk:06d}", word("Org"))
    area = factories.AreaFactory(network=network, name=word("Area"))
    person.responsibilities.create(network=network, area=area, role="manager", from_on=now.date())
    Consent.objects.create(person=person, purpose="needs", wording_version=word("V"), how="phone", given_at=now)
    invited = Invitation.objects.create(
        network=network, email=email, known_as=person.known_as, sent_at=now, expires_at=now + dt.timedelta(days=3)
    )
    OfferedRole.objects.create(invitation=invited, group=named(network, word("Offered")), role="helper")
    complaint = factories.ComplaintFactory(
        network=network, email=email, known_as=person.known_as, words=word("Grumble")
    )
    yield from (word("Area"), word("V"), word("Grumble"), word("Offered"))
    theirs = factories.SupportGroupFactory(network=network, name=word("Circle"))
    interest = Interest.objects.create(group=theirs, purpose="starts", email=email)
    to = {"person": person.pk, "user": person.user_id, "invitation": invited.pk, "interest": interest.pk}
    to["complaint"] = complaint.pk
    for kind, key in to.items():
        letter = {"purpose": f"{kind}-{mark_.lower()}", "recipient_kind": kind, "recipient": key, "due_at": now}
        messages.post(key=word(kind), now=now + dt.timedelta(days=-1), **letter)
        yield f"{kind.capitalize()} {mark_.lower()}"
    factories.MembershipFactory(group=theirs, person=person, role="volunteer")
    wished = named(network, word("Wished"))
    Wish.objects.create(group=wished, person=person, role="facilitator", words=word("Kettle"), said_at=now)
    regular = factories.RegularFactory(group=theirs, word=word("Heron"), person=person)
    session = held(theirs, now.date() - dt.timedelta(days=7), person)
    mark(held(theirs, now.date() - dt.timedelta(days=14)), regular)
    factories.PlaceFactory(session=session, person=person, needs=word("Lift"), organisation=word("Larder"))
    Reminder.objects.create(session=held(named(network, word("Reminded")), now.date()), person=person, asked_at=now)
    EveryWeek.objects.create(group=theirs, person=person, wants="place", needs=word("Door"), asked_at=now)
    held(named(network, word("Tea")), now.date()).jobs.create(role="tea", person=person, taken_at=now)
    touch(held(named(network, word("Tapped")), now.date()), person=person)
    touch(held(named(network, word("Took")), now.date()), by=person.user)
    for what, seen in (("register", held(named(network, word("Looked")), now.date())), ("words", theirs)):
        whom = [person.ref] if what == "register" else [regular.ref]
        Look.objects.create(what=what, network=network.pk, login=0, role="helper", about=seen.ref, whom=whom)
    yield from (word(field) for field in ("Circle", "Wished", "Kettle", "Heron", "Lift", "Larder", "Reminded", "Door"))
    yield from (word(field) for field in ("Tea", "Tapped", "Took", "Looked"))


def login_of(person: Person, mark_: str) -> Iterator[str]:
    user = person.user
    assert user is not None
    EmailAddress.objects.create(user=user, email=f"second-{mark_.lower()}@example.org")
    second_factor.give(user=user, secret="A" * 32)
    kind = ContentType.objects.get_for_model(Network)
    LogEntry.objects.create(user=user, content_type=kind, object_id="1", object_repr=f"Set{mark_}", action_flag=2)
    yield from (f"second-{mark_.lower()}@example.org", f"Set{mark_}", "An app on a phone")


def named(network: Network, name: str) -> SupportGroup:
    return factories.SupportGroupFactory(network=network, name=name)


def touch(session: GroupSession, **facts: Any) -> None:
    one = uuid.uuid4()
    Tap.objects.create(
        id=one, session=session, device=one, sequence=1, action="add", received_at=timezone.now(), **facts
    )


def test_every_word_of_ones_own_is_there_and_none_of_anybody_elses(group: SupportGroup, browse: Browse) -> None:
    network, elsewhere = group.network, factories.NetworkFactory()
    mine = factories.UserFactory(email=ADDRESS)

    def somebody(name: str, network: Network, email: str, user: Any) -> Person:
        return factories.PersonFactory(network=network, known_as=name, email=email, user=user)

    me = somebody("NightjarQmineq", network, ADDRESS, mine)
    same_address = somebody("RavenQsameq", network, ADDRESS, mine)
    other_network = somebody("NightjarQelseq", elsewhere, ADDRESS, mine)
    other_login = factories.UserFactory(email="wren@example.org")
    another = somebody("WrenQotherq", network, "wren@example.org", other_login)

    own = [*live(me, group, "Qmineq", email=ADDRESS), *login_of(me, "Qmineq")]
    shared = factories.SupportGroupFactory(network=elsewhere)
    others = [*live(another, group, "Qotherq", email=another.email), *login_of(another, "Qotherq")]
    others += live(other_network, shared, "Qelseq", email=ADDRESS)
    # What is asked with an address alone, and what a login is sent or does, are everybody's who has that address.
    alike = {"CircleQsameq", "Interest qsameq", "TookQsameq", "User qsameq", "User qelseq", "An app on a phone"}
    others += [word for word in live(same_address, group, "Qsameq", email=ADDRESS) if word not in alike]
    # At the very same evenings, with a note that somebody wrote.
    for presence in me.presences.all():
        mark(presence.session, another)
        GroupSession.objects.filter(pk=presence.session_id).update(note="BoilerQnoteq")

    browser = browse(me)
    text, page = everything(browser, me), browser.get(f"/me/{me.ref}/everything/")
    for said in (text, words_of(page)):
        assert [word for word in own if word not in said] == []
    for said in (text, markup_of(page)):
        assert [word for word in {*others, "BoilerQnoteq"} - {ADDRESS} - alike if word in said] == []


def test_every_section_has_something_of_somebody_who_lived_everywhere(group: SupportGroup, browse: Browse) -> None:
    """So that the test above asks every section."""
    me = factories.PersonFactory(network=group.network, user=factories.UserFactory(), email=ADDRESS)
    list(live(me, group, "Qmineq", email=ADDRESS))
    list(login_of(me, "Qmineq"))
    told = json.loads(everything(browse(me), me))["sections"]
    assert [section["title"] for section in told if not section["rows"]] == []


# -- The page and the file


def test_the_page_and_the_file_say_the_same_rows(regular: Person, group: SupportGroup, browse: Browse) -> None:
    session = held(group, dt.date(2026, 10, 2), regular)
    told = json.loads(everything(browse(regular), regular))
    came = {"what": group.name, "when": "2026-10-02", "known": {"you": "Came"}}
    assert came in [row for section in told["sections"] for row in section["rows"]]
    page = words_of(browse(regular).get(f"/me/{regular.ref}/everything/"))
    assert f"{group.name} 2 October 2026 you: Came" in page
    assert all(sentence in page for sentence in told["not here"])
    assert session.presences.count() == 1


def test_the_page_is_calm_and_neither_it_nor_the_file_is_kept(regular: Person, browse: Browse) -> None:
    page = browse(regular).get(f"/me/{regular.ref}/everything/")
    assert_calm(page)
    file = browse(regular).get(f"/me/{regular.ref}/everything.json")
    for answer in (page, file):
        assert "no-store" in answer["Cache-Control"]
    assert file["Content-Disposition"] == f'attachment; filename="about-me-{timezone.localdate()}.json"'
    assert file["Content-Type"] == "application/json"


@pytest.mark.parametrize("end", ["everything/", "everything.json"])
def test_nobody_sees_it_but_the_login_that_is_that_person(
    end: str, regular: Person, facilitator: Person, coordinator: Person, stranger: Person, browse: Browse
) -> None:
    address = f"/me/{regular.ref}/{end}"
    for one in (facilitator, coordinator, stranger):
        assert browse(one).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/code/")
    assert browse(regular).get(address).status_code == 200
    assert browse(regular).post(address).status_code == 405


def test_ones_own_page_leads_there(regular: Person, browse: Browse) -> None:
    page = browse(regular).get("/me/").content.decode()
    assert f'href="/me/{regular.ref}/everything/"' in page


def test_markup_in_a_name_stays_words(regular: Person, browse: Browse) -> None:
    Person.objects.filter(pk=regular.pk).update(known_as="<b>Reg</b>")
    assert "&lt;b&gt;Reg&lt;/b&gt;" in browse(regular).get(f"/me/{regular.ref}/everything/").content.decode()


def test_nobody_in_the_town_sees_a_guests(town: Town, browsers: dict[Any, Client]) -> None:
    guest = town.at(OWN, "public").person
    for standing, client in browsers.items():
        assert client.get(f"/me/{guest}/everything/").status_code in (302, 404), standing


@pytest.mark.parametrize("evenings", [1, 260])
def test_five_years_ask_no_more_than_one_evening_and_are_read_by_year(
    evenings: int, regular: Person, group: SupportGroup, browse: Browse
) -> None:
    for week in range(evenings):
        held(group, dt.date(2026, 10, 2) - dt.timedelta(weeks=week), regular)
    browser = browse(regular)
    assert len(queries_of(browser, f"/me/{regular.ref}/everything/")) == 32
    page = browser.get(f"/me/{regular.ref}/everything/").content.decode()
    years = [year for year in range(2030, 2000, -1) if f"<h4>{year}</h4>" in page]
    assert years == ([] if evenings == 1 else [2026, 2025, 2024, 2023, 2022, 2021])
    assert [page.index(f"<h4>{year}</h4>") for year in years] == sorted(
        page.index(f"<h4>{year}</h4>") for year in years
    )


def test_somebody_in_the_responsibilities_of_another_is_not_told(network: Network, browse: Browse) -> None:
    """An invitation says who sent it to nobody, and whom one invited not to whoever sent it."""
    sender, invited = (
        factories.PersonFactory(
            network=network, email=f"{name}@example.org", known_as=name, user=factories.UserFactory()
        )
        for name in ("Sandpiper", "Dunlin")
    )
    now = timezone.now()
    sent = Invitation.objects.create(
        network=network, invited_by=sender, email=invited.email, known_as="Dunlin", sent_at=now, expires_at=now
    )
    Responsibility.objects.create(person=invited, network=network, invitation=sent, role="manager", from_on=now.date())
    assert "Dunlin" not in everything(browse(sender), sender)
    assert "You invited somebody" in everything(browse(sender), sender)
    assert "Sandpiper" not in everything(browse(invited), invited)
