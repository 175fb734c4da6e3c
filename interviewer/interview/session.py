"""Runs one interview: takes what the candidate does, appends events, yields them to whoever listens.

Terminal, web page and evals drive the same `Session`. Every event is in the log before it is yielded; only that a
speaker thinks (`Thinking`) and the pieces of a line in the making (`LinePiece`) are not events.
"""

from collections.abc import Iterator

from interviewer.assessment.debrief import debrief
from interviewer.assessment.repetition import said_once
from interviewer.assessment.retry_diff import compare
from interviewer.domain.assessment import Assessment
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.events import (
    AnswerAmended,
    AnswerGiven,
    AnswerRead,
    Assessed,
    Debriefed,
    Disputed,
    Ended,
    Event,
    FarewellSaid,
    HintGiven,
    MoveChosen,
    Paused,
    Resumed,
    Retried,
    RetryAssessed,
    Skipped,
)
from interviewer.domain.evidence import Reading
from interviewer.domain.interview import Interview, Turn, evolve
from interviewer.domain.moves import Close
from interviewer.domain.passages import Passage
from interviewer.domain.sanitizing import sanitize, sanitize_answer
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.errors import BadInput
from interviewer.interview.assessor import Assessor
from interviewer.interview.contexts import exchange_of, extraction_context
from interviewer.interview.goodbye import farewell_reply
from interviewer.interview.hints import hint_for
from interviewer.interview.parts import Parts
from interviewer.interview.speaking import LinePiece, Thinking, said_aloud
from interviewer.retrieval.documents import Filter
from interviewer.storage.protocol import EventLog

_PASSAGES = 3


Update = Event | LinePiece | Thinking


