"""A site for people from nothing, by the files and lines of docs/deploy.md; and the doctor finds it well."""

import ast
import http.cookiejar
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from peersupport.lib import embedded
from peersupport.lib.embedded.server_folder import wait_until
from peersupport.settings import database
from tests import databases
from tests import sink as sinks
from tests.certificates import self_signed
from tests.home.deployment import SERVICES, Deployment, instructions, proxy

PAGE = (settings.ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
[BEGIN, ADMINISTRATOR] = re.findall(r"^sudo evenings (start|administrator .*)$", PAGE, re.MULTILINE)
[MORNING] = re.findall(r"^0 8 \* \* \* (.*)$", PAGE, re.MULTILINE)
ADA = "ada@my-charity.org.uk"
pytestmark = pytest.mark.long
NAME, WORD = "evenings", "a-long-word"
# The first login, and what a coordinator and the trustees do after it, on the settings pages and in the admin.
THE_REST = """
from django.utils import timezone
from members import login
from members.models import Purpose
network = Network.objects.get()
login.join_persons(user=login.login_of(email=Person.objects.get().email, now=timezone.now()))
Network.objects.update(contact_email="hello@kettle.scot", contact_days="Tuesdays")
for purpose in Purpose:
    Basis.objects.create(network=network, purpose=purpose, basis="interests", condition="none")
Helpline.objects.update(checked_on=timezone.localdate())
"""


class Site(NamedTuple):
    """A deployment that runs, and the mail server it uses."""

    deployment: Deployment
    port: int
    owner: dict[str, str]
    sink: sinks.Sink

    def manage(self, *words: str) -> str:
        """As the service `manage` of compose.yaml, which alone is told the owner's password."""
        return self.deployment.manage(*words, **self.owner)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[Path, str], django_db_setup: None, django_db_blocker: Any
) -> Iterator[Site]:
    folder, elsewhere = tmp_path_factory.mktemp("image"), tmp_path_factory.mktemp("machine")
    certificate = self_signed(elsewhere)
    https, port = sinks.free_port(), sinks.free_port()
    with ExitStack() as afterwards:
        afterwards.enter_context(django_db_blocker.unblock())
        name = afterwards.enter_context(databases.another("deployed"))
        broker = elsewhere / "valkey"
        afterwards.callback(embedded.leave, broker)
        sink = afterwards.enter_context(sinks.running(tls=certificate.context, login=(NAME, WORD)))
        app, owner = url_of("app", name), {"DATABASE_OWNER_URL": url_of("owner", name)}
        deployment = Deployment(
            folder,
            SECRET_KEY="a-key-of-a-test-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-lmnopqrs",
            SITE_URL=f"https://localhost:{https}",
            TRUSTED_PROXIES="1",
            DATABASE_URL=app,
            DATABASE_OWNER_URL=url_of("owner", name, password=""),
            # Of its own, so that no worker of another test answers.
            REDIS_URL=embedded.valkey(broker),
            MAIL_URL=f"smtp+tls://{NAME}:{WORD}@localhost:{sink.port}",
            MAIL_FROM="groups@kettle.scot",
            BACKUP_RECIPIENT=pair[1],
            BACKUPS_DIR=str(elsewhere),
            TICK_SECONDS="1",
            SSL_CERT_FILE=str(certificate.file),
        )
        deployment.build()
        done = deployment.run(*SERVICES["migrate"]["command"], **owner)
        assert done.returncode == 0, done.stderr
        afterwards.enter_context(deployment.running(*deployment.web(port)))
        afterwards.enter_context(deployment.running(*SERVICES["worker"]["command"]))
        afterwards.enter_context(proxy(https, port, certificate))
        assert wait_until(lambda: is_well(deployment, port), 30), (folder / "gunicorn.log").read_text()
        made = Site(deployment, port, owner, sink)
        begin(made)
        yield made
    assert "Traceback" not in (folder / "celery.log").read_text()


def begin(site: "Site") -> None:
    """As the page says: by the link that is printed, and four questions."""
    browser, link = Browser(site.deployment), site.manage(BEGIN).strip()
    path = link.removeprefix(browser.site)
    browser.go(path)
    assert browser.go(path, name="Keep The Kettle On", nation="SCT", known_as="Ada", email=ADA).startswith("/accounts/")


def is_well(deployment: Deployment, port: int) -> bool:
    """What the image says of itself."""
    [said] = instructions("HEALTHCHECK")
    command = ast.literal_eval(said.partition("CMD ")[2].replace("8000", str(port)))
    return deployment.run(*command).returncode == 0


