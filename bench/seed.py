"""What the benchmarks' databases hold: groups that have met for years, made by a few statements over whole sets.

Every row follows from its number, so that two seedings of one day differ in nothing but the ids of taps. A group
meets every week at 7pm. One date in twenty-six is off; at the others there are 10.4 on the register on average,
which makes ten a date: its facilitator, two people with an address, one who gave no name, and regulars. One group
in three has not locked up its last register. The next date is within seven days; one group in seven meets today.
Group 3 is the one looked at: it keeps places, meets today, and its last register is not locked up.
"""

import datetime as dt

from django.db import connection

from bench.bulk import without_indexes
from bench.inserting import insert, literal
from bench.sizes import AREAS_IN_A_NETWORK, GROUPS_IN_A_NETWORK, WEEKS_AHEAD, Size
from groups.models import Agreement, Format, FormatJob, Membership, Regular, Run, Stage, SupportGroup, Venue
from members import helplines
from members.models import Area, Basis, Message, Network, Person, Purpose, Responsibility, User
from sessions.models import EveryWeek, GroupSession, Job, Place, Presence, Reminder, Series, Tap

WITH_ADDRESS = 10  # people of a group, two of them volunteers
MOST_WHO_COME = 13
HOW_MANY_CAME = "(ARRAY[8, 9, 10, 12, 13])[mod(i, 5) + 1]"
HALL_OF = "{0} - 1 + mod({0}, 2)"
WEEKS_OF_TAPS = 4  # taps and places of past evenings are kept thirty days
BEGINNINGS = ("Aber", "Auch", "Bal", "Dun", "Glen", "Inver", "Kil", "Loch", "Muir", "Pit", "Strath", "Tilly")
TOWNS = [beginning + ending for ending in ("beg", "burn", "dale", "more", "side") for beginning in BEGINNINGS]
FIRST_NAMES = ["Ailsa", "Blair", "Catriona", "Duncan", "Elspeth", "Fergus", "Greer", "Hamish", "Isla", "Jamie"]
WORDS = [
    "Avocet", "Bittern", "Curlew", "Dipper", "Eider", "Fulmar", "Gannet", "Heron", "Ibis", "Jackdaw", "Kestrel",
    "Linnet", "Merlin", "Nuthatch", "Oriole", "Petrel", "Quail", "Robin", "Siskin", "Teal", "Tern", "Wagtail",
    "Wheatear", "Whinchat", "Wren",
]  # fmt: skip
STAGES = (
    ("agreement", "Our agreement", 5),
    ("meditation", "A short meditation", 10),
    ("sharing", "What is going on", 35),
    ("break", "Tea and cake", 20),
    ("sharing", "What is going well", 35),
    ("meditation", "Closing meditation", 10),
)
WITH_KEYS_OF_OURS = (
    Network, Area, Format, Venue, SupportGroup, User, Person, Regular, Series, GroupSession, Presence, Place,
)  # fmt: skip


def load(size: Size, today: dt.date) -> None:
    """`seed`, with the indexes of the two big tables made at the end. In a transaction, as the tables' owner."""
    with without_indexes(GroupSession._meta.db_table, Presence._meta.db_table):
        seed(size, today)
    with connection.cursor() as cursor:
        for model in WITH_KEYS_OF_OURS:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def seed(size: Size, today: dt.date) -> None:
    """Fill an empty database through Django's connection."""
    helplines.add_missing()
    networks(size)
    groups(size, today)
    people(size, today)
    evenings(size, today)
    registers(size)
    wishes(size)


def networks(size: Size) -> None:
    each = f"generate_series(1, {size.networks}) n"
    insert(
        Network, each, slug="'network-' || n", name="'Network ' || n", nation="'SCT'",
        contact_email="'network-' || n || '@example.org'", contact_days="'Tuesdays and Thursdays'",
    )  # fmt: skip
    for purpose in Purpose.values:
        insert(Basis, each, id="", network="n", purpose=literal(purpose), basis="'interests'", condition="'none'")
    areas = f"""(SELECT k, a, (k - 1) * {AREAS_IN_A_NETWORK} + a AS n
                 FROM generate_series(1, {size.networks}) k, generate_series(1, {AREAS_IN_A_NETWORK}) a) x"""
    insert(Area, areas, network="k", name="'Area ' || a")
    insert(Format, each, network="n", name="'Our evening'")
    for position, (kind, title, minutes) in enumerate(STAGES, start=1):
        facts = {"position": position, "kind": kind, "title": title, "minutes": minutes}
        insert(Stage, each, id="", format="n", **{name: literal(fact) for name, fact in facts.items()})
    for role in ("facilitator", "welcome", "tea"):
        insert(FormatJob, each, id="", format="n", role=literal(role))


