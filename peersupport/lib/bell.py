"""Ringing for a worker without waiting for it: one thread in each process keeps a line to the broker."""

import atexit
import logging
import os
import threading
import time

from celery import current_app
from kombu.connection import Connection

log = logging.getLogger("peersupport.bell")

# Whatever the broker does, a ring is tried once on a line, and not for long.
LINE = {"socket_connect_timeout": 0.15, "socket_timeout": 0.15, "max_retries": 0}
# After a ring it is quiet for a moment: whatever is pressed meanwhile shares the next one.
QUIET_SECONDS = 0.1
# How long a program that ends waits for what it has pressed.
LAST_RING_SECONDS = 0.3


class Bell:
    """Asks a worker for one task, by name and without arguments. Pressing never waits and never fails.

    However often it is pressed while it rings, it rings once more after that. A ring may be missed: whoever relies
    on the task looks for work every so often anyway.
    """

    def __init__(self, task: str) -> None:
        self.task = task
        self.start_anew()
        os.register_at_fork(after_in_child=self.start_anew)
        atexit.register(self.wait, LAST_RING_SECONDS)

    def start_anew(self) -> None:
        """As if nothing had been pressed. A forked process has neither its parent's thread nor its line."""
        self.turn = threading.Condition()
        self.pressed = self.rung = 0
        self.thread: threading.Thread | None = None
        self.line: Connection | None = None

    def press(self) -> None:
        with self.turn:
            self.pressed += 1
            if self.thread is None:
                self.thread = threading.Thread(target=self.keep_ringing, name="bell", daemon=True)
                self.thread.start()
            self.turn.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether all that was pressed has been rung, or tried, within so long."""
        with self.turn:
            return self.turn.wait_for(lambda: self.rung == self.pressed, seconds)

    def keep_ringing(self) -> None:
        while True:
            with self.turn:
                self.turn.wait_for(lambda: self.rung < self.pressed)
                upto = self.pressed
            try:
                self.ring()
            except Exception as trouble:  # whatever the broker does, nobody waits and nothing is lost
                log.warning("The bell could not be rung: %s", type(trouble).__name__)
            with self.turn:
                self.rung = upto
                self.turn.notify_all()
            time.sleep(QUIET_SECONDS)

    def ring(self) -> None:
        """Once on the line that is there, which may have gone dead meanwhile; then once on a new one."""
        if self.line is not None:
            try:
                return self.ring_on(self.line)
            except Exception:
                log.debug("The line to the broker was dead.")
        return self.ring_on(current_app.connection_for_write(transport_options=LINE))

    def ring_on(self, line: Connection) -> None:
        self.line = None
        try:
            current_app.send_task(self.task, connection=line, retry=False, expires=60, ignore_result=True)
        except Exception:
            line.release()  # type: ignore[no-untyped-call]  # kombu says no types
            raise
        self.line = line
