"""What a group is: a few facts of a new one, and all facts of one there is."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from groups.access import areas_to_fill
from groups.models import Format, SupportGroup, Venue
from members.access import Visitor
from members.forms.networks import SlugField
from members.models import Area, Network
from peersupport.lib.fields import FROM_THE_LIST, Line, OneOf, OneOfOurs, Words, offer, whole_number
from peersupport.lib.row_forms import RowForm

OLDEST = 120


class NewGroupForm(RowForm):
    """What somebody looking for a group asks first. Everything else has a good default, and can be changed."""

    name = Line(label="Name of the group", most=100, nothing="Tell people what the group is called.")
    place = Line(
        label="Town or part of town",
        help_text="What people would look for, such as Haddington.",
        most=60,
        nothing="Tell people which town it is in, or “Online”.",
    )
    area = OneOfOurs(
        label="Area",
        queryset=Area.objects.none(),
        empty_label="The organisation itself",
        error_messages={"required": FROM_THE_LIST},
    )
    kind = OneOf(SupportGroup.Kind.choices, label="What kind of group it is", initial=SupportGroup.Kind.SUPPORT)
    who_for = Line(
        label="Who it is for",
        help_text="Such as: anyone who finds life hard just now.",
        most=120,
        required=False,
    )
    ages_from = whole_number(least=0, most=OLDEST, label="From which age", required=False)
    ages_until = whole_number(
        least=0,
        most=OLDEST,
        label="Up to which age",
        help_text="Shown to everyone. We never ask when somebody was born.",
        required=False,
    )
    place_policy = OneOf(
        SupportGroup.PlacePolicy.choices, label="How people come", initial=SupportGroup.PlacePolicy.TURN_UP
    )
    venue = OneOfOurs(
        label="Where it usually meets",
        queryset=Venue.objects.none(),
        help_text="New series begin with it. Dates that are planned stay where they are.",
        required=False,
        empty_label="No venue yet",
    )
    format = OneOfOurs(
        label="How it usually goes", queryset=Format.objects.none(), required=False, empty_label="No plan"
    )

    def __init__(self, *args: Any, user: Visitor, network: Network, **facts: Any) -> None:
        super().__init__(*args, **facts)
        areas, or_none = areas_to_fill(user, network)
        offer(self, "area", areas)
        self.fields["area"].required = not or_none
        offer(self, "venue", Venue.objects.to_meet_at().filter(network=network))
        offer(self, "format", Format.objects.filter(network=network))
        if or_none and not areas.exists():
            self.fields["area"].widget = forms.HiddenInput()
        if self.row is None:
            self.initial = {**self.only_ones("venue", "format"), **self.initial}

    def only_ones(self, *names: str) -> dict[str, Any]:
        """Where there is one to choose, a new group begins with it."""
        rows = {name: self.fields[name].queryset[:2] for name in names}  # type: ignore[attr-defined]  # `OneOfOurs`
        return {name: found[0] for name, found in rows.items() if len(found) == 1}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        youngest, oldest = given.get("ages_from"), given.get("ages_until")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("ages_until", "These are the wrong way round: the youngest would be older than the oldest.")
        return given


class GroupForm(NewGroupForm):
    """All facts of a group, on one page, under a few headings."""

    about = Words(label="What it is like", help_text="A few sentences for everyone.", most=2000, required=False)
    noun = OneOf(SupportGroup.Noun.choices, label="What you call it when you meet")
    found_by = OneOf(
        SupportGroup.FoundBy.choices,
        label="Who may find it",
        help_text=(
            "Its members are those who help there, and those you invite to come, under People. Staff are those who "
            "help there, and those who coordinate it."
        ),
    )
    slug = SlugField(
        label="The end of its address",
        help_text="Change it seldom. The address it has now will lead to the new one.",
    )
    capacity = whole_number(
        least=0,
        most=1000,
        label="How many people fit",
        help_text="New series begin with it. Leave it empty when there is no limit.",
        required=False,
    )
    address_is_private = forms.BooleanField(
        label="Only people with a place are told the address",
        help_text="Everyone else reads the town alone.",
        required=False,
    )
    confirmed = forms.BooleanField(label="I have checked today that all of this is right", required=False)
    uses_agreement_mark = forms.BooleanField(label="Mark that the group agreement was read", required=False)
    uses_jobs = forms.BooleanField(label="A list of jobs, such as the tea", required=False)
    uses_notes = forms.BooleanField(label="A short practical note for the next time", required=False)
    uses_names = forms.BooleanField(
        label="Names on the register",
        help_text="Without them it is a number of people alone.",
        required=False,
    )

    PARTS = (
        ("What it is", ("name", "kind", "who_for", "ages_from", "ages_until", "about", "noun")),
        ("Who may find it", ("found_by", "area", "slug")),
        ("How people come, and where", ("place_policy", "capacity", "place", "venue", "address_is_private")),
        (
            "What you use when you meet",
            ("format", "uses_agreement_mark", "uses_jobs", "uses_notes", "uses_names"),
        ),
        ("Is it all still right?", ("confirmed",)),
    )

    @property
    def names(self) -> Iterable[str]:
        return [name for name in super().names if name != "confirmed"]

    @property
    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings, as the page shows them."""
        return [(heading, [self[name] for name in names]) for heading, names in self.PARTS]
