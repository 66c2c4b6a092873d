"""P4: how many places an evening gives out in a second, and two hundred people who want one of twelve at once."""

import datetime as dt
import re
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from urllib.parse import urlencode

from celery import current_app
from django.db import connection
from django.utils import timezone

from bench import databases, servers
from bench.load import Line as Wire
from bench.load import line_to
from bench.results import Line, WrongAnswer
from bench.sizes import M
from groups.models import SupportGroup
from members.models import Message, Person, Reach
from members.people import Guest
from peersupport.lib.refs import new_ref
from peersupport.lib.walltime import instant
from sessions import places
from sessions.models import GroupSession, Place

CAPACITY, GROUP = 12, 3
PROCESSES, THREADS, EACH, ROUNDS = 4, 4, 40, 3  # sixteen connections on one evening, each asking forty times
LEAST = 0.2
PEOPLE, LINES, WORKERS, MOST_SECONDS = 200, 40, 4, 3.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ANSWERS = ("We’ve kept you a place", "You are on the waiting list")
COOKIE = re.compile(rb"set-cookie: (\w*csrf\w*=\w+)", re.IGNORECASE)

LOCK = "SELECT capacity FROM support_sessions_groupsession WHERE id = %s FOR UPDATE"
COUNT = "SELECT count(*) FROM support_sessions_place WHERE session_id = %s AND state IN ('coming', 'offered')"
PERSON = """
    INSERT INTO members_person
        (ref, network_id, known_as, reach, email, phone, wants_letters, wants_plain_words, link_version, created_at)
    VALUES (%s, %s, %s, 'email', %s, '', true, false, 1, now()) RETURNING id
"""
PLACE = """
    INSERT INTO support_sessions_place (ref, session_id, person_id, state, asked_at, first_time, needs, link_version)
    VALUES (%s, %s, %s, %s, now(), false, '', 1) RETURNING id
"""
LETTER = """
    INSERT INTO members_message (key, purpose, about, recipient_kind, recipient, sealed, state, due_at, created_at,
        tries, unknown_outcomes, reason, mail_id)
    VALUES (%s, 'place', %s, 'person', %s, '', 'waiting', now(), now(), 0, 0, '', gen_random_uuid())
"""


def measure(*, large: bool) -> Iterator[Line]:
    with databases.using(M.database):
        yield verb_beside_floor()
        yield over_http()


@contextmanager
def evening() -> Iterator[GroupSession]:
    """An evening for twelve, three weeks ahead, gone after the block with all that came of it."""
    group = SupportGroup.objects.select_related("network").get(pk=GROUP)
    on, at, until = timezone.localdate() + dt.timedelta(days=22), dt.time(14), dt.time(16)
    session = GroupSession.objects.create(
        group=group, on=on, starts_local=at, ends_local=until, capacity=CAPACITY,
        starts_at=instant(on, at, group.network.zone), ends_at=instant(on, until, group.network.zone),
    )  # fmt: skip
    try:
        yield session
    finally:
        asked = Place.objects.filter(session=session)
        people = set(asked.values_list("person", flat=True))
        Message.objects.filter(recipient_kind=Message.Recipient.PERSON, recipient__in=people).delete()
        session.delete()
        Person.objects.filter(pk__in=people).delete()


def verb_beside_floor() -> Line:
    pairs = [(rate(in_bare_sql), rate(by_the_verb)) for _ in range(ROUNDS)]
    ratios = [verb / bare for bare, verb in pairs]
    floors, values = zip(*pairs, strict=True)
    ratio = statistics.median(ratios)
    return Line(
        name="P4 a place",
        value=statistics.median(values),
        unit="places/s",
        floor=statistics.median(floors),
        ratio=ratio,
        spread=(min(ratios), max(ratios)),
        promise=f"≥ {LEAST} × floor",
        kept=ratio >= LEAST,
    )


def rate(ask: Callable[[GroupSession], None]) -> float:
    """Places a second given on one evening, asked for as by the threads of a server with four workers."""
    with evening() as session:
        connection.close()  # a fork would share it
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as processes:
            began = time.monotonic()
            list(processes.map(in_threads, [ask] * PROCESSES, [session] * PROCESSES))
            took = time.monotonic() - began
        check(session, PROCESSES * THREADS * EACH, [])
    return PROCESSES * THREADS * EACH / took


def in_threads(ask: Callable[[GroupSession], None], session: GroupSession) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(keep_asking, [ask] * THREADS, [session] * THREADS))


def keep_asking(ask: Callable[[GroupSession], None], session: GroupSession) -> None:
    try:
        for _ in range(EACH):
            ask(session)
    finally:
        connection.close()


