"""The door of the invented hall: drawn, so that nobody looks for it, and taken the way a photo is taken."""

import io

from PIL import Image, ImageDraw

from groups import doors
from groups.models import Venue
from peersupport.lib import pictures

WALL, FRAME, DOOR, PAVEMENT, LAMP, BELL = "#d9c7a7", "#f4ece0", "#25507a", "#8a847a", "#f2c14e", "#3b3a37"
WORDS = "A drawing: a blue door level with the pavement, a lamp above it and a bell on its left"


def drawn() -> bytes:
    """A wall, and in it what the words say."""
    wall = Image.new("RGB", (960, 720), WALL)
    pen = ImageDraw.Draw(wall)
    for row in range(9):
        pen.line((0, row * 80, 960, row * 80), fill=FRAME, width=2)
        for stone in range(-1, 8):
            left = stone * 140 + (row % 2) * 70
            pen.line((left, row * 80, left, row * 80 + 80), fill=FRAME, width=2)
    pen.rectangle((350, 170, 610, 650), fill=FRAME)
    pen.rectangle((370, 190, 590, 650), fill=DOOR)
    for top in (220, 440):
        pen.rectangle((400, top, 560, top + 180), outline=FRAME, width=4)
    pen.ellipse((556, 420, 578, 442), fill=LAMP)
    pen.ellipse((450, 90, 510, 150), fill=LAMP)
    pen.ellipse((310, 420, 330, 440), fill=BELL)
    pen.rectangle((0, 650, 960, 720), fill=PAVEMENT)
    file = io.BytesIO()
    wall.save(file, "PNG")
    return file.getvalue()


def hang(venue: Venue) -> None:
    """Show it as the photo of a venue's door."""
    doors.show(venue=venue, picture=pictures.make_anew(io.BytesIO(drawn())), alt=WORDS, seen="")
