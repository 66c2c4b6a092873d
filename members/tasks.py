"""What the worker calls about people and their letters."""

from celery import shared_task
from django.utils import timezone

from members import messages, sending


@shared_task(name=messages.TASK_THAT_SENDS)
def send_due_letters() -> None:
    """Send what is due. A backlog longer than one call is gone on with at once, not at the next tick."""
    if sending.send_due(clock=timezone.now):
        messages.ring()
