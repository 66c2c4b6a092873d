"""Sealed words can be read with the key, and with nothing else."""

import pytest

from peersupport.lib.sealing import BrokenSeal, seal, unseal


def test_sealed_words_come_out_as_they_went_in():
    assert unseal(seal("robin@example.org 1234-5678 ✓")) == "robin@example.org 1234-5678 ✓"


def test_sealed_words_cannot_be_read_or_told_apart():
    first, second = seal("1234-5678"), seal("1234-5678")

    assert "1234" not in first
    assert first != second


def test_changed_words_break_the_seal():
    sealed = seal("1234-5678")
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]

    with pytest.raises(BrokenSeal):
        unseal(changed)


@pytest.mark.parametrize("words", ["", "1234-5678", "é"])
def test_words_nobody_sealed_break_the_seal(words):
    with pytest.raises(BrokenSeal):
        unseal(words)


def test_sealed_words_outlive_a_change_of_the_secret_until_it_is_retired(settings):
    sealed, before = seal("1234-5678"), settings.SECRET_KEY
    settings.SECRET_KEY = "another secret, fifty characters long or thereabouts"

    settings.SECRET_KEY_FALLBACKS = [before]
    assert unseal(sealed) == "1234-5678"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSeal):
        unseal(sealed)
