"""A web server to measure: started as `make run` starts it, with our pages of one database or with the floor's."""

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bench import databases
from peersupport.home import running
from peersupport.lib.processes import Keeper

FLOOR = "bench.floor.settings"


@contextmanager
def serving(database: str, *, settings: str = "peersupport.settings", workers: int = 2) -> Iterator[int]:
    """A server in the app's role inside the block. Gives the port it answers on."""
    with socket.socket() as listener:
        listener.bind((running.HOST, 0))
        listener.listen()
        port = int(listener.getsockname()[1])
        web, _ = running.programs(listener)
        environment = {
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": databases.url(database),
            "VAR_DIR": os.environ["VAR_DIR"],
            "SITE_URL": f"http://localhost:{port}",
            "FORMS_FROM_ONE_ADDRESS": "0",  # all two hundred come from here
        }
        web = replace(web, command=with_workers(web.command, workers), environment=environment)
        keeper = Keeper(print)
        try:
            keeper.start(web)
            running.wait_until_ready(port, keeper)
            yield port
        finally:
            keeper.stop()


def with_workers(command: Sequence[str], workers: int) -> tuple[str, ...]:
    at = command.index("--workers") + 1
    return (*command[:at], str(workers), *command[at + 1 :])
