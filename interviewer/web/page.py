"""Puts the page together: header, five tabs, and what happens when it is opened."""

import gradio as gr

from interviewer.web.announced import announced
from interviewer.web.desk import Desk, token
from interviewer.web.fragments import Fragments
from interviewer.web.guarded import GuardedBlocks
from interviewer.web.guide_tab import build_guide
from interviewer.web.history_tab import build_history
from interviewer.web.interview_tab import InterviewTab, build_interview
from interviewer.web.loop_tab import build_loop
from interviewer.web.prepare_tab import build_prepare
from interviewer.web.resuming import connect_resuming

_AT_ONCE = 256  # events; those that wait hold no thread, and the desk bounds how many wait
_ARRIVED = "() => window.miArrived()"  # in arriving.js: from then on the start page counts


def build_page(desk: Desk) -> GuardedBlocks:
    """The whole page, not yet served."""
    fragments = Fragments(desk.services.pack)
    page: GuardedBlocks
    with GuardedBlocks(title="Mock Interviewer", analytics_enabled=False, fill_width=True) as page:
        page.max_threads = _AT_ONCE
        current = gr.BrowserState(None, storage_key="mock-interviewer-session", secret="not-a-secret")
        header = gr.HTML()
        with gr.Tabs(selected="interview") as tabs:
            with gr.Tab("Interview", id="interview") as interview:
                tab = build_interview(desk, fragments, current)
            with gr.Tab("Prepare", id="prepare") as prepare:
                build_prepare(desk, prepare)
            with gr.Tab("Loop", id="loop") as loop:
                build_loop(desk, fragments, tabs, tab, loop)
            with gr.Tab("History", id="history") as history:
                build_history(desk, fragments, tabs, tab, history)
            with gr.Tab("Guide", id="guide"):
                build_guide(desk, fragments)
        _on_load(page, header, tab, desk, fragments, current)
        connect_resuming(page, tab, interview, current)
    return page


def _on_load(
    page: gr.Blocks, header: gr.HTML, tab: InterviewTab, desk: Desk, fragments: Fragments, current: gr.BrowserState
) -> None:
    def opened(request: gr.Request) -> str:
        return fragments.header(announced(desk.services), request.username, token(request.username))

    page.load(opened, None, header)
    back = page.load(tab.come_back, [current], tab.outputs, show_progress="hidden", concurrency_limit=None)
    back.then(None, None, None, js=_ARRIVED)
