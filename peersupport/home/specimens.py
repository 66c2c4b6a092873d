"""What the styleguide shows: made-up evenings, groups and questions in all their states, saved nowhere."""

import datetime as dt
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from groups.models import Run, Stage, SupportGroup, Venue
from sessions.models import GroupSession, Place

FRIDAY = dt.date(2026, 11, 27)
LONDON = ZoneInfo("Europe/London")
# A door and the street before it, instead of a photo.
DOOR = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 24'%3E"
    "%3Crect width='32' height='24' fill='%23e5d9c3'/%3E"
    "%3Crect x='11' y='5' width='10' height='17' fill='%2325507a'/%3E"
    "%3Crect y='22' width='32' height='2' fill='%23807b72'/%3E%3C/svg%3E"
)


class KeepPlaceForm(forms.Form):
    """A question of each kind, as a page would ask it."""

    without_focus = True

    known_as = forms.CharField(
        label="What should we call you?",
        help_text="A first name, a nickname, anything.",
        error_messages={"required": "Tell us what to call you. Any name will do."},
    )
    email = forms.EmailField(
        label="How can we reach you if it changes?",
        required=False,
        error_messages={"invalid": "This address looks unfinished. It needs an @ and a dot."},
    )
    reach_by = forms.ChoiceField(
        label="How shall we tell you?",
        choices=[("email", "By e-mail"), ("phone", "Somebody rings me"), ("none", "Please don’t")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one. “Please don’t” is a fine answer."},
    )
    help_with = forms.MultipleChoiceField(
        label="Would you like to help?",
        help_text="Tick as many as you like.",
        choices=[("tea", "Make the tea"), ("welcome", "Welcome people at the door")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on = forms.DateField(label="Which evening?", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    town = forms.ChoiceField(label="Nearest town", choices=[("h", "Haddington"), ("t", "Tranent")])
    needs = forms.CharField(
        label="Anything we can do for you?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agrees = forms.BooleanField(
        label="I agree that you keep my name and how to reach me until 30 days after the evening.",
        help_text="Coming here says something about your health. Only this evening’s facilitators see it.",
        error_messages={"required": "Tick the box if you agree. Or just turn up: then we keep nothing."},
    )


def hall() -> Venue:
    return Venue(
        name="Town House",
        town="Haddington",
        address="Court Street",
        step_free="yes",
        accessible_toilet="yes",
        parking="no",
        bus_there="106 from Tranent, 6.22pm, stops outside",
        last_bus_home="9.35pm from Court Street",
    )


def groups() -> dict[str, SupportGroup]:
    friday = SupportGroup(
        slug="friday-evening",
        name="Friday evening group",
        place="Haddington",
        who_for="Anyone having a hard time",
        ages_from=16,
    )
    listening = SupportGroup(slug="listening-ear", name="Listening ear", place="North Berwick", place_policy="can_keep")
    walkers = SupportGroup(
        slug="talking-walk", name="Talking walk", place="Tranent", noun="meeting", ages_from=16, ages_until=25
    )
    return {"friday": friday, "listening": listening, "walkers": walkers}


def evening(group: SupportGroup, weeks: int = 0, **facts: Any) -> GroupSession:
    on = FRIDAY + dt.timedelta(weeks=weeks)
    starts_at = dt.datetime.combine(on, dt.time(19), tzinfo=LONDON)
    facts = {"venue": hall(), "ref": f"example{weeks}", **facts}
    return GroupSession(
        group=group,
        on=on,
        starts_local=dt.time(19),
        ends_local=dt.time(21),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=2),
        **facts,
    )


def stages() -> list[Stage]:
    lines = [
        ("agreement", "Agreement", "We read what we have agreed with each other.", 5),
        ("meditation", "Short meditation", "A few quiet breaths to arrive.", 5),
        ("sharing", "What is going on", "Speak, or pass. Passing is fine.", 40),
        ("break", "Tea and cake", "", 20),
        ("sharing", "What is going well", "One thing, however small.", 35),
        ("meditation", "Closing meditation", "", 5),
    ]
    return [
        Stage(position=at, kind=kind, title=title, prompt=prompt, minutes=minutes)
        for at, (kind, title, prompt, minutes) in enumerate(lines)
    ]


def one_of_each_kind() -> list[dict[str, Any]]:
    return [{"kind": value, "title": label, "prompt": "", "minutes": None} for value, label in Stage.Kind.choices]


def helplines() -> list[SimpleNamespace]:
    def line(name: str, says: str, call: str = "", **more: Any) -> SimpleNamespace:
        about = {"text": "", "text_word": "", "hours": "", "open_now": True, **more}
        return SimpleNamespace(name=name, says=says, call=call, **about)

    return [
        line("Emergency", "If a life is in danger", "999"),
        line("Samaritans", "To talk about anything that upsets you", "116 123"),
        line("Shout", "If you would rather write than talk", text="85258", text_word="SHOUT"),
        line("NHS 24", "Choose the mental health option", "111"),
        line(
            "Breathing Space",
            "When you feel low, and you are 16 or over",
            "0800 83 85 87",
            hours="Monday to Thursday 6pm to 2am, Friday 6pm to Monday 6am",
            open_now=False,
        ),
    ]


def group_cards(known: dict[str, SupportGroup]) -> Iterable[dict[str, Any]]:
    paused = Run(reason="We are looking at what people need, and at the money.")
    looked_at = Run(reason="The hall is being mended.")
    called_off = evening(known["friday"], state="cancelled", state_reason="The hall is needed for the vote.")
    return [
        {"group": known["friday"], "standing": "open", "next_session": evening(known["friday"])},
        {"group": known["friday"], "standing": "open", "next_session": called_off},
        {"group": known["listening"], "standing": "open"},
        {"group": known["walkers"], "standing": "planned"},
        {"group": known["walkers"], "standing": "paused", "run": paused},
        {"group": known["listening"], "standing": "paused", "run": looked_at, "review_on": FRIDAY},
        {"group": known["walkers"], "standing": "closed", "run": Run(reason="Its people go to the Friday evening.")},
    ]


def sessions(known: dict[str, SupportGroup]) -> list[GroupSession]:
    moved_from = FRIDAY + dt.timedelta(weeks=1, days=1)
    return [
        evening(known["friday"]),
        evening(known["listening"], 1, original_on=moved_from),
        evening(known["friday"], 2, state="cancelled", state_reason="The heating is off"),
        evening(known["walkers"], 3, venue=None, online_link="https://meet.example/"),
        evening(known["friday"], -1, state="did_not_meet", state_reason="Snow"),
    ]


def places(session: GroupSession) -> list[Place]:
    until = dt.datetime(2026, 11, 26, 18, tzinfo=LONDON)
    return [Place(session=session, state=state, offer_until=until) for state in Place.State.values]


def bars(places: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"label": place, "value": visits, "share": round(100 * visits / 212)} for place, visits in places]


COUNTED = (("Haddington", 212), ("Tranent", 148), ("North Berwick", 36), ("Online", 0))
FACTS = [("When", "Fridays, 7pm to 9pm"), ("Where", "Town House, Haddington"), ("What it costs", "Nothing")]
# The longest name of a place there is, which breaks nowhere; and a sentence that does not end soon.
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
LONG_SENTENCE = (
    "We meet in the small room behind the large one, up the stairs or by the lift, past the kitchen, where there is "
    "tea, and whoever is there first puts the lamp into the window, so that you see from the street that we are in."
)


def in_long_words() -> dict[str, Any]:
    """The same components when somebody had much to say, or lives where names are long."""
    facts = {"name": LONG_SENTENCE[:100], "place": LONG_WORD, "who_for": LONG_SENTENCE[:120], "ages_from": 16}
    group = SupportGroup(slug="long", **facts)
    venue = Venue(name=LONG_WORD, town=LONG_WORD, bus_there=LONG_SENTENCE[:160], last_bus_home=LONG_WORD)
    line = SimpleNamespace(name=LONG_WORD, says=LONG_SENTENCE[:120], call="0800 83 85 87", text="85258", text_word="")
    line.hours, line.open_now = LONG_SENTENCE[:80], None
    prompt = f"{LONG_WORD} {LONG_SENTENCE[:140]}"
    stage = {"kind": "sharing", "title": LONG_SENTENCE[:80], "prompt": prompt, "minutes": 180}
    cancelled = evening(group, venue=venue, state="cancelled", state_reason=LONG_SENTENCE[:200])
    return {
        "long_word": LONG_WORD,
        "long_sentence": LONG_SENTENCE,
        "long_group": group,
        "long_venue": venue,
        "long_helplines": [line],
        "long_facts": [(LONG_WORD, LONG_SENTENCE), ("Where", LONG_WORD)],
        "long_sessions": [cancelled],
        "long_stages": [stage] * 3,
        "many_bars": bars([(LONG_WORD, 212), (LONG_SENTENCE[:80], 3), *((f"Hall {n}", 20 * n) for n in range(1, 9))]),
    }


def form(name: str, *names: str, sent: dict[str, str] | None = None) -> KeepPlaceForm:
    """The questions of these names, or all of them. Each form on the page has a name of its own."""
    made = KeepPlaceForm(sent, auto_id=f"{name}_%s")
    for other in set(made.fields) - set(names or made.fields):
        del made.fields[other]
    return made


def half(light: str) -> dict[str, Any]:
    """What is shown in one light: the forms are others, for no two questions of a page may have one name."""
    focused, not_now = (form(f"{light}_{name}", "known_as", "town", "agrees") for name in ("focused", "not_now"))
    for field in focused.fields.values():
        field.widget.attrs["class"] = "focused"
    for field in not_now.fields.values():
        field.disabled = True
    return {
        "light": light,
        "empty": form(f"{light}_empty"),
        "with_a_mistake": form(f"{light}_again", sent={"email": "sam@", "town": "h"}),
        "to_take_away": form(f"{light}_away", "needs"),
        "with_the_focus": focused,
        "not_now": not_now,
    }
