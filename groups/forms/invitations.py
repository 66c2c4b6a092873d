"""Inviting somebody: where the letter goes, what to call them, and what for."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from groups.access import HELPING
from groups.forms.wishes import YesToHelping
from groups.invitations import Offer, is_to_come
from groups.models import Membership, SupportGroup
from groups.people import Reach
from members.forms.consent import AsksForYes
from members.models import Invitation, Purpose, Responsibility
from peersupport.lib.fields import EmailLine, Line, OneOf, offer_choices

# Nothing is chosen beforehand: nobody is made a facilitator by a slip.
NOTHING_YET = ("", "Choose")
TO_COME = (Membership.Role.PARTICIPANT.value, "Comes to a group that its members alone find")
ROLES = [(role.value, role.label) for role in (*HELPING, *Responsibility.Role)]
ALL = "all"


class InvitationForm(forms.Form):
    """A role, and where: all of the organisation, an area or a group, as far as whoever invites coordinates it."""

    email = EmailLine(
        label="Their e-mail address",
        help_text="The letter goes there, and later the codes they log in with.",
        nothing="Write the address that the letter goes to.",
        autocomplete="off",
    )
    known_as = Line(label="What do you call them?", most=60, nothing="Write a name they go by. A first name will do.")
    role = OneOf([NOTHING_YET, TO_COME, *ROLES], label="What for?")
    where = OneOf([], label="Where?")

    def __init__(self, *args: Any, reach: Reach, today: dt.date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.areas = {f"area-{area.ref}": area for area in reach.areas}
        self.groups = {f"group-{group.ref}": group for group in reach.groups_to_invite_to(today)}
        choices: list[Any] = [NOTHING_YET, *([(ALL, f"All of {reach.network.name}")] if reach.is_whole else [])]
        choices += titled("Areas", self.areas) + titled("Groups", self.groups)
        offer_choices(self, "where", choices)
        if not any(group.found_by == SupportGroup.FoundBy.MEMBERS for group in self.groups.values()):
            offer_choices(self, "role", [NOTHING_YET, *ROLES])

    def clean(self) -> dict[str, Any]:
        """Groups have those who come and those who help; an organisation and its areas have the others."""
        sent = super().clean() or self.cleaned_data
        role, where = sent.get("role"), sent.get("where")
        if role and where and (role in Membership.Role) != (where in self.groups):
            right = (
                "That is a role in a group. Choose the group."
                if role in Membership.Role
                else ("That is for the organisation or an area. Choose one of those.")
            )
            self.add_error("where", right)
        return sent

    def offer(self) -> Offer:
        where = self.cleaned_data["where"]
        return Offer(self.cleaned_data["role"], area=self.areas.get(where), group=self.groups.get(where))


class YesToComing(AsksForYes):
    """Why the network may know who belongs to a group; with a box to tick, where it needs somebody's yes."""

    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.PLACES: ""}
    WITHOUT: ClassVar[Mapping[str, str]] = {
        Purpose.PLACES: "Without a yes here we cannot write down that you belong to the group. "
        "Tick the box if that is all right."
    }


def yes_form_of(invitation: Invitation) -> type[AsksForYes]:
    """What somebody is asked for with their yes to an invitation."""
    return YesToComing if is_to_come(invitation) else YesToHelping


def titled(title: str, rows: dict[str, Any]) -> list[Any]:
    """A group of choices under its title; nothing where there are none."""
    return [(title, [(mark, row.name) for mark, row in rows.items()])] if rows else []
