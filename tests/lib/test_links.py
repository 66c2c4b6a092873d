"""Signed links open one thing, for one purpose, in one version."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersupport.lib import links
from peersupport.lib.refs import new_ref
from peersupport.lib.refusals import NotFound


def test_a_link_says_what_it_was_signed_for():
    ref = new_ref()

    assert links.read("place", links.sign("place", ref, 3)) == (ref, 3)


def test_a_link_is_short_and_safe_in_an_address():
    token = links.sign("place", new_ref(), 1)

    assert re.fullmatch(r"[\w.-]+", token)
    assert len(token) < 64


def test_a_link_of_one_purpose_opens_nothing_of_another():
    token = links.sign("reminder", new_ref(), 1)

    with pytest.raises(links.BadLink):
        links.read("place", token)


@pytest.mark.parametrize(
    "change",
    [
        lambda ref, version, signature: f"{new_ref()}.{version}.{signature}",
        lambda ref, version, signature: f"{ref}.2.{signature}",
        lambda ref, version, signature: f"{ref}.{version}.{'A' + signature[1:] if signature[0] != 'A' else 'B'}",
        lambda ref, version, signature: f"{ref}.{version}.",
        lambda ref, version, signature: f"{ref}.{version}",
        lambda ref, version, signature: f"{ref}{version}.{signature}",
    ],
    ids=["other ref", "other version", "other signature", "no signature", "too short", "dots moved"],
)
def test_a_changed_link_is_no_link(change):
    ref, version, signature = links.sign("place", new_ref(), 1).split(".")

    with pytest.raises(links.BadLink):
        links.read("place", change(ref, version, signature))


@given(st.text(max_size=200))
def test_what_we_did_not_sign_is_no_link(token):
    with pytest.raises(links.BadLink):
        links.read("place", token)


def test_a_bad_link_looks_like_a_page_that_does_not_exist():
    assert issubclass(links.BadLink, NotFound)


def test_links_outlive_a_change_of_the_secret(settings):
    ref, before = new_ref(), settings.SECRET_KEY
    token = links.sign("place", ref, 1)
    settings.SECRET_KEY = "another secret, fifty characters long or thereabouts"

    with pytest.raises(links.BadLink):
        links.read("place", token)

    settings.SECRET_KEY_FALLBACKS = [before]
    assert links.read("place", token) == (ref, 1)


def test_an_absolute_address_begins_with_the_sites(settings):
    settings.SITE_URL = "https://evenings.example.org"

    assert links.absolute("/places/x/") == "https://evenings.example.org/places/x/"
