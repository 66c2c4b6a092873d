"""The command says one line for each thing, and ends with 1 when something is not right."""

import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from peersupport.home.management.commands.doctor import WORDS
from tests import sink as sinks

pytestmark = pytest.mark.django_db
PAGE = (settings.ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
LINE = re.compile(r"(\w+) +(good|look here|not right|by hand) +\S.*")


def run(*words: str, **options: Any) -> tuple[list[str], str]:
    """Its lines, and with which words it ended if not well."""
    said = io.StringIO()
    try:
        call_command("doctor", *words, stdout=said, no_color=True, **options)
    except CommandError as ended:
        return said.getvalue().splitlines(), str(ended)
    return said.getvalue().splitlines(), ""


def test_all_of_it_is_said_line_by_line_and_a_local_run_is_not_right() -> None:
    (*lines, summary), refusal = run()

    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    assert lines[0].startswith("site ")
    assert {match[1] for match in found if match} == set(WORDS)
    wrong = sum(match[2] == "not right" for match in found if match)
    assert f"{wrong} not right" in summary
    assert refusal == f"{wrong} things are not right."


def test_where_nothing_is_wrong_it_ends_well() -> None:
    lines, refusal = run("clocks")
    assert lines[-1] == "2 good, 0 look here, 0 not right, 0 by hand."
    assert refusal == ""


def test_asked_to_be_quiet_it_says_what_is_not_right_and_nothing_else() -> None:
    lines, refusal = run("--quiet")
    assert lines
    assert all(" not right " in line and LINE.fullmatch(line) for line in lines)
    assert refusal == f"{len(lines)} things are not right."


def test_the_line_for_each_morning_says_nothing_when_all_is_well() -> None:
    [words] = re.findall(r"^0 8 \* \* \* /usr/local/bin/evenings doctor(.*)$", PAGE, re.MULTILINE)
    assert run(*words.split(), "clocks") == ([], "")


def test_a_part_of_it_alone() -> None:
    lines, _ = run("networks", "clocks")
    assert {line.split()[0] for line in lines[:-1]} == {"networks", "clocks"}


def test_a_word_there_is_not() -> None:
    assert run("clocks", "tea") == ([], f"There is no chapter tea. There are: {', '.join(WORDS)}.")


def test_a_trial_letter_is_sent_only_when_told_to(settings: Any) -> None:
    with sinks.running() as sink:
        sinks.use(settings, sink.port)
        run("mail")
        assert sink.delivered == []

        lines, _ = run("mail", letter_to="ada@kettle.scot")
        assert sink.readers == ["ada@kettle.scot"]
    assert any(line.startswith("letter    good") for line in lines)
