"""Two acts at the same moment, each in a transaction of its own."""

import threading
from typing import Any

from django.db import connection

SOON = 10  # seconds


class AtOnce:
    """One act stands still before its end until another is done, or waits for it: then it `waited`."""

    def __init__(self) -> None:
        self.stands, self.go_on = threading.Event(), threading.Event()
        self.trouble: list[Exception] = []
        self.waited = False

    def stand_still(self, *args: Any, **facts: Any) -> None:
        if not self.stands.is_set():
            self.stands.set()
            self.go_on.wait(SOON)

    def run(self, first: Any, second: Any) -> None:
        one, other = (threading.Thread(target=self.attempt, args=(act,)) for act in (first, second))
        one.start()
        assert self.stands.wait(SOON)
        other.start()
        other.join(1)
        self.waited = other.is_alive()
        self.go_on.set()
        one.join(SOON)
        other.join(SOON)

    def attempt(self, act: Any) -> None:
        try:
            act()
        except Exception as trouble:
            self.trouble.append(trouble)
        finally:
            connection.close()
