"""Somebody's yes, where a network may do something only with one: kept with the words it was given to.

Who asks brings the version of the words that were shown. Without it, or with words that have changed since, nothing is
kept at all. Where no yes is needed none is stored, whatever a form brings.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from members.models import Consent, Person
from members.models.wordings import current
from peersupport.lib.refusals import Refused


class YesNeeded(Refused):
    """We may only do that with your yes. Load the page again, read the words, and tick the box if you agree."""


class WordsChanged(Refused):
    """The words have changed since this page was opened. Read them again, and tick the box if you agree."""


@dataclass(frozen=True)
class Yes:
    """What somebody said yes to: for each purpose the version of the words they were shown or read, and how."""

    to: Mapping[str, str] = field(default_factory=dict)
    how: str = Consent.How.FORM


NOTHING_SAID = Yes()


def give(*, person: Person, yes: Yes, purposes: Collection[str], now: dt.datetime) -> None:
    """Keep somebody's yes for each of these purposes. Said again to the same words, the first still stands.

    It is part of the verb it is for, which holds the person's row. Raises `YesNeeded` and `WordsChanged`.
    """
    for purpose in purposes:
        version = yes.to.get(purpose)
        if not version:
            raise YesNeeded
        if version != current(purpose):
            raise WordsChanged
    given = [
        Consent(person=person, purpose=purpose, wording_version=yes.to[purpose], how=yes.how, given_at=now)
        for purpose in purposes
    ]
    Consent.objects.bulk_create(given, ignore_conflicts=True)
    if given and not person.wants_letters:
        Person.objects.filter(pk=person.pk).update(wants_letters=True)
