"""The stories of the Prepare tab: written or kept, graded, sorted by kind, matched to a question, told in less time."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import gradio as gr
from anyio.to_thread import run_sync

from interviewer.app import Interviews
from interviewer.domain.stories import Story
from interviewer.errors import BadInput, InterviewerError
from interviewer.preparation.stories import Fit, StoryBank
from interviewer.web.desk import Desk
from interviewer.web.fragments import Fragments
from interviewer.web.stage import Shown
from interviewer.web.telling import told

_CHOSEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-story]");
  if (!button) return;
  const { story, kind, cut, edit } = button.dataset;
  if (kind) trigger("sort", { story, kind });
  else if (cut) trigger("cut", { story, seconds: Number(cut) });
  else if (edit) trigger("edit", { story });
  else if (confirm("Remove this story for good?")) trigger("discard", { story });
});"""  # a button of our own HTML becomes an event that says which story it is about
_BEST_FIRST: tuple[Fit, ...] = get_args(Fit)
_T = TypeVar("_T")
_KEEP = "Keep this story"
_LONGEST_QUESTION = 400  # characters


def build_stories(desk: Desk, fragments: Fragments, opened_by: tuple[gr.Tab, ...]) -> None:
    """Lay the stories out; they are drawn anew each time they are opened."""
    cut = gr.HTML(elem_id="story-cut")
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
    fits = gr.HTML(elem_id="story-fits")
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
    """What each click shows; whatever is done is done in a thread."""

    def __init__(self, desk: Desk, fragments: Fragments, *parts: Any) -> None:
        self._desk, self._fragments = desk, fragments
        self._listed, self._cut, *others = parts
        self._changed, self._text, self._title, self._keep, self._fresh = others
        self.outputs = list(parts)

    async def drawn(self, request: gr.Request) -> Shown:
        return await self._done(request, lambda own: self._shown(own))

    async def keep(self, changed: Any, text: str, title: str, request: gr.Request) -> Shown:
        def kept(own: Interviews) -> Shown:
            bank = own.stories
            _ = bank.change(changed, text, title) if changed else bank.write(text, title)
            return self._shown(own) | self._emptied()

        return await self._done(request, kept)

    async def edit(self, event: gr.EventData, request: gr.Request) -> Shown:
        def edited(own: Interviews) -> Shown:
            story = _story(own.stories, event)
            form = {self._text: story.text, self._title: story.title, self._changed: story.id}
            told_of = gr.update(value=f"Keep the change to “{story.title}”")
            return self._shown(own) | form | {self._keep: told_of, self._fresh: gr.update(visible=True)}

        return await self._done(request, edited)

    async def write_new(self, request: gr.Request) -> Shown:
        return await self._done(request, lambda own: self._shown(own) | self._emptied())

    def _emptied(self) -> Shown:
        """A form for a new story."""
        shown = {self._keep: gr.update(value=_KEEP), self._fresh: gr.update(visible=False)}
        return shown | {self._text: "", self._title: "", self._changed: None}

    async def sort(self, event: gr.EventData, request: gr.Request) -> Shown:
        def sorted_(own: Interviews) -> Shown:
            story, kind = _story(own.stories, event), _data(event).get("kind")
            kinds = {item for item in story.kinds if item != kind} if kind in story.kinds else {*story.kinds, str(kind)}
            own.stories.is_of(story.id, sorted(kinds))
            return self._shown(own)

        return await self._done(request, sorted_)

    async def remove(self, event: gr.EventData, request: gr.Request) -> Shown:
        def removed(own: Interviews) -> Shown:
            own.stories.remove(_story(own.stories, event).id)
            return self._shown(own) | self._emptied()

        return await self._done(request, removed)

    async def cut(self, event: gr.EventData, request: gr.Request) -> str:
        def shorter(own: Interviews) -> str:
            story, seconds = _story(own.stories, event), _data(event).get("seconds")
            asked = seconds if isinstance(seconds, int) and 10 <= seconds <= 600 else 60
            return self._fragments.story_cut(story.title, asked, own.stories.cut(story, asked))

        return await self._done(request, shorter)

    async def fit(self, question: str, request: gr.Request) -> str:
        def fitting(own: Interviews) -> str:
            asked, bank = question.strip()[:_LONGEST_QUESTION], own.stories
            if not asked:
                raise BadInput("there is no question; type one")
            told_all = [bank.told(story) for story in bank.stories()]
            if not told_all:
                raise BadInput("there is no story yet; keep one first")
            names = [theme.name for theme in bank.pack.stories.theme if theme.id in bank.themes_of(asked)]
            fits = sorted(((bank.fit(item, asked), item.story.title) for item in told_all), key=_rank)
            return self._fragments.story_fit(names, fits)

        return await self._done(request, fitting)

    async def _done(self, request: gr.Request, work: Callable[[Interviews], _T]) -> _T:
        try:
            return await run_sync(lambda: work(self._desk.of(request.username)))
        except InterviewerError as error:
            raise gr.Error(told(error, request.username), print_exception=False) from None

    def _shown(self, own: Interviews) -> Shown:
        bank = own.stories
        cv = "\n".join(project.text for project in own.kpi_map.projects())
        told_all = [bank.told(story, cv) for story in bank.stories()]
        return {
            self._listed: self._fragments.stories(told_all, bank.advice(told_all), bank.coverage(told_all)),
            self._cut: "",
            self._changed: gr.skip(),
            self._text: gr.skip(),
            self._title: gr.skip(),
            self._keep: gr.skip(),
            self._fresh: gr.skip(),
        }


def _rank(row: tuple[Fit, str]) -> int:
    return _BEST_FIRST.index(row[0])


def _story(bank: StoryBank, event: gr.EventData) -> Story:
    """The story that a button names; what comes from a browser may name none."""
    wanted = _data(event).get("story")
    found = next((story for story in bank.stories() if story.id == wanted), None)
    if found is None:
        raise BadInput("that story is not in the bank any more; load the page again")
    return found


def _data(event: gr.EventData) -> dict[str, Any]:
    return event._data if isinstance(event._data, dict) else {}
