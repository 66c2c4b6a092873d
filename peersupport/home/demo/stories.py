"""What each group's past is made of: the words its regulars chose, who else comes, and which evenings were odd."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from groups.models import SupportGroup
from members.models import Person
from peersupport.home.demo.circles import Circles
from peersupport.home.demo.people import Cast


class Odd(Enum):
    """What may be different about an evening that is over."""

    SNOWED_OFF = auto()
    NOT_RECORDED = auto()
    NOBODY_CAME = auto()
    ONLY_COUNTED = auto()
    NAMES_ALONE = auto()
    CORRECTED = auto()

    @property
    def has_names(self) -> bool:
        return self in (Odd.NAMES_ALONE, Odd.CORRECTED)


@dataclass(frozen=True)
class Story:
    """One group's past. Between `fewest` and `most` people come; `tea` is the first name of who makes it.

    `odd` counts evenings back from now: 1 is the last that is over. `snow` is an evening of February.
    """

    group: SupportGroup
    cast: Cast
    words: tuple[str, ...]
    people: tuple[Person, ...]
    tea: str
    fewest: int
    most: int
    odd: Mapping[int, Odd]
    snow: bool = False


HADDINGTON_WORDS = (
    "Heron", "Thistle", "Blue", "Otter", "Bramble", "Kestrel", "Amber", "Fern", "Badger", "Juniper",
    "Wren", "Moss", "Indigo", "Hare", "Gorse", "Puffin", "Silver", "Larch", "Teal", "Swift",
)  # fmt: skip
TRANENT_WORDS = (
    "Oak", "Magpie", "Green", "Foxglove", "Seal", "Nettle", "Curlew", "Copper", "Clover", "Hedgehog",
    "Birch", "Lapwing", "Purple", "Sedge", "Mole", "Plum", "Gannet", "Saffron",
)  # fmt: skip
SMALL_CIRCLE_WORDS = (
    "Lark", "Maple", "Red", "Stoat", "Yarrow", "Owl", "Lilac", "Salmon", "Rush", "Ochre", "Finch", "Aster",
)  # fmt: skip


def stories(circles: Circles, cast: Cast) -> tuple[Story, ...]:
    return (
        Story(
            group=circles.haddington,
            cast=cast,
            words=HADDINGTON_WORDS,
            people=(cast.rowan, cast.hazel, cast.linden),
            tea="Morag",
            fewest=9,
            most=14,
            odd={5: Odd.CORRECTED, 9: Odd.NAMES_ALONE, 23: Odd.NAMES_ALONE, 31: Odd.ONLY_COUNTED},
            snow=True,
        ),
        Story(
            group=circles.tranent,
            cast=cast,
            words=TRANENT_WORDS,
            people=(cast.hazel, cast.linden),
            tea="Tam",
            fewest=8,
            most=13,
            odd={1: Odd.NOT_RECORDED, 12: Odd.NAMES_ALONE, 26: Odd.ONLY_COUNTED, 44: Odd.NOBODY_CAME},
        ),
        Story(
            group=circles.small_circle,
            cast=cast,
            words=SMALL_CIRCLE_WORDS,
            people=(cast.rowan, cast.linden),
            tea="Nan",
            fewest=6,
            most=11,
            odd={7: Odd.NAMES_ALONE},
        ),
    )
