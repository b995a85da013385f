"""The way in: parse, call, print, exit code. Nothing here computes.

Exit codes: 0 answered; 1 some run infeasible, unproven or failed (reports are written all the same); 2 bad input, nothing
solved; 3 a fault of the program; 130 interrupted (Ctrl-C, SIGTERM, SIGHUP), finished work kept.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

# Imported for the verbs they add.
from model.cli import check, combine, compare, explain, next_best, pages, report, run, simulate, sweep  # noqa: F401
from model.cli.common import BAD_INPUT, OUR_FAULT, UNANSWERED, app
from model.cli.streams import secure_streams
from model.errors import InputError, SolverFailure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command (default: of this process's command line) and return its exit code."""
    secure_streams()
    try:
        app(args=list(arguments) if arguments is not None else None)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else (UNANSWERED if end.code else 0)
    except InputError as error:
        for finding in error.findings:
            print(finding, file=sys.stderr)
        return BAD_INPUT
    except SolverFailure as failure:
        print(f"no answer: {failure}", file=sys.stderr)
        return UNANSWERED
    except OSError as error:
        print(f"a file or folder cannot be used: {error}", file=sys.stderr)
        return BAD_INPUT
    except Exception:  # noqa: BLE001 -- the last stop: whatever arrives here is our fault, and is shown whole
        traceback.print_exc()
        print("This is a fault of the program, not of your input; please report the lines above.", file=sys.stderr)
        return OUR_FAULT
    return 0
