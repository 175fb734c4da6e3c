"""The Guide tab: search what the interviewers draw on."""

import gradio as gr

from interviewer.retrieval.documents import Filter
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments

_ALL = "all"
_SHOWN = 8
_LONGEST_QUERY = 400  # characters


def build_guide(desk: Desk, fragments: Fragments) -> None:
    """Lay the tab out."""
    rounds = desk.services.pack.manifest.rounds
    with gr.Column(elem_classes="mi-page"):
        gr.HTML('<h2 class="mi-title">The guide</h2>')
        query = gr.Textbox(label="Search", placeholder="what counts as a business metric", elem_id="guide-query")
        round_ = gr.Radio([("All rounds", _ALL), *((item.name, item.id) for item in rounds)], value=_ALL, label="For")
        button = gr.Button("Search", variant="primary", elem_id="guide-search")
        results = gr.HTML(fragments.results([], ""), elem_id="guide-results")

    def search(text: str, round_id: str) -> str:
        asked = text.strip()[:_LONGEST_QUERY]
        wanted = Filter(round=None if round_id == _ALL else round_id)
        return fragments.results(desk.services.resources.library.search(asked, _SHOWN, wanted) if asked else (), asked)

    for event in (button.click, query.submit, round_.change):
        event(search, [query, round_], results, show_progress="hidden")
