"""What a log line must not hold: keys of signed links, and the words of a mistake, which may quote a row.

PostgreSQL says which row was refused, Python which value: that can be somebody's name. So of a mistake stay its kind,
the constraint it broke, and the lines of code it went through.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

# A ref, a version and a signature, as `links.sign` joins them.
TOKEN = re.compile(r"[0-9a-z]{12}\.\d+\.[-\w]{20,}")
LEFT_OUT = "(link)"


class WithoutLinks(logging.Filter):
    """Lets every line through, with each signed link's key replaced by "(link)"."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and record.exc_info and record.exc_info[1]:
            # Celery says in its line what a task failed of.
            record.args = {**record.args, "exc": kind_of(record.exc_info[1]), "traceback": ""}
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(LEFT_OUT, said), None
        return True


class Lines(logging.Formatter):
    """Writes the mistake behind a line without its words."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 – the standard library's name
        return "\n".join(told(exc_info[1]))


def told(mistake: BaseException | None) -> list[str]:
    """A mistake and those it came of, the first one first: the way through the code, then its kind."""
    if mistake is None:
        return []
    before = told(mistake.__cause__ or (None if mistake.__suppress_context__ else mistake.__context__))
    return [*before, *way(mistake.__traceback__), f"{kind_of(mistake)}, its words left out"]


def kind_of(mistake: BaseException) -> str:
    """Its class, and what the database calls it: the state and the constraint are ours, its detail is somebody's."""
    said = getattr(mistake, "diag", None)
    facts = [str(fact) for fact in (getattr(said, "sqlstate", None), getattr(said, "constraint_name", None)) if fact]
    name = f"{type(mistake).__module__}.{type(mistake).__qualname__}"
    return f"{name} ({', '.join(facts)})" if facts else name


def way(trace: TracebackType | None) -> list[str]:
    return [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in traceback.extract_tb(trace)]
