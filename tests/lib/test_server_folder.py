"""Whether a server's processes are gone: not said of one that is just becoming another program."""

import os
import subprocess
from pathlib import Path

from peersupport.lib.embedded.server_folder import ServerFolder, wait_until

# A process that becomes another program as often as the first number says, each time after so many seconds.
BECOMES = """[ "$1" -le 0 ] && exit; sleep "$2"; exec sh -c "$0" "$0" $(($1 - 1)) "$2" "$3" """


def becoming(folder: ServerFolder, times: int, after: float) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["sh", "-c", BECOMES, BECOMES, str(times), str(after), folder.mark])


def test_a_process_that_is_becoming_another_is_not_gone(tmp_path: Path) -> None:
    folder = ServerFolder(tmp_path, os.getuid(), os.getgid())
    assert folder.has_ended()
    with becoming(folder, 4000, 0) as process:
        wait_until(lambda: process.poll() is not None or not folder.processes(), 20)
        assert process.poll() is None, "one look alone misses it"
        process.kill()
    with becoming(folder, 60, 0.02) as process:
        assert not any(folder.has_ended() for _ in range(20))
        process.kill()
    assert wait_until(folder.has_ended, 5)
