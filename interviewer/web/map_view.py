"""The KPI map of the Prepare tab: missing links are asked for one by one, and kept as they are told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.domain.evidence import EvidenceKind
from interviewer.errors import BadInput
from interviewer.preparation.cv import KINDS, KINDS_TOLD, cv_text
from interviewer.preparation.kpi_map import KpiMap, MapQuestion
from interviewer.report.kpi_map import MAP_FORMATS, rows_of
from interviewer.web.desk import Desk
from interviewer.web.exports import FORMAT_NAMES, map_address
from interviewer.web.prepared import PreparedFragments
from interviewer.web.stage import Shown
from interviewer.web.uploads import taken
from interviewer.web.working import CHANGED, done, named

_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-link], [data-remove]");
  if (!button) return;
  const { remove, project, link } = button.dataset;
  if (!remove) trigger("choose", { project, link });
  else if (confirm("Take this piece of work off the map for good?")) trigger("discard", { project: remove });
});"""  # a button of our own HTML becomes an event that says which link of which project it is about
_TO_ANSWER = """() => setTimeout(() => {
  document.getElementById("map-question")?.scrollIntoView({ block: "nearest" });
  document.querySelector("#map-answer textarea")?.focus({ preventScroll: true });
}, 150)"""  # after Gradio has drawn the panel
_NOT_FOUND = "Kept as you said it. The reader does not find it there; you can say it again with Change."


