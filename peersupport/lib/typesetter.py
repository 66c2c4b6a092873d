"""The process that sets one sheet and ends. `typesetting` starts it and says on its input what to set.

A process of its own can be ended when it takes too long, has none of our secrets, and what it took of memory goes
with it.
"""

import json
import resource
import sys
from typing import Any

import typst

TAGGED: dict[str, Any] = {"format": "pdf", "pdf_standards": ["ua-1"]}


def main() -> None:
    """Set `template` with `inputs`; write it out as PDF/UA, or as a picture of its one page."""
    asked: dict[str, Any] = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    # No letters but those we bring: a sheet looks the same wherever it is made.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=asked["fonts"])
    made = typst.compile(
        asked["template"],
        root=asked["root"],
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=asked["inputs"],
        timestamp=asked["made_at"],
        **({"format": "png", "ppi": asked["dots"]} if asked["dots"] else TAGGED),
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
