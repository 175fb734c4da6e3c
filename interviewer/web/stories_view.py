"""The stories of the Prepare tab: written or kept, graded, sorted by kind, matched to a question, told in less time."""

from typing import Any

import gradio as gr

from interviewer.app import Interviews
from interviewer.errors import BadInput
from interviewer.preparation.cutting import SECONDS
from interviewer.preparation.matching import BEST_FIRST, Fit, fit, kinds_asked
from interviewer.web.desk import Desk
from interviewer.web.prepared import PreparedFragments
from interviewer.web.stage import Shown
from interviewer.web.working import done, given, named

_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-story]");
  if (!button) return;
  const { story, kind, cut, edit } = button.dataset;
  if (kind) trigger("sort", { story, kind });
  else if (cut) trigger("cut", { story, seconds: Number(cut) });
  else if (edit) trigger("edit", { story });
  else if (confirm("Remove this story for good?")) trigger("discard", { story });
});"""  # a button of our own HTML becomes an event that says which story it is about
_KEEP = "Keep this story"
_LONGEST_QUESTION = 400  # characters


def build_stories(desk: Desk, fragments: PreparedFragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay the stories out; they are drawn anew each time they are opened."""
    gr.HTML(fragments.about("stories"))
    cut = gr.HTML(elem_id="story-cut", min_height=0)
    listed = gr.HTML(elem_id="stories", js_on_load=_CHOSEN)
    with gr.Column(elem_id="story-add"):
        changed = gr.State(None)
        text = gr.Textbox(
            label="A story, as you would tell it",
            placeholder="Where it began, what you decided, what stood in the way, what came of it.",
            lines=5,
            max_lines=14,
            elem_id="story-text",
        )
        title = gr.Textbox(label="What you call it (optional)", max_lines=1, elem_id="story-title")
        with gr.Row(elem_classes="mi-actions"):
            keep = gr.Button(_KEEP, variant="primary", min_width=110, elem_id="story-keep")
            fresh = gr.Button("Write a new one instead", min_width=110, elem_id="story-new", visible=False)
    with gr.Row(elem_classes="mi-search"):
        question = gr.Textbox(
            label="Which story answers this question?",
            placeholder="Tell me about a time when you were wrong.",
            max_lines=1,
            elem_id="story-question",
            scale=4,
        )
        match = gr.Button("Find", elem_id="story-find", scale=0, min_width=90)
    fits = gr.HTML(elem_id="story-fits", min_height=0)
    view = _View(desk, fragments, listed, cut, changed, text, title, keep, fresh)
    quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None}
    for tab in opened_by:
        tab.select(view.drawn, None, view.outputs, **quiet)
    keep.click(view.keep, [changed, text, title], view.outputs, trigger_mode="once", **quiet)
    fresh.click(view.write_new, None, view.outputs, **quiet)
    listed.sort(view.sort, None, view.outputs, **quiet)
    listed.discard(view.remove, None, view.outputs, **quiet)
    listed.edit(view.edit, None, view.outputs, **quiet)
    listed.cut(view.cut, None, cut, **quiet)
    for event in (match.click, question.submit):
        event(view.fit, [question], fits, **quiet)


class _View:
    """What each click shows."""

    def __init__(self, desk: Desk, fragments: PreparedFragments, *parts: Any) -> None:
        self._desk, self._fragments = desk, fragments
        self._listed, self._cut, *others = parts
        self._changed, self._text, self._title, self._keep, self._fresh = others
        self.outputs = list(parts)

    async def drawn(self, request: gr.Request) -> Shown:
        return await done(self._desk, request, lambda own: self._shown(own))

    async def keep(self, changed: Any, text: str, title: str, request: gr.Request) -> Shown:
        def kept(own: Interviews) -> Shown:
            if changed:
                name, revision = changed
                own.stories.change(name, text, title, revision)
            else:
                own.stories.write(text, title)
            return self._shown(own) | self._emptied()

        return await done(self._desk, request, kept)

    async def edit(self, event: gr.EventData, request: gr.Request) -> Shown:
        def edited(own: Interviews) -> Shown:
            story, revision = own.stories.find(named(event, "story"))
            form = {self._text: story.text, self._title: story.title, self._changed: (story.id, revision)}
            told_of = gr.update(value=f"Keep the change to “{story.title}”")
            return self._shown(own) | form | {self._keep: told_of, self._fresh: gr.update(visible=True)}

        return await done(self._desk, request, edited)

    async def write_new(self, request: gr.Request) -> Shown:
        return await done(self._desk, request, lambda own: self._shown(own) | self._emptied())

    def _emptied(self) -> Shown:
        """A form for a new story."""
        shown = {self._keep: gr.update(value=_KEEP), self._fresh: gr.update(visible=False)}
        return shown | {self._text: "", self._title: "", self._changed: None}

    async def sort(self, event: gr.EventData, request: gr.Request) -> Shown:
        def sorted_(own: Interviews) -> Shown:
            story, _ = own.stories.find(named(event, "story"))
            own.stories.is_of(story.id, sorted({*story.kinds} ^ {named(event, "kind")}))
            return self._shown(own)

        return await done(self._desk, request, sorted_)

    async def remove(self, event: gr.EventData, request: gr.Request) -> Shown:
        def removed(own: Interviews) -> Shown:
            own.stories.remove(named(event, "story"))
            return self._shown(own) | self._emptied()

        return await done(self._desk, request, removed)

    async def cut(self, event: gr.EventData, request: gr.Request) -> str:
        def shorter(own: Interviews) -> str:
            story, _ = own.stories.find(named(event, "story"))
            seconds = given(event, "seconds")
            asked = seconds if seconds in SECONDS else SECONDS[0]
            return self._fragments.cut(story.title, asked, own.stories.cut(story, asked))

        return await done(self._desk, request, shorter)

    async def fit(self, question: str, request: gr.Request) -> str:
        def fitting(own: Interviews) -> str:
            asked, bank = question.strip()[:_LONGEST_QUESTION], own.stories
            if not asked:
                raise BadInput("there is no question; type one")
            appraised = [own.appraise(story) for story in bank.stories()]
            if not appraised:
                raise BadInput("there is no story yet; keep one first")
            themes = kinds_asked(asked, bank.pack, bank.embedder)
            ids = [theme.id for theme in themes]
            fits = sorted(((fit(item, ids), item.story.title) for item in appraised), key=_rank)
            return self._fragments.fits([theme.name for theme in themes], fits)

        return await done(self._desk, request, fitting)

    def _shown(self, own: Interviews) -> Shown:
        appraised = [own.appraise(story) for story in own.stories.stories()]
        return {
            self._listed: self._fragments.stories(appraised),
            self._cut: "",
            self._changed: gr.skip(),
            self._text: gr.skip(),
            self._title: gr.skip(),
            self._keep: gr.skip(),
            self._fresh: gr.skip(),
        }


def _rank(row: tuple[Fit, str]) -> int:
    return BEST_FIRST.index(row[0])
