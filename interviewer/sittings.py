"""Sits a loop: each round's interview, which is told what colleagues wrote down, and the committee behind the last."""

from collections.abc import Mapping
from dataclasses import dataclass

from interviewer.app import Interviews
from interviewer.domain.loop import Decision, Loop, Step
from interviewer.domain.summary import Summary
from interviewer.engines.llm.fallback import Fallback
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.interview.session import Session
from interviewer.loop.committee import decide
from interviewer.loop.keeping import is_finished, is_open, next_step
from interviewer.loop.notes import notes_of


@dataclass(frozen=True)
class LoopSittings:
    """One user's loops, as far as their interviews are concerned."""

    own: Interviews

    def summaries(self) -> dict[str, Summary]:
        """The user's interviews of this pack, by id.

        Raises:
            StoreError: the store can't be read.
        """
        return {item.id: item for item in self.own.of_this_pack()}

    def _request(self, loop: Loop, step: Step, sat: Mapping[str, Summary]) -> InterviewRequest:
        """What is asked for to begin a round: what all rounds have in common, and what colleagues wrote down."""
        pack = self.own.services.pack
        ids = [item.interview for item in loop.steps if item.interview and is_finished(item, sat)]
        before = [self.own.load(item) for item in ids]
        return InterviewRequest(
            round=step.round,
            colleagues=tuple(notes_of(state, pack, before) for state in before),
            seed=(loop.seed + loop.steps.index(step)) % 2**31,
            **dict(loop.wish),
        )

    def go_on(self, loop_id: str | None, fallback: Fallback | None = None) -> Session:
        """The loop's open interview, resumed, or its next round, begun.

        Raises:
            BadInput: there is no such loop, or all of its rounds are finished.
            NoSuchSession: an interview of it was deleted at this moment.
            StoreError: something can't be read or kept.
        """
        loop, sat = self.own.loops.find(loop_id), self.summaries()
        step = next_step(loop, sat)
        if step is None:
            raise BadInput("every round of this loop is finished; read the memo with 'interviewer loop memo'")
        if step.interview and is_open(step, sat):
            return self.own.resume(step.interview, fallback)
        session = self.own.begin(self.own.setup(self._request(loop, step, sat)), fallback=fallback)
        try:
            self.own.loops.sat(loop.id, step, session.id)
        except BadInput:
            self.own.store.delete(session.id)  # nothing was asked in it yet
            raise
        return session

    def committee(self, loop_id: str | None) -> tuple[Loop, Decision]:
        """What the committee comes to on a finished loop.

        Raises:
            BadInput: there is no such loop, or a round of it is not finished.
            StoreError: something can't be read.
        """
        loop, pack = self.own.loops.find(loop_id), self.own.services.pack
        step = next_step(loop, self.summaries())
        if step is not None:
            name = pack.round(step.round).name
            raise BadInput(f"the committee meets once every round is finished; next is {name}: interviewer loop next")
        return loop, decide([(item.interview or "", self.own.load(item.interview or "")) for item in loop.steps], pack)