def groups(size: Size, today: dt.date) -> None:
    """Half of them keep places for twelve; one in ten is found by its members alone. Two share a hall."""
    each = f"""(SELECT n, (n - 1) / {GROUPS_IN_A_NETWORK} + 1 AS k, {literal(today)}::date + mod(n + 4, 7) AS next_on,
                ({literal(TOWNS)})[mod(n * 7, {len(TOWNS)}) + 1] AS town FROM generate_series(1, {size.groups}) n) x"""
    insert(
        Venue, f"{each} WHERE mod(n, 2) = 1",
        network="k", name="'Hall ' || n", address="n || ' High Street'", town="town", step_free="'yes'",
        bus_there="'The 7 and the 12 stop outside'", last_bus_home="'The 12 at 9.40pm'",
    )  # fmt: skip
    insert(
        SupportGroup, each, network="k", area=f"(k - 1) * {AREAS_IN_A_NETWORK} + mod(n, {AREAS_IN_A_NETWORK}) + 1",
        slug="'group-' || n", name="to_char(next_on, 'FMDay') || ' circle ' || n", place="town",
        found_by="CASE WHEN mod(n, 10) = 0 THEN 'members' ELSE 'public' END",
        who_for="'Anyone who has been through it'", ages_from="16", venue=HALL_OF.format("n"), format="k",
        place_policy="CASE WHEN mod(n, 2) = 1 THEN 'can_keep' ELSE 'turn_up' END",
        capacity="CASE WHEN mod(n, 2) = 1 THEN 12 END",
    )  # fmt: skip
    insert(Run, each, id="", group="n")
    insert(
        Agreement, each, id="", group="n", version="1", text="'What is said here stays here.'", begins_on="'2015-01-01'"
    )
    insert(
        Series, each, group="n", rule="'FREQ=WEEKLY;BYDAY=' || upper(left(to_char(next_on, 'DY'), 2))",
        first_on=f"next_on - 7 * {size.weeks}", starts_local="'19:00'", ends_local="'21:00'", venue=HALL_OF.format("n"),
        format="k", capacity="CASE WHEN mod(n, 2) = 1 THEN 12 END", dates_made_until=f"next_on + 7 * {WEEKS_AHEAD} - 1",
    )  # fmt: skip
    words = f"(SELECT g, w, (g - 1) * {len(WORDS)} + w AS n FROM {pairs(size.groups, len(WORDS), 'w')}) x"
    insert(Regular, words, group="g", word=f"({literal(WORDS)})[w]", since_on="'2015-01-01'")


def people(size: Size, today: dt.date) -> None:
    """A facilitator with a login for each group, whose number is the group's; then the networks' coordinators."""
    logins = f"generate_series(1, {size.groups + size.networks}) n"
    insert(User, logins, email="'login-' || n || '@example.org'")
    is_facilitator = f"n <= {size.groups}"
    insert(
        Person, logins, user="n", reach="'email'", email="'login-' || n || '@example.org'",
        network=f"CASE WHEN {is_facilitator} THEN (n - 1) / {GROUPS_IN_A_NETWORK} + 1 ELSE n - {size.groups} END",
        known_as=f"CASE WHEN {is_facilitator} THEN 'Fiona ' ELSE 'Carol ' END || n",
    )  # fmt: skip
    coordinators = f"generate_series(1, {size.networks}) n"
    facts = {"person": f"{size.groups} + n", "role": "'coordinator'", "from_on": "'2015-01-01'"}
    insert(Responsibility, coordinators, id="", network="n", **facts)
    each = f"generate_series(1, {size.groups}) n"
    insert(Membership, each, id="", person="n", group="n", role="'facilitator'", from_on="'2015-01-01'")
    others = f"(SELECT g, p, {member(size, 'p')} AS n FROM {pairs(size.groups, WITH_ADDRESS, 'p')}) x"
    insert(
        Person, others, network=f"(g - 1) / {GROUPS_IN_A_NETWORK} + 1", known_as=f"({literal(FIRST_NAMES)})[p]",
        reach="'email'", email="'person-' || n || '@example.org'",
    )  # fmt: skip
    role = "CASE WHEN p <= 2 THEN 'volunteer' ELSE 'participant' END"
    insert(Membership, others, id="", person="n", group="g", role=role, from_on=literal(today - dt.timedelta(weeks=60)))


def member(size: Size, p: str) -> str:
    """The number of person `p` of group `g`'s people with an address."""
    return f"{size.groups + size.networks} + (g - 1) * {WITH_ADDRESS} + {p}"


def pairs(groups: int, each: int, name: str) -> str:
    return f"generate_series(1, {groups}) g, generate_series(1, {each}) {name}"


def dates(size: Size, today: dt.date) -> str:
    """Each date `i` of each group `g`, oldest first, from the years past to half a year ahead."""
    return f"""(SELECT (i - 1) * {size.groups} + g AS n, g, i, mod(i + g, 26) = 0 AS off,
                {literal(today)}::date + mod(g + 4, 7) + 7 * (i - {size.weeks} - 1) AS day,
                i > {size.weeks} AS ahead, i = {size.weeks} AND mod(g, 3) = 0 AS open, {HOW_MANY_CAME} - 1 AS visits
                FROM {pairs(size.groups, size.weeks + WEEKS_AHEAD, "i")} ORDER BY 1) x"""


