"""The Guide tab: browse and search what the interviewers draw on."""

from typing import Any

import gradio as gr

from interviewer.packs.schema import Pack
from interviewer.retrieval.documents import Filter, passages_in
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments

_ALL = "all"
_SHOWN = 8
_LONGEST_QUERY = 400  # characters


def build_guide(desk: Desk, fragments: Fragments) -> None:
    """Lay the tab out. Without a query it lists what there is for a round and a dimension."""
    pack = desk.services.pack
    with gr.Column(elem_classes="mi-page"):
        gr.HTML('<h2 class="mi-title">The guide</h2>')
        with gr.Row(elem_classes="mi-search"):
            query = gr.Textbox(
                label="Search",
                placeholder="what counts as a business metric",
                max_lines=1,  # one that grows would push the button away
                elem_id="guide-query",
                scale=4,
            )
            button = gr.Button("Search", variant="primary", elem_id="guide-search", scale=0, min_width=96)
        rounds = [("All rounds", _ALL), *((item.name, item.id) for item in pack.manifest.rounds)]
        round_ = gr.Radio(rounds, value=_ALL, label="Round", elem_id="guide-round")
        dimensions = [("Everything", _ALL), *((item.name, item.id) for item in pack.rubric.dimensions)]
        dimension = gr.Radio(dimensions, value=_ALL, label="What is tested", elem_id="guide-dimension")
        results = gr.HTML(_listed(pack, fragments, Filter()), elem_id="guide-results")

    def search(text: str, round_id: str, dimension_id: str) -> str:
        asked = text.strip()[:_LONGEST_QUERY]
        wanted = Filter(round=_chosen(round_id), dimension=_chosen(dimension_id))
        if not asked:
            return _listed(pack, fragments, wanted)
        return fragments.results(desk.services.resources.library.look_up(asked, _SHOWN, wanted), asked)

    quiet: dict[str, Any] = {"show_progress": "hidden"}
    for event in (button.click, query.submit, round_.change, dimension.change):
        event(search, [query, round_, dimension], results, **quiet)


def _listed(pack: Pack, fragments: Fragments, wanted: Filter) -> str:
    return fragments.results(passages_in(pack, wanted), "")


def _chosen(value: str) -> str | None:
    return None if value == _ALL else value
