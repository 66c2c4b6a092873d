"""The browser the journeys use: the one that is on this machine, or Debian's, installed where that is allowed.

`make` runs this module before the journeys.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = (
    "The journeys need Chromium, and it is not on this machine. "
    "Install it (Debian: sudo apt-get install chromium), then run this again."
)
# It stays quiet: no sandbox (root has none in a container), and not a word to anybody but the site.
ARGUMENTS = (
    "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage",
)  # fmt: skip
APT = {"DEBIAN_FRONTEND": "noninteractive"}


def found() -> str:
    """Where Chromium is; empty when it is not on this machine."""
    by_name = (shutil.which(name) for name in NAMES)
    return next((path for path in (*by_name, *ON_A_MAC) if path and Path(path).exists()), "")


def install() -> None:
    """Install Debian's Chromium where root may; what that says is shown only when it does not work."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    sys.stderr.write("Installing Chromium for the journeys …\n")
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        command = ["apt-get", "--quiet", *arguments]
        done = subprocess.run(command, env=os.environ | APT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stdout + done.stderr)
            return


if __name__ == "__main__":
    if not found():
        install()
    if not found():
        sys.stderr.write(f"{MISSING}\n")  # the journeys say so once more; all other tests can run
