"""Two acts at the same moment, or many, each in a transaction of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from peersupport.lib.embedded.server_folder import wait_until

SOON = 10  # seconds
AT_ONCE = 40


class AtOnce:
    """One act stands still before its end until another is done, or waits for it: then it `waited`."""

    def __init__(self) -> None:
        self.stands, self.go_on = threading.Event(), threading.Event()
        # PostgreSQL's numbers of the two connections, the first one's first.
        self.backends: list[int] = []
        self.trouble: list[Exception] = []
        self.waited = False

    def stand_still(self, *args: Any, **facts: Any) -> None:
        if not self.stands.is_set():
            self.stands.set()
            self.go_on.wait(SOON)

    def after(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """The same step, which ends in standing still."""

        def step_and_stand(*args: Any, **facts: Any) -> Any:
            done = step(*args, **facts)
            self.stand_still()
            return done

        return step_and_stand

    def run(self, first: Any, second: Any) -> None:
        one, other = (threading.Thread(target=self.attempt, args=(act,)) for act in (first, second))
        one.start()
        assert self.stands.wait(SOON), self.trouble
        other.start()
        is_clear = wait_until(lambda: self.is_held_up() or not other.is_alive(), SOON)
        self.waited = self.is_held_up()
        self.go_on.set()
        for thread in (one, other):
            thread.join(SOON)
        assert is_clear, "the second neither ended nor waited for the first"
        assert not one.is_alive()
        assert not other.is_alive()

    def is_held_up(self) -> bool:
        """Whether the second waits for something that the first holds. PostgreSQL knows; no clock does."""
        if len(self.backends) < 2:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s = ANY(pg_blocking_pids(%s))", self.backends)
            [(is_held_up,)] = cursor.fetchall()
        return bool(is_held_up)

    def attempt(self, act: Any) -> None:
        try:
            connection.ensure_connection()
            self.backends.append(connection.connection.info.backend_pid)
            act()
        except Exception as trouble:
            self.trouble.append(trouble)
        finally:
            connection.close()


def together(count: int, act: Callable[[int], object]) -> list[object]:
    """Do something `count` times, forty at a time, each in a connection of its own. Returns answers and errors."""
    started = threading.Barrier(min(AT_ONCE, count))

    def one(number: int) -> object:
        if number < AT_ONCE:
            started.wait(timeout=30)
        try:
            with connection.cursor() as cursor:
                # How long somebody waits for the lock is C10's matter, below. Here nobody gives up.
                cursor.execute("SET lock_timeout = '60s'")
            return act(number)
        except Exception as trouble:
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(one, range(count)))
