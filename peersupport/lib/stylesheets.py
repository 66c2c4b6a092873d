"""How stylesheets become one file: joined, shortened, and with dark also for those whose device asks for it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

BY_CHOICE = "[data-bs-theme=dark]"
BY_DEVICE = ":root:not([data-bs-theme])"
DEVICE_IS_DARK = "@media (prefers-color-scheme: dark)"

# A comment, a string, an address or one of the marks that shape a rule; everything else is plain text.
PIECE = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\((?:"[^"]*"|'[^']*'|[^)]*)\)|[{};]|[^"'/{};u]+|.""", re.S
)
# Inside these braces are rules; inside all others are declarations.
HOLDS_RULES = ("@media", "@supports", "@layer", "@keyframes", "@container")


@dataclass
class Rule:
    """What stands before the braces, and between them; a statement such as @charset has no braces."""

    head: str
    body: str | None = None
    rules: list["Rule"] = field(default_factory=list)

    @property
    def selectors(self) -> list[str]:
        return split_outside_brackets(self.head)

    def __str__(self) -> str:
        if self.body is None and not self.rules:
            return f"{self.head};"
        return f"{self.head}{{{self.body or ''.join(map(str, self.rules))}}}"


def split_outside_brackets(text: str) -> list[str]:
    """Split a list of selectors at its commas, leaving those inside `:is(a, b)` alone."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def short(pieces: Iterable[str]) -> str:
    """Joined, without comments and the white space that means nothing. Strings and addresses are left as they are."""
    said = ""
    for piece in pieces:
        if piece.startswith("/*"):
            continue
        if piece.startswith(('"', "'", "url(")):
            said += piece
        elif piece == ";":
            said = said.rstrip() + ";"
        else:
            plain = re.sub(r"\s+", " ", piece)
            said += plain.lstrip() if not said or said[-1] in "; " else plain
    return said.strip().rstrip(";")


def parse(css: str) -> list[Rule]:
    """The rules of a stylesheet, comments dropped. Knows what our files and Bootstrap's use, no nesting of rules."""
    return list(_rules(iter(PIECE.findall(css))))


def _rules(pieces: Iterator[str]) -> Iterator[Rule]:
    head: list[str] = []
    for piece in pieces:
        if piece == "}":
            return
        if piece not in ("{", ";"):
            head.append(piece)
            continue
        said = short(head)
        if piece == ";":
            yield Rule(said)
        elif said.startswith(HOLDS_RULES):
            yield Rule(said, rules=list(_rules(pieces)))
        else:
            yield Rule(said, body=short(iter(lambda: next(pieces, "}"), "}")))
        head = []


def dark_by_device(rules: Iterable[Rule]) -> list[Rule]:
    """Each rule of the chosen dark theme is followed by its twin for devices that ask for dark.

    Directly behind, so that what overrides the one overrides the other.
    """
    out: list[Rule] = []
    for rule in rules:
        if rule.rules:
            out.append(Rule(rule.head, rules=dark_by_device(rule.rules)))
            continue
        out.append(rule)
        twins = [one.replace(BY_CHOICE, BY_DEVICE) for one in rule.selectors if one.startswith(BY_CHOICE)]
        if twins:
            out.append(Rule(DEVICE_IS_DARK, rules=[Rule(",".join(twins), body=rule.body)]))
    return out


def without(rules: Iterable[Rule], unused: Callable[[str], bool]) -> list[Rule]:
    """The rules less the selectors nobody uses; a rule of which nothing is left goes."""
    out: list[Rule] = []
    for rule in rules:
        if rule.rules:
            inner = without(rule.rules, unused)
            if inner and not unused(rule.head):
                out.append(Rule(rule.head, rules=inner))
        elif kept := [one for one in rule.selectors if not unused(one)]:
            out.append(Rule(",".join(kept), body=rule.body))
    return out


def text_of(rules: Iterable[Rule]) -> str:
    return "".join(map(str, rules)) + "\n"
