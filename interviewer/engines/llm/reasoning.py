"""Parts what a model thought aloud from what it says. Knows the marks that models put around thoughts, and no model."""

import re

_NAMES = r"(?:think|thinking|thought|thoughts|reasoning|reflection|seed:think)"
_PAIRS = (
    re.compile(rf"<{_NAMES}>(.*?)</{_NAMES}>", re.I | re.S),
    re.compile(r"\[THINK\](.*?)\[/THINK\]", re.S),  # Mistral's
    re.compile(r"◁think▷(.*?)◁/think▷", re.S),  # Kimi's
    re.compile(r"<\|channel\|>analysis<\|message\|>(.*?)<\|end\|>", re.S),  # gpt-oss
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

    for pattern in (*_PAIRS, _LONE_END, _LONE_START):
        text = pattern.sub(take, text)
    return _FINAL.sub("", text).strip(), "".join(thoughts).strip()
