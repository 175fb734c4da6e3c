"""Fills the blanks of a pack's lines, so that what comes of it is a sentence and shows whose words are whose."""

import re
from collections.abc import Mapping
from string import Formatter

from interviewer.domain.quoting import shortened

_CANDIDATES_WORDS = ("quote", "earlier", "now", "sum")
_ARTICLES = frozenset({"A", "An", "The", "My", "Our", "One"})
_EXPLAINED = re.compile(r"[:;.?!](?:\s|$)|\s[–—-]\s|\n")
_LONGEST_NAME = 10  # words
_BEGINS_SENTENCES = frozenset({"project", "option"})


def blanks(line: str) -> set[str]:
    """The names of a line's blanks."""
    return {name for _, name, _, _ in Formatter().parse(line) if name}


def marked(line: str) -> str:
    """The line with quotation marks around the candidate's words."""
    for name in _CANDIDATES_WORDS:
        blank = f"{{{name}}}"
        line = line if re.search(rf"[\"'“‘]{re.escape(blank)}", line) else line.replace(blank, f'"{blank}"')
    return line


def within_a_sentence(words: str) -> str:
    """Without the capital of a sentence's beginning; a name or an "I" keeps its own."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def named(project: str) -> str:
    """A project as it is named within a sentence: its title without what explains it, an article small.

    A name stays as it is written; of a whole paragraph it is the first words that can stand alone.
    """
    head = _EXPLAINED.split(project.strip())[0]
    title = shortened(head, _LONGEST_NAME) or head
    first, blank, rest = title.partition(" ")
    return f"{first.lower()}{blank}{rest}" if first in _ARTICLES else title


def filled(line: str, variables: Mapping[str, str]) -> str:
    """The line with its blanks filled, and a capital where a sentence begins with one that is not quoted."""
    for name in _BEGINS_SENTENCES & variables.keys():
        words = variables[name]
        line = re.sub(rf"(^|[.!?] ){{{name}}}", rf"\g<1>{{{name}_first}}", line)
        variables = {**variables, f"{name}_first": words[:1].upper() + words[1:]}
    return marked(line).format(**variables)
