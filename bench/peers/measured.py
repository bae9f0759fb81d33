"""Run a command and write the largest resident size it reached: ``python measured.py FILE COMMAND ...``.

Brian2's network runs in a program of its own, started by the process that also compiled it; counted with all
children, the compiler's memory would be the largest. This small process in between sees that program alone.
"""

import os
import subprocess
import sys
from pathlib import Path


def main(path, *command):
    """Run the command, write its peak in kB to `path`, return its exit status."""
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    Path(path).write_text(str(usage.ru_maxrss))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
