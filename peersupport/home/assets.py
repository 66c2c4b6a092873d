"""What the browser is given, built from pinned packages and our own files."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import bootstrap_wrapper
import fontpkg_atkinson_hyperlegible
from django.conf import settings

from peersupport.lib import stylesheets, typefaces

BOOTSTRAP = Path(bootstrap_wrapper.get_bootstrap_css_dir()) / "bootstrap.min.css"
TYPEFACE = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
FONTS = {
    "fonts/atkinson-regular.woff2": TYPEFACE / "AtkinsonHyperlegible-Regular.ttf",
    "fonts/atkinson-bold.woff2": TYPEFACE / "AtkinsonHyperlegible-Bold.ttf",
}
BANNER = "/*! Bootstrap 5.3.8, Copyright 2011-2025 The Bootstrap Authors, MIT licence; and our own theme. */"
# Parts of Bootstrap that none of our pages has: they need its script, or we have our own.
UNUSED = (
    ".accordion", ".breadcrumb", ".bs-popover", ".bs-tooltip", ".carousel", ".dropdown", ".dropend", ".dropstart",
    ".dropup", ".list-group", ".modal", ".nav-", ".navbar", ".offcanvas", ".page-item", ".page-link", ".pagination",
    ".placeholder", ".popover", ".progress", ".spinner", ".toast", ".tooltip", "@keyframes",
)  # fmt: skip


def unused(selector: str) -> bool:
    return any(name in selector for name in UNUSED)


def our_styles(css: Path) -> list[Path]:
    """In the order in which they are joined: what comes later wins."""
    first = [css / "tokens.css", css / "base.css"]
    last = [css / "print.css"]
    return [*first, *sorted((css / "components").glob("*.css")), *sorted((css / "pages").glob("*.css")), *last]


def site_css(css: Path) -> str:
    bootstrap = stylesheets.without(stylesheets.parse(BOOTSTRAP.read_text(encoding="utf-8")), unused)
    ours = [rule for path in our_styles(css) for rule in stylesheets.parse(path.read_text(encoding="utf-8"))]
    # Bootstrap's first rule is its @charset, which counts only at the very beginning.
    charset, rules = str(bootstrap[0]), [*bootstrap[1:], *ours]
    return charset + BANNER + "\n" + stylesheets.text_of(stylesheets.dark_by_device(rules))


def ours(static: Path) -> list[Path]:
    return sorted(path for path in static.rglob("*") if path.is_file())


def fingerprint(static: Path) -> str:
    """Changes when any file that goes in, or the way it is built, changes."""
    digest = hashlib.sha256()
    makers = [Path(__file__), Path(stylesheets.__file__), Path(typefaces.__file__)]
    for path in [*makers, BOOTSTRAP, *FONTS.values(), *ours(static)]:
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build(static: Path, target: Path) -> None:
    """Build into a new folder beside `target`, then put it in its place: a page never meets half of it."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "css").mkdir(parents=True)
    (fresh / "css" / "site.css").write_text(site_css(static / "css"), encoding="utf-8")
    for name, source in FONTS.items():
        typefaces.shrink(source, fresh / name)
    for path in copied(static):
        there = fresh / path.relative_to(static)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, there)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def copied(static: Path) -> Iterator[Path]:
    for folder in ("js", "img"):
        yield from ours(static / folder)


def target() -> Path:
    """Where what the browser is given is built."""
    found: Path = settings.VAR / "assets"
    return found


def stamp() -> Path:
    """The file that says of what, and how, it was built."""
    found: Path = settings.VAR / "assets.stamp"
    return found


def is_built() -> bool:
    """Whether what is there was made of the files as they are now, by this version."""
    if not target().is_dir() or not stamp().is_file():
        return False
    return stamp().read_text(encoding="utf-8") == fingerprint(settings.ROOT / "static")
