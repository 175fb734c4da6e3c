"""The interview policy: from what has happened to the interviewer's next move.

It presses the first broken link of the weakest dimension, at most twice; asks for more where an answer holds; moves on
when a thread is spent; takes up what is no answer as the person in the room would; and closes in time.
"""

from dataclasses import dataclass

from interviewer.domain.dialogue_acts import DialogueAct
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
    Restate,
    TakeUp,
)
from interviewer.interview.probing import HOLDS, ThreadView, next_press, view
from interviewer.interview.replying import Replying
from interviewer.interview.take_up import fitting_quote
from interviewer.packs.schema import Pack, Question

_MOST_PROBES = 3
_MOST_CLARIFICATIONS = 3  # in one thread; then the question is pressed again
_CHOICE_AMONG = 8  # main questions that the plan prefers, among which the fittest is taken
_SHORTEST_WITH_OPENER = 5  # turns; a shorter case round begins with the case itself
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
        question = self._next_main(state)
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
        if asked > _MOST_CLARIFICATIONS:
            action = next_press(seen) or action
        return Move(speaker=response.speaker or last.move.speaker, reactions=response.reactions, action=action)

    def _continue(self, state: Interview, last: Turn, seen: ThreadView) -> Move:
        reactions = self._reactions(state, last)
        action = self._follow_up(state, last, seen)
        if action is None:
            return self._move_on(state, last, seen, reactions)
        speaker = self._presser(state, last, action)
        if isinstance(action, Press | Deepen) and not reactions:
            link = action.link if isinstance(action, Press) else "deepen"
            quote = fitting_quote(last, link, _quoted(state))
            reactions = (TakeUp(quote=quote),) if quote else ()
        return Move(speaker=speaker, reactions=reactions, action=action)

    def _follow_up(self, state: Interview, last: Turn, seen: ThreadView) -> Press | Deepen | GiveFloor | None:
        """What to ask in this thread still, or None to move on."""
        if last.skipped or seen.probes >= self._probe_budget(state) + seen.just_opened:
            return None
        if last.act in _STANDS_STILL:
            stood = sum(turn.act in _STANDS_STILL for turn in state.threads[-1].turns)
            return GiveFloor(question=seen.question.id) if stood == 1 else None
        if last.act in _NO_ANSWER and sum(turn.act in _NO_ANSWER for turn in state.threads[-1].turns) > 1:
            return None
        if seen.holds and not seen.deepened and "deepen" in seen.question.probes and self._is_spent(seen):
            return Deepen(question=seen.question.id)
        return next_press(seen)

    def _is_spent(self, seen: ThreadView) -> bool:
        press = next_press(seen)
        return press is None or press.dimension not in seen.headline

    def _move_on(self, state: Interview, last: Turn, seen: ThreadView, reactions: tuple[Reaction, ...]) -> Move:
        question = self._next_main(state)
        if question is None:
            return Move(speaker=self._host(state), reactions=reactions, action=Close(reason="spent"))
        if not reactions and not last.skipped:
            reactions = (Acknowledge(strong=seen.holds),)
        reactions = (*reactions, *self._announcement(state, question))
        return Move(speaker=self._speaker(state, question), reactions=reactions, action=AskMain(question=question.id))

    def _reactions(self, state: Interview, last: Turn) -> tuple[Reaction, ...]:
        if last.act in _NO_ANSWER:
            return (React(to=last.act),) if last.act else ()
        if last.act is DialogueAct.RAMBLED:
            return (React(to=DialogueAct.RAMBLED, quote=fitting_quote(last, "effect", frozenset())),)
        if last.skipped or last.reading is None or not last.reading.asked:
            return ()
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

    # Main questions

    def _next_main(self, state: Interview) -> Question | None:
        asked = {thread.question for thread in state.threads}
        if not asked and not self._opens_with_case(state):
            return self._opener(state)
        step = next((step for step in self._steps(state) if step.id not in asked), None)
        return step or self._fittest(state, asked)

    def _opens_with_case(self, state: Interview) -> bool:
        short = state.setup.turns is not None and state.setup.turns < _SHORTEST_WITH_OPENER
        return state.plan.case is not None and short

    def _opener(self, state: Interview) -> Question:
        """A question on the candidate's own work."""
        bank = [self.pack.question(item) for item in state.plan.questions]
        return next((question for question in bank if question.opener), bank[0])

    def _steps(self, state: Interview) -> tuple[Question, ...]:
        case = self.pack.cases.get(state.plan.case or "")
        return case.steps if case else ()

    def _fittest(self, state: Interview, asked: set[str]) -> Question | None:
        """Among the questions the plan prefers, the one for what is least tested, at the right difficulty."""
        bank = [self.pack.question(item) for item in state.plan.questions if item not in asked]
        bank = [question for question in bank if not question.opener] or bank
        if not bank:
            return None
        views = [view(thread, self.pack) for thread in state.threads]
        tested = [dimension for seen in views for dimension in seen.question.dimensions[:2]]
        wanted = _difficulty(views)

        def cost(question: Question) -> tuple[bool, int, int]:
            beside = state.setup.focus is not None and state.setup.focus not in question.dimensions
            return (beside, tested.count(question.dimensions[0]), abs(question.difficulty - wanted))

        return min(bank[:_CHOICE_AMONG], key=cost)

    # Time

    def _is_over(self, state: Interview) -> bool:
        if state.setup.minutes is not None and state.active_seconds >= 60 * state.setup.minutes:
            return True
        return state.setup.turns is not None and state.answers >= state.setup.turns

    def _wants_out(self, state: Interview, last: Turn) -> bool:
        """Asking to stop once gets one more question; asking again ends it."""
        asked = sum(turn.act is DialogueAct.WANTS_TO_END for turn in state.turns)
        return last.act is DialogueAct.WANTS_TO_END and asked > 1

    def _probe_budget(self, state: Interview) -> int:
        """How many probes this thread may have, so that the rest of a case still fits."""
        if state.setup.turns is None:
            return _MOST_PROBES
        asked = {thread.question for thread in state.threads}
        steps = [step for step in self._steps(state) if step.id not in asked]
        if not steps:
            return _MOST_PROBES if state.setup.turns >= 2 * _MOST_PROBES else 1 + state.setup.turns // 3
        own = len(state.threads[-1].turns) - 1
        left = state.setup.turns - state.answers - len(steps)
        return min(_MOST_PROBES, own + max(0, -(-left // (len(steps) + 1))))

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


def _difficulty(views: list[ThreadView]) -> int:
    """1 to 3: up by one for each thread that held, down by one for each that did not."""
    wanted = 1
    for seen in views:
        if seen.headline_levels:
            wanted += 1 if min(seen.headline_levels) >= HOLDS else -1
            wanted = max(1, min(3, wanted))
    return wanted


def _quoted(state: Interview) -> frozenset[str]:
    reactions = (reaction for turn in state.turns for reaction in turn.move.reactions)
    return frozenset(reaction.quote for reaction in reactions if isinstance(reaction, TakeUp))
