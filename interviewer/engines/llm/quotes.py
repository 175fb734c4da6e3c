"""Finds a model's quote again in the answer: letter for letter but for white space, case and typographic marks."""

import html
import re

_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def locate(quote: str, answer: str) -> tuple[int, int] | None:
    """Start and end of the words of `quote` in `answer`; None where they don't stand there in this order."""
    wanted = _folded(html.unescape(quote)).strip().strip("\"'").strip(" .…")
    if not any(map(str.isalnum, wanted)):
        return None
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    match = re.search(pattern, _folded(answer), re.IGNORECASE)
    return match.span() if match else None


def _folded(text: str) -> str:
    """The text with alike marks made one; as long as before, so that places stay the same."""
    return text.translate(_ALIKE)
