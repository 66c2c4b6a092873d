"""What rings for the apps above, inside the transaction, when something here matters there."""

from django.dispatch import Signal

# A format is about to change, or to go (`goes`). Sent with `format` as it still is, and `now`.
format_changes = Signal()
