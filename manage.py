#!/usr/bin/env python
"""The front door for commands: `make` lists the everyday ones."""

import os
import sys

# Commands for the database as a whole run as its owner; all else runs as the app role.
OWNER_COMMANDS = {"migrate", "sqlmigrate", "sqlflush", "backup", "restore"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")

    from django.core.management import execute_from_command_line  # noqa: PLC0415 – after the settings are named

    from peersupport.lib.acting import through  # noqa: PLC0415 – the same
    from peersupport.lib.embedded import ServerWillNotStart  # noqa: PLC0415 – the same

    try:
        with through(f"manage.py {' '.join(sys.argv[1:2])}"):
            execute_from_command_line(sys.argv)
    except ServerWillNotStart as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
