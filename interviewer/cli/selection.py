"""Who plays, in the terminal: the options, the notice before the first word leaves, the question when a model fails."""

import sys

from interviewer.app import Services
from interviewer.cli.console import messages
from interviewer.domain.setup import EngineRequest, EngineSelection
from interviewer.errors import BadInput, ProviderError
from interviewer.interview.session import Session


def engine_request(
    engine: str, voice: str | None, extractor: str | None, coach: str | None, samples: int
) -> EngineRequest:
    """The options as they were given."""
    return EngineRequest(
        engine=engine, voice=voice or "auto", extractor=extractor or "auto", coach=coach or "auto", samples=samples
    )


def consent(made: Services, selection: EngineSelection, typed: bool) -> None:
    """Say where the words go, before the first leaves; at a terminal, ask.

    Raises:
        BadInput: the user would rather not.
    """
    if notice := made.notice(selection):
        consent_to(notice, made, typed, "use --engine embedded")


def consent_to(notice: str, made: Services, typed: bool, instead: str) -> None:
    """Show a notice, and ask where somebody sits at a terminal and the words leave this machine.

    Args:
        instead: what to do so that nothing leaves.

    Raises:
        BadInput: the user would rather not.
    """
    messages().print(notice)
    if typed and not made.local and not agreed("Go on? [Y/n] ", otherwise=True):
        raise BadInput(f"nothing was sent; {instead} to stay on this machine")


def goes_on(session: Session, error: ProviderError, typed: bool) -> bool:
    """Whether the embedded engine shall go on; asked at a terminal only, otherwise `--fallback` says it beforehand."""
    if not typed:
        return False
    messages().print(f"{error}.")
    session.fallback.allowed = agreed("Go on with the embedded engine wherever the model fails? [Y/n] ", otherwise=True)
    return session.fallback.allowed


def agreed(question: str, otherwise: bool) -> bool:
    """What somebody at a terminal says; `otherwise` where they only press Enter."""
    print(question, end="", file=sys.stderr, flush=True)
    try:
        reply = input().strip().lower()
    except (EOFError, KeyboardInterrupt):
        return False
    return reply.startswith("y") if reply else otherwise
