"""Who plays, in the terminal: the options, the notice before the first word leaves, the question when a model fails."""

import os
import sys

from interviewer.build import Workshop
from interviewer.casting import Wish
from interviewer.cli.console import messages
from interviewer.domain.setup import Cast
from interviewer.errors import BadInput, ProviderError


def wish_of(engine: str, voice: str | None, reader: str | None, coach: str | None, samples: int) -> Wish:
    """The options; a role that is not given there is looked up in the environment, then left to `engine`."""
    given = {"voice": voice, "reader": reader, "coach": coach}
    roles = {name: value or os.environ.get(f"INTERVIEWER_{name.upper()}") or "auto" for name, value in given.items()}
    return Wish(engine=engine, samples=samples, **roles)


def consent(made: Workshop, cast: Cast, typed: bool) -> None:
    """Say where the words go, before the first leaves; at a terminal, ask.

    Raises:
        BadInput: the user would rather not.
    """
    notice = made.notice(cast)
    if notice is None:
        return
    messages().print(notice)
    if typed and not made.local and not _yes("Go on? [Y/n] ", otherwise=True):
        raise BadInput("nothing was sent; use --engine embedded to stay on this machine")


def goes_on(made: Workshop, error: ProviderError, typed: bool) -> bool:
    """Whether the embedded engine shall go on; asked at a terminal only, otherwise `--fallback` says it beforehand."""
    if not typed:
        return False
    messages().print(f"{error}.")
    made.fallback.allowed = _yes("Go on with the embedded engine wherever the model fails? [Y/n] ", otherwise=True)
    return made.fallback.allowed


def _yes(question: str, otherwise: bool) -> bool:
    print(question, end="", file=sys.stderr, flush=True)
    try:
        reply = input().strip().lower()
    except (EOFError, KeyboardInterrupt):
        return False
    return reply.startswith("y") if reply else otherwise
