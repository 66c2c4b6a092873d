"""A file is there whole, or as it was before."""

from pathlib import Path

import pytest

from peersupport.lib.whole_files import written_whole


def test_it_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("before")
    with written_whole(path) as file:
        file.write(b"after")
        assert path.read_text() == "before"
    assert path.read_text() == "after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("before")

    def fail() -> None:
        with written_whole(path) as file:
            file.write(b"half of")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
