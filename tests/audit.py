"""Whether a hole is known in any package that is installed. `make audit` runs this module.

pip-audit alone says "No known vulnerabilities found" also when it could look nothing up. Here that is no answer.
"""

import json
import subprocess
import sys
from typing import Any

COMMAND = ("-m", "pip_audit", "--local", "--progress-spinner", "off", "--format", "json")
NOTHING_ASKED = (
    "No list of known holes could be reached, so nothing was audited. "
    "Run make audit where https://pypi.org answers; a release needs it.\n"
)


def judge(packages: list[dict[str, Any]]) -> tuple[int, str]:
    """What pip-audit found: how to exit, and what to say."""
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        return 2, NOTHING_ASKED
    holes = [(package, hole) for package in packages for hole in package.get("vulns", [])]
    lines = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {' or '.join(hole['fix_versions'])}"
        for package, hole in holes
    ]
    lines += [f"{name}: nothing is known of it there; look for yourself." for name in unknown]
    if lines:
        return 1, "".join(f"{line}\n" for line in lines)
    return 0, f"No hole is known in the {len(packages)} packages that are installed.\n"


def main() -> int:
    done = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):  # it could not even begin
        packages = []
    status, words = judge(packages)
    sys.stderr.write(words)
    return status


if __name__ == "__main__":
    sys.exit(main())