def build_map(desk: Desk, fragments: PreparedFragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay the map out; it is drawn anew each time it is opened."""
    with gr.Column():
        gr.HTML(fragments.about("projects"))
        with gr.Column(visible=False, elem_id="map-question", elem_classes="mi-more") as panel:
            asked = gr.State(None)
            question = gr.HTML()
            answer = gr.Textbox(label="In your own words", lines=3, max_lines=10, elem_id="map-answer")
            with gr.Row(elem_classes="mi-actions"):
                keep = gr.Button("Keep", variant="primary", min_width=90, elem_id="map-keep")
                skip = gr.Button("I can’t tell", min_width=90, elem_id="map-skip")
        listed = gr.HTML(elem_id="map", js_on_load=_CHOSEN)
        with gr.Row(elem_classes="mi-actions", elem_id="map-save", visible=False) as saving:
            for name in MAP_FORMATS:
                gr.Button(f"Save as {FORMAT_NAMES[name]}", link=map_address(name), min_width=110)
        with gr.Accordion("Add your work", open=True, elem_id="map-add") as adding:
            text = gr.Textbox(
                label="Your CV, or one piece of work in a sentence",
                placeholder="Paste it here, or load it below; leave out what nobody needs to know.",
                lines=4,
                elem_id="map-text",
            )
            add = gr.Button("Put it on the map", variant="primary", min_width=110, elem_id="map-put")
            load = gr.UploadButton(f"Load a {KINDS_TOLD}", file_types=list(KINDS), size="sm")
    view = _View(desk, fragments, asked, panel, question, answer, listed, saving, adding, text)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for tab in opened_by:
        tab.select(view.drawn, None, view.outputs, **quiet)
    keep.click(view.keep, [asked, answer], view.outputs, trigger_mode="once", **quiet)
    skip.click(view.skip, [asked], view.outputs, trigger_mode="once", **quiet)
    add.click(view.add, [text], view.outputs, trigger_mode="once", **quiet)
    load.upload(view.load, load, view.outputs, preprocess=False, **quiet)
    listed.choose(view.choose, None, view.outputs, **quiet).then(None, None, None, js=_TO_ANSWER)
    listed.discard(view.remove, None, view.outputs, **quiet)


class _View:
    """What each click shows. Whatever is done is done in a thread: a store may be slow, and a reader takes its time."""

    def __init__(self, desk: Desk, fragments: PreparedFragments, *parts: Any) -> None:
        self._desk, self._fragments = desk, fragments
        self._asked, self._panel, self._question, self._answer, self._listed, *others = parts
        self._saving, self._adding, self._text = others
        self.outputs = list(parts)

    async def drawn(self, request: gr.Request) -> Shown:
        return await self._done(request, lambda kpi_map: self._shown(kpi_map))

    async def keep(self, asked: Any, answer: str, request: gr.Request) -> Shown:
        def kept(kpi_map: KpiMap) -> Shown:
            question = _asked(kpi_map, asked)
            if question is None:
                raise BadInput("the server was started anew; choose Tell it or Change at what you mean, then Keep")
            if _standing(question) != asked[-1]:
                return self._shown(kpi_map, question, CHANGED)
            reply = kpi_map.answer(question.project.id, question.link, answer)
            if reply.meaning:
                return self._shown(kpi_map, question, reply.meaning) | {self._answer: ""}
            unsure = reply.told is not None and not reply.told.borne_out
            shown = self._shown(kpi_map, after=question.project.id, told=_NOT_FOUND if unsure else "")
            return shown | {self._answer: ""}

        return await self._done(request, kept)

    async def skip(self, asked: Any, request: gr.Request) -> Shown:
        def skipped(kpi_map: KpiMap) -> Shown:
            question = _asked(kpi_map, asked)
            if question:
                kpi_map.cannot_tell(question.project.id, question.link)
            return self._shown(kpi_map, after=question.project.id if question else None) | {self._answer: ""}

        return await self._done(request, skipped)

    async def choose(self, event: gr.EventData, request: gr.Request) -> Shown:
        project, link = named(event, "project"), EvidenceKind(named(event, "link"))
        return await self._done(
            request, lambda kpi_map: self._shown(kpi_map, kpi_map.question(project, link)) | {self._answer: ""}
        )

    async def remove(self, event: gr.EventData, request: gr.Request) -> Shown:
        def removed(kpi_map: KpiMap) -> Shown:
            kpi_map.remove(named(event, "project"))
            return self._shown(kpi_map)

        return await self._done(request, removed)

    async def add(self, text: str, request: gr.Request) -> Shown:
        def added(kpi_map: KpiMap) -> Shown:
            found = kpi_map.take_in(text)
            if not found.new and "\n" in text.strip():
                raise BadInput("there is no piece of work in it that is not on the map; write one in a sentence")
            if not found.new:
                kpi_map.add(text)
            return self._shown(kpi_map, passed=found.passed if found.new else ()) | {self._text: ""}

        return await self._done(request, added)

    async def load(self, upload: dict[str, Any], request: gr.Request) -> Shown:
        path, name = Path(upload["path"]), upload["orig_name"]

        def loaded(own: Interviews) -> Shown:
            with self._desk.files.taken(request.username):
                text = cv_text(taken(path, name), name)
            return self._shown(own.kpi_map, passed=own.take_in_cv(text).passed)

        return await done(self._desk, request, loaded)

    async def _done(self, request: gr.Request, work: Callable[[KpiMap], Shown]) -> Shown:
        return await done(self._desk, request, lambda own: work(own.kpi_map))

    def _shown(
        self,
        kpi_map: KpiMap,
        question: MapQuestion | None = None,
        told: str = "",
        after: str | None = None,
        passed: Sequence[str] = (),
    ) -> Shown:
        """The map as it is, and what is asked of it: `question`, or what comes next; `passed` were left out of a CV."""
        projects = [(project, rows_of(project, kpi_map.dimension)) for project in kpi_map.projects()]
        due = question or kpi_map.next_question(after)
        return {
            self._asked: (due.project.id, due.link, _standing(due)) if due else None,
            self._panel: gr.update(visible=due is not None),
            self._question: self._fragments.kpi_question(due, told) if due else "",
            self._answer: gr.skip(),
            self._listed: self._fragments.kpi_map(projects, passed),
            self._saving: gr.update(visible=bool(projects)),
            self._adding: gr.update(open=not projects),
            self._text: gr.skip(),
        }


def _asked(kpi_map: KpiMap, asked: Any) -> MapQuestion | None:
    return kpi_map.question(*asked[:2]) if asked else None


def _standing(question: MapQuestion) -> str:
    """What is told of the link already, in this window or in another one."""
    told = question.project.on(question.link)
    return told.text if told else ""
