"""Asking what a row of the matrix says, of everybody and about every group, and finding out what is otherwise."""

from typing import Any

from django.conf import settings as site
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from members.access import Standing
from members.models import Look, User
from peersupport.lib.matrix import Answer, Row
from tests.home.town import ABROAD, FAR, GONE, MISSING, NEAR, OWN, Spot, Town, standing_at
from tests.pages import same_but_for_the_address

REACHED = (200, 302, 400, 409, 413)


def walk(row: Row, town: Town, browsers: dict[Standing, Client]) -> list[str]:
    """Every way of a row, by everybody, about every group: what is not as the row says, in words."""
    wrong, bodies, seen = [], dict[tuple[str, Standing], str](), set[str]()
    for where in places_of(row):
        spot = town.at(where, row.about)
        for standing, client in browsers.items():
            for way in ways_of(row, where):
                looks: list[str] = []
                response = ask(client, way, spot.path(row.address), looks)
                found, wanted = answer_of(response), expected(row, standing, where)
                if not is_right(found, wanted, way):
                    wrong.append(f"{way} {where}, {standing}: {found}, not {wanted}")
                if found == Answer.NOTHING and way != "HEAD":
                    page = same_but_for_the_address(response)
                    if bodies.setdefault((way, standing), page) != page:
                        wrong.append(f"{way} {where}, {standing}: another page of what is not there")
                wrong += leaked(town, row, where, standing, response, seen)
                wrong += unseen(town, row, where, standing, response, looks)
    allowed = frozenset[str]().union(*row.shows.values())
    return [*wrong, *(f"allowed and never shown: {fact}" for fact in sorted(allowed - seen))]


def ways_of(row: Row, where: str) -> tuple[str, ...]:
    """HEAD is asked by everybody of one spot, and not of all: it is answered by what answers GET.

    That nothing tells the two apart is `tests/house/test_head.py`.
    """
    return tuple(way for way in row.methods if way != "HEAD" or where == OWN or "GET" not in row.methods)


def places_of(row: Row) -> tuple[str, ...]:
    """What is set for a network is one thing for all of its areas."""
    if is_of_network(row.address):
        return (OWN, ABROAD, MISSING, GONE)
    return (OWN, NEAR, FAR, ABROAD, MISSING, GONE) if "<" in row.address else (OWN,)


def is_of_network(address: str) -> bool:
    """Its page is about all groups of a network, as far as the reader's part of it goes."""
    return address.startswith("/networks/")


def expected(row: Row, standing: Standing, where: str) -> Answer:
    """What is gone or missing is nothing, to whoever is asked in at all."""
    if "<" not in row.address:
        # About nothing in particular: the stranger, too, is asked as what they are somewhere else.
        return row.answers[standing_at(ABROAD, standing) if standing == Standing.STRANGER else standing]
    if where not in (MISSING, GONE):
        return row.answers[standing_at(where, standing)]
    asked_in = row.answers[standing] == Answer.LOG_IN
    return Answer.LOG_IN if asked_in else Answer.NOTHING


def answer_of(response: Any) -> Answer | int:
    if response.status_code == 404:
        return Answer.NOTHING
    if response.status_code == 403:
        return Answer.NOT_YOURS
    if response.status_code == 302:
        there = response["Location"].split("?")[0]
        return Answer.LOG_IN if there in (site.LOGIN_URL, "/accounts/login/") else Answer.ONWARD
    return Answer.OPENS if response.status_code in REACHED else int(response.status_code)


def ask(client: Client, way: str, path: str, looks: list[str] | None = None) -> Any:
    """One request, and nothing of it stays. Whom it wrote down as looked at, by ref, is added to `looks`."""
    client.cookies.pop("messages", None)  # said once, on whichever page comes next
    with transaction.atomic():
        response = client.generic(way, path, content_type="application/x-www-form-urlencoded")
        if response.streaming:
            response = HttpResponse(b"".join(response), status=response.status_code, headers=response.headers)
        if looks is not None:
            looks += [ref for look in Look.objects.all() for ref in look.whom]
        transaction.set_rollback(True)
    return response


def is_right(found: Answer | int, wanted: Answer, way: str) -> bool:
    """A verb that was reached may lead on to the page that says so."""
    return found == wanted or (way == "POST" and {found, wanted} == {Answer.OPENS, Answer.ONWARD})


def leaked(town: Town, row: Row, where: str, standing: Standing, response: Any, seen: set[str]) -> list[str]:
    """Private words in an answer that its row does not allow there. Those it does are added to `seen`."""
    text = response.content.decode(errors="replace") + str(response.headers)
    found = []
    for spot, fact, word in town.private_words():
        if word not in text:
            continue
        allowed = row.shows.get(standing_at(spot.where, standing), frozenset())
        if fact in allowed and is_about(row, town.at(where, row.about), spot):
            seen.add(fact)
        else:
            found.append(f"{where}, {standing}: {fact} of {spot.where} ({spot.kind})")
    return found


def is_about(row: Row, asked: Spot, spot: Spot) -> bool:
    """Whether a row’s page about one spot may speak of another: a page about nothing alone, or about its network."""
    if is_of_network(row.address):
        return spot.network == asked.network
    return "<" not in row.address or spot is asked


def unseen(town: Town, row: Row, where: str, standing: Standing, response: Any, looks: list[str]) -> list[str]:
    """Somebody whose name or needs were shown, without it being written down that somebody looked at them."""
    if not row.notes_looks:
        return [f"{where}, {standing}: a look that the row does not speak of"] if looks else []
    text = response.content.decode(errors="replace")
    shown = {spot.whose[word] for spot, _, word in town.private_words() if word in spot.whose and word in text}
    return [f"{where}, {standing}: no look at {ref}" for ref in sorted(shown - set(looks))]


def with_a_code_alone(row: Row, town: Town) -> list[str]:
    """Whom a row that needs the second factor lets in without it: nobody. It is asked for, or the row's no stands."""
    wrong = []
    for standing in Standing:
        client = Client()
        if standing in town.cast:
            client.force_login(User.objects.get(pk=town.cast[standing]))
        response = ask(client, row.methods[0], town.at(OWN, row.about).path(row.address))
        wanted = expected(row, standing, OWN)
        asked_for_it = response.get("Location", "").startswith(site.SECOND_FACTOR_URL)
        if not asked_for_it and not answer_of(response) == wanted != Answer.OPENS:
            wrong.append(f"{standing}: {answer_of(response)}")
    return wrong
