"""Doorbells: what happened in a group that matters above, rung inside the transaction, with one receiver there."""

from django.dispatch import Signal

# A format is about to change, or to go (`goes`). Sent with `format` as it still is, and `now`.
format_changes = Signal()
# Somebody helps in a group otherwise than before: in another role, until a day, stepping back, or no more.
# With `person`, `group` and `now`. The person's row is held; evenings may be taken after it.
helping_changed = Signal()
# What a group is has changed. With `group`, `before` (as it was), and `now`. The group's row is held.
group_changed = Signal()
