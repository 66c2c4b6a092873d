"""Letters as mail: their parts, their headers, and the files a local run keeps."""

import email
import email.policy
import uuid

from peersupport.lib import mailing
from peersupport.lib.post_office import opened

MAIL_ID = uuid.UUID("12345678123456781234567812345678")


def letter(**facts):
    return mailing.Letter(**{"to": "robin@example.org", "subject": "Friday", "text": "See you.\n", **facts})


def test_mail_is_plain_text_first_with_html_beside_it(settings):
    settings.DEFAULT_FROM_EMAIL = "letters@evenings.example.org"
    mail = mailing.envelope(letter(html="<p>See you.</p>", sender_name="Evenings"), MAIL_ID).message()

    assert mail["From"] == "Evenings <letters@evenings.example.org>"
    assert mail["Message-ID"] == f"<{MAIL_ID}@evenings.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.get_payload()] == ["text/plain", "text/html"]


def test_the_same_letter_has_the_same_message_id_and_another_another():
    first, again = (mailing.envelope(letter(), MAIL_ID).message()["Message-ID"] for _ in range(2))

    assert first == again
    assert mailing.envelope(letter(), uuid.uuid4()).message()["Message-ID"] != first


def test_mail_without_html_is_text_alone():
    assert mailing.envelope(letter(), MAIL_ID).message().get_content_type() == "text/plain"


def test_letters_that_can_be_stopped_say_how():
    stop = "https://evenings.example.org/reminders/x/"
    mail = mailing.envelope(letter(unsubscribe_url=stop), MAIL_ID).message()

    assert mail["List-Unsubscribe"] == f"<{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in mailing.envelope(letter(), MAIL_ID).message()


def test_the_sites_own_sender_name_stands_in_where_a_letter_has_none(settings):
    settings.DEFAULT_FROM_EMAIL = "The evenings <letters@evenings.example.org>"

    assert mailing.envelope(letter(), MAIL_ID).message()["From"] == "The evenings <letters@evenings.example.org>"


def test_a_letter_is_written_from_its_three_files(settings):
    settings.SITE_URL = "https://evenings.example.org"
    written = mailing.write("login_code", {"code": "<1 & 2'>", "minutes": 10}, sender_name="Evenings")

    assert written.subject == "Your code: <1 & 2'>"
    assert "Your code is <1 & 2'>" in written.text
    assert "&lt;1 &amp; 2&#x27;&gt;" in written.html
    assert "https://evenings.example.org/contact/" in written.text
    assert "https://evenings.example.org/contact/" in written.html


def test_a_subject_is_one_line():
    assert "\n" not in mailing.write("login_code", {"code": "12\nBcc: x@example.org", "minutes": 10}).subject


def test_a_local_run_keeps_each_letter_as_a_file_that_names_nobody(settings, tmp_path):
    settings.EMAIL_BACKEND = "peersupport.lib.mailing.FolderBackend"
    settings.MAILBOX = tmp_path / "mail"
    with opened() as office:
        for to in ("robin@example.org", "heron@example.org"):
            office.hand_over(mailing.envelope(letter(to=to), uuid.uuid4()))

    kept = sorted(settings.MAILBOX.iterdir())
    assert [path.suffix for path in kept] == [".eml", ".eml"]
    assert not any("robin" in path.name or "example" in path.name for path in kept)
    parsed = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in kept]
    assert [mail["To"] for mail in parsed] == ["robin@example.org", "heron@example.org"]
    assert settings.MAILBOX.stat().st_mode & 0o077 == 0
