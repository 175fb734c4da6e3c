"""What the guards know of each language: a file of patterns a language. Every line is held against all of them.

A line may mix languages, so patterns are joined; within a list order means nothing. Knows no check.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")  # ISO 639-1, each the name of a file


@cache
def patterns(name: str) -> re.Pattern[str]:
    """The list of that name in all languages, as one pattern."""
    lists = (tomllib.loads((files(__name__) / f"{code}.toml").read_text(encoding="utf-8")) for code in LANGUAGES)
    return re.compile("|".join(f"(?:{cue})" for words in lists for cue in words.get(name, ())), re.IGNORECASE)
