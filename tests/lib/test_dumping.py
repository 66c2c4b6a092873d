"""Which pg_dump is used, and how a script is taken apart."""

from pathlib import Path

import pytest

from peersupport.lib import dumping
from peersupport.lib.dumping import CannotDump, Rows, best

FIFTEEN, SEVENTEEN, EIGHTEEN = Path("/15/pg_dump"), Path("/17/pg_dump"), Path("/18/pg_dump")
FOUND = {EIGHTEEN: 18, FIFTEEN: 15, SEVENTEEN: 17, Path("/broken/pg_dump"): 0}
SCRIPT = b"""\
-- PostgreSQL database dump
\\restrict abc
SET transaction_timeout = 0;
CREATE TABLE public.one (name text);
COPY public.one (name) FROM stdin;
Robin
COPY public.two (name) FROM stdin;
SET lock_timeout = 0;
\\\\.
\\.


--
-- Data for Name: two; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public."Two" (name) FROM stdin;
\\.
SELECT 1;
-- PostgreSQL database dump complete
\\unrestrict abc
"""


@pytest.mark.parametrize(("server", "used"), [(15, FIFTEEN), (16, SEVENTEEN), (17, SEVENTEEN), (18, EIGHTEEN)])
def test_the_servers_own_version_is_used_or_the_next_newer(server: int, used: Path) -> None:
    assert best(FOUND, server) == used


def test_an_older_one_would_leave_things_out() -> None:
    with pytest.raises(CannotDump) as refused:
        best(FOUND, 19)
    assert str(refused.value) == (
        "This database is kept by PostgreSQL 19, and no pg_dump of that version or a newer one is here. "
        "Debian: apt-get install postgresql-client-19"
    )


def test_our_own_servers_pg_dump_is_found() -> None:
    assert 18 in {dumping.version_of(program) for program in dumping.programs()}


def test_a_program_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    assert dumping.version_of(tmp_path / "pg_dump") == 0
    assert dumping.version_of(Path("/bin/false")) == 0


def test_rows_are_told_from_statements_whatever_stands_in_them() -> None:
    lines = SCRIPT.splitlines(keepends=True)
    assert dumping.count(lines) == {"one": 4, "Two": 0}
    first, _, _, last = dumping.read(lines)
    assert isinstance(first, bytes)
    assert first.endswith(b"CREATE TABLE public.one (name text);\n")
    assert b"restrict" not in first
    assert last == b"SELECT 1;\n-- PostgreSQL database dump complete\n"


def test_rows_can_be_read_as_a_file() -> None:
    parts = dumping.read(SCRIPT.splitlines(keepends=True))
    read = {part.table: (part.read(), part.read(), part.count) for part in parts if isinstance(part, Rows)}
    assert read.keys() == {"one", "Two"}
    rows, after, count = read["one"]
    assert rows.startswith(b"Robin\nCOPY public.two")
    assert (after, count) == (b"", 4)


def test_a_script_that_breaks_off_is_refused() -> None:
    lines = SCRIPT.splitlines(keepends=True)
    for end in (3, 6, -2):
        with pytest.raises(CannotDump, match="breaks off"):
            dumping.count(lines[:end])
