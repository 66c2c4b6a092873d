"""The theme can be read in both lights, is small, is shown whole on the styleguide, and needs nothing inline."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.test.signals import template_rendered

from peersupport.home import assets
from peersupport.home.styleguide import examples
from peersupport.lib import stylesheets

ROOT: Path = settings.ROOT
TEMPLATES = ROOT / "templates"
CSS = ROOT / "static" / "css"
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))
SURFACES = ("paper", "raised", "sunk", "wash", "honey-wash", "danger-wash")
BODY = [(text, surface) for text in ("ink", "ink-soft") for surface in SURFACES]
OTHER = [
    *((text, surface) for text in ("action", "action-deep", "tea", "danger", "danger-deep") for surface in SURFACES),
    ("on-action", "action"),
    ("on-action", "action-deep"),
]
# Edges of fields, the focus ring and lines that carry meaning.
DRAWN = [(mark, surface) for mark in ("edge", "focus", "honey", "action") for surface in ("paper", "raised")]
DRAWN += [("focus", "wash"), ("focus", "sunk"), ("honey", "honey-wash"), ("paper", "tea"), ("stitch", "raised")]


def theme(name: str) -> dict[str, str]:
    """The colours of "light" or "dark", by token."""
    rules = stylesheets.parse((CSS / "tokens.css").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for rule in rules:
        if f"[data-bs-theme={name}]" in rule.selectors:
            found.update(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", rule.body or ""))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_knows_black_from_grey() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(BODY, 7.0), (OTHER, 4.5), (DRAWN, 3.0)], ids=["body", "other", "drawn"])
def test_everything_can_be_read_in_both_lights(light: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = theme(light)
    too_faint = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in pairs
        if contrast(colours[pair[0]], colours[pair[1]]) < least
    }
    assert not too_faint


def test_both_lights_have_the_same_colours() -> None:
    assert theme("light").keys() == theme("dark").keys()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("var") / "assets"
    assets.build(ROOT / "static", target)
    return target


def test_letters_are_light_enough_for_a_slow_line(built: Path) -> None:
    sizes = {font.name: font.stat().st_size for font in (built / "fonts").iterdir()}
    assert len(sizes) == 2
    assert max(sizes.values()) <= 25 * 1024


def test_styles_are_one_small_file(built: Path) -> None:
    css = (built / "css" / "site.css").read_bytes()
    assert [path.name for path in (built / "css").iterdir()] == ["site.css"]
    assert len(gzip.compress(css)) <= 45 * 1024
    assert b"sourceMappingURL" not in css


def dark_rules(css: str) -> tuple[list[str], list[str]]:
    """What is said for a chosen dark, and what for a device's, in order."""
    chosen: list[str] = []
    by_device: list[str] = []
    for rule in every_rule(stylesheets.parse(css)):
        for selector in rule.selectors:
            if selector.startswith(stylesheets.BY_CHOICE):
                chosen.append(selector.removeprefix(stylesheets.BY_CHOICE) + str(rule.body))
            if selector.startswith(stylesheets.BY_DEVICE):
                by_device.append(selector.removeprefix(stylesheets.BY_DEVICE) + str(rule.body))
    return chosen, by_device


def every_rule(rules: list[stylesheets.Rule]) -> Iterator[stylesheets.Rule]:
    for rule in rules:
        yield rule
        yield from every_rule(rule.rules)


def test_dark_by_choice_and_by_device_say_the_same(built: Path) -> None:
    chosen, by_device = dark_rules((built / "css" / "site.css").read_text(encoding="utf-8"))
    assert len(chosen) > 5
    assert chosen == by_device


