"""One settings file from the environment: strict in production, and a missing secret stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://evenings.example",
    "MAIL_URL": "smtp+tls://name:word@mail.example:587",
    "MAIL_FROM": "evenings@evenings.example",
    "DATABASE_URL": "postgres://app@localhost:1/nowhere",
    "DATABASE_OWNER_URL": "postgres://owner@localhost:1/nowhere",
    "REDIS_URL": "redis://localhost:1/0",
}


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` as a program of its own, with these variables and no others of ours."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, check=False)


def test_production_settings_leave_nothing_to_complain_of() -> None:
    done = check(**PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_one_database_role_for_both_is_complained_of() -> None:
    done = check(**{**PRODUCTION, "DATABASE_OWNER_URL": PRODUCTION["DATABASE_URL"]})

    assert done.returncode == 1
    assert "(peersupport.W001) The app's database role is the owner's too" in done.stderr
    assert done.stderr.count("W001") == 1


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "MAIL_URL", "MAIL_FROM"])
def test_a_missing_secret_stops_the_start_with_one_sentence(missing: str) -> None:
    done = check(**{name: value for name, value in PRODUCTION.items() if name != missing})

    assert done.returncode == 1
    assert done.stderr.strip() == f"{missing} is not set. docs/deploy.md says what it is for."


def test_production_is_served_over_https_only() -> None:
    done = check(**{**PRODUCTION, "SITE_URL": "http://evenings.example"})

    assert (done.returncode, done.stderr.strip()) == (1, "SITE_URL must begin with https:// in production.")


def test_a_local_run_answers_to_this_machine_only(settings: object) -> None:
    assert set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "testserver"}  # type: ignore[attr-defined]
