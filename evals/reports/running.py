"""Runs a report as a command: what is wrong with what it was given is told in a line, with status 2."""

import sys
from collections.abc import Callable
from typing import NoReturn

from interviewer.errors import InterviewerError


def run(main: Callable[[], int]) -> NoReturn:
    """Ends the process with what `main` returns."""
    try:
        raise SystemExit(main())
    except InterviewerError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
