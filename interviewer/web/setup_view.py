"""Set-up: what a candidate chooses before the door opens. Every choice has a sensible default."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.engines.selection import endpoint_of
from interviewer.errors import InterviewerError
from interviewer.interview.cv import cv_text
from interviewer.interview.request import InterviewRequest
from interviewer.packs.schema import Pack
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.telling import told
from interviewer.web.uploads import taken

ANY = "any"
Form = Mapping[Any, Any]  # values by component, as Gradio hands them over
_LENGTHS = [("Short: 6 answers", 6), ("Usual: 12 answers", 12), ("Long: 18 answers", 18)]


@dataclass(frozen=True)
class SetupView:
    """The form: each field of the request by the component that asks for it."""

    column: gr.Column
    fields: dict[str, Any]
    begin: gr.Button

    @property
    def inputs(self) -> set[Any]:
        return set(self.fields.values())

    def request(self, form: Form) -> InterviewRequest:
        """What the form asks for; a choice of `any` is none."""
        given = {name: form[component] for name, component in self.fields.items()}
        return InterviewRequest(**{name: None if value == ANY else value for name, value in given.items()})


def build_setup(desk: Desk, fragments: Fragments) -> SetupView:
    """Lay the set-up out."""
    pack = desk.services.pack
    rounds, units = pack.manifest.rounds, pack.manifest.units
    with gr.Column(elem_classes="mi-page") as column:
        gr.HTML(
            '<h2 class="mi-title">Rehearse before it counts</h2><p class="mi-lead">They listen, take up your own words '
            "and press on the weak spot. They never coach. Afterwards you are told the truth.</p>"
        )
        round_ = gr.Radio([(item.name, item.id) for item in rounds], value=rounds[0].id, label="Round")
        people = gr.HTML(fragments.people(rounds[0].id))
        with gr.Row():
            unit = gr.Radio([("Any", ANY), *((item.name, item.id) for item in units)], value=ANY, label="Unit")
            level = gr.Radio([("Senior", "senior"), ("Mid-level", "mid")], value="senior", label="Level")
            turns = gr.Radio(_LENGTHS, value=12, label="Length")
        focus = gr.Radio(_foci(pack, rounds[0].id), value=ANY, label="Test me above all on", elem_id="focus")
        with gr.Row():
            role = gr.Textbox(label="Your current role (optional)", placeholder="data scientist at a grocery chain")
            project = gr.Textbox(
                label="One project to talk about (optional)", placeholder="delivery time estimates for a courier firm"
            )
        with gr.Accordion("Your CV (optional)", open=False, elem_classes="mi-cv"):
            cv = gr.Textbox(
                label="Text of your CV",
                placeholder="Paste it here; leave out what nobody needs to know.",
                lines=6,
                elem_id="cv",
            )
            load = gr.UploadButton("Load it from a .pdf, .txt or .md", file_types=[".pdf", ".txt", ".md"], size="sm")
            quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
            quiet["preprocess"] = False  # Gradio would leave an empty file behind each time
            load.upload(_loader(desk), load, cv, **quiet)
        _build_models(desk, fragments)
        begin = gr.Button("Begin the interview", variant="primary", size="lg", elem_id="begin")
        gr.HTML(f'<p class="mi-small">{pack.manifest.disclaimer}</p>')

    def of_round(chosen: str) -> Form:
        return {people: fragments.people(chosen), focus: gr.update(choices=_foci(pack, chosen), value=ANY)}

    round_.change(of_round, round_, [people, focus], show_progress="hidden")
    fields = {"round": round_, "unit": unit, "level": level, "turns": turns, "focus": focus}
    return SetupView(column, fields | {"role": role, "project": project, "cv": cv}, begin)


def _build_models(desk: Desk, fragments: Fragments) -> None:
    """Where a language model is set up: what else its server offers. Choosing is its operator's (OPENAI_MODEL)."""
    endpoint = endpoint_of(desk.services.settings)
    if endpoint is None:
        return
    with gr.Accordion("The language model", open=False, elem_id="models"):
        listed = gr.HTML(fragments.models(endpoint.model, endpoint.host, None))
        look = gr.Button("What does its server offer?", size="sm")

    async def asked(request: gr.Request) -> str:
        from interviewer.engines.llm.catalog import offered  # the model's SDKs are loaded where it is asked

        try:
            with desk.lookups.taken(request.username):
                return fragments.models(endpoint.model, endpoint.host, await run_sync(offered, endpoint))
        except InterviewerError as error:
            return fragments.note(told(error, request.username), "error")

    look.click(asked, None, listed, show_progress="hidden", concurrency_limit=None)


def _loader(desk: Desk) -> Callable[[dict[str, Any], gr.Request], Awaitable[str]]:
    """What gives the text of an uploaded CV; the upload itself is not kept."""

    async def loaded(upload: dict[str, Any], request: gr.Request) -> str:
        path, name = Path(upload["path"]), upload["orig_name"]
        try:
            with desk.files.taken(request.username):
                return await run_sync(lambda: cv_text(taken(path, name), name))
        except InterviewerError as error:
            raise gr.Error(told(error, request.username), duration=None, print_exception=False) from None

    return loaded


def _foci(pack: Pack, round_id: str) -> list[tuple[str, str]]:
    """What a round can test above all, with what it does otherwise."""
    names = [(pack.rubric.dimension(item).name, item) for item in pack.round(round_id).dimensions]
    return [("Everything", ANY), *names]
