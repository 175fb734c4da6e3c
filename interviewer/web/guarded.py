"""A Gradio page that takes what is due in each of its inputs and nothing else. Knows components, no handler.

Gradio copies any file that is named in a file object, wherever in an input it stands; so nothing nested gets that far.
"""

from typing import Any

import gradio as gr

from interviewer.web.uploads import upload_of


class GuardedBlocks(gr.Blocks):
    """Checks every value before Gradio touches it, by whichever route it came."""

    def waits(self, session: str) -> bool:
        """Whether there are, or will be, messages for a page's session."""
        return session in self._queue.pending_messages_per_session

    def is_due(self, session: str) -> bool:
        """Whether some event of a page's session was not heard to its end yet."""
        return bool(self._queue.pending_event_ids_session.get(session))

    def knows(self, session: str, event: int) -> bool:
        """Whether the server has something to do at an event, one drawn for this session alone included."""
        drawn = session in self.state_holder
        found = (self.state_holder[session].blocks_config.fns if drawn else self.fns).get(event)
        return found is not None and found.fn is not None

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: Any, explicit_call: bool = False
    ) -> list[Any]:
        """Refuse an input of the wrong kind; then go on as Gradio does."""
        checked = [_due(block, value) for block, value in zip(block_fn.inputs, inputs, strict=False)]
        processed: list[Any] = await super().preprocess_data(
            block_fn, checked + inputs[len(checked) :], state, explicit_call
        )
        return processed


def _due(block: Any, value: Any) -> Any:
    label = getattr(block, "label", None) or type(block).__name__
    if isinstance(block, gr.UploadButton | gr.File):
        if value is not None and (value := upload_of(value)) is None:
            raise gr.Error(
                f"{label}: that is not a file that was uploaded here; upload it again", print_exception=False
            )
    elif isinstance(block, gr.State):
        return None  # it is kept here; a browser's word for it does not count
    elif isinstance(block, gr.Textbox):
        if value is None:
            return ""  # a box that was never shown has nothing in it
        if not isinstance(value, str):
            raise gr.Error(f"{label}: text is due here and nothing else", print_exception=False)
    elif not isinstance(value, str | int | float | None):
        raise gr.Error(f"{label}: one plain value is due here and nothing else", print_exception=False)
    return value
