"""What an answer in a thread is read with: the answers before it that told something, and what stands of them."""

from collections.abc import Sequence

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Reading
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.rubric.threads import standing

_TELLS = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED, DialogueAct.SPOKE_TO_MACHINE})


def in_thread(
    round_id: str,
    before: Sequence[tuple[Exchange, Reading]],
    targets: tuple[str, ...] = (),
    asked: str | None = None,
) -> ExtractionContext:
    """For the next answer of a thread; what was in another language or off the subject counts as nothing said."""
    telling = [(exchange, reading) for exchange, reading in before if reading.act in _TELLS]
    told = standing((exchange.turn, reading) for exchange, reading in telling)
    return ExtractionContext(round_id, targets, asked, tuple(exchange for exchange, _ in telling), told)


def read_thread(extractor: Extractor, round_id: str, thread: Sequence[Exchange]) -> list[Reading]:
    """One reading for each answer, in their order.

    Raises:
        ProviderError: a model failed.
    """
    found: list[Reading] = []
    for number, exchange in enumerate(thread):
        before = list(zip(thread[:number], found, strict=True))
        found.append(extractor.extract(exchange, in_thread(round_id, before)))
    return found
