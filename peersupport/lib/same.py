"""Which words are the same: a name, a word, a place, in capitals or without.

That is PostgreSQL's to say, of both sides, and always by its `lower()`: our unique constraints hold by it and our
indexes are made of it. Python and the `upper()` of Django's `__iexact` know some letters otherwise, a Σ that ends a
word or an İ: whoever is looked for by them is not found where the constraint says that they are.

    models.UniqueConstraint("group", folded("word"), name="one_regular_of_a_word_in_a_group")
    Regular.objects.filter(group=group, word__same=word)

E-mail addresses are in Python's small letters from where they come in, and are looked for in them: to PostgreSQL an İ
is an i, and what is written to one address must not go to another.
"""

from typing import Any

from django.db import models
from django.db.models import Lookup
from django.db.models.functions import Lower


def folded(field: str) -> Lower:
    """What is the same for all words that are the same: for constraints, indexes and lists put together by it."""
    return Lower(field)


@models.CharField.register_lookup
class Same(Lookup):
    """`word__same=words`: as `__exact`, in capitals or without. Indexes of what is `folded` answer it."""

    lookup_name = "same"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, before = self.process_lhs(compiler, connection)
        words, after = self.process_rhs(compiler, connection)
        return f"LOWER({column}) = LOWER({words})", (*before, *after)
