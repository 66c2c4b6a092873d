"""Which letters of a typeface travel to the browser: those our languages are written with, and no others."""

from pathlib import Path

from fontTools import subset

# English, Gaelic and Welsh with their accents (ŵ and ŷ among them), Latin-1 for people's names, and the marks we print.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x1E80, 0x1E86),
    0x1EF2,
    0x1EF3,
    *(ord(mark) for mark in "‐–—‘’“”„†•…‹›€™−×→←↑↓✓"),
]
KEPT_FEATURES = ["kern", "liga", "tnum", "lnum", "ccmp", "locl", "mark", "mkmk"]


def shrink(source: Path, target: Path) -> None:
    """Write `source` (ttf) to `target` (woff2) with our letters only."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = KEPT_FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    target.parent.mkdir(parents=True, exist_ok=True)
    with subset.load_font(str(source), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=LETTERS)
        cutter.subset(font)
        subset.save_font(font, str(target), options)
