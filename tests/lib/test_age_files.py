"""What is locked is opened by its key alone, and only as a whole."""

import io
from pathlib import Path

import pytest

from peersupport.lib import age_files
from peersupport.lib.age_files import Identity, Unusable

WORDS = b"Nightjar sat by the door. " * 20_000  # several of the pieces that age locks one by one


@pytest.fixture
def key() -> Identity:
    return Identity.generate()


@pytest.fixture
def file(tmp_path: Path, key: Identity) -> Path:
    path = tmp_path / "locked"
    with path.open("wb") as target:
        age_files.lock(io.BytesIO(WORDS), target, [key.to_public()])
    return path


def read(file: Path, *keys: Identity) -> bytes:
    with age_files.opened(file, keys) as content:
        return content.read()


def refusal(file: Path, *keys: Identity) -> str:
    with pytest.raises(Unusable) as refused:
        read(file, *keys)
    return str(refused.value).replace(str(file), "IT")


def test_it_says_what_was_locked_to_its_key_alone(file: Path, key: Identity) -> None:
    assert b"Nightjar" not in file.read_bytes()
    assert read(file, key) == WORDS
    assert refusal(file, Identity.generate()) == "This key does not open IT."


@pytest.mark.parametrize("byte", [300, 100_000, -1])
def test_one_byte_that_changed_is_noticed(file: Path, key: Identity, byte: int) -> None:
    damaged = bytearray(file.read_bytes())
    damaged[byte] ^= 1
    file.write_bytes(damaged)
    assert refusal(file, key) == "IT is damaged: some of it is missing or changed."


@pytest.mark.parametrize("size", [len(age_files.BEGINNING), 100, 65_536 * 2 + 500, -1])
def test_an_end_that_is_missing_is_noticed(file: Path, key: Identity, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])
    assert refusal(file, key) == "IT is damaged: some of it is missing or changed."


def test_one_byte_too_many_is_noticed(file: Path, key: Identity) -> None:
    file.write_bytes(file.read_bytes() + b"\0")
    assert refusal(file, key) == "IT is damaged: some of it is missing or changed."


@pytest.mark.parametrize("words", [b"", b"age", b"PK\x03\x04 something else altogether"])
def test_another_kind_of_file_is_said_to_be_one(file: Path, key: Identity, words: bytes) -> None:
    file.write_bytes(words)
    assert refusal(file, key) == "IT is not a file locked by age."


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, key: Identity) -> None:
    assert refusal(tmp_path / "nothing", key) == "IT cannot be read: No such file or directory."
    assert refusal(tmp_path, key) == "IT cannot be read: Is a directory."


def test_whoever_has_read_enough_is_not_held_up(file: Path, key: Identity) -> None:
    def read_a_little() -> None:
        with age_files.opened(file, [key]) as content:
            assert content.read(8) == b"Nightjar"
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_a_little()


def test_a_block_that_stops_early_has_still_read_it_whole(file: Path, key: Identity) -> None:
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Unusable, match="damaged"), age_files.opened(file, [key]) as content:
        assert content.read(8) == b"Nightjar"


def test_a_new_pair_is_for_this_account_alone_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key"
    public = age_files.new_pair(file)
    assert file.stat().st_mode & 0o777 == 0o600
    [identity] = age_files.identities(file)
    assert str(identity.to_public()) == public
    with pytest.raises(Unusable, match="is there already"):
        age_files.new_pair(file)
    assert str(age_files.identities(file)[0]) == str(identity)


def test_a_key_typed_from_paper_may_have_spaces_around_it(tmp_path: Path, key: Identity) -> None:
    file = tmp_path / "key"
    file.write_text(f"\n# from the safe\n  {key}  \n\n", encoding="utf-8")
    assert [str(found) for found in age_files.identities(file)] == [str(key)]


def test_what_is_no_key_is_refused_without_repeating_it(tmp_path: Path, key: Identity) -> None:
    file = tmp_path / "key"
    for words in (b"", b"# nothing here\n", f"{key}"[:-1].encode(), f"{key.to_public()}".encode(), b"\xff\xfe"):
        file.write_bytes(words)
        with pytest.raises(Unusable, match="holds no secret key") as refused:
            age_files.identities(file)
        assert not words or words.decode(errors="replace") not in str(refused.value)
    with pytest.raises(Unusable, match="cannot be read: No such file"):
        age_files.identities(tmp_path / "nothing")
    with pytest.raises(Unusable, match="no public key"):
        age_files.recipients([str(key)])
