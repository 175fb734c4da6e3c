"""Parts what a model thought aloud from what it says. Knows the marks that models put around thoughts, and no model."""

import re

_NAMES = r"(?:think|thinking|thought|thoughts|reasoning|reflection|seed:think)"
_PAIRS = (
    (re.compile(rf"<{_NAMES}>", re.I), re.compile(rf"</{_NAMES}>", re.I)),
    (re.compile(r"\[THINK\]"), re.compile(r"\[/THINK\]")),  # Mistral's
    (re.compile(r"◁think▷"), re.compile(r"◁/think▷")),  # Kimi's
    (re.compile(r"<\|channel\|>analysis<\|message\|>"), re.compile(r"<\|end\|>")),  # gpt-oss
)
_LONE_END = re.compile(rf"^(.*)(?:</{_NAMES}>|\[/THINK\]|◁/think▷)", re.I | re.S)
_LONE_START = re.compile(rf"^\s*(?:<{_NAMES}>|\[THINK\]|◁think▷|<\|channel\|>analysis<\|message\|>)(.*)$", re.I | re.S)
_FINAL = re.compile(r"<\|start\|>assistant|<\|channel\|>final<\|message\|>|<\|(?:return|end)\|>")


def parted(text: str) -> tuple[str, str]:
    """What is said, and what was thought: in a pair of marks, before a lone end, or behind a start without an end."""
    thoughts: list[str] = []

    def take(found: re.Match[str]) -> str:
        thoughts.append(found[1])
        return ""

    for begin, end in _PAIRS:
        text = _without(text, begin, end, thoughts)
    for pattern in (_LONE_END, _LONE_START):
        text = pattern.sub(take, text)
    return _FINAL.sub("", text).strip(), "".join(thoughts).strip()


def _without(text: str, begin: re.Pattern[str], end: re.Pattern[str], thoughts: list[str]) -> str:
    """The text without what stands between the marks; one pattern for both would take the square of a long reply."""
    kept, at = "", 0
    while (begun := begin.search(text, at)) and (ended := end.search(text, begun.end())):
        kept += text[at : begun.start()]
        thoughts.append(text[begun.end() : ended.start()])
        at = ended.end()
    return kept + text[at:]
