"""Keep me a place: the form without a login, its refusals, and a place kept for somebody who phones."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message, Network, Person
from sessions.models import EveryWeek, GroupSession, Place
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, title_of, words_of
from tests.same import ALIKE

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]


def form(**changed: Any) -> dict[str, Any]:
    """What a browser sends when somebody fills in the least."""
    sent = {"known_as": "Heather", "reach": "email", "email": "heather@example.org", "phone": "", "needs": ""}
    return {**sent, "how_often": "once", "asked_with": str(uuid.uuid4()), **changed}


def ask(session: GroupSession, client: Client | None = None, **changed: Any) -> Any:
    return (client or Client()).post(f"/sessions/{session.ref}/place/", form(**changed))


def written() -> tuple[int, int, int]:
    return Place.objects.count(), Person.objects.count(), Message.objects.count()


def test_the_form_asks_for_a_name_and_one_way_and_says_who_sees_it(client: Client, session: GroupSession) -> None:
    page = client.get(f"/sessions/{session.ref}/place/")

    needed = [field.name for field in page.context["form"] if field.field.required and field.field.initial is None]
    assert needed == ["known_as"]
    for part in ("What we keep, and who sees it", "Keep The Kettle On answers for it", "Only if you chose e-mail."):
        assert part in words_of(page)
    assert_calm(page)


def test_with_an_address_the_page_says_what_happens_next_and_the_letter_has_the_link(session: GroupSession) -> None:
    page = ask(session, first_time="on", needs="A chair by the door")

    place = Place.objects.get()
    assert (place.state, place.first_time, place.needs) == ("coming", True, "A chair by the door")
    assert "We’ve kept you a place. Come or don’t." in words_of(page)
    assert "We have written to the address you gave." in words_of(page)
    assert "/places/" not in markup_of(page), "whoever typed an address has not shown that it is theirs"
    assert_calm(page)


@pytest.mark.parametrize("way", [{}, {"reach": "phone", "phone": "01632 960 183", "email": ""}], ids=["email", "phone"])
@pytest.mark.parametrize(("name", "again"), ALIKE)
def test_the_same_name_twice_is_one_person_and_one_place(
    session: GroupSession, name: str, again: str, way: dict[str, str]
) -> None:
    assert [ask(session, known_as=one, **way).status_code for one in (name, again)] == [200, 200]
    assert [place.person.known_as for place in Place.objects.select_related("person")] == [name]


def test_with_a_phone_the_page_says_how_to_give_it_back(session: GroupSession) -> None:
    Network.objects.update(contact_phone="020 8167 2183")

    page = ask(session, reach="phone", phone="01620 821122", email="")

    assert Person.objects.get().phone == "01620821122"
    assert "Somebody rings or texts you if something changes." in words_of(page)
    assert "020 8167 2183" in words_of(page)


def test_with_no_way_at_all_the_place_is_shown_at_once(session: GroupSession) -> None:
    answer = ask(session, reach="no", email="")

    assert answer.status_code == 302
    page = Client().get(answer["Location"])
    assert "Save the address of this page, and look here before you set out." in words_of(page)


def test_a_full_room_is_said_before_and_means_waiting_and_other_dates(client: Client, group: SupportGroup) -> None:
    full = factories.GroupSessionFactory(group=group, capacity=0)

    before, page = client.get(f"/sessions/{full.ref}/place/"), ask(full)

    assert "The room is full this time. We can put you on the waiting list" in words_of(before)
    assert "Keep me a place" not in words_of(before)

    assert title_of(page).startswith("You are on the waiting list")
    assert "See the other dates" in words_of(page)
    assert Place.objects.get().state == "waiting"


def test_a_reminder_is_promised_only_while_there_is_time_for_one(group: SupportGroup) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    far, near = (factories.GroupSessionFactory(group=group, on=on) for on in (tomorrow + dt.timedelta(6), tomorrow))
    GroupSession.objects.filter(pk=near.pk).update(on=timezone.localdate())

    assert "The evening before, at 6pm" in words_of(ask(far))
    assert "The evening before, at 6pm" not in words_of(ask(near))


def test_every_week_is_a_place_at_each_date(group: SupportGroup) -> None:
    dates = [factories.GroupSessionFactory(group=group) for _ in range(3)]

    ask(dates[0], how_often="every_week")

    assert Place.objects.count() == 3
    assert EveryWeek.objects.get().wants == "place"


def test_c4_the_same_post_twice_is_one_place_and_one_letter(session: GroupSession) -> None:
    for changed in ({}, {"reach": "no", "email": ""}):
        mark = str(uuid.uuid4())
        answers = [ask(session, asked_with=mark, **changed) for _ in range(2)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].get("Location") == answers[1].get("Location")

    assert written() == (2, 2, 1)


@pytest.mark.parametrize("mark", ["", "not-a-mark", "\x00", "x" * 5000])
def test_a_form_whose_mark_was_lost_still_works(session: GroupSession, mark: str) -> None:
    assert "We’ve kept you a place" in words_of(ask(session, asked_with=mark))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"known_as": ""}, "Tell us what to call you. Any word will do."),
        ({"known_as": "   "}, "Tell us what to call you. Any word will do."),
        ({"known_as": "\u200b\u200d"}, "Please use at least one letter. Any word will do."),
        ({"known_as": "\u3164"}, "Please use at least one letter. Any word will do."),
        ({"known_as": "..."}, "Please use at least one letter. Any word will do."),
        ({"known_as": "x" * 61}, "Please use up to 60 letters."),
        ({"known_as": "<script>alert(1)</script>"}, "Please leave out < and >"),
        ({"known_as": "two\nlines"}, "Please write it on one line"),
        ({"known_as": "\u202egnorw"}, "marks that cannot be seen"),
        ({"known_as": "Ann\x00"}, "Please leave out marks that cannot be seen."),
        ({"reach": ""}, "Choose one. “Please don’t” is a fine answer."),
        ({"reach": "pigeon"}, "Choose one of these three."),
        ({"email": ""}, "Tell us where to write to, or choose another way."),
        ({"email": "heather"}, "It should read like name@example.org."),
        ({"email": "a@b.c\x00"}, "Please leave out marks that cannot be seen."),
        ({"email": "x" * 250 + "@example.org"}, "That is longer than an e-mail address can be."),
        ({"reach": "phone", "phone": ""}, "Tell us the number to ring, with at least seven digits"),
        ({"reach": "phone", "phone": "ring me"}, "Tell us the number to ring, with at least seven digits"),
        ({"reach": "phone", "phone": "1" * 31}, "That is longer than a phone number can be."),
        ({"reach": "phone", "phone": "0162082\x001122"}, "Please leave out marks that cannot be seen."),
        ({"needs": "x" * 301}, "Please say it in up to 300 letters."),
        ({"needs": "<b>"}, "Please leave out < and >"),
        ({"needs": "a\x00"}, "Please leave out marks that cannot be seen."),
        ({"how_often": "hourly"}, "Choose one of these two."),
        ({"reach": "no", "email": "", "how_often": "every_week"}, "To keep a place every week we need a way"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence_and_nothing_is_written(
    session: GroupSession, changed: dict[str, str], sentence: str
) -> None:
    page = ask(session, **changed)

    assert page.status_code == 200
    assert sentence in errors_of(page)
    assert written() == (0, 0, 0)
    assert_calm(page)


def test_what_was_typed_is_kept_when_the_form_comes_back(session: GroupSession) -> None:
    typed = {"email": "heather@", "needs": "A chair\nby the door", "first_time": "on", "how_often": "every_week"}

    page = markup_of(ask(session, **typed))

    for kept in ('value="Heather"', 'value="heather@"', "A chair\nby the door", 'href="#id_email"'):
        assert kept in page
    for chosen in ('name="first_time"', 'value="every_week"'):
        assert re.search(rf"<input[^>]*{chosen}[^>]*checked", page)


@pytest.mark.parametrize("sent", [{}, {"known_as": "Heather"}, {"nonsense": "x"}])
def test_a_form_sent_empty_is_not_a_form_not_sent(client: Client, session: GroupSession, sent: dict[str, str]) -> None:
    page = client.post(f"/sessions/{session.ref}/place/", sent)

    assert "Choose one." in errors_of(page)
    assert written() == (0, 0, 0)


def test_what_is_typed_beside_the_chosen_way_is_not_looked_at_and_not_kept(session: GroupSession) -> None:
    ask(session, reach="phone", phone="01620 821122", email="heather@nowhere, typed before")
    ask(session, reach="no", known_as="Ivy", email="ivy@example.org", phone="1" * 31)

    assert list(Person.objects.order_by("pk").values_list("email", "reach")) == [("", "phone"), ("", "no")]
    assert Person.objects.get(known_as="Ivy").phone == ""


@pytest.mark.parametrize(
    "name", ["Robert'); DROP TABLE members_person;--", "O’Brien & Søn", "{{ 7|add:7 }}", "阿明", "🐝"]
)
def test_a_strange_name_is_stored_as_typed_and_shown_as_typed(session: GroupSession, name: str) -> None:
    page = Client().get(ask(session, reach="no", email="", known_as=name)["Location"])

    assert Person.objects.get().known_as == name
    assert name in words_of(page)


@pytest.mark.parametrize(
    ("policy", "facts", "sentence"),
    [
        ("turn_up", {}, "Nobody needs a place here: just turn up."),
        ("can_keep", {"state": "cancelled"}, "This evening is cancelled. The group's page shows the next ones."),
        ("can_keep", {"on": dt.date(2026, 1, 2)}, "This evening has begun. The group's page shows the next one."),
    ],
)
def test_what_cannot_be_kept_is_said_before_and_after_asking(
    client: Client, group: SupportGroup, policy: str, facts: dict[str, Any], sentence: str
) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(place_policy=policy)
    session = factories.GroupSessionFactory(group=group, **facts)

    looked, asked = client.get(f"/sessions/{session.ref}/place/"), ask(session)

    assert (looked.status_code, asked.status_code) == (200, 409)
    for page in (looked, asked):
        assert sentence in words_of(page)
        assert "See the next dates" in words_of(page)
        assert 'name="known_as"' not in markup_of(page)
        assert_calm(page)
    assert written() == (0, 0, 0)


def test_have_a_word_first_shows_whom_to_ring(client: Client, group: SupportGroup) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(place_policy="word_first")
    Network.objects.update(contact_phone="020 8167 2183")
    session = factories.GroupSessionFactory(group=group)

    assert "020 8167 2183" in words_of(client.get(f"/sessions/{session.ref}/"))


def test_a_facilitator_keeps_a_place_for_somebody_who_phones(
    browse: Browse, facilitator: Person, session: GroupSession
) -> None:
    path = f"/sessions/{session.ref}/place/for-somebody/"
    before = browse(facilitator).get(path)
    answer = browse(facilitator).post(path, form(reach="phone", phone="01620 821122"), follow=True)

    assert "What should we call them?" in words_of(before)
    assert 'autocomplete="given-name"' not in markup_of(before), "the browser must not offer the facilitator's own name"
    assert "A place is kept for them." in words_of(answer)
    assert Place.objects.get().person.known_as == "Heather"


def test_keeping_for_somebody_says_when_the_room_is_full(
    browse: Browse, facilitator: Person, group: SupportGroup
) -> None:
    full = factories.GroupSessionFactory(group=group, capacity=0)
    path = f"/sessions/{full.ref}/place/for-somebody/"

    assert "on the waiting list" in words_of(browse(facilitator).post(path, form(), follow=True))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"known_as": ""}, "Tell us what to call them. Any word will do."),
        ({"reach": "no", "email": "", "how_often": "every_week"}, "we need a way to reach them."),
        ({"email": ""}, "Tell us where to write to, or choose another way."),
    ],
    ids=["no name", "no way to reach them", "no address"],
)
def test_what_is_missing_of_somebody_is_asked_of_them_and_not_of_who_writes(
    browse: Browse, facilitator: Person, session: GroupSession, changed: dict[str, str], says: str
) -> None:
    client, path = browse(facilitator), f"/sessions/{session.ref}/place/for-somebody/"
    asked, page = client.get(path), client.post(path, form(**changed))

    assert says in errors_of(page)
    assert "anything they like" in words_of(asked)
    assert "Every week, until they say" in words_of(asked)
    assert " you" not in errors_of(page)
    assert not Place.objects.exists()
    assert_calm(page)


@pytest.mark.parametrize(("who", "status"), [("regular", 403), ("volunteer", 403), ("stranger", 404), ("former", 404)])
def test_only_those_who_lead_keep_a_place_for_somebody(
    request: pytest.FixtureRequest, browse: Browse, session: GroupSession, who: str, status: int
) -> None:
    person = request.getfixturevalue("former_facilitator" if who == "former" else who)
    for path in (f"/sessions/{session.ref}/place/for-somebody/",):
        assert browse(person).get(path).status_code == status
        assert browse(person).post(path, form()).status_code == status
    assert Place.objects.count() == 0
