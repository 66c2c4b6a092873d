"""Sending what is due: composed late, tried again if need be, and known to be sent or not."""

import datetime as dt

import pytest

from members import messages, sending
from members.models import Message
from members.tasks import send_due_letters
from tests import factories, sink
from tests.sink import HANG, HANG_UP

State = Message.State
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def states():
    return dict(Message.objects.values_list("key", "state"))


def test_what_is_due_is_sent_oldest_first(posted, send, now, mail_server):
    for key, minutes in (("second", 1), ("first", 2), ("not yet", -1)):
        posted(key, due_at=now - minutes * MINUTE)

    assert send() is False

    assert [letter.mail["Subject"] for letter in mail_server.delivered] == ["first", "second"]
    assert states() == {"first": State.SENT, "second": State.SENT, "not yet": State.WAITING}
    assert Message.objects.get(key="first").sent_at == now


def test_sending_again_and_again_sends_nothing_more(posted, mail_server):
    posted()
    for _ in range(3):
        send_due_letters()

    assert len(mail_server.delivered) == 1


def test_more_than_one_batch_goes_over_one_connection(posted, send, mail_server):
    person = factories.PersonFactory()
    for number in range(sending.BATCH + 5):
        posted(f"letter {number}", person)

    send()

    assert len(set(map(str, [letter.mail["Subject"] for letter in mail_server.delivered]))) == sending.BATCH + 5
    assert mail_server.connections == 1


def test_a_letter_costs_few_questions_to_the_database(posted, send, mail_server, django_assert_max_num_queries):
    person = factories.PersonFactory()
    for number in range(20):
        posted(f"letter {number}", person)

    with django_assert_max_num_queries(20 + 15):
        send()


# -- Mistakes of our own


def test_a_letter_that_cannot_be_composed_keeps_nobody_back(posted, send, composer, mail_server, caplog, now):
    def compose(message, moment):
        if message.key == "poison":
            raise LookupError("robin@example.org")
        return messages.Letter(subject=message.key, text="Fine")

    composer(compose)
    posted("poison", due_at=now - MINUTE)
    posted("fine")

    send()

    poison = Message.objects.get(key="poison")
    assert (poison.state, poison.due_at) == (State.WAITING, now + MINUTE)
    assert len(mail_server.delivered) == 1
    assert f"Letter {poison.pk} (plain) cannot be composed: LookupError" in caplog.text
    assert "robin@example.org" not in caplog.text


def test_a_purpose_nobody_composes_is_said_loudly_and_waits(posted, send, mail_server, caplog):
    posted(purpose="unheard-of")

    for later in (dt.timedelta(0), 2 * MINUTE, dt.timedelta(days=9)):
        send(later)

    assert states() == {"letter": State.WAITING}
    assert caplog.text.count("(unheard-of) cannot be composed: nobody composes this purpose") == 3


# -- What the mail server answers


def test_r5_one_refused_address_does_not_keep_the_others_back(posted, send, mail_server, now):
    for number in range(5):
        posted(f"letter {number}", factories.PersonFactory(email=f"reader-{number}@example.org"))
    mail_server.answers["RCPT", "reader-2@example.org"] = "550 No such user"

    send()

    assert [key for key, state in states().items() if state != State.SENT] == ["letter 2"]
    refused = Message.objects.get(key="letter 2")
    assert (refused.state, refused.reason) == (State.REFUSED, "The mail server answered 550.")
    assert len(mail_server.delivered) == 4


@pytest.mark.parametrize("answer", ["421 Closing", "450 Greylisted", "451 Not now", HANG_UP])
def test_r5_not_now_is_tried_again_while_the_others_go(posted, send, mail_server, now, answer):
    for number in range(3):
        posted(f"letter {number}", factories.PersonFactory(email=f"reader-{number}@example.org"))
    # Twice, because a server that hangs up in mid-conversation is called again at once.
    mail_server.answers["RCPT", "reader-1@example.org"] = [answer, answer, sink.TAKEN]

    send()
    assert sorted(mail_server.readers) == ["reader-0@example.org", "reader-2@example.org"]
    send(MINUTE)
    send(6 * MINUTE)

    assert set(states().values()) == {State.SENT}
    assert len(mail_server.delivered) == 3


def test_r5_a_server_that_falls_silent_holds_nobody_up_and_the_others_go_next(posted, send, mail_server, now):
    for number in range(3):
        key = f"reader-{number}@example.org"
        posted(key, factories.PersonFactory(email=key), due_at=now - (3 - number) * MINUTE)
    mail_server.answers["RCPT", "reader-1@example.org"] = [HANG, sink.TAKEN]

    assert send() is False
    assert mail_server.readers == ["reader-0@example.org"]
    held = Message.objects.get(key="reader-2@example.org")
    assert (held.state, held.tries, held.started_at) == (State.WAITING, 0, None)

    send()
    send(MINUTE)
    assert mail_server.readers == ["reader-0@example.org", "reader-2@example.org", "reader-1@example.org"]


def test_r5_with_no_server_every_letter_waits_untouched(posted, send, settings, now):
    sink.use(settings, sink.free_port())
    for number in range(3):
        posted(f"letter {number}")

    assert send() is False

    for letter in Message.objects.all():
        assert (letter.state, letter.tries, letter.due_at, letter.started_at) == (State.WAITING, 0, now, None)


def test_tries_lie_one_five_fifteen_and_sixty_minutes_apart(posted, send, mail_server, now):
    posted()
    mail_server.answers["RCPT"] = "451 Not now"

    later, waits = dt.timedelta(), []
    for _ in range(6):
        send(later)
        due_at = Message.objects.get().due_at
        waits.append((due_at - now - later) / MINUTE)
        later = due_at - now

    assert waits == [1, 5, 15, 60, 60, 60]


def test_trying_ends_when_the_letter_would_be_of_no_use(posted, send, mail_server, now):
    posted(useful_until=now + 3 * MINUTE, sealed="words")
    mail_server.answers["RCPT"] = "451 Not now"

    send()
    send(MINUTE)

    letter = Message.objects.get()
    assert (letter.state, letter.sealed) == (State.EXPIRED, "")


def test_a_letter_that_nothing_makes_useless_is_given_up_after_days(posted, send, mail_server):
    posted()
    Message.objects.update(tries=sending.MOST_TRIES - 1)
    mail_server.answers["RCPT"] = "451 Not now"

    send()

    assert states() == {"letter": State.REFUSED}


def test_r12_what_it_is_too_late_for_is_never_sent(posted, send, mail_server, now):
    posted(due_at=now - 90 * MINUTE, useful_until=now)
    posted("still good", due_at=now - 90 * MINUTE, useful_until=now + MINUTE)

    send()

    assert states() == {"letter": State.EXPIRED, "still good": State.SENT}


def test_sealed_words_do_not_outlive_sending(posted, send, mail_server):
    posted(sealed="words")

    send()

    assert Message.objects.get().sealed == ""


def test_when_its_time_is_up_it_puts_back_what_it_has_not_begun(posted, send, mail_server):
    posted()

    assert send(seconds=0) is True

    letter = Message.objects.get()
    assert (letter.state, letter.tries, letter.lease_until) == (State.WAITING, 0, None)
    assert mail_server.readers == []


def test_the_time_of_one_call_leaves_room_under_the_tasks_limit(settings):
    assert sending.SECONDS + 15 < settings.CELERY_TASK_SOFT_TIME_LIMIT
