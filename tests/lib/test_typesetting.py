"""Sheets are set in a process of their own, within a time, one at a time; what our letters cannot show is left out."""

import datetime as dt
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from peersupport.lib import typesetting
from peersupport.lib.refusals import TooOften

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.ROOT = tmp_path
    return tmp_path


def write(folder: Path, source: str) -> Path:
    template = folder / "sheet.typ"
    template.write_text(source, encoding="utf-8")
    return template


SHEET = '#set document(title: "A sheet")\n#set text(lang: "en", font: "Atkinson Hyperlegible")\n'


def test_the_same_inputs_on_the_same_day_make_the_same_bytes(folder: Path) -> None:
    template = write(folder, SHEET + "#sys.inputs.word")
    one, again = (typesetting.typeset(template=template, inputs={"word": "Tea"}, made_on=DAY) for _ in range(2))
    other = typesetting.typeset(template=template, inputs={"word": "Cake"}, made_on=DAY)

    assert one.startswith(b"%PDF-")
    assert one == again != other


def test_a_sheet_that_takes_too_long_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 1)
    endless = write(folder, SHEET + "#for a in range(100000) { for b in range(100000) { calc.sin(a + b) } }")

    with pytest.raises((subprocess.TimeoutExpired, subprocess.CalledProcessError)):
        typesetting.typeset(template=endless, inputs={}, made_on=DAY)


def test_a_template_reads_nothing_outside_our_own_folder(folder: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        typesetting.typeset(template=write(folder, SHEET + '#read("../../etc/passwd")'), inputs={}, made_on=DAY)


def test_two_sheets_are_never_set_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "WAIT_SECONDS", 0.1)
    begun, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with typesetting.turn():
            begun.set()
            ended.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    begun.wait(10)
    try:
        with pytest.raises(TooOften), typesetting.turn():
            pass
    finally:
        ended.set()
        other.join()
    with typesetting.turn():
        pass


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Keep The Heid", "Keep The Heid"),
        ("Cùm do cheann, ŵyl y gân", "Cùm do cheann, ŵyl y gân"),
        ("Group a\u0300 deux", "Group à deux"),
        ("Привіт, مرحبا, שלום", "Привіт, مرحبا, שלום"),
        ("Tea 🎉 and cake", "Tea and cake"),
        ("你好", ""),
        ("two\nlines\tand\x00more", "two lines andmore"),
        ("turned \u202eround", "turned round"),
        ("At 会馆, Ayr – “学习”.", "At Ayr –"),
    ],
    ids=[
        "plain", "accents", "composed", "other scripts", "a picture", "no letters for it", "one line", "direction",
        "a comma left over",
    ],
)  # fmt: skip
def test_what_letters_of_ours_can_show(typed: str, shown: str) -> None:
    assert typesetting.printable(typed) == shown


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Siân", True),
        ("Zoe\u0308", True),
        ("Олена", True),
        ("فاطمة", True),
        ("שָׂרָה", True),
        ("Ann\u200b", True),
        ("می\u200cنا", False),
        ("李 Wei", False),
        ("Ann 🎉", False),
        ("กิ๊ก", False),
    ],
    ids=[
        "accent",
        "composed",
        "Cyrillic",
        "Arabic",
        "Hebrew",
        "not seen",
        "joined otherwise",
        "half",
        "picture",
        "marks",
    ],
)
def test_a_name_is_printed_whole_or_not_at_all(name: str, whole: bool) -> None:
    assert typesetting.can_print(name) is whole
