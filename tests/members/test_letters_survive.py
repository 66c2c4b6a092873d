"""Whatever is killed, emptied or doubled, every letter arrives (R1, R3, R4). Real workers, a real mail server."""

import random
import time
import uuid
from collections import Counter, defaultdict

import pytest
import redis
from celery import current_app
from django.conf import settings as site
from django.utils import timezone

from members.models import Message
from peersupport.lib import embedded
from sessions import reminders
from sessions.models import GroupSession, Place
from tests import factories
from tests.senders import PROCESSES, wait_until, worker
from tests.sink import running

pytestmark = [pytest.mark.long, pytest.mark.timeout(600), pytest.mark.django_db(transaction=True)]

SEED = 20261127
KILLS = 10


@pytest.fixture
def sink():
    with running() as server:
        yield server


@pytest.fixture
def queue():
    """A queue of this test's own on the broker that the tests share, gone with it."""
    name = f"test-{uuid.uuid4()}"
    yield name
    with redis.Redis.from_url(site.CELERY_BROKER_URL) as broker:
        broker.delete(name)


def remind_everyone(count: int, session: GroupSession) -> None:
    """Somebody for each place, and a reminder for each of them that is due."""
    first = Message.objects.count()
    people = [factories.PersonFactory.build(network=session.group.network) for _ in range(count)]
    for number, person in enumerate(people, first):
        person.email = f"reader-{number}@example.org"
        person.known_as = f"Reader {number}"
    people = type(people[0]).objects.bulk_create(people)
    facts = {"session": session, "state": Place.State.COMING, "asked_at": timezone.now()}
    Place.objects.bulk_create(Place(person=person, **facts) for person in people)
    facts = {"purpose": reminders.PURPOSE, "about": session.pk, "recipient_kind": "person", "due_at": timezone.now()}
    Message.objects.bulk_create(Message(key=f"reminder:{p.pk}", recipient=p.pk, **facts) for p in people)


def everyone_has_theirs(count: int) -> bool:
    return Message.objects.filter(state=Message.State.SENT).count() == count


def what_there_is(working):
    return lambda: (Counter(Message.objects.values_list("state", "reason")), working.log[-2000:])


def ids_by_reader(sink):
    found = defaultdict(list)
    for letter in sink.delivered:
        found[letter.to].append(letter.message_id)
    return found


def test_r1_five_hundred_reminders_survive_ten_killed_workers(session, sink, queue, tmp_path):
    remind_everyone(500, session)
    sink.slow = 0.01
    moments = random.Random(SEED)

    with worker(tmp_path, sink.port, REDIS_URL=site.CELERY_BROKER_URL, QUEUE=queue) as working:
        for kill in range(KILLS):
            before = len(sink.delivered)
            working.start()
            wait_until(lambda before=before: len(sink.delivered) > before, 40, what_there_is(working))
            time.sleep(moments.uniform(0, 0.4))
            working.kill()
            assert len(sink.delivered) < 500, f"Everything had left before kill {kill}: slow the mail server down."
        sink.slow = 0
        working.start()
        wait_until(lambda: everyone_has_theirs(500), 90, what_there_is(working))

    ids = ids_by_reader(sink)
    again = sum(len(given) - 1 for given in ids.values())
    assert set(ids) == {f"reader-{number}@example.org" for number in range(500)}
    assert all(len(set(given)) == 1 for given in ids.values())
    assert again <= KILLS * PROCESSES
    assert Message.objects.count() == 500
    unknown = Message.objects.filter(unknown_outcomes__gt=0).count()
    assert again <= unknown <= KILLS * PROCESSES
    assert Message.objects.filter(tries__gt=1).count() >= KILLS, "The kills have hit nothing."


@pytest.mark.parametrize(("step", "deliveries"), [("taken", 2), ("RCPT", 1)])
def test_r2_a_worker_killed_around_the_handing_over(session, sink, queue, tmp_path, step, deliveries):
    """Between the server's yes and our note of it nobody can know, so it goes once more; before that it goes once."""
    remind_everyone(1, session)

    with worker(tmp_path, sink.port, REDIS_URL=site.CELERY_BROKER_URL, QUEUE=queue) as working:
        sink.meanwhile[step] = working.kill
        working.start()
        wait_until(lambda: working.process is None, 40, what_there_is(working))
        working.start()
        wait_until(lambda: everyone_has_theirs(1), 40, what_there_is(working))

    [ids] = ids_by_reader(sink).values()
    assert len(ids) == deliveries
    assert len(set(ids)) == 1


def test_r3_nothing_is_lost_when_the_queue_is_emptied_and_gone_for_a_while(session, sink, tmp_path):
    broker_folder = tmp_path / "valkey"
    url = embedded.valkey(broker_folder)
    with worker(tmp_path, sink.port, REDIS_URL=url, QUEUE="letters") as working:
        working.start()
        remind_everyone(20, session)
        wait_until(lambda: everyone_has_theirs(20), 40, what_there_is(working))

        remind_everyone(20, session)
        with redis.Redis.from_url(url) as broker:
            broker.flushall()
        wait_until(lambda: everyone_has_theirs(40), 40, what_there_is(working))

        with redis.Redis.from_url(url) as broker:
            broker.shutdown(nosave=True)
        remind_everyone(20, session)
        time.sleep(5)
        assert embedded.valkey(broker_folder) == url
        wait_until(lambda: everyone_has_theirs(60), 120, what_there_is(working))

    assert set(map(len, ids_by_reader(sink).values())) == {1}


def test_r4_five_ticks_at_once_send_nothing_twice(session, sink, queue, tmp_path):
    remind_everyone(200, session)

    # A lease as long as in earnest: nobody is lost here, so nothing may be taken from a worker that is only slow.
    facts = {"REDIS_URL": site.CELERY_BROKER_URL, "QUEUE": queue, "LEASE_SECONDS": "600"}
    with worker(tmp_path / "one", sink.port, **facts) as one, worker(tmp_path / "two", sink.port, **facts) as two:
        for _ in range(5):
            current_app.send_task("home.tick", queue=queue)
        one.start()
        two.start()
        wait_until(lambda: everyone_has_theirs(200), 60, what_there_is(one))
        for _ in range(5):
            current_app.send_task("home.tick", queue=queue)
        time.sleep(2)

    assert Counter(sink.readers) == {f"reader-{number}@example.org": 1 for number in range(200)}
    assert Message.objects.filter(tries=1, unknown_outcomes=0).count() == 200
