"""How the page looks: Gradio's theme, and our own style sheet. No font, no script and no picture from outside."""

from importlib.resources import files

import gradio as gr

from interviewer.packs.schema import Pack
from interviewer.web.portraits import card_style, portrait_styles

_SYSTEM = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "sans-serif"]
_GREEN = [
    "#f1f5f3",
    "#dfe9e4",
    "#bfd4ca",
    "#93b6a7",
    "#639281",
    "#437565",
    "#2f5d50",
    "#274b41",
    "#213d35",
    "#1b322c",
    "#0f1d19",
]  # the accent, from its lightest to its darkest shade
_HERE = files("interviewer.web")
_SCRIPTS = ("arriving.js", "room.js", "reading.js", "answer.js", "page.js", "history.js")  # room.js decides Enter first
HEAD = "".join(f"<script>{(_HERE / name).read_text(encoding='utf-8')}</script>" for name in _SCRIPTS)


def styles(pack: Pack) -> str:
    """The style sheet, with the colours and faces of a pack's people."""
    people = list(pack.personas)
    sheets = [(_HERE / name).read_text(encoding="utf-8") for name in ("style.css", "debrief.css")]
    cards = [card_style(place, item.speakers, people) for place, item in enumerate(pack.manifest.rounds, start=1)]
    return "\n".join([*sheets, portrait_styles(people), *cards])


def theme() -> gr.themes.Base:
    """Paper and ink, one accent."""
    return gr.themes.Base(
        primary_hue=gr.themes.Color(*_GREEN),
        neutral_hue="stone",
        font=_SYSTEM,
        font_mono=["ui-monospace", "monospace"],
        radius_size="md",
        text_size="md",
    ).set(
        body_background_fill="#faf8f4",
        body_background_fill_dark="#171614",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_title_text_weight="600",
        input_background_fill="#ffffff",
        input_background_fill_dark="#211f1c",
        input_border_color="#b9b2a5",
        input_border_color_dark="#57524a",
        button_primary_background_fill="#2f5d50",
        button_primary_background_fill_hover="#274b41",
        button_primary_background_fill_dark="#3f7766",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_border_color="#b9b2a5",
        button_border_width="1px",
    )
