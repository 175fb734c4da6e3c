"""The drills of the Prepare tab: a sum or a question at a time, judged at once, the next one when it is wanted."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.errors import BadInput
from interviewer.preparation.drills import TOLD, standing
from interviewer.report.talks import told_of
from interviewer.web.desk import Desk
from interviewer.web.prepared import PreparedFragments
from interviewer.web.stage import Shown
from interviewer.web.working import done

_FOCUS = "() => setTimeout(() => document.querySelector('#drill-answer input, #drill-answer textarea')?.focus(), 150)"


def build_drills(desk: Desk, fragments: PreparedFragments, here: gr.Tab) -> None:
    """Lay the drills out."""
    gr.HTML(fragments.about("drills"))
    asked = gr.State(None)  # the drill's id, its seed, and when it was shown
    exercise = gr.HTML(elem_id="drill")
    answer = gr.Textbox(label="Your answer", max_lines=1, elem_id="drill-answer")
    with gr.Row(elem_classes="mi-actions"):
        check = gr.Button("Check", variant="primary", elem_id="drill-check", min_width=90)
        another = gr.Button("Another", elem_id="drill-next", min_width=90)
    result = gr.HTML(elem_id="drill-result", min_height=0)
    listed = gr.HTML(elem_id="drills")
    view = _View(desk, fragments, asked, exercise, answer, result, listed)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    here.select(view.another, None, view.outputs, **quiet)
    another.click(view.another, None, view.outputs, **quiet).then(None, None, None, js=_FOCUS)
    for event in (check.click, answer.submit):
        event(view.check, [asked, answer], view.outputs, trigger_mode="once", **quiet)


class _View:
    """What each click shows."""

    def __init__(self, desk: Desk, fragments: PreparedFragments, *parts: Any) -> None:
        self._desk, self._fragments = desk, fragments
        self._asked, self._exercise, self._answer, self._result, self._listed = parts
        self.outputs = list(parts)

    async def another(self, request: gr.Request) -> Shown:
        """What is due first, and room for an answer of its kind: a number, or a few sentences."""

        def shown(own: Interviews) -> Shown:
            name = own.drills.listed(datetime.now(UTC), own.weak_links())[0].drill.id
            seed = secrets.randbelow(1_000_000)
            talked = own.drills.is_talk(name)
            if talked:
                talk = own.drills.talks.talk(name, seed)
                told = self._fragments.drill(talk.text.name, talk.asked)
            else:
                exercise = own.drills.exercise(name, seed)
                told = self._fragments.drill(exercise.name, exercise.text)
            return {
                self._asked: (name, seed, time.monotonic()),
                self._exercise: told,
                self._answer: gr.update(value="", lines=5 if talked else 1, max_lines=12 if talked else 1),
                self._result: "",
                self._listed: self._list(own),
            }

        return await done(self._desk, request, shown)

    async def check(self, asked: Any, answer: str, request: gr.Request) -> Shown:
        def checked(own: Interviews) -> Shown:
            if not asked:
                raise BadInput("that one was judged already, or the server was started anew; choose Another")
            if not answer.strip():
                raise BadInput("there is no answer yet; type one")
            name, seed, since = asked
            judged = _talked if own.drills.is_talk(name) else _reckoned
            told = judged(own, name, seed, answer, time.monotonic() - since)
            return {
                self._asked: None,
                self._exercise: gr.skip(),
                self._answer: gr.skip(),
                self._result: self._fragments.drilled(*told),
                self._listed: self._list(own),
            }

        return await done(self._desk, request, checked)

    def _list(self, own: Interviews) -> str:
        now = datetime.now(UTC)
        found = own.drills.listed(now, own.weak_links())
        return self._fragments.drills([(item.drill.name, standing(item, now)) for item in found])


def _reckoned(own: Interviews, name: str, seed: int, answer: str, seconds: float) -> tuple[list[str], datetime]:
    """What a sum came to, and when it comes again."""
    exercise = own.drills.exercise(name, seed)
    judged = exercise.judge(answer)
    if judged == "no number":
        raise BadInput("that holds no number; type one")
    card = own.drills.done(name, judged == "right", seconds, datetime.now(UTC))
    return [TOLD[judged], exercise.worked], card.due


def _talked(own: Interviews, name: str, seed: int, answer: str, seconds: float) -> tuple[list[str], datetime]:
    """What the critics make of what was talked through, and when it comes again."""
    talks = own.drills.talks
    talk = talks.talk(name, seed)
    judged = talks.judge(talk, answer)
    card = talks.done(talk, judged, seconds, datetime.now(UTC))
    return list(told_of(judged, own.services.pack.rubric.dimension(talk.text.dimension))), card.due
