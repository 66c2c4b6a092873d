"""`python -m bench`: on a server of its own, in a folder of its own, so that nothing of a local run is touched."""

import os
import sys
from pathlib import Path

import django


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "peersupport.settings"
    os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "bench"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    django.setup()

    from bench.run import main as run  # noqa: PLC0415 – needs Django set up

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
