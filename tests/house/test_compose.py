"""What is written in `.env` reaches the program in its containers. What is not is as docs/deploy.md's table says."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.test_deploy_files import DEPLOY, FOR_ROLES, OURS, PAGE, ROOT, SERVICES, names_in, new_settings, table

# They say how the image and its containers fit together, or are of the local run alone.
FIXED = {"PRODUCTION", "VAR_DIR", "BACKUPS_DIR", "TOMBSTONES_FILE", "DATABASE_ROLE"}
OF_A_LOCAL_RUN = {"PORT", "DEMO"}
# The containers beside ours stand for what the table says of a local run.
OTHERWISE = {
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgres://peersupport_app:app-word@database/peersupport",
    "REDIS_URL": "redis://doorbell:6379/0",
}
WRITTEN = {
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://groups.kettle.scot",
    "MAIL_URL": "smtp+tls://name:word@mail.example:587",
    "MAIL_FROM": "groups@kettle.scot",
    "APP_PASSWORD": "app-word",
    "OWNER_PASSWORD": "owner-word",
}
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
# The innermost: a default may hold another.
ASKED = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")


def filled(said: str, written: dict[str, str]) -> str:
    """A line of compose.yaml as Compose reads it: `:-` a default and `:?` a demand, each also for what is empty."""

    def one(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        value = written.get(name, "")
        assert value or kind != "?", f"{name} {rest}"
        return value or rest or ""

    while ASKED.search(said):
        said = ASKED.sub(one, said)
    return said


def told(service: str, **written: str) -> dict[str, str]:
    """The environment of a container of ours."""
    environment: dict[str, str] = SERVICES[service]["environment"]
    return {name: filled(str(said), WRITTEN | written) for name, said in environment.items()}


def test_every_variable_of_the_table_that_can_be_set_reaches_the_containers() -> None:
    settable = set(table()) - FIXED - OF_A_LOCAL_RUN
    for name in settable:
        assert told("manage", **{name: "as-written"})[name] == "as-written", name
    assert set(re.findall(r"\$\{(\w+)", TEXT)) == settable | FOR_ROLES
    for name in FIXED:
        assert f"`{name}`" in PAGE.partition("## With containers")[2].partition("\n## ")[0], name


@pytest.mark.parametrize("service", sorted(OURS))
def test_containers_are_told_only_what_is_read_and_by_default_what_the_table_says(service: str) -> None:
    said, defaults = told(service), {name: default.strip("`") for name, default in table().items()}
    plain = {name: default for name, default in defaults.items() if re.fullmatch(r"[a-z0-9.]+|[A-Z]+", default)}
    usual = {name: default for name, default in (plain | OTHERWISE).items() if name in said}

    assert set(said) <= set(table())
    assert len(usual) > 12
    assert {name: said[name] or "none" for name in usual} == usual


@pytest.mark.parametrize("empty", [{}, {"TICK_SECONDS": "", "WEEKS_AHEAD": "", "DATABASE_URL": "", "QUEUE": ""}])
def test_what_is_not_set_or_empty_is_read_as_the_default(empty: dict[str, str], tmp_path: Path) -> None:
    asked = "s.TICK_SECONDS, s.WEEKS_AHEAD, s.CELERY_TASK_DEFAULT_QUEUE, s.SECRET_KEY_FALLBACKS, s.BACKUP_RECIPIENTS"
    said = read_by_the_program(f"{asked}, s.DATABASES['default']['HOST']", tmp_path, **empty)
    assert said == "60.0 26 peersupport [] [] database"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    elsewhere = "postgres://peersupport_app:word@managed.example/peersupport?sslmode=require"
    said = read_by_the_program(
        "s.WEEKS_AHEAD, s.ALLAUTH_TRUSTED_PROXY_COUNT, s.DATABASES['default']['HOST'], s.CELERY_BROKER_URL",
        tmp_path,
        WEEKS_AHEAD="13",
        TRUSTED_PROXIES="2",
        DATABASE_URL=elsewhere,
        REDIS_URL="redis://bell.example:6379/3",
    )
    assert said == "13 2 managed.example redis://bell.example:6379/3"


def read_by_the_program(asked: str, folder: Path, **written: str) -> str:
    """What the settings are in the container `web`."""
    of_the_image = {"PRODUCTION": "1", "VAR_DIR": str(folder), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", f"from peersupport import settings as s; print({asked})"]
    done = subprocess.run(command, cwd=ROOT, env=told("web", **written) | of_the_image, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_only_what_shapes_tables_is_told_the_owners_password() -> None:
    assert told("migrate")["DATABASE_OWNER_URL"] == "postgres://peersupport_owner:owner-word@database/peersupport"
    word = "postgres://peersupport_owner:secret@managed.example/peersupport"
    for written in ({"OWNER_PASSWORD": "secret"}, {"DATABASE_OWNER_URL": word}):
        assert {name for name in OURS if "secret" in str(told(name, **written))} == {"migrate", "manage"}


def test_what_has_no_default_is_written_by_new_settings() -> None:
    demanded = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert demanded | {"BACKUP_RECIPIENT"} == names_in(new_settings("containers"))
    # What a default is made of is demanded elsewhere, so that it is never empty.
    assert set(re.findall(r"\$\{(\w+)\}", TEXT)) <= demanded


# -- Without a database of our own


def test_a_database_elsewhere_leaves_ours_out_and_nothing_waits_for_it() -> None:
    name = "database-elsewhere.yaml"
    beside: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["services"]
    waiting = {service for service in SERVICES if "database" in SERVICES[service].get("depends_on", {})}

    assert beside.pop("database") == {"profiles": ["never"]}
    assert set(beside) == waiting
    for service, facts in beside.items():
        usual = SERVICES[service]["depends_on"]["database"]
        assert facts == {"depends_on": {"database": {**usual, "required": False}}}
    assert f"COMPOSE_FILE='compose.yaml:docs/deploy/{name}'" in PAGE