def url_of(role: str, name: str, *, password: str | None = None) -> str:
    """The way to a database of the tests' server, for `DATABASE_URL`: through a port, or the folder of a socket."""
    facts = database(role)
    word = urllib.parse.quote(facts.get("PASSWORD", "") if password is None else password)
    where = f"/{facts['HOST']}" if facts["HOST"].startswith("/") else f"{facts['HOST']}:{facts['PORT']}"
    return f"postgres://{facts['USER']}:{word}@{where}/{name}"


class Browser:
    """Keeps cookies and trusts the certificate; answers with where it came to, and the page."""

    def __init__(self, deployment: Deployment) -> None:
        self.site = deployment.environment["SITE_URL"]
        trusting = ssl.create_default_context(cafile=deployment.environment["SSL_CERT_FILE"])
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), cookies)
        self.page = ""

    def go(self, path: str, **sent: str) -> str:
        data = None
        if sent:
            [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
            data = urllib.parse.urlencode({**sent, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(f"{self.site}{path}", data, {"Referer": f"{self.site}/"})  # noqa: S310 – ours
        with self.opener.open(request, timeout=20) as answer:
            self.page = answer.read().decode()
            return answer.geturl().removeprefix(self.site)


def test_pages_and_their_styles_come_over_https(site: Site) -> None:
    browser = Browser(site.deployment)
    assert browser.go("/") == "/"
    [styles] = re.findall(r'href="(/static/css/site\.\w+\.css)"', browser.page)
    browser.go(styles)
    assert "Bootstrap" in browser.page


def test_whoever_comes_without_the_proxy_is_sent_to_https(site: Site) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as onward:
        urllib.request.build_opener(Stay).open(f"http://localhost:{site.port}/", timeout=10)
    with onward.value as answer:
        assert (answer.status, answer.headers["Location"]) == (301, f"https://localhost:{site.port}/")


def test_the_first_coordinator_logs_in_by_a_letter(site: Site) -> None:
    browser = Browser(site.deployment)
    browser.go("/accounts/login/code/")
    browser.go("/accounts/login/code/", email=ADA)
    assert wait_until(lambda: ADA in site.sink.readers, 20)
    letter = next(letter for letter in site.sink.delivered if letter.to == ADA)
    [code] = set(re.findall(r"\b\d{4}-\d{4}\b", str(letter.mail["Subject"])))

    assert browser.go("/accounts/login/code/confirm/", code=code) == "/tonight/"
    assert "second-factor" in browser.go("/settings/")


def test_the_doctor_finds_it_well(site: Site) -> None:
    site.manage("shell", "-c", THE_REST)
    site.manage(*ADMINISTRATOR.split())
    site.manage("backup")
    *lines, summary = site.manage("doctor", "--no-color").splitlines()

    # Of a site that began a minute ago, on a machine without a name.
    still = [line for line in lines if " look here " in line]
    assert [line.split()[0] for line in still] == ["site", "worker"], still
    assert "0 not right" in summary
    assert sum(" good " in line for line in lines) > 20
    assert run_each_morning(site) == (0, "")


def run_each_morning(site: Site, **wrong: str) -> tuple[int, str]:
    """The line of the page that cron runs: how it ends, and what cron would send on."""
    command = MORNING.replace("/usr/local/bin/evenings", "python manage.py")
    done = site.deployment.run("sh", "-c", command, **site.owner | wrong)
    return done.returncode, done.stdout + done.stderr


def test_each_morning_only_what_is_not_right_is_sent_on(site: Site) -> None:
    ended, said = run_each_morning(site, MAIL_URL="smtp+tls://nobody:knows@localhost:1")
    assert ended == 1
    assert "not right" in said
    assert not [word for word in ("good", "look here", "by hand") if f" {word} " in said]


def test_a_worker_says_itself_that_it_is_well(site: Site) -> None:
    _, *command = SERVICES["worker"]["healthcheck"]["test"]
    assert wait_until(lambda: site.deployment.run(*command).returncode == 0, 30)


def test_the_app_and_its_owner_are_two(site: Site) -> None:
    """Where they are not, the doctor says so."""
    app = site.deployment.environment["DATABASE_URL"]
    done = site.deployment.run(*SERVICES["manage"]["entrypoint"], "doctor", "database", DATABASE_OWNER_URL=app)
    assert (done.returncode, "Make two roles" in done.stdout) == (1, True)
