"""What a network itself holds about somebody: their name, what they answer for, their letters, and their login."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from members.holding import Chapter, Held, holds, holds_nobody, leaves_out
from members.models import (
    Area,
    Basis,
    Change,
    Complaint,
    Consent,
    Device,
    FormerSlug,
    Helpline,
    Invitation,
    Message,
    Network,
    Organisation,
    Person,
    Responsibility,
    Tombstone,
    User,
)

holds_nobody("what an organisation is", Network, Basis, FormerSlug, Area, Organisation, Helpline)
holds_nobody("the number of a row that is gone", Tombstone)
holds_nobody("names of tables and of rights in the admin", ContentType, Permission, Group, Group.permissions.through)
leaves_out("Keys, such as the end of a link in a letter or the secret of a second factor. They would open your pages.")
leaves_out(
    "Two lists of the software we build on, which we leave empty: groups and rights of logins, addresses to confirm.",
    User.groups.through,
    User.user_permissions.through,
    EmailConfirmation,
)


@holds("What we call you, and how we reach you", Person, chapter=Chapter.YOU)
def name(person: Person, now: dt.datetime) -> Iterator[Held]:
    words = {
        "how to reach you": person.get_reach_display(),
        "e-mail": person.email,
        "phone": person.phone,
        "wants letters": person.wants_letters,
        "letters may say what the evening is": person.wants_plain_words,
        "comes on behalf of": person.organisation.name if person.organisation else "",
        "has a login": person.user_id is not None,
    }
    yield Held(f"{person.network.name} knows you as {person.known_as}", person.created_at, words)


@holds("What you answer for", Responsibility, chapter=Chapter.YOU)
def responsibilities(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.responsibilities.select_related("area"):
        where = one.area.name if one.area else "everywhere"
        yield Held(one.get_role_display(), one.from_on, {"where": where, "until": one.until_on})


@holds("What you agreed to", Consent, chapter=Chapter.YOU)
def consents(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.consents.all():
        words = {
            "words": one.words,
            "their version": one.wording_version,
            "given": one.get_how_display(),
            "taken back": one.withdrawn_at,
        }
        yield Held(one.get_purpose_display(), one.given_at, words)


@holds("Invitations", Invitation, chapter=Chapter.YOU)
def invitations(person: Person, now: dt.datetime) -> Iterator[Held]:
    """Those to their address, and that they sent some; not whom to."""
    for one in invitations_to(person).select_related("area"):
        words = {
            "to": one.email,
            "for": one.known_as,
            "as": one.get_role_display(),
            "where": one.area.name if one.area else "",
            "answer until": one.expires_at,
            "you said yes": one.accepted_at,
            "you said no": one.declined_at,
            "taken back": one.revoked_at,
        }
        yield Held("We invited you", one.sent_at, words)
    for sent_at in person.invitations_sent.values_list("sent_at", flat=True):
        yield Held("You invited somebody", sent_at)


def invitations_to(person: Person) -> QuerySet[Invitation]:
    """To a person's address, but for those in the name of another who has the same address; and what they accepted."""
    to_them = ~Q(email="") & Q(email__same=person.email) & ~Exists(another_of(person))
    theirs = to_them | Q(pk__in=person.responsibilities.exclude(invitation=None).values("invitation"))
    return Invitation.objects.filter(theirs, network=person.network_id)


@holds("Complaints", Complaint, chapter=Chapter.YOU)
def complaints(person: Person, now: dt.datetime) -> Iterator[Held]:
    """From their address, but for those in the name of another who has it too."""
    for one in complaints_from(person):
        words = {
            "what you wrote": one.words,
            "for": one.known_as,
            "from": one.email,
            "we answer by": one.due_on,
            "answered": one.answered_at,
            "what came of it": one.outcome,
        }
        yield Held("A complaint", one.received_at, words)


def complaints_from(person: Person) -> QuerySet[Complaint]:
    from_here = Complaint.objects.exclude(email="").filter(network=person.network_id, email=person.email.lower())
    return from_here.filter(~Exists(another_of(person)))


@holds("Letters", Message, chapter=Chapter.LETTERS)
def letters(person: Person, now: dt.datetime) -> Iterator[Held]:
    kind = Message.Recipient
    to_them = Q(recipient_kind=kind.PERSON, recipient=person.pk)
    to_them |= Q(recipient_kind=kind.INVITATION, recipient__in=keys_of(invitations_to(person)))
    to_them |= Q(recipient_kind=kind.COMPLAINT, recipient__in=keys_of(complaints_from(person)))
    if person.user_id is not None:
        to_them |= Q(recipient_kind=kind.USER, recipient=person.user_id)
    return letters_that(to_them)


