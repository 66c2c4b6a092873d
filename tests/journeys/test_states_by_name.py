"""States that no link leads to, read as each of those who meets them: nothing that a machine can find is in the way."""

from collections.abc import Callable

import pytest

from tests.journeys import states
from tests.journeys.mailbox import Mailbox
from tests.journeys.reading import Reader
from tests.journeys.ways import Visit, Way, go

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.mark.parametrize(
    ("who", "ways"),
    [
        ("", states.STRANGERS),
        ("Rowan", states.REGULARS),
        ("Erin", states.LEADERS),
        ("Fiona", states.FACILITATORS),
        ("Carol", states.COORDINATORS),
        ("", states.REFUSALS),
    ],
    ids=["strangers", "regulars", "leaders", "facilitators", "coordinators", "refusals"],
)
def test_every_state_by_its_name(
    reader: Reader, mailbox: Mailbox, forgive: Callable[..., None], who: str, ways: dict[str, Way]
) -> None:
    forgive(*states.MEANT)
    if who:
        reader.log_in(mailbox, who)
    for name, way in ways.items():
        go(Visit(reader.page, mailbox, reader.house), way)
        reader.reads(name)
    reader.says()


@pytest.mark.parametrize("name", states.BARE)
def test_pages_without_a_stylesheet(reader: Reader, mailbox: Mailbox, name: str) -> None:
    """By night they have the browser’s own colours, and a machine takes their paper for white: so it looks by day."""
    go(Visit(reader.page, mailbox, reader.house), states.BARE[name])
    reader.reads(name, by_night=False)
    reader.says()
