"""One factory for each model that tests make by hand: plain defaults, no surprises."""

import datetime as dt
import io
from typing import Any

import factory
from django.utils import timezone
from PIL import Image

from groups import models as groups
from members import models as members
from peersupport.lib.recurrence import weekly
from peersupport.lib.walltime import instant
from sessions import models as sessions


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (1, 1), colour: str = "teal", **facts: Any) -> bytes:
    """A picture in one colour, as a file of this kind."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **facts)
    return file.getvalue()


class NetworkFactory(factory.django.DjangoModelFactory):
    """Its reasons need nobody's yes. With `reasons="ask"` each needs one; with `reasons="none"` none is recorded."""

    class Meta:
        model = members.Network
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"network-{n}")
    name = factory.Sequence(lambda n: f"Network {n}")
    nation = "SCT"

    @factory.post_generation
    def reasons(self, create: bool, given: str | None, **facts: Any) -> None:
        basis, condition = ("consent", "explicit") if given == "ask" else ("interests", "none")
        members.Basis.objects.bulk_create(
            members.Basis(network=self, purpose=purpose, basis=basis, condition=condition)
            for purpose in (() if given == "none" else members.Purpose.values)
        )


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = members.Area

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Area {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = members.Organisation

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Organisation {n}")


class HelplineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = members.Helpline

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Line {n}")
    call = factory.Sequence(lambda n: f"01620 {n:06d}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = members.User

    email = factory.Sequence(lambda n: f"login-{n}@example.org")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = members.Person

    network = factory.SubFactory(NetworkFactory)
    known_as = factory.Sequence(lambda n: f"Robin {n}")
    reach = "email"
    email = factory.Sequence(lambda n: f"robin-{n}@example.org")


class InvitationFactory(factory.django.DjangoModelFactory):
    """To coordinate a whole network, sent now."""

    class Meta:
        model = members.Invitation

    network = factory.SubFactory(NetworkFactory)
    known_as = factory.Sequence(lambda n: f"Linnet {n}")
    email = factory.Sequence(lambda n: f"linnet-{n}@example.org")
    role = "coordinator"
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda one: one.sent_at + dt.timedelta(days=14))


class ComplaintFactory(factory.django.DjangoModelFactory):
    """A complaint that came now, with an address to write to."""

    class Meta:
        model = members.Complaint

    network = factory.SubFactory(NetworkFactory)
    known_as = factory.Sequence(lambda n: f"Wagtail {n}")
    email = factory.Sequence(lambda n: f"wagtail-{n}@example.org")
    words = "My name was read out."
    received_at = factory.LazyFunction(timezone.now)
    due_on = factory.LazyAttribute(lambda c: c.network.today(c.received_at) + dt.timedelta(days=30))


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = groups.Venue

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Hall {n}")
    town = "Haddington"


class DoorPhotoFactory(factory.django.DjangoModelFactory):
    """A JPEG of one dot, of the kind we draw."""

    class Meta:
        model = groups.DoorPhoto

    venue = factory.SubFactory(VenueFactory)
    content = picture()
    width = height = 1
    name = factory.Sequence(lambda n: f"{n:032x}.jpg")
    alt = "A blue door with a bell"


class VenueClosureFactory(factory.django.DjangoModelFactory):
    """A day far ahead on which it is shut."""

    class Meta:
        model = groups.VenueClosure

    venue = factory.SubFactory(VenueFactory)
    from_on = until_on = dt.date(2030, 1, 1)
    reason = "The hall is needed for the vote."


class FormatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = groups.Format

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Format {n}")


class SupportGroupFactory(factory.django.DjangoModelFactory):
    """A group that meets; by default it keeps places for twelve and has been open since before our records."""

    class Meta:
        model = groups.SupportGroup
        skip_postgeneration_save = True

    network = factory.SubFactory(NetworkFactory)
    slug = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Group {n}")
    place = "Haddington"
    place_policy = "can_keep"
    capacity = 12
    venue = factory.SubFactory(VenueFactory, network=factory.SelfAttribute("..network"))
    format = factory.SubFactory(FormatFactory, network=factory.SelfAttribute("..network"))

    @factory.post_generation
    def runs(self, create: bool, given: Any, **facts: Any) -> None:
        if create and given is None:
            groups.Run.objects.create(group=self, **facts)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = groups.Membership

    group = factory.SubFactory(SupportGroupFactory)
    person = factory.SubFactory(PersonFactory, network=factory.SelfAttribute("..group.network"))
    from_on = dt.date(2020, 1, 1)


class RegularFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = groups.Regular

    group = factory.SubFactory(SupportGroupFactory)
    word = factory.Sequence(lambda n: f"Heron {n}")
    since_on = dt.date(2020, 1, 1)


class SeriesFactory(factory.django.DjangoModelFactory):
    """Weekly at 7pm from a week from today on, none of its dates made yet."""

    class Meta:
        model = sessions.Series

    group = factory.SubFactory(SupportGroupFactory)
    first_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=7))
    rule = factory.LazyAttribute(lambda s: weekly(s.first_on.weekday()))
    starts_local = dt.time(19)
    ends_local = dt.time(21)


class GroupSessionFactory(factory.django.DjangoModelFactory):
    """An evening at 7pm, a week from today unless `on` says otherwise."""

    class Meta:
        model = sessions.GroupSession

    group = factory.SubFactory(SupportGroupFactory)
    on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=7))
    starts_local = dt.time(19)
    ends_local = dt.time(21)
    starts_at = factory.LazyAttribute(lambda s: instant(s.on, s.starts_local, s.group.network.zone))
    ends_at = factory.LazyAttribute(lambda s: instant(s.on, s.ends_local, s.group.network.zone))
    venue = factory.SelfAttribute("group.venue")
    format = factory.SelfAttribute("group.format")
    capacity = factory.SelfAttribute("group.capacity")


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = sessions.Place

    session = factory.SubFactory(GroupSessionFactory)
    person = factory.SubFactory(PersonFactory, network=factory.SelfAttribute("..session.group.network"))
    state = "coming"
    asked_at = factory.LazyFunction(timezone.now)
