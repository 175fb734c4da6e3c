"""The interview policy: from what has happened to the interviewer's next move.

It presses what an answer leaves open (`probing`); asks for more where it holds; moves on when a thread is spent
(`leaving`, `questions`); takes up what is no answer as the person in the room would; and closes in time.
"""

from dataclasses import dataclass

from interviewer.domain.dialogue_acts import AskedBack, DialogueAct
from interviewer.domain.interview import Interview, Turn
from interviewer.domain.moves import (
    Acknowledge,
    Announce,
    AskMain,
    Close,
    Deepen,
    GiveFloor,
    Greet,
    Move,
    Press,
    React,
    Reaction,
    Reconcile,
    Restate,
    TakeUp,
)
from interviewer.interview.leaving import allowance, fits, follow_up
from interviewer.interview.probing import next_press
from interviewer.interview.questions import next_main, steps_left
from interviewer.interview.replying import Replying, Response
from interviewer.interview.take_up import quote_about, quote_for
from interviewer.interview.thread_view import ThreadView, view
from interviewer.memory.unsettled import holding, next_to_hold
from interviewer.packs.schema import Pack, Question

_MOST_CLARIFICATIONS = 3  # in one thread; then the question is pressed again
_MOST_SILENCES = 3  # in one thread; then they go on to the next
_NO_ANSWER = frozenset(
    {
        DialogueAct.DID_NOT_KNOW,
        DialogueAct.REFUSED,
        DialogueAct.STRAYED,
        DialogueAct.SPOKE_TO_MACHINE,
        DialogueAct.SILENT,
        DialogueAct.OTHER_LANGUAGE,
        DialogueAct.WANTS_TO_END,
    }
)
_STANDS_STILL = frozenset(
    {DialogueAct.STRAYED, DialogueAct.SPOKE_TO_MACHINE, DialogueAct.SILENT, DialogueAct.OTHER_LANGUAGE}
)


def _wants_no_answer(turn: Turn) -> bool:
    """Whether all that was asked is to hear the question again, or for a moment."""
    asked = turn.reading.asked if turn.reading else ()
    return bool(asked) and all(item.kind in (AskedBack.REPEAT, AskedBack.PROCESS) for item in asked)


