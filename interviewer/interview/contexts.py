"""What extractor and voice are given of an interview: cut out of its state, the same for every engine."""

from dataclasses import replace

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.interview import Interview, Thread, Turn
from interviewer.domain.moves import Announce, Press, TellFact
from interviewer.domain.quoting import clipped
from interviewer.engines.protocols import Exchange, ExtractionContext, Heard, Offer, VoiceContext
from interviewer.engines.threads import in_thread
from interviewer.interview.standing import standing_turn
from interviewer.interview.time_left import time_left
from interviewer.memory.known import known
from interviewer.packs.schema import Case, Fact, Pack
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.rubric.ownership import DIMENSION as OWNERSHIP
from interviewer.rubric.ownership import TAKING_PART
from interviewer.rubric.threads import own_evidence

_TELLING = frozenset({*METRIC_GAP.evidence, *OWNERSHIP.evidence}) - {TAKING_PART}
_MOST_WORDS = 14  # of an earlier answer


def exchange_of(turn: Turn) -> Exchange:
    return Exchange(turn=turn.number, question=turn.line or "", answer=turn.answer or "")


def extraction_context(state: Interview, turn: Turn, pack: Pack) -> ExtractionContext:
    """The turn's thread up to it."""
    thread = state.thread_of(turn.number)
    answered = (item for item in thread.answered if item.number < turn.number)
    before = [(exchange_of(item), item.reading) for item in answered if item.reading]
    action = turn.move.action
    asked = action.dimension if isinstance(action, Press) else None
    case = open_case(state, pack)
    known = tuple(way for _, way in case.ways_of_asking) if case else ()
    return replace(in_thread(state.setup.round, before, turn_targets(turn, thread, pack), asked), known=known)


def open_case(state: Interview, pack: Pack) -> Case | None:
    """The case, once it was told; before that nobody can ask about it."""
    told = any(isinstance(item, Announce) for turn in state.turns for item in turn.move.reactions)
    return pack.cases.get(state.plan.case or "") if told else None


def thread_targets(thread: Thread, pack: Pack) -> tuple[str, ...]:
    """What a thread as a whole can bring out: the policy weighs by it what to press next."""
    return pack.question(thread.question).dimensions


def turn_targets(turn: Turn, thread: Thread, pack: Pack) -> tuple[str, ...]:
    """What one turn of a thread can bring out: a probe what it presses, and the headline dimensions. Graded by it."""
    targets = thread_targets(thread, pack)
    if not isinstance(turn.move.action, Press):
        return targets
    return tuple({*pack.rubric.headline, turn.move.action.dimension} & set(targets))


def voice_context(state: Interview, turn: Turn, pack: Pack, offers: tuple[Offer, ...] = ()) -> VoiceContext:
    """The open question's talk, or the last answer where the question is new; of all earlier turns a line each."""
    threads = state.threads
    answered = [item for thread in threads for item in thread.answered]
    thread = threads[-1].answered if threads and threads[-1].answered else answered[-1:]
    shown = {item.number for item in thread}
    return VoiceContext(
        seed=state.setup.seed,
        already_said=state.said(),
        thread=tuple(
            replace(exchange_of(item), asked_by=pack.personas[item.move.speaker].name if _crowded(state, pack) else "")
            for item in thread
        ),
        project=state.setup.project,
        round=state.setup.round,
        cv=state.setup.cv,
        claim=state.setup.claim,
        gap=state.setup.gap,
        colleagues=state.setup.colleagues,
        known=known(state),
        ordinal=state.plan.ordinal,
        offers=offers,
        answers=tuple(item.answer or "" for item in answered),
        room=tuple(_heard(item, pack) for item in answered if item.number not in shown),
        brief=_told_brief(state),
        told=_told_facts(state),
        facts=_askable(state, turn, pack),
        role=state.setup.current_role,
        time_left=time_left(state),
        excerpt=_excerpt(turn, pack),
        standing=_standing(state, turn),
    )


def _standing(state: Interview, turn: Turn) -> str:
    """The line that put the question which is open while `turn` is due."""
    before = state.model_copy(update={"turns": tuple(item for item in state.turns if item.number < turn.number)})
    standing = standing_turn(before)
    return (standing.line if standing else None) or ""


def _crowded(state: Interview, pack: Pack) -> bool:
    """Whether several people ask, so that it matters who did."""
    return len(pack.round(state.setup.round).speakers) > 1


def _heard(turn: Turn, pack: Pack) -> Heard:
    """A turn as everybody in the room heard it: its subject, and the most telling words of the answer.

    The words are of the reading, which is there before the next line is due; when the critics are done is chance.
    """
    action = turn.move.action
    topic = pack.question(turn.question_id or "").topic
    if isinstance(action, Press):
        topic = f"{topic}, {pack.rubric.dimension(action.dimension).link(action.link).label}"
    own = own_evidence(turn.reading, turn.number) if turn.reading else ()
    telling = [item for item in own if item.kind in _TELLING]
    told = max(telling, key=lambda item: item.probability).span.text if telling else turn.answer or ""
    return Heard(pack.personas[turn.move.speaker].name, topic, clipped(told, _MOST_WORDS))


def _told(state: Interview) -> list[Announce | TellFact]:
    """What the interviewers told of the case and the company, oldest first; a line not said yet told nothing."""
    said = (turn for turn in state.turns if turn.line is not None)
    return [item for turn in said for item in turn.move.reactions if isinstance(item, Announce | TellFact)]


def _told_brief(state: Interview) -> str:
    return next((item.text for item in _told(state) if isinstance(item, Announce) and item.what == "brief"), "")


def _told_facts(state: Interview) -> tuple[str, ...]:
    told = (item for item in _told(state) if not (isinstance(item, Announce) and item.what == "brief"))
    return tuple(dict.fromkeys(item.text for item in told if item.text))


def _askable(state: Interview, turn: Turn, pack: Pack) -> tuple[Fact, ...]:
    """The facts of the open case that nobody told yet; none where the last answer asked nothing."""
    last, case = state.last_answered, pack.cases.get(state.plan.case or "")
    if last is None or case is None or not _told_brief(state) or not _asks(last):
        return ()
    told = {item.id for item in (*_told(state), *turn.move.reactions) if isinstance(item, TellFact)}
    return tuple(fact for fact in case.facts if fact.id not in told)


def _asks(turn: Turn) -> bool:
    asked_back = turn.act is DialogueAct.ASKED_BACK or bool(turn.reading and turn.reading.asked)
    return asked_back or any(mark in (turn.answer or "") for mark in "?？")


def _excerpt(turn: Turn, pack: Pack) -> str | None:
    """What the first passage on the pressed link has to say aloud; excerpts that coach candidates say nothing."""
    action = turn.move.action
    if not isinstance(action, Press):
        return None
    found = (pack.excerpts[ref.id] for ref in turn.passages if ref.id in pack.excerpts)
    return next(
        (item.say for item in found if item.say and action.link in item.explains.get(action.dimension, ())), None
    )
