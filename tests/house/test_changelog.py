"""The version that the program says it is, is the newest that CHANGELOG.md tells people about."""

import re
import tomllib

from django.conf import settings

HEADING = re.compile(r"^## (.*)$", re.MULTILINE)


def test_the_newest_heading_is_of_the_programs_version_and_every_heading_says_what_it_was_about() -> None:
    headings = HEADING.findall((settings.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = [re.fullmatch(r"(\d+)\.(\d+) – [A-Z][\w ,]+", heading) for heading in headings]

    assert all(told), headings
    numbers = [(int(one[1]), int(one[2])) for one in told if one]
    assert numbers == sorted(set(numbers), reverse=True)
    assert project["version"] == "{}.{}.0".format(*numbers[0])