@dataclass(frozen=True)
class Policy:
    """Decides moves for one pack; `reply` chooses what is said to what a candidate asks back."""

    pack: Pack
    reply: Replying

    def decide(self, state: Interview) -> Move:
        """The next move. The same state always gives the same move."""
        last = state.turns[-1] if state.turns else None
        if last is None:
            return self._opening(state)
        if self._is_over(state) or self._wants_out(state, last):
            return Move(
                speaker=self._host(state), action=Close(reason="length" if self._is_over(state) else "candidate")
            )
        seen = view(state.threads[-1], self.pack, state.setup.focus)
        if last.act is DialogueAct.ASKED_BACK or (last.act is DialogueAct.ANSWERED and self.reply.keeps_open(last)):
            return self._answer_back(state, last, seen)
        return self._continue(state, last, seen)

    def _opening(self, state: Interview) -> Move:
        question = next_main(state, self.pack)
        if question is None:
            raise AssertionError("the layout guarantees a first question")
        greeting = Greet(project=None if question.text_with_project else state.setup.project)  # named once is enough
        reactions: tuple[Reaction, ...] = (greeting, *self._announcement(state, question))
        return Move(speaker=self._speaker(state, question), reactions=reactions, action=AskMain(question=question.id))

    def _answer_back(self, state: Interview, last: Turn, seen: ThreadView) -> Move:
        """The reply, and the question stays open; asked back too often in a thread, it is pressed again."""
        response = self.reply(state, last)
        asked = sum(
            bool(turn.act is DialogueAct.ASKED_BACK or self.reply.keeps_open(turn)) for turn in state.threads[-1].turns
        )
        action: Press | Restate | GiveFloor = response.restate or GiveFloor(question=seen.question.id)
        if asked > _MOST_CLARIFICATIONS and not _wants_no_answer(last):
            action = next_press(seen) or action
        return Move(speaker=response.speaker or last.move.speaker, reactions=response.reactions, action=action)

    def _continue(self, state: Interview, last: Turn, seen: ThreadView) -> Move:
        reacting = self._reactions(state, last)
        reactions = reacting.reactions
        if last.answer and last.act not in _NO_ANSWER and (point := next_to_hold(state)):
            speaker = reacting.speaker or last.move.speaker
            return Move(speaker=speaker, reactions=reactions, action=holding(point, seen.question.id))
        action = self._follow_up(state, last, seen)
        if action is None:
            return self._move_on(state, last, seen, reactions)
        speaker = reacting.speaker or self._presser(state, last, action)
        if isinstance(action, Press | Deepen) and not reactions:
            quote = quote_for(state, last, action)
            reactions = (TakeUp(quote=quote),) if quote else ()
        return Move(speaker=speaker, reactions=reactions, action=action)

    def _follow_up(self, state: Interview, last: Turn, seen: ThreadView) -> Press | Deepen | GiveFloor | None:
        """What to ask in this thread still, or None to move on."""
        allowed = allowance(state, len(steps_left(state, self.pack)))
        if last.skipped or not fits(allowed):
            return None
        if last.act in _STANDS_STILL:
            stood = sum(turn.act in _STANDS_STILL for turn in state.threads[-1].turns)
            most = _MOST_SILENCES if last.act is DialogueAct.SILENT else 1
            return GiveFloor(question=seen.question.id) if stood <= most else None
        if last.act in _NO_ANSWER and sum(turn.act in _NO_ANSWER for turn in state.threads[-1].turns) > 1:
            return None
        return follow_up(seen, allowed)

    def _move_on(self, state: Interview, last: Turn, seen: ThreadView, reactions: tuple[Reaction, ...]) -> Move:
        question = next_main(state, self.pack)
        if question is None:
            return Move(speaker=self._host(state), reactions=reactions, action=Close(reason="spent"))
        if not reactions and not last.skipped:
            put_right = isinstance(last.move.action, Reconcile)  # to be told which of two holds impresses nobody
            reactions = (Acknowledge(strong=seen.holds and not put_right),)
        reactions = (*reactions, *self._announcement(state, question))
        return Move(speaker=self._speaker(state, question), reactions=reactions, action=AskMain(question=question.id))

    def _reactions(self, state: Interview, last: Turn) -> Response:
        """What is said to an answer before what is asked next, and by whom, where somebody was addressed by name."""
        if last.act in _NO_ANSWER:
            return Response((React(to=last.act),) if last.act else ())
        if last.act is DialogueAct.RAMBLED:
            return Response((React(to=DialogueAct.RAMBLED, quote=quote_about(state, last, "effect")),))
        if last.skipped or last.reading is None or not last.reading.asked:
            return Response()
        return self.reply.on_the_way(state, last)

    def _announcement(self, state: Interview, question: Question) -> tuple[Announce, ...]:
        """The case before its first step, and the twist behind the step it follows."""
        case = self.pack.cases.get(state.plan.case or "")
        if case is None or question.id not in {step.id for step in case.steps}:
            return ()
        told = {
            reaction.what for turn in state.turns for reaction in turn.move.reactions if isinstance(reaction, Announce)
        }
        asked = {thread.question for thread in state.threads}
        if "brief" not in told:
            return (Announce(what="brief", text=case.brief),)
        if "twist" not in told and case.twist.after in asked:
            return (Announce(what="twist", text=case.twist.text),)
        return ()

    # Time

    def _is_over(self, state: Interview) -> bool:
        if state.setup.minutes is not None and state.active_seconds >= 60 * state.setup.minutes:
            return True
        return state.setup.turns is not None and state.answers >= state.setup.turns

    def _wants_out(self, state: Interview, last: Turn) -> bool:
        """Asking to stop once gets one more question; asking again ends it."""
        asked = sum(turn.act is DialogueAct.WANTS_TO_END for turn in state.turns)
        return last.act is DialogueAct.WANTS_TO_END and asked > 1

    # People

    def _host(self, state: Interview) -> str:
        return self.pack.round(state.setup.round).speakers[0]

    def _speaker(self, state: Interview, question: Question) -> str:
        speakers = self.pack.round(state.setup.round).speakers
        return question.speaker if question.speaker in speakers else speakers[0]

    def _presser(self, state: Interview, last: Turn, action: Press | Deepen | GiveFloor) -> str:
        """In a panel, whoever cares for the link that is pressed; else whoever asked."""
        if isinstance(action, Press):
            for speaker in self.pack.round(state.setup.round).speakers:
                if action.link in self.pack.personas[speaker].presses:
                    return speaker
        return last.move.speaker

    def probing(self, state: Interview, action: Press | Deepen, reactions: tuple[Reaction, ...]) -> Move:
        """That probe of the open thread, by whom it falls to."""
        return Move(speaker=self._presser(state, state.turns[-1], action), reactions=reactions, action=action)

    def moving_on(self, state: Interview) -> Move | None:
        """On to the next main question; None where none is left."""
        seen = view(state.threads[-1], self.pack, state.setup.focus)
        move = self._move_on(state, state.turns[-1], seen, ())
        return None if isinstance(move.action, Close) else move
