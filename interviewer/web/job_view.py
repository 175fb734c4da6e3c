"""The job of the Prepare tab: what it asks for, beside what the candidate has to show for it."""

from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.errors import BadInput
from interviewer.preparation.cv import KINDS, KINDS_TOLD
from interviewer.preparation.job_match import Match
from interviewer.web.desk import Desk
from interviewer.web.prepared import PreparedFragments
from interviewer.web.stage import Shown
from interviewer.web.working import CHANGED, done, named, text_loader

_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-asked], [data-forget]");
  if (!button) return;
  const { asked, leave, forget } = button.dataset;
  if (forget) confirm("Remove the job and the CV that are kept here, for good?") && trigger("forget");
  else if (!leave) trigger("choose", { asked });
  else if (confirm("Leave this out of the list?")) trigger("discard", { asked });
});"""  # a button of our own HTML becomes an event that says which requirement it is about
_TO_ANSWER = """() => setTimeout(() => {
  document.getElementById("job-question")?.scrollIntoView({ block: "nearest" });
  document.querySelector("#job-answer textarea")?.focus({ preventScroll: true });
}, 150)"""  # after Gradio has drawn the panel


def build_job(desk: Desk, fragments: PreparedFragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay it out; it is drawn anew each time it is opened."""
    gr.HTML(fragments.about("job"))
    with gr.Column(visible=False, elem_id="job-question", elem_classes="mi-more") as panel:
        asked = gr.State(None)
        question = gr.HTML()
        answer = gr.Textbox(label="In your own words", lines=2, max_lines=8, elem_id="job-answer")
        keep = gr.Button("Keep", variant="primary", min_width=90, elem_id="job-keep")
    listed = gr.HTML(elem_id="job", js_on_load=_CHOSEN)
    with gr.Accordion("The job, and the CV that you send", open=True, elem_id="job-add") as adding:
        job = gr.Textbox(
            label="The job’s description",
            placeholder="Paste it here, or load it below.",
            lines=6,
            max_lines=14,
            elem_id="job-text",
        )
        load_job = gr.UploadButton(f"Load it from a {KINDS_TOLD}", file_types=list(KINDS), size="sm")
        cv = gr.Textbox(
            label="Your CV",
            placeholder="Paste it here, or load it below; leave out what nobody needs to know.",
            lines=6,
            max_lines=14,
            elem_id="job-cv",
        )
        load_cv = gr.UploadButton(f"Load a {KINDS_TOLD}", file_types=list(KINDS), size="sm")
        compare = gr.Button("Compare", variant="primary", min_width=110, elem_id="job-compare")
    told = desk.services.job_notice
    with gr.Column(visible=False, elem_id="job-model") as asking:
        gr.HTML(fragments.model_reads(told or ""))
        ask = gr.Button("Have the model compare", min_width=110, elem_id="job-ask")
    view = _View(desk, fragments, asked, panel, question, answer, listed, adding, job, cv, asking)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for tab in opened_by:
        tab.select(view.drawn, [job, cv], view.outputs, **quiet)
    keep.click(view.keep, [asked, answer], view.outputs, trigger_mode="once", **quiet)
    compare.click(view.compare, [job, cv], view.outputs, trigger_mode="once", **quiet)
    listed.forget(view.forget, None, view.outputs, **quiet)
    if told:
        ask.click(view.ask, None, view.outputs, trigger_mode="once", **quiet)
    listed.choose(view.choose, None, view.outputs, **quiet).then(None, None, None, js=_TO_ANSWER)
    listed.discard(view.leave_out, None, view.outputs, **quiet)
    load_job.upload(text_loader(desk), load_job, job, preprocess=False, **quiet)
    load_cv.upload(text_loader(desk), load_cv, cv, preprocess=False, **quiet)


