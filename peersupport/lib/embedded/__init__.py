"""Decides which servers the project brings along: its own PostgreSQL and Valkey when no others are set.

`postgres(folder)` and `valkey(folder)` make sure that one server runs in that folder and say where it
listens. Processes share it: the first one starts it, the last one to exit stops it, nobody has to be told.
A process killed outright leaves the server running; the next process takes it over. `leave(folder)` is for
a process that is done before it exits.
"""

from peersupport.lib.embedded.postgres_server import postgres
from peersupport.lib.embedded.server_folder import ServerWillNotStart
from peersupport.lib.embedded.shared_use import leave
from peersupport.lib.embedded.valkey_server import valkey

__all__ = ["ServerWillNotStart", "leave", "postgres", "valkey"]
