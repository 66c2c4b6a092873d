"""The mailbox of a local run: its letters can be read in the browser, and only there."""

import re

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from members import messages, sending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


@pytest.fixture
def local_run(settings, tmp_path):
    settings.EMAIL_BACKEND = "peersupport.lib.mailing.FolderBackend"
    settings.MAILBOX = tmp_path / "mail"
    settings.KEEPS_LETTERS_AS_FILES = True
    return settings.MAILBOX


def read(address="/mailbox/"):
    answer = Client().get(address)
    return answer.status_code, answer.content.decode()


def newest_letter():
    _, page = read()
    return read(re.search(r'href="(/mailbox/[\w-]+/)"', page).group(1))


def test_a_login_code_can_be_read_in_the_browser(local_run, facilitator):
    browser = Client()
    browser.post("/accounts/login/code/", {"email": facilitator.email})
    assert "/mailbox/" in browser.get("/accounts/login/code/confirm/").content.decode()
    sending.send_due(clock=timezone.now)

    status, page = newest_letter()

    code = re.search(r"\d{4}-\d{4}", page).group()
    assert status == 200
    browser.post("/accounts/login/code/confirm/", {"code": code})
    assert browser.session["_auth_user_id"] == str(facilitator.user_id)


def test_letters_are_listed_newest_first(local_run, posted, now):
    for key in ("first", "second", "third"):
        posted(key)
        sending.send_due(clock=timezone.now)

    _, page = read()

    assert re.findall(r'<span class="session-when">(\w+)</span>', page) == ["third", "second", "first"]


def test_an_empty_mailbox_says_how_a_letter_comes_to_be(local_run):
    status, page = read()

    assert status == 200
    assert "Ask for a login code" in page


def test_links_can_be_followed_and_nothing_else_comes_alive(local_run, posted, composer):
    html = "<p>Hello<script>alert(1)</script><img src='https://example.org/x.png'></p>"
    text = "Look: http://localhost:8000/places/abc.1.xyz/ <script>alert(2)</script>"
    composer(lambda letter, now: messages.Letter(subject="<b>Hi</b>", text=text, html=html))
    posted()
    sending.send_due(clock=timezone.now)

    answer = Client().get("/mailbox/" + next(local_run.iterdir()).stem + "/")
    page = answer.content.decode()

    assert 'href="http://localhost:8000/places/abc.1.xyz/"' in page
    assert "alert(1)" in page
    for alive in ("<script>alert", "<img src=", "<b>Hi"):
        assert alive not in page
    assert "'unsafe" not in answer["Content-Security-Policy"]


def test_a_letter_that_is_not_there_is_not_found(local_run):
    assert read("/mailbox/20260101-000000-000000-abcdef01/")[0] == 404


def test_where_letters_are_really_sent_there_is_no_mailbox(settings, local_run, posted):
    posted()
    sending.send_due(clock=timezone.now)
    name = next(local_run.iterdir()).stem
    settings.KEEPS_LETTERS_AS_FILES = False

    assert read()[0] == 404
    assert read(f"/mailbox/{name}/")[0] == 404


def test_nobody_reads_other_files_through_it(local_run):
    local_run.mkdir(parents=True)
    (local_run.parent / "secret.eml").write_text("Subject: secret\n\nsecret\n")

    for name in ("..%2fsecret", "../secret", "secret"):
        assert read(f"/mailbox/{name}/")[0] == 404


def test_a_local_run_keeps_letters_as_files_until_it_is_told_a_mail_server():
    assert site.LOCAL
    assert site.KEEPS_LETTERS_AS_FILES