def test_a_dark_rule_is_followed_by_its_twin() -> None:
    css = "[data-bs-theme=dark] .a, .b { color: red } @media print { [data-bs-theme=dark] { top: 0 } }"
    assert stylesheets.text_of(stylesheets.dark_by_device(stylesheets.parse(css))) == (
        "[data-bs-theme=dark] .a, .b{color: red}"
        "@media (prefers-color-scheme: dark){:root:not([data-bs-theme]) .a{color: red}}"
        "@media print{[data-bs-theme=dark]{top: 0}"
        "@media (prefers-color-scheme: dark){:root:not([data-bs-theme]){top: 0}}}\n"
    )


def test_nothing_of_ours_is_lost_when_files_are_joined() -> None:
    strange = '@charset "x"; /* } */ .a:is(.b, .c)::after { content: "}; /* */"; background: url(data:a;b,{}) }'
    assert stylesheets.text_of(stylesheets.parse(strange)) == (
        '@charset "x";.a:is(.b, .c)::after{content: "}; /* */";background: url(data:a;b,{})}\n'
    )


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_component_has_a_stylesheet_of_its_name_and_says_its_inputs(name: str) -> None:
    assert (CSS / "components" / f"{name}.css").is_file()
    template = (TEMPLATES / "components" / f"{name}.html").read_text(encoding="utf-8")
    assert re.match(r"(\{% load [\w ]+ %\}\s*)*\{# .+ #\}", template)


def test_each_component_is_on_the_styleguide() -> None:
    shown: set[str] = set()

    def note(template: object, **_: object) -> None:
        shown.add(str(getattr(template, "name", "")).removeprefix("components/").removesuffix(".html"))

    template_rendered.connect(note)
    try:
        render_to_string("styleguide/page.html", examples())
    finally:
        template_rendered.disconnect(note)
    assert set(COMPONENTS) - shown == set()


INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)|javascript:", re.I)


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="top:0">',
        "<style>",
        "<script>",
        '<a onclick="x">',
        '<script type="module">',
        '<a href="javascript:x">',
    ],
)
def test_the_rule_against_inline_code_sees_it(bad: str) -> None:
    assert INLINE.search(bad)


def test_no_page_has_styles_or_code_inline() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts]
    pages.append(ROOT / "static" / "503.html")
    found = {str(page.relative_to(ROOT)) for page in pages if INLINE.search(page.read_text(encoding="utf-8"))}
    assert len(pages) > 20
    assert found == set()


STATES = ["400", "403", "404", "405", "500", "busy", "too_large", "form_too_old"]


@pytest.mark.parametrize("state", STATES)
def test_pages_for_bad_moments_need_nothing_and_show_help_and_a_way_on(state: str) -> None:
    page = render_to_string(f"{state}.html")
    for number in ("tel:999", "tel:116123", "sms:85258", 'href="/"'):
        assert number in page
    assert page.count("<h1>") == 1


def test_the_page_without_a_database_is_whole() -> None:
    page = (ROOT / "static" / "503.html").read_text(encoding="utf-8")
    for part in ("tel:999", "tel:116123", "sms:85258", 'href="/"', "<h1>"):
        assert part in page
    assert not re.search(r"<(link|script|img|iframe)", page)


def test_a_form_says_what_is_optional_and_links_what_needs_another_look() -> None:
    page = render_to_string("styleguide/page.html", examples())
    assert "asteriskField" not in page
    whole, to_take_away, not_asked_for = 2, 1, 4
    assert page.count("(optional)") == 2 * (whole * not_asked_for + to_take_away)
    wrong = re.findall(r'<a href="#((?:light|dark)_again_[^"]*)"', page)
    assert len(wrong) > 8
    for link in wrong:
        assert f'id="{link}"' in page
    described = re.findall(r'aria-describedby="([^"]+)"', page)
    assert described
    for ids in described:
        assert all(f'id="{one}"' in page for one in ids.split())


def test_there_are_no_leftover_stylesheets() -> None:
    for css in (CSS / "components").glob("*.css"):
        if css.stem in ("button", "field"):
            continue
        try:
            get_template(f"components/{css.stem}.html")
        except TemplateDoesNotExist:
            pytest.fail(f"{css.name} belongs to no component")