def check(session: GroupSession, asked: int, trouble: list[Exception]) -> None:
    if trouble:
        raise WrongAnswer(f"Asking for a place: {trouble[0]!r}.") from trouble[0]
    found = Counter(Place.objects.filter(session=session).values_list("state", flat=True))
    if found != {"coming": CAPACITY, "waiting": asked - CAPACITY}:
        raise WrongAnswer(f"{asked} people asked for {CAPACITY} places, and there are {dict(found)}.")
    keys = Place.objects.filter(session=session).values("pk")
    letters = Message.objects.filter(purpose="place", about__in=keys).count()
    if letters != asked:
        raise WrongAnswer(f"{asked} people asked, and there are {letters} letters.")


def by_the_verb(session: GroupSession) -> None:
    guest = Guest(known_as="Robin", reach=Reach.EMAIL, email=f"{uuid.uuid4().hex}@example.org")
    places.keep(session=session, guest=guest, now=timezone.now())


def in_bare_sql(session: GroupSession) -> None:
    """The same rows in one transaction, without Django but for its connection."""
    connection.ensure_connection()
    with connection.connection, connection.connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(LOCK, [session.pk])
        [(capacity,)] = cursor.fetchall()
        cursor.execute(COUNT, [session.pk])
        [(taken,)] = cursor.fetchall()
        state = "coming" if taken < capacity else "waiting"
        cursor.execute(PERSON, [new_ref(), session.group.network_id, "Robin", f"{uuid.uuid4().hex}@example.org"])
        [(person,)] = cursor.fetchall()
        cursor.execute(PLACE, [new_ref(), session.pk, person, state])
        [(place,)] = cursor.fetchall()
        cursor.execute(LETTER, [f"place:{place}:{state}", place, person])
        cursor.execute("COMMIT")


def over_http() -> Line:
    """A server that has been asked before, as pages are measured too; then everyone at once, a few times over."""
    with servers.serving(M.database, workers=WORKERS) as port:
        _, *took = [all_at_once(port) for _ in range(1 + ROUNDS)]
    current_app.control.purge()  # the bells that nobody here listens to
    value = statistics.median(took)
    return Line(
        name=f"P4 {PEOPLE} people for {CAPACITY} places over HTTP",
        value=value,
        unit="s",
        promise=f"≤ {MOST_SECONDS:.0f} s",
        kept=value <= MOST_SECONDS,
        spread=(min(took), max(took)),
        says=f"{CAPACITY} coming, {PEOPLE - CAPACITY} waiting, nobody lost",
    )


def all_at_once(port: int) -> float:
    """Seconds until the last of them is answered. Everyone has the form open; then all send it, forty at a time."""
    with evening() as session:
        address = f"/sessions/{session.ref}/place/"
        people = iter(range(PEOPLE))
        hand_out, opened, trouble = threading.Lock(), threading.Barrier(LINES + 1), list[Exception]()

        def come() -> None:
            try:
                with line_to(port) as line:
                    cookie, token = open_form(line, address)
                    opened.wait(timeout=60)
                    while (person := take(people, hand_out)) is not None:
                        send_form(line, address, cookie, token, person)
            except Exception as found:
                trouble.append(found)
                opened.abort()

        threads = [threading.Thread(target=come) for _ in range(LINES)]
        for thread in threads:
            thread.start()
        opened.wait(timeout=60)
        began = time.monotonic()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        check(session, PEOPLE, trouble)
    return took


def take(people: Iterator[int], hand_out: threading.Lock) -> int | None:
    with hand_out:
        return next(people, None)


def open_form(line: Wire, address: str) -> tuple[str, str]:
    """The cookie and the token of a form that somebody has opened."""
    answer = line.ask(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    cookie, token = COOKIE.search(answer.head), TOKEN.search(answer.body.decode())
    if answer.status != 200 or cookie is None or token is None:
        raise WrongAnswer(f"{address} answered {answer.status}, or without a form.")
    return cookie[1].decode(), token[1]


def send_form(line: Wire, address: str, cookie: str, token: str, person: int) -> None:
    body = urlencode(
        {
            "csrfmiddlewaretoken": token,
            "known_as": f"Robin {person}",
            "reach": "email",
            "email": f"robin-{person}-{uuid.uuid4().hex}@example.org",
            "how_often": "once",
            "asked_with": str(uuid.uuid4()),
        }
    )
    head = (
        f"POST {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    answer = line.ask((head + body).encode())
    if answer.status != 200 or not any(words.encode() in answer.body for words in ANSWERS):
        raise WrongAnswer(f"Sending the form to {address} was answered {answer.status}.")
