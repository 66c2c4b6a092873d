"""Files that only the holder of a key can read, in the age format (age-encryption.org), by pyrage.

A pair of keys has two halves. The public one, the recipient (`age1…`), locks; the secret one, the identity, opens.
Any other age program opens what is locked here, and the other way round.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import pyrage
from pyrage.x25519 import Identity, Recipient

from peersupport.lib.whole_files import written_whole

__all__ = ["Identity", "Recipient", "Unusable", "identities", "lock", "new_pair", "opened", "recipients"]

BEGINNING = b"age-encryption.org/v1\n"


class Unusable(Exception):  # noqa: N818 – said as a sentence: raise Unusable
    """A key or a file cannot be used. The text is a sentence fit to show, and holds no key."""


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def recipients(words: Iterable[str]) -> list[Recipient]:
    """The public keys a file is locked for: any one of their identities opens it."""
    try:
        return [Recipient.from_str(word) for word in words]
    except pyrage.RecipientError as refusal:
        raise Unusable("That is no public key to lock a file for: one begins with age1.") from refusal


def identities(file: Path) -> list[Identity]:
    """The secret keys in a file, one a line, as age itself writes them. Lines that begin with # are for people."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except OSError as trouble:
        raise Unusable(f"The key {file} cannot be read: {trouble.strerror}.") from trouble
    except (UnicodeDecodeError, pyrage.IdentityError) as refusal:
        raise Unusable(
            f"{file} holds no secret key, or one typed wrong: one begins with AGE-SECRET-KEY-1."
        ) from refusal
    if not found:
        raise Unusable(f"{file} holds no secret key: one begins with AGE-SECRET-KEY-1.")
    return found


def new_pair(file: Path) -> str:
    """Make a pair of keys: the secret one goes into a new file for this account alone, the public one is answered."""
    if file.exists():
        raise Unusable(f"{file} is there already, and a key that may be in use is not written over.")
    made = Identity.generate()
    try:
        with written_whole(file) as written:
            written.write(f"# public key: {made.to_public()}\n{made}\n".encode())
    except OSError as trouble:
        raise Unusable(f"The key {file} cannot be written: {trouble.strerror}.") from trouble
    return str(made.to_public())


def lock(source: Source, target: IO[bytes], keys: Sequence[Recipient]) -> None:
    """Write what `source` says into `target`, piece by piece, locked. Raises `Unusable`, of a full disk for one."""
    try:
        pyrage.encrypt_io(source, target, keys)
    except pyrage.EncryptError as trouble:
        raise Unusable(f"The file could not be written: {str(trouble).rpartition('] ')[2]}.") from trouble


@contextmanager
def opened(file: Path, keys: Sequence[Identity]) -> Iterator[IO[bytes]]:
    """What a locked file says, as a stream, unlocked piece by piece and never on the disk.

    Whether it is whole is known at its end alone: only a block that is left without an error has read what was
    locked, all of it. Raises `Unusable` where the key does not open it, or a byte of it is missing or changed.
    """
    trouble: list[Exception] = []
    reading, writing = os.pipe()

    def unlock() -> None:
        try:
            with os.fdopen(writing, "wb") as target, file.open("rb") as source:
                pyrage.decrypt_io(source, target, keys)
        except BrokenPipeError:
            pass  # whoever read has had enough
        except (OSError, pyrage.DecryptError) as found:
            trouble.append(found)

    unlocking = threading.Thread(target=unlock)
    unlocking.start()
    content = os.fdopen(reading, "rb")
    try:
        yield content
        while content.read(1 << 16):
            pass
    finally:
        content.close()
        unlocking.join()
        if trouble:
            raise Unusable(said(file, trouble[0])) from trouble[0]


def said(file: Path, trouble: Exception) -> str:
    if isinstance(trouble, OSError) and trouble.strerror:
        return f"{file} cannot be read: {trouble.strerror}."
    with file.open("rb") as source:
        if source.read(len(BEGINNING)) != BEGINNING:
            return f"{file} is not a file locked by age."
    if isinstance(trouble, pyrage.DecryptError) and "No matching keys" in str(trouble):
        return f"This key does not open {file}."
    return f"{file} is damaged: some of it is missing or changed."
