"""The measure itself: a letter that gives its reader away is caught, wherever it does (R8)."""

import pytest
from django.core.mail import EmailMultiAlternatives

from tests.letters import assert_discreet, banned_words

HELP = "http://localhost:8000/contact/"


def letter(subject="Friday, 7pm", text="See you.", html="", sender="Evenings <letters@example.org>", **headers):
    mail = EmailMultiAlternatives(subject, f"{text}\n\n{HELP}\n", sender, ["sam@depression.example"], headers=headers)
    if html:
        mail.attach_alternative(f"<p>{html}</p><a href='{HELP}'>Help</a>", "text/html")
    return mail


def test_a_neutral_letter_passes_whatever_its_readers_address_is():
    assert_discreet(letter(html="See you."))


@pytest.mark.parametrize(
    "facts",
    [
        {"subject": "Your Peer Support evening"},
        {"subject": "Café · Depression"},
        {"text": "The mental health group meets."},
        {"text": "Ring Samaritans."},
        {"text": "Ring 116 123."},
        {"html": "Hearing Voices"},
        {"sender": "Depression group <letters@example.org>"},
        {"List-Unsubscribe": "<http://localhost:8000/groups/anxiety/>"},
        {"text": "http://localhost:8000/groups/bereavement/"},
        {"text": "https://example.org/elsewhere/"},
        {"text": "The Friday circle meets."},
        {"text": "Never mind."},
    ],
)
def test_a_letter_that_gives_its_reader_away_is_caught(facts):
    with pytest.raises(AssertionError):
        assert_discreet(letter(**facts), also=["Friday circle"])


def test_a_reminder_is_not_a_mind_and_a_code_is_not_a_number_to_ring():
    assert_discreet(letter(subject="Just a reminder", text="Your code is 9990-1999."))


def test_a_letter_without_its_help_link_is_caught():
    with pytest.raises(AssertionError):
        assert_discreet(EmailMultiAlternatives("Friday", "See you.", "letters@example.org", ["sam@example.org"]))


def test_the_list_has_words_in_it():
    assert len(banned_words()) > 40
    assert "mental" in banned_words()
