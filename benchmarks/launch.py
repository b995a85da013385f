"""`launch.py REPORT SECONDS COMMAND ...`: start a command, wait for it, and write what it took into the file REPORT as JSON.

A process inherits the memory mark of whoever started it, so commands are started from here, which imports next to nothing.
After SECONDS, or when told to end, the command and all that it started are ended.
"""

import json
import os
import signal
import sys
import time


def main() -> None:
    """Start, wait, report."""
    report, limit, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    late = False
    began = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, setsid=True)

    def end(number: int, frame: object) -> None:
        nonlocal late
        late = late or number == signal.SIGALRM
        os.killpg(process, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.signal(signal.SIGTERM, end)
    signal.setitimer(signal.ITIMER_REAL, limit)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - began
    signal.setitimer(signal.ITIMER_REAL, 0)
    said = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1024,
        "code": os.waitstatus_to_exitcode(status),
        "late": late,
    }
    with open(report, "w", encoding="utf-8") as file:
        json.dump(said, file)


if __name__ == "__main__":
    main()
