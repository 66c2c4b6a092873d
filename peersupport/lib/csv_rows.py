"""Rows as a CSV file that opens right in Excel and LibreOffice, sent as it is read, and that runs no formula."""

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Generator, Iterable
from contextlib import closing

Cell = str | int | dt.date | dt.time | None

CONTENT_TYPE = "text/csv; charset=utf-8"
# Excel reads a file as UTF-8 only when it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"
ROWS_A_PIECE = 500
# The last is the minus sign of typesetters, which no compatibility form leads to the hyphen.
BEGINS_A_FORMULA = "=+-@\u2212"


def neutralise(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; else as it is.

    A beginning that cannot be seen (space, tab, carriage return, NUL, byte-order mark) is marked too: a formula may
    hide behind it. Full-width and other look-alikes of = + - @ count as what they look like.
    """
    if not text:
        return text
    unseen = unicodedata.category(text[0])[0] in "CZ"
    looks_like = unicodedata.normalize("NFKC", text[0])[0]
    return f"'{text}" if unseen or looks_like in BEGINS_A_FORMULA else text


def written(value: Cell) -> str | int:
    """One value as it stands in the file: numbers as numbers, nothing for None, 2026-11-27 for a day, 19:00."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, dt.date) else neutralise(value)


def in_pieces(heading: Iterable[str], rows: Generator[Iterable[Cell], None, None]) -> Generator[bytes, None, None]:
    """A CSV file by RFC 4180, in pieces: the heading at once, then some hundred rows at a time.

    Memory does not grow with the rows. Closing it, as happens when the reader leaves, closes `rows`.
    """
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    page.write(BYTE_ORDER_MARK)
    writer.writerow(map(written, heading))
    yield taken(page)
    with closing(rows):
        for number, row in enumerate(rows, start=1):
            writer.writerow(map(written, row))
            if number % ROWS_A_PIECE == 0:
                yield taken(page)
    if page.tell():
        yield taken(page)


def taken(page: io.StringIO) -> bytes:
    """What is on the page, which is empty again."""
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()
