"""What a check said, as short as it can be compared."""

from collections.abc import Callable, Iterable

import pytest

from peersupport.home.doctor import Finding, Verdict

Said = Callable[[Iterable[Finding]], dict[str, list[str]]]


@pytest.fixture
def said() -> Said:
    """The sentences by verdict. Whatever is not good says what to do, too."""

    def sorted_out(findings: Iterable[Finding]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for finding in findings:
            assert bool(finding.do) is (finding.verdict is not Verdict.GOOD), finding
            found.setdefault(finding.verdict.value, []).append(str(finding))
        return found

    return sorted_out