def another_of(person: Person) -> QuerySet[Person]:
    """Somebody else of an address and name, for a subquery on rows that have both."""
    others = Person.objects.filter(network=person.network_id, email__same=OuterRef("email"))
    return others.filter(known_as__same=OuterRef("known_as")).exclude(pk=person.pk)


def keys_of(rows: QuerySet[Any]) -> list[int]:
    """Read first, so that the index of letters by recipient answers."""
    return list(rows.values_list("pk", flat=True))


def letters_that(are: Q) -> Iterator[Held]:
    """What each letter was for and what became of it. Its words were made when it went, and are not kept."""
    for one in Message.objects.filter(are):
        words = {
            "state": one.get_state_display(),
            "to go": one.due_at,
            "not after": one.useful_until,
            "went": one.sent_at,
            "why not": one.reason,
        }
        yield Held(one.purpose.replace("-", " ").capitalize(), one.created_at, words)


leaves_out("What our letters said. We make the words when a letter goes, and keep none of them.")


@holds("Changes to your name, address or wishes", Change, chapter=Chapter.LOOKS)
def changes(person: Person, now: dt.datetime) -> Iterator[Held]:
    """Of the person's own row: when, and by themselves or somebody else. What stood there before is nowhere kept."""
    for one in Change.objects.filter(table=Person._meta.db_table, row=person.pk):
        who = "nobody who was logged in" if one.login is None else "somebody else"
        words = {"of": ", ".join(one.fields).replace("_", " "), "by": "you" if one.login == person.user_id else who}
        yield Held(one.get_what_display(), one.at, words)


leaves_out("Numbers of what your login opened or changed while you helped. If you want to know, ask, and we read them.")


# -- The login, which may be known to several networks


@holds("Login", User, chapter=Chapter.LOGIN)
def login(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in User.objects.filter(persons=person):
        words = {"last used": one.last_login, "may be used": one.is_active, "may open the admin": one.is_staff}
        yield Held(f"A login for {one.email}", one.created_at, words)


@holds("Addresses of your login", EmailAddress, chapter=Chapter.LOGIN)
def addresses(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in EmailAddress.objects.filter(user=person.user_id):
        yield Held(one.email, words={"shown to be yours": one.verified, "the first": one.primary})


FACTORS = {Authenticator.Type.TOTP.value: "An app on a phone", Authenticator.Type.RECOVERY_CODES.value: "Paper codes"}
PASSKEY = Authenticator.Type.WEBAUTHN


@holds("Second factor", Authenticator, chapter=Chapter.LOGIN)
def second_factors(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in Authenticator.objects.filter(user=person.user_id).defer("data"):
        name = f"A passkey, {one.wrap().name}" if one.type == PASSKEY else FACTORS[one.type]
        yield Held(name, one.created_at, {"last used": one.last_used_at})


@holds("Where you are logged in", Device, chapter=Chapter.LOGIN)
def browsers(person: Person, now: dt.datetime) -> Iterator[Held]:
    """Each browser, and what it showed to log in; that stands inside the row, so each is opened."""
    for one in Device.objects.filter(user=person.user_id, expire_date__gt=now).exclude(user=None):
        words = {"last used": one.used_at, "second factor last used": one.second_factor_used_at}
        yield Held(one.kind or "A browser", one.logged_in_at, {**words, "until": one.expire_date})
        for shown in one.get_decoded().get("account_authentication_methods", []):
            at = dt.datetime.fromtimestamp(shown["at"], dt.UTC)
            words = {"how": shown.get("method"), "with": shown.get("email") or shown.get("type")}
            yield Held("It showed who you are", at, words)


holds_nobody("Django's own table of browsers, which we leave empty", Session)


@holds("What you set in the admin", LogEntry, chapter=Chapter.LOGIN)
def settings_changed(person: Person, now: dt.datetime) -> Iterator[Held]:
    """Only configuration can be set there, so what is named is nobody."""
    for one in LogEntry.objects.filter(user=person.user_id).select_related("content_type"):
        words = {"of": one.content_type.name if one.content_type else "", "how": one.get_action_flag_display()}
        yield Held(one.object_repr, one.action_time, words)
