"""Groups with a poster, from an ordinary one to the longest there can be, and its files opened."""

import datetime as dt
import io

from pypdf import PdfReader

from groups.models import Stage, SupportGroup, Venue
from members.models import Helpline, Network
from sessions import posters
from sessions.models import Series
from tests import factories

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
STAGES = ("Our agreement", "A short meditation", "What is going on", "Tea and cake")


def a_circle(network: Network) -> SupportGroup:
    """A group that meets on Fridays, with everything a poster can say."""
    group = factories.SupportGroupFactory(
        network=network,
        slug="friday-circle",
        name="Friday circle",
        place_policy="turn_up",
        who_for="Anyone",
        ages_from=16,
    )
    for position, title in enumerate(STAGES):
        Stage.objects.create(format=group.format, position=position, kind=list(Stage.Kind)[position + 1], title=title)
    Series.objects.create(
        group=group,
        rule="FREQ=WEEKLY;BYDAY=FR",
        first_on=dt.date(2026, 1, 2),
        starts_local=dt.time(19),
        ends_local=dt.time(21),
        venue=group.venue,
    )
    return group


def poster(group: SupportGroup) -> posters.Poster:
    return posters.poster_of(group=SupportGroup.objects.get(pk=group.pk), now=NOW)


def opened(said: posters.Poster, name: str) -> PdfReader:
    return PdfReader(io.BytesIO(posters.make(said, posters.SHEETS[name])))


def words(reader: PdfReader) -> str:
    """What is read aloud, in the order in which it is."""
    return " ".join(reader.pages[0].extract_text().replace("\u00ad", "").split())


def longest(group: SupportGroup, letters: str) -> posters.Poster:
    """Every field as long as it can be, and three times that all begin and end."""

    def full(most: int) -> str:
        return (letters * most)[:most].strip()

    Network.objects.update(
        name=full(120), contact_phone="0" * 30, contact_days=full(120), is_demonstration=True,
        contact_email=f"{'a' * 64}@{'b' * 63}.{'c' * 63}.example.org",
    )  # fmt: skip
    Venue.objects.update(
        name=full(80), address=full(160), town=full(60), postcode="EH41 3XX", finding_the_door=full(2000),
        bus_there=full(160), last_bus_home=full(160), step_free="yes", accessible_toilet="no", parking="yes",
    )  # fmt: skip
    more = factories.VenueFactory(network=group.network, name=full(79), town=full(60))
    for position in range(4, 14):
        Stage.objects.create(format=group.format, position=position, kind="sharing", title=full(80))
    Stage.objects.update(title=full(80))
    for position in range(9):
        Helpline.objects.create(
            position=position, name=full(60), call="0" * 20, text="0" * 20, text_word=full(20), hours=full(80)
        )
    group.series.all().delete()
    group.runs.update(ended_on=dt.date(2026, 12, 31), ended_as="paused", reason=full(200))
    SupportGroup.objects.update(name=full(100), place=full(60), who_for=full(120), slug="s" * 60)
    for day, venue in (("WE", group.venue), ("TH", more), ("MO", more)):
        group.series.create(
            rule=f"FREQ=WEEKLY;BYDAY={day}", first_on=dt.date(2027, 1, 6), last_on=dt.date(2027, 3, 3), venue=venue,
            starts_local=dt.time(10, 30), ends_local=dt.time(12, 45), all_dates_at_once=True,
        )  # fmt: skip
    return poster(group)
