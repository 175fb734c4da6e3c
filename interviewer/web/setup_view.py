"""Set-up: what a candidate chooses before the door opens. Every choice has a sensible default."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.domain.setup import DEFAULT_TURNS
from interviewer.engines.selection import endpoint_of
from interviewer.errors import InterviewerError
from interviewer.interview.request import InterviewRequest
from interviewer.packs.schema import Pack
from interviewer.preparation.cv import KINDS, KINDS_TOLD
from interviewer.web.announced import announced
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.telling import told
from interviewer.web.working import text_loader

ANY = "any"
Form = Mapping[Any, Any]  # values by component, as Gradio hands them over
LENGTHS = [("Short: 6 answers", 6), ("Usual: 12 answers", 12), ("Long: 18 answers", 18)]
_WHOLE_CARDS = 4  # rounds whose cards, with a sentence on each, leave Begin in sight
_MINUTES = 2  # that an answer with its question takes, typed at an ordinary pace


@dataclass(frozen=True)
class SetupView:
    """The form: each field of the request by the component that asks for it."""

    column: gr.Column
    fields: dict[str, Any]
    begin: gr.Button
    resume: gr.Button

    @property
    def inputs(self) -> set[Any]:
        return set(self.fields.values())

    def request(self, form: Form) -> InterviewRequest:
        """What the form asks for; a choice of `any` is none."""
        given = {name: form[component] for name, component in self.fields.items()}
        return InterviewRequest(**{name: None if value == ANY else value for name, value in given.items()})


def build_setup(desk: Desk, fragments: Fragments) -> SetupView:
    """Lay the set-up out: the rounds and Begin in sight, the rest folded."""
    pack = desk.services.pack
    first = pack.manifest.rounds[0].id
    told = announced(desk.services)
    with gr.Column(elem_classes="mi-page", elem_id="setup") as column:
        gr.HTML(fragments.welcome())
        with gr.Row(elem_classes="mi-chips"):
            resume = gr.Button("", visible=False, elem_id="resume", size="sm", min_width=80, scale=0)
            gr.HTML(fragments.tour(), min_height=0)
        round_ = gr.Radio(
            _cards(pack, DEFAULT_TURNS),
            value=first,
            label="Round",
            elem_id="round",
            elem_classes="mi-many" if len(pack.manifest.rounds) > _WHOLE_CARDS else None,
            show_label=False,
        )
        like = gr.HTML(fragments.round_told(first), visible=len(pack.manifest.rounds) > _WHOLE_CARDS)
        begin = gr.Button("Begin the interview", variant="primary", size="lg", elem_id="begin")
        tested = gr.HTML(fragments.tested(first))
        if told.leaves:
            gr.HTML(fragments.notice(told.full))
        fields, focus = _build_more(desk, pack)
        people = gr.HTML(fragments.people(first))
        _build_models(desk, fragments)
        gr.HTML(f'<p class="mi-small">{pack.manifest.disclaimer}</p>')

    def of_round(chosen: str) -> Form:
        focused = gr.update(choices=_foci(pack, chosen), value=ANY)
        told_of = {like: fragments.round_told(chosen), tested: fragments.tested(chosen)}
        return {people: fragments.people(chosen), focus: focused, **told_of}

    def of_length(turns: int) -> Any:
        return gr.update(choices=_cards(pack, turns))

    round_.change(of_round, round_, [people, like, tested, focus], show_progress="hidden")
    fields["turns"].change(of_length, fields["turns"], round_, show_progress="hidden")
    return SetupView(column, {"round": round_} | fields, begin, resume)


def _build_more(desk: Desk, pack: Pack) -> tuple[dict[str, Any], gr.Radio]:
    """What has a sensible default, folded: the fields in the order of the request, and the focus among them."""
    with gr.Accordion("More: business unit, level, length, your work", open=False, elem_id="more"):
        with gr.Row():
            units = [("Any", ANY), *((item.name, item.id) for item in pack.manifest.units)]
            unit = gr.Radio(units, value=ANY, label="Unit")
            level = gr.Radio([("Senior", "senior"), ("Mid-level", "mid")], value="senior", label="Level")
            turns = gr.Radio(LENGTHS, value=DEFAULT_TURNS, label="Length")
        foci = _foci(pack, pack.manifest.rounds[0].id)
        focus = gr.Radio(foci, value=ANY, label="Test me above all on", elem_id="focus")
        with gr.Row():
            role = gr.Textbox(label="Your current role (optional)", placeholder="data scientist at a grocery chain")
            project = gr.Textbox(
                label="One project to talk about (optional)", placeholder="delivery time estimates for a courier firm"
            )
        cv = gr.Textbox(
            label="Your CV (optional)",
            placeholder="Paste its text here, or load it below; leave out what nobody needs to know.",
            lines=4,
            elem_id="cv",
        )
        prepared = gr.Checkbox(
            label="What I keep under Prepare: my CV, and the job that it is for", value=False, elem_id="prepared"
        )
        load = gr.UploadButton(f"Load it from a {KINDS_TOLD}", file_types=list(KINDS), size="sm")
        quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
        quiet["preprocess"] = False  # Gradio would leave an empty file behind each time
        load.upload(text_loader(desk), load, cv, **quiet)
    fields = {"unit": unit, "level": level, "turns": turns, "focus": focus, "role": role, "project": project, "cv": cv}
    fields["prepared"] = prepared
    return fields, focus


def _cards(pack: Pack, turns: int) -> list[tuple[str, str]]:
    """Each round as a card tells it: its name, what it is like, how long it takes. The style sheet adds the faces.

    Where there are many, what each is like is told of the chosen one alone, so that Begin stays in sight.
    """
    minutes = 5 * round(turns * _MINUTES / 5)
    if len(pack.manifest.rounds) > _WHOLE_CARDS:
        return [(f"{item.name}\n{turns} answers, {minutes} min", item.id) for item in pack.manifest.rounds]
    length = f"{turns} answers, about {minutes} minutes"
    return [(f"{item.name}\n{item.blurb}\n{length}", item.id) for item in pack.manifest.rounds]


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


def _foci(pack: Pack, round_id: str) -> list[tuple[str, str]]:
    """What a round can test above all, with what it does otherwise."""
    names = [(pack.rubric.dimension(item).name, item) for item in pack.round(round_id).dimensions]
    return [("Everything", ANY), *names]
