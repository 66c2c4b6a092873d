"""What the door of a venue looks like, so that whoever comes for the first time knows it when they see it."""

from django.db import models
from django.db.models import Q

from groups.models.venue import Venue


class DoorPhoto(models.Model):
    """One photo of a venue's door: a JPEG drawn by us, and what it shows in words."""

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, related_name="door")
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # Random, and another with each picture: browsers tell by it whether what they have is still right.
    name = models.CharField(max_length=36, unique=True)
    alt = models.CharField(max_length=160, help_text="What it shows, for whoever cannot see it")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(alt=""), name="door_photo_is_said_in_words"),)

    def __str__(self) -> str:
        return f"door of venue {self.venue_id}"
