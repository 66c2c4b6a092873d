"""Settings that would let people down are named, each with what to do."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from peersupport.home.doctor import site
from tests.home.doctor.conftest import Said

GOOD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_local_run_is_not_for_people(said: Said, settings: Any) -> None:
    assert "answers to this machine alone" in said(site.kind_of_run())["not right"][0]

    settings.PRODUCTION = True
    assert list(said(site.kind_of_run())) == ["good"]


@pytest.mark.parametrize("key", ["cake", "0" * 60, "abc" * 30])
def test_a_key_that_could_be_guessed(said: Said, settings: Any, key: str) -> None:
    settings.SECRET_KEY = GOOD_KEY
    assert list(said(site.secret_key())) == ["good"]

    settings.SECRET_KEY = key
    [sentence] = said(site.secret_key())["not right"]
    assert "secrets.token_urlsafe" in sentence
    assert key not in sentence


@pytest.mark.parametrize(
    ("host", "verdict"),
    [
        ("groups.kettle.scot", "good"),
        ("myexample.org", "good"),
        ("groups.example.org", "not right"),
        ("evenings.example", "not right"),
        ("localhost", "look here"),
        ("192.0.2.7", "look here"),
    ],
)
def test_an_address_people_can_type(said: Said, settings: Any, host: str, verdict: str) -> None:
    settings.SITE_HOST, settings.SITE_URL = host, f"https://{host}"
    assert list(said(site.address())) == [verdict]


@pytest.mark.parametrize(("many", "verdict"), [(0, "not right"), (1, "good"), (2, "good"), (9, "look here")])
def test_as_many_proxies_as_make_sense(said: Said, settings: Any, many: int, verdict: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = many
    assert list(said(site.proxies())) == [verdict]


def test_files_of_another_version_are_missed(said: Said, settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "assets"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    assert list(said(site.files_for_the_browser())) == ["not right"]

    call_command("assets", verbosity=0)
    assert list(said(site.files_for_the_browser())) == ["not right"]

    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(said(site.files_for_the_browser())) == ["good"]

    stamp = tmp_path / "assets.stamp"
    stamp.write_text("of another version")
    os.utime(stamp, (0, 0))
    assert list(said(site.files_for_the_browser())) == ["not right"]


def test_what_django_finds_is_said_in_its_own_words(said: Said, settings: Any) -> None:
    found = said(site.what_django_says())["look here"]
    assert any("SECURE_SSL_REDIRECT" in sentence and "(security.W008)" in sentence for sentence in found)
