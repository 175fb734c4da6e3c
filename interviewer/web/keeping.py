"""All that is kept of somebody: saved as one file, put back from it, removed. Folded, at the end of the history."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.errors import BadInput
from interviewer.storage.archive import restored
from interviewer.web.desk import Desk
from interviewer.web.exports import archive_address
from interviewer.web.uploads import taken
from interviewer.web.working import done

_CHOSEN = """element.addEventListener("click", (event) => {
  if (!event.target.closest("[data-remove-all]")) return;
  const warned = "Remove every interview and all that you prepared, for good? Save it before, if in doubt.";
  if (confirm(warned)) trigger("clear");
});"""  # a button of our own HTML, so that nothing is sent unless it was agreed to
_REMOVE = (
    '<p class="mi-small">Every interview, your projects, stories, drills, the job and your CV.</p>'
    '<button type="button" class="mi-link" data-remove-all="yes">Remove everything</button>'
)
_LARGE = (
    '<p class="mi-small">A file of more than 10 MB is put back in the terminal: '
    "<code>interviewer data import FILE</code></p>"
)
_RELOAD = "() => setTimeout(() => location.reload(), 1200)"  # after what was done has been read


def build_keeping(desk: Desk, drawn: Callable[[gr.Request], str], listed: gr.HTML) -> None:
    """Lay it out; `drawn` makes the list anew that stands in `listed`."""
    with gr.Accordion("All that is kept: save it, put it back, remove it", open=False, elem_id="keeping"):
        with gr.Row(elem_classes="mi-actions"):
            gr.Button("Save everything as a file", link=archive_address(), min_width=140)
            load = gr.UploadButton("Put back such a file", file_types=[".jsonl"], min_width=140)
        gr.HTML(_LARGE)
        told = gr.HTML(elem_id="kept-told", min_height=0)
        removal = gr.HTML(_REMOVE, js_on_load=_CHOSEN)

    async def put_back(upload: dict[str, Any], request: gr.Request) -> tuple[str, str]:
        path, name = Path(upload["path"]), upload["orig_name"]

        def put(own: Interviews) -> str:
            with desk.files.taken(request.username):
                try:
                    lines = taken(path, name).decode().split("\n")
                except UnicodeDecodeError:
                    raise BadInput(f"'{name}' is no file that was saved here") from None
                found = restored(own.store, lines)
            there = f" {len(found.left)} were there already and stay as they are." if found.left else ""
            return _told(f"Put back: {found.told}.{there}")

        return await done(desk, request, put), drawn(request)

    async def clear(request: gr.Request) -> str:
        return await done(desk, request, lambda _: _told(desk.remove_all(request.username)))

    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    load.upload(put_back, load, [told, listed], preprocess=False, **quiet)
    removal.clear(clear, None, told, **quiet).success(None, None, None, js=_RELOAD)


def _told(sentence: str) -> str:
    return f'<p class="mi-small" role="status">{sentence}</p>'
