"""What extractor and voice are given of an interview: cut out of its state, the same for every engine."""

from interviewer.domain.interview import Interview, Thread, Turn
from interviewer.domain.moves import Press
from interviewer.engines.protocols import Exchange, ExtractionContext, VoiceContext
from interviewer.engines.threads import in_thread
from interviewer.packs.schema import Pack
from interviewer.retrieval.documents import passages_of
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.rubric.ownership import DIMENSION as OWNERSHIP
from interviewer.rubric.ownership import TAKING_PART
from interviewer.rubric.threads import own_evidence

_TELLING = frozenset({*METRIC_GAP.evidence, *OWNERSHIP.evidence}) - {TAKING_PART}


def exchange_of(turn: Turn) -> Exchange:
    return Exchange(turn=turn.number, question=turn.line or "", answer=turn.answer or "")


def extraction_context(state: Interview, turn: Turn, pack: Pack) -> ExtractionContext:
    """The turn's thread up to it."""
    thread = state.thread_of(turn.number)
    answered = (item for item in thread.answered if item.number < turn.number)
    before = [(exchange_of(item), item.reading) for item in answered if item.reading]
    action = turn.move.action
    asked = action.dimension if isinstance(action, Press) else None
    return in_thread(state.setup.round, before, turn_targets(turn, thread, pack), asked)


def thread_targets(thread: Thread, pack: Pack) -> tuple[str, ...]:
    """What a thread as a whole can bring out: the policy weighs by it what to press next."""
    return pack.question(thread.question).dimensions


def turn_targets(turn: Turn, thread: Thread, pack: Pack) -> tuple[str, ...]:
    """What one turn of a thread can bring out: a probe what it presses, and the headline dimensions. Graded by it."""
    targets = thread_targets(thread, pack)
    if not isinstance(turn.move.action, Press):
        return targets
    return tuple({*pack.rubric.headline, turn.move.action.dimension} & set(targets))


def voice_context(state: Interview, turn: Turn, pack: Pack) -> VoiceContext:
    """The open question's talk, or the last answer where the question is new; earlier questions in a line each."""
    threads = state.threads
    answered = [item for thread in threads for item in thread.answered]
    thread = threads[-1].answered if threads and threads[-1].answered else answered[-1:]
    return VoiceContext(
        seed=state.setup.seed,
        already_said=state.said(),
        thread=tuple(exchange_of(item) for item in thread),
        passages=passages_of(pack, turn.passages),
        project=state.setup.project,
        earlier=tuple(_folded(item, turn.move.speaker, pack) for item in threads[:-1]),
        round=state.setup.round,
        cv=state.setup.cv,
        claim=state.setup.claim,
        ordinal=state.plan.ordinal,
    )


def _folded(thread: Thread, listener: str, pack: Pack) -> str:
    """A finished thread in one line, as its speaker noted it: the subject, and the most telling words they heard.

    Each of a panel keeps notes of their own; of what went to the others they know the subject. The notes are of the
    readings, which are there before the next line is due; when the critics are done is chance.
    """
    heard = [turn for turn in thread.answered if turn.move.speaker == listener]
    if not heard:
        return f"{pack.question(thread.question).topic}: was asked by a colleague"
    own = [
        [item for item in own_evidence(turn.reading, turn.number) if item.kind in _TELLING]
        for turn in heard
        if turn.reading
    ]
    quotes = dict.fromkeys(max(found, key=lambda item: item.probability).span.text for found in own if found)
    return f"{pack.question(thread.question).topic}: {' / '.join(quotes) or 'nothing to quote'}"
