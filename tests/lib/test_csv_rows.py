"""A file of ours opens right in a spreadsheet, runs nothing, and never sits in memory as a whole."""

import csv
import datetime as dt
import io
import tracemalloc
from collections.abc import Generator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peersupport.lib.csv_rows import Cell, in_pieces, neutralise

# The first draw of letters in a run builds Hypothesis's table of Unicode, which takes a second.
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
# Spelled out here, so that the test does not lean on the code's own idea of a formula.
FORMULA = set("=+-@\t\r\n\0\ufeff＝＋－＠﹦﹢﹣﹫−")
hostile = st.text(max_size=3, alphabet=st.sampled_from(sorted(FORMULA) + list(" \u00a0\u200b'\",;a1"))).flatmap(
    lambda start: st.text(max_size=12).map(lambda rest: start + rest)
)


def file_of(*rows: Sequence[Cell], heading: Sequence[str] = ("A",)) -> bytes:
    return b"".join(in_pieces(heading, (row for row in rows)))


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@UNHURRIED
@given(st.lists(st.lists(hostile, min_size=2, max_size=4), max_size=6))
def test_no_cell_read_back_begins_like_a_formula(rows: list[list[str]]) -> None:
    back = read(file_of(*rows, heading=["=cmd", "+1"]))
    assert len(back) == len(rows) + 1
    assert [len(row) for row in back[1:]] == [len(row) for row in rows]
    for row in back:
        for text in row:
            assert not text or text[0] not in FORMULA
            assert not text or text.lstrip()[:1] not in FORMULA, "nothing hides behind white space either"


@UNHURRIED
@given(st.lists(hostile, min_size=2, max_size=4))
def test_what_was_written_is_read_back_but_for_the_apostrophe(row: list[str]) -> None:
    back = read(file_of(row))[1]
    assert [text.removeprefix("'") for text in back] == [text.removeprefix("'") for text in row]


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-Jo", "@SUM(A1)", "\tx", "\rx", "\0=1", "\ufeff=1", "＝1", " =1", "−1"]
)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Robin", "Jo-Anne", "3 = 2 + 1", "Àine", "李", "'=1", "🫖 tea"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert neutralise(text) == text


def test_zero_is_a_zero_and_nothing_is_nothing() -> None:
    assert read(file_of([0, None, "", 12])) == [["A"], ["0", "", "", "12"]]


def test_a_negative_number_stays_a_number() -> None:
    assert read(file_of([-3])) == [["A"], ["-3"]]


def test_days_and_times_are_written_as_spreadsheets_read_them() -> None:
    assert read(file_of([dt.date(2026, 11, 27), dt.time(19)]))[1] == ["2026-11-27", "19:00"]


def test_it_is_the_csv_of_rfc_4180_marked_as_utf_8() -> None:
    assert file_of(['Say "hi", all', "Línea\nnext"]) == '\ufeffA\r\n"Say ""hi"", all","Línea\nnext"\r\n'.encode()


def test_the_heading_comes_before_the_first_row_is_read() -> None:
    def rows() -> Generator[list[Cell], None, None]:
        raise AssertionError("read too early")
        yield []

    assert next(iter(in_pieces(["A", "B"], rows()))) == b"\xef\xbb\xbfA,B\r\n"


def test_memory_stays_flat_however_many_rows() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        for _ in in_pieces(["Day", "Group"], ([n, "Friday circle"] for n in range(rows))):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(20_000) < 2 * peak(1_000)


def test_a_reader_who_leaves_closes_the_rows() -> None:
    closed: list[bool] = []

    def rows() -> Generator[list[Cell], None, None]:
        try:
            while True:
                yield ["one more"]
        finally:
            closed.append(True)

    source = rows()
    pieces = in_pieces(["A"], source)
    next(pieces)
    next(pieces)
    pieces.close()
    assert closed == [True]