def evenings(size: Size, today: dt.date) -> None:
    """One evening in four has a headcount too. Those that are off are cancelled, or now and then did not meet."""
    held = "NOT ahead AND NOT off AND NOT open"
    insert(
        GroupSession, dates(size, today), group="g", series="g", original_on="day", on="day",
        starts_local="'19:00'", ends_local="'21:00'",
        starts_at="(day + time '19:00') AT TIME ZONE 'Europe/London'",
        ends_at="(day + time '21:00') AT TIME ZONE 'Europe/London'",
        venue=HALL_OF.format("g"), format=f"(g - 1) / {GROUPS_IN_A_NETWORK} + 1",
        capacity="CASE WHEN mod(g, 2) = 1 THEN 12 END",
        state=f"""CASE WHEN {held} THEN 'held' WHEN NOT off THEN 'planned'
                       WHEN ahead OR mod(i, 2) = 1 THEN 'cancelled' ELSE 'did_not_meet' END""",
        state_reason="CASE WHEN off THEN 'The hall is being painted' ELSE '' END",
        change="CASE WHEN off THEN 1 ELSE 0 END",
        register_state=f"CASE WHEN {held} THEN 'done' ELSE 'open' END",
        register_done_at=f"CASE WHEN {held} THEN (day + time '21:10') AT TIME ZONE 'Europe/London' END",
        headcount=f"CASE WHEN {held} AND mod(i, 4) = 0 THEN visits + mod(g, 3) END",
    )  # fmt: skip


def registers(size: Size) -> None:
    """Who came: 1 is the facilitator, 2 and 3 are people with an address, 4 gave no name, the others are regulars."""
    came = f"""(SELECT s.id, (s.id - 1) * {MOST_WHO_COME} + p AS n, g, i, p
                FROM (SELECT id, state, mod(id - 1, {size.groups}) + 1 AS g, (id - 1) / {size.groups} + 1 AS i
                      FROM {GroupSession._meta.db_table} ORDER BY id) s,
                     generate_series(1, {HOW_MANY_CAME}) p
                WHERE i <= {size.weeks} AND state IN ('held', 'planned')) x"""
    insert(
        Presence, came, session="id", tap="gen_random_uuid()",
        person=f"CASE WHEN p = 1 THEN g WHEN p <= 3 THEN {member(size, f'mod(i + p, {WITH_ADDRESS}) + 1')} END",
        regular=f"CASE WHEN p > 4 THEN (g - 1) * {len(WORDS)} + mod(i * 3 + p, {len(WORDS)}) + 1 END",
        first_time="p IN (4, 5) AND mod(i, 8) = 0",
        role="CASE WHEN p = 1 THEN 'facilitator' ELSE 'came' END",
    )  # fmt: skip
    lately = f"{GroupSession._meta.db_table} s JOIN {Presence._meta.db_table} p ON p.session_id = s.id"
    insert(
        Tap, f"{lately} WHERE s.id > {size.groups * (size.weeks - WEEKS_OF_TAPS)}",
        id="p.tap", session="s.id", device="md5('device ' || s.group_id)::uuid", sequence="p.id", action="'add'",
        person="p.person_id", regular="p.regular_id", first_time="p.first_time", role="p.role", by="s.group_id",
        received_at="s.starts_at",
    )  # fmt: skip


def wishes(size: Size) -> None:
    """Places of the last four evenings and the next two; reminders of the next, and who leads it."""
    first, next_one = (size.weeks - WEEKS_OF_TAPS) * size.groups, size.weeks * size.groups
    table = GroupSession._meta.db_table
    each = (
        f"(SELECT id, starts_at - interval '3 days' AS asked, group_id AS g, p FROM {table}, generate_series(1, 6) p) x"
    )
    on = f"id > {first} AND id <= {next_one + 2 * size.groups} AND mod(g, 2) = 1"
    places = f"(SELECT *, (id - {first}) * 6 + p AS n FROM {each} WHERE {on}) y"
    insert(Place, places, session="id", person=member(size, "p + 2"), state="'coming'", asked_at="asked")
    insert(
        Message, places, id="", key="'place:' || n || ':coming:' || extract(epoch FROM asked)::bigint",
        purpose="'place'", about="n", recipient_kind="'person'", recipient=member(size, "p + 2"), state="'sent'",
        due_at="asked", started_at="asked", sent_at="asked", mail_id="gen_random_uuid()",
    )  # fmt: skip
    soon = f"id > {next_one} AND id <= {next_one + size.groups} AND mod(g, 2) = 0"
    reminders = f"(SELECT *, (id - {next_one}) * 6 + p AS n FROM {each} WHERE {soon} AND p <= 4) y"
    insert(Reminder, reminders, id="", session="id", person=member(size, "p + 2"), asked_at="now()")
    weekly = f"(SELECT g, p, (g - 1) * 3 + p AS n FROM {pairs(size.groups, 3, 'p')}) x"
    insert(EveryWeek, weekly, id="", group="g", person=member(size, "p + 6"), wants="'reminder'", asked_at="now()")
    led = f"(SELECT id AS n, group_id AS g FROM {table}) x WHERE n > {next_one} AND n <= {next_one + size.groups}"
    insert(Job, f"{led} AND mod(g, 3) > 0", id="", session="n", role="'facilitator'", person="g", taken_at="now()")