class Session:
    """One interview, new or resumed."""

    def __init__(self, parts: Parts, log: EventLog, state: Interview) -> None:
        self._parts = parts
        self._log = log
        self._assessor = Assessor(parts.critic, parts.executor)
        self._left = False
        self.state = state

    @property
    def id(self) -> str:
        return self._log.interview_id

    @property
    def fallback(self) -> Fallback:
        """Whether the embedded engine may go on in this interview where the model fails."""
        return self._parts.fallback

    @property
    def is_due(self) -> bool:
        """Whether something is to be done before the candidate can answer, or be debriefed."""
        waits = any(farewell.reply is None for farewell in self.state.farewells)
        return waits or (self.state.open_turn is None and self.state.debrief is None)

    def advance(self) -> Iterator[Update]:
        """Do whatever is due, until the candidate's answer is: also after a crash at any point, or a pause."""
        if self.state.paused:
            yield self._record(Resumed())
        yield from self._read_and_assess()
        yield from self._assess_retries()
        while self.state.ended is None and self.state.open_turn is None:
            yield from self._speak()
        if self.state.ended is not None and self.state.debrief is None:
            yield from self._collect(wait=True)
            yield self._record(Debriefed(debrief=debrief(self.state, self._parts.pack)))
        yield from self._answer_farewell()

    def answer(self, text: str) -> Iterator[Update]:
        """Take the candidate's answer to the open question, and go on.

        Raises:
            BadInput: nothing was asked, or the text can't be taken; nothing is recorded then.
        """
        turn = self._open_turn()
        yield self._record(AnswerGiven(turn=turn.number, text=sanitize(text)))
        yield from self.advance()

    def say_farewell(self, text: str) -> Iterator[Update]:
        """Say or ask something after the closing line: it is answered in role, and graded by nobody.

        Raises:
            BadInput: nobody listens any more, or the text can't be taken; nothing is recorded then.
        """
        if not self.state.may_say_farewell:
            raise BadInput("the interview is over and they have left; read the debrief")
        yield self._record(FarewellSaid(text=sanitize_answer(text)))
        yield from self._answer_farewell()

    def amend(self, text: str) -> Iterator[Update]:
        """Replace the last answer; the question that followed it is taken back and decided anew.

        Raises:
            BadInput: nothing was answered yet, or the interview is over.
        """
        last = self.state.last_answered
        if last is None or self.state.ended:
            raise BadInput("there is no answer to amend; answer a question first")
        yield self._record(AnswerAmended(turn=last.number, text=sanitize(text)))
        self._assessor.forget(last.number)
        yield from self.advance()

    def retry(self, number: int, text: str) -> Iterator[Update]:
        """Answer the question of turn `number` anew, outside the role and at any time; the first answer stands.

        Raises:
            BadInput: that turn has no answer, or the text can't be taken; nothing is recorded then.
        """
        turn = self._answered(number)
        yield self._record(Retried(turn=number, attempt=len(turn.retries) + 1, text=sanitize_answer(text)))
        yield from self._read_and_assess()
        yield from self._collect(wait=True)
        yield from self._assess_retries()

    def question(self, number: int) -> str:
        """The line that turn `number` answered.

        Raises:
            BadInput: that turn has no answer.
        """
        return self._answered(number).line or ""

    def dispute(self, number: int, dimension: str, level: int | None, reason: str) -> Disputed:
        """Keep the candidate's disagreement with a grade, as data for the next round of labelling.

        Raises:
            BadInput: that answer has no grade of this dimension, or no reason is given.
        """
        assessment = self._answered(number).assessment
        graded = [item.dimension for item in assessment.grades] if assessment else []
        if dimension not in graded:
            raise BadInput(f"question {number + 1} has no grade of '{dimension}'; graded are: {', '.join(graded)}")
        if level is not None and not 0 <= level <= 4:
            raise BadInput(f"the level {level} is not on the scale; give 0 to 4, or none for not applicable")
        event = Disputed(turn=number, dimension=dimension, level=level, reason=sanitize_answer(reason))
        self._record(event)
        return event

    def skip(self) -> Iterator[Update]:
        """Pass over the open question, outside the role."""
        yield self._record(Skipped(turn=self._open_turn().number))
        yield from self.advance()

    def hint(self) -> HintGiven:
        """A hint for the open question, outside the role.

        Raises:
            BadInput: nothing was asked.
        """
        turn = self._open_turn()
        event = HintGiven(turn=turn.number, text=hint_for(turn, self._parts.pack))
        self._record(event)
        return event

    def settle(self) -> Iterator[Event]:
        """Wait for what is still being assessed."""
        yield from self._collect(wait=True)

    def pause(self) -> Paused:
        event = Paused()
        self._record(event)
        return event

    def end(self, answers_ran_out: bool = False) -> Iterator[Update]:
        """End now, at the candidate's wish, and debrief."""
        if self.state.ended is None:
            yield self._record(Ended(reason="answers_ran_out" if answers_ran_out else "candidate"))
        yield from self.advance()

    def leave(self) -> None:
        """Record nothing more, whatever still comes: the interview goes on in another session of the same log."""
        self._left = True

    def _record(self, event: Event) -> Event:
        if self._left:
            raise BadInput("nobody waits for this any more; the interview goes on where it stood")
        self.state = evolve(self.state, self._log.append(event))
        return event

    def _open_turn(self) -> Turn:
        if self.state.ended is not None:
            raise BadInput("this interview is over and takes no more answers; try one again, or begin a new interview")
        if self.state.open_turn is None:
            raise BadInput("no question is open; resume or start an interview first")
        return self.state.open_turn

    def _answered(self, number: int) -> Turn:
        turn = next((turn for turn in self.state.turns if turn.number == number), None)
        if turn is None or turn.answer is None:
            answered = ", ".join(str(item.number + 1) for item in self.state.turns if item.answer is not None)
            raise BadInput(f"question {number + 1} has no answer; answered are: {answered or 'none yet'}")
        return turn

    def _assess_retries(self) -> Iterator[Event]:
        """Assess every retry that is not yet, and set it beside the first answer."""
        for turn in self.state.turns:
            for retry in turn.retries:
                if retry.assessment is not None or turn.assessment is None:
                    continue
                exchange = Exchange(turn=turn.number, question=turn.line or "", answer=retry.text)
                context = extraction_context(self.state, turn, self._parts.pack)
                assessment = self._parts.critic.assess(exchange, context, self.state.setup.unit)
                comparison = compare(turn.assessment, assessment, self._parts.pack, self._parts.critic.noise)
                yield self._record(
                    RetryAssessed(turn=turn.number, attempt=retry.attempt, assessment=assessment, comparison=comparison)
                )

    def _read_and_assess(self) -> Iterator[Event]:
        """Read and assess every answer that is not yet; normally the last one."""
        for turn in self.state.turns:
            if turn.answer is None:
                continue
            exchange, context = exchange_of(turn), extraction_context(self.state, turn, self._parts.pack)
            reading = turn.reading or self._read(exchange, context)
            if turn.reading is None:
                yield self._record(AnswerRead(turn=turn.number, reading=reading))
            if reading.act is DialogueAct.SILENT and turn.assessment is None:  # there is nothing to grade
                yield self._record(Assessed(turn=turn.number, assessment=Assessment(reading=reading, grades=())))
            elif self._answered(turn.number).assessment is None:  # it may have come since this loop began
                self._assessor.begin(turn.number, reading, exchange, context, self.state.setup.unit)
                yield from self._collect(wait=False)

    def _read(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """The policy's reading; of a language that its extractor does not know, the critics', verified."""
        reading = self._parts.extractor.extract(exchange, context)
        return self._parts.critic.extract(exchange, context) if reading.act is DialogueAct.OTHER_LANGUAGE else reading

    def _collect(self, wait: bool) -> Iterator[Event]:
        """Record what was assessed meanwhile."""
        for number, assessment in self._assessor.done(wait):
            others = (turn.assessment for turn in self.state.turns if turn.assessment and turn.number != number)
            once = said_once(assessment, others, self._parts.pack.rubric)
            yield self._record(Assessed(turn=number, assessment=once))

    def _speak(self) -> Iterator[Update]:
        """Whatever is due next of: the end behind a closing line, a move, the line of a move."""
        last = self.state.turns[-1] if self.state.turns else None
        if last and last.line is not None and isinstance(last.move.action, Close):
            yield self._record(Ended(reason="candidate" if last.move.action.reason == "candidate" else "length"))
            return
        if last is None or last.line is not None:
            move = self._parts.policy.decide(self.state)
            number = last.number + 1 if last else 0
            yield self._record(
                MoveChosen(turn=number, move=move, passages=tuple(item.ref for item in self._passages(last)))
            )
        yield self._record((yield from said_aloud(self.state, self._parts.policy, self._parts.voice)))

    def _answer_farewell(self) -> Iterator[Update]:
        """The reply to what was said last after the closing line, if it has none yet."""
        closing = self.state.closing
        if closing and any(farewell.reply is None for farewell in self.state.farewells):
            yield self._record(
                (
                    yield from farewell_reply(
                        self.state, closing, self._parts.extractor, self._parts.voice, self._parts.policy.reply
                    )
                )
            )

    def _passages(self, last: Turn | None) -> tuple[Passage, ...]:
        """What the interviewer may draw on: near the answer just given, or near the project that was named."""
        setup = self.state.setup
        near = last.answer if last and last.answer else setup.project
        return self._parts.search(near, _PASSAGES, Filter(round=setup.round, unit=setup.unit)) if near else ()
