"""The letters a run has sent: each journey reads those that came since it began, in the order they were written."""

import re
from pathlib import Path

from members.mailbox import Received, read
from peersupport.lib.embedded.server_folder import wait_until

PATIENCE = 20  # seconds; the tick of a journey's run comes every second


class Mailbox:
    """Letters that came since this was made. A letter is given out once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = set(self.files())

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"))

    def next_to(self, address: str, subject: str = "") -> Received:
        """The next letter to somebody, with these words in its subject; waits for it a while."""
        found: list[tuple[Path, Received]] = []

        def arrived() -> bool:
            fresh = ((path, read(path)) for path in self.files() if path not in self.known)
            found[:] = [(path, mail) for path, mail in fresh if mail.to == address and subject in mail.subject]
            return bool(found)

        assert wait_until(arrived, PATIENCE), f"No letter {subject!r} came to {address}."
        path, mail = found[0]
        self.known.add(path)
        return mail


def code_in(mail: Received) -> str:
    """The login code a letter carries."""
    return re.search(r"Your code is (\S+)", mail.text)[1]  # type: ignore[index]  # a letter without one fails here


def links_in(mail: Received) -> list[str]:
    """The addresses a letter carries, as its reader would tap them."""
    return re.findall(r"https?://[^\s<>\"]+", mail.text)
