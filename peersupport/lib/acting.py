"""Who acts just now, and through what: told to the database with each statement that writes, for its triggers.

It is said in the same statement, so it costs no round trip, and for that transaction only, so that nobody's name is
left on a connection that the next request uses.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH\b.*\b(INSERT INTO|UPDATE|DELETE FROM))", re.IGNORECASE | re.DOTALL
)
TELL = "SELECT set_config('acting.login', %s, true), set_config('acting.through', %s, true); "


@dataclass(frozen=True)
class Acting:
    """`login` answers the number of a login, or None; it is asked when something is written, not before."""

    login: Callable[[], int | None]
    through: str


NOBODY = Acting(lambda: None, "")
now_acting: ContextVar[Acting] = ContextVar("now_acting", default=NOBODY)


@contextmanager
def through(what: str, login: Callable[[], int | None] = lambda: None) -> Iterator[None]:
    """Whatever is written inside was done through `what`: a page by its name, a step of the tick, a command."""
    token = now_acting.set(Acting(login, what))
    try:
        yield
    finally:
        now_acting.reset(token)


class SayWho:
    """Middleware: what a request writes was written by its login, through the page it is for."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with through("", lambda: request.user.pk):
            return self.answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        # The name of the page, never its address: that may hold a signed link.
        name = request.resolver_match.view_name if request.resolver_match else ""
        now_acting.set(Acting(now_acting.get().login, name))


def tell(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Put who acts before a statement that writes."""
    acting = now_acting.get()
    if acting is NOBODY or many or not WRITES.match(sql):
        return execute(sql, params, many, context)
    who = str(asked(acting) or "")
    if isinstance(params, dict):
        before = TELL % ("%(acting_login)s", "%(acting_through)s")
        return execute(before + sql, {**params, "acting_login": who, "acting_through": acting.through}, many, context)
    if params is None:  # then a per cent sign in it is one; with our two parameters it would be the start of a third
        sql = sql.replace("%", "%%")
    return execute(TELL + sql, (who, acting.through, *(params or ())), many, context)


def asked(acting: Acting) -> int | None:
    """The login. Finding it out may read a session, and that tells of nobody."""
    token = now_acting.set(NOBODY)
    try:
        return acting.login()
    finally:
        now_acting.reset(token)


def listen(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell)


connection_created.connect(listen, dispatch_uid="acting")