class _View:
    """What each click shows."""

    def __init__(self, desk: Desk, fragments: PreparedFragments, *parts: Any) -> None:
        self._desk, self._fragments = desk, fragments
        self._asked, self._panel, self._question, self._answer, self._listed, *others = parts
        self._adding, self._job, self._cv, self._asking = others
        self.outputs = list(parts)

    async def drawn(self, job: str, cv: str, request: gr.Request) -> Shown:
        """The list as it is, and both texts as they are kept where nothing is typed."""

        def as_kept(own: Interviews) -> Shown:
            texts = self._texts(own)
            typed = {self._job: job, self._cv: cv}
            return self._shown(own) | {box: text for box, text in texts.items() if text and not typed[box]}

        return await done(self._desk, request, as_kept)

    async def compare(self, job: str, cv: str, request: gr.Request) -> Shown:
        def compared(own: Interviews) -> Shown:
            if not job.strip():
                raise BadInput("there is no job description; paste one, or load it")
            own.application.keep_job(job)
            if cv.strip() and cv.strip() != own.application.cv():
                own.take_in_cv(cv)
            return self._shown(own) | self._texts(own)

        return await done(self._desk, request, compared)

    async def choose(self, event: gr.EventData, request: gr.Request) -> Shown:
        def chosen(own: Interviews) -> Shown:
            match = _match(own, named(event, "asked"))
            return self._shown(own) | self._question_on(match) | {self._answer: match.requirement.told}

        return await done(self._desk, request, chosen)

    async def keep(self, asked: Any, answer: str, request: gr.Request) -> Shown:
        def kept(own: Interviews) -> Shown:
            if not asked:
                raise BadInput("the server was started anew; choose Tell it at what you mean, then Keep")
            text, seen = asked
            match = _match(own, text)
            if match.requirement.told != seen:
                return self._shown(own) | self._question_on(match, CHANGED)
            own.application.tell(text, answer)
            return self._shown(own) | {self._panel: gr.update(visible=False), self._asked: None, self._answer: ""}

        return await done(self._desk, request, kept)

    def _question_on(self, match: Match, told: str = "") -> Shown:
        return {
            self._asked: (match.requirement.text, match.requirement.told),
            self._panel: gr.update(visible=True),
            self._question: self._fragments.job_question(match, told),
        }

    async def leave_out(self, event: gr.EventData, request: gr.Request) -> Shown:
        def left_out(own: Interviews) -> Shown:
            own.application.leave_out(named(event, "asked"))
            return self._shown(own)

        return await done(self._desk, request, left_out)

    async def forget(self, request: gr.Request) -> Shown:
        def forgotten(own: Interviews) -> Shown:
            own.application.forget()
            return self._shown(own) | self._texts(own)

        return await done(self._desk, request, forgotten)

    async def ask(self, request: gr.Request) -> Shown:
        """Have the model compare; one at a time for each user."""

        def asked(own: Interviews) -> Shown:
            with self._desk.lookups.taken(request.username):
                own.judge_job()
            return self._shown(own)

        return await done(self._desk, request, asked)

    def _texts(self, own: Interviews) -> Shown:
        job = own.application.job()
        return {self._job: job.text if job else "", self._cv: own.application.cv()}

    def _shown(self, own: Interviews) -> Shown:
        matches = own.job_matches()
        return {
            self._asked: gr.skip(),
            self._panel: gr.skip(),
            self._question: gr.skip(),
            self._answer: gr.skip(),
            self._listed: self._fragments.job(matches, has_cv=bool(own.application.cv())),
            self._adding: gr.update(open=not matches),
            self._job: gr.skip(),
            self._cv: gr.skip(),
            self._asking: gr.update(visible=bool(matches) and self._desk.services.job_notice is not None),
        }


def _match(own: Interviews, asked: str) -> Match:
    match = next((item for item in own.job_matches() if item.requirement.text == asked), None)
    if match is None:
        raise BadInput("the job does not ask for that any more; open the tab again")
    return match
