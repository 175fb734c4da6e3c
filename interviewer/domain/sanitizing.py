"""What a candidate typed, as it is kept: its own words, without control characters, of a length that can be said."""

import re

from interviewer.errors import BadInput

LONGEST_ANSWER = 20_000  # characters; speech of more than an hour
LONGEST_GAP = 100  # white space at a stretch: patterns that look for its end from each of its places take its square
_GAP = re.compile(rf"(?<!\s)\s{{{LONGEST_GAP + 1},}}")


def printable(text: str) -> str:
    """The text without what steers a screen, and without halves of characters, which no file can hold."""
    return "".join(c for c in text if c in "\n\t" or ((c.isprintable() or c.isspace()) and c != "\x85"))


def sanitize(text: str, what: str = "answer") -> str:
    """The text as it is kept: its own words, without control characters and endless gaps.

    Raises:
        BadInput: it is longer than any spoken answer.
    """
    cleaned = printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(cleaned) > LONGEST_ANSWER:
        raise BadInput(
            f"the {what} has {len(cleaned):,} characters, the most that is taken is {LONGEST_ANSWER:,}; shorten it"
        )
    return _GAP.sub(lambda gap: gap[0][:LONGEST_GAP], cleaned)


def gradable(text: str, what: str = "answer") -> str:
    """The text as it is, where it can be graded letter by letter.

    Raises:
        BadInput: it is longer than any spoken answer, or has an endless gap.
    """
    if len(text) > LONGEST_ANSWER:
        raise BadInput(f"the {what} has {len(text):,} characters, at most {LONGEST_ANSWER:,} are graded; shorten it")
    if gap := _GAP.search(text):
        raise BadInput(
            f"the {what} has {len(gap[0]):,} characters of white space at a stretch from character {gap.start()} on, "
            f"at most {LONGEST_GAP} are read; take them out"
        )
    return text


def sanitize_answer(text: str) -> str:
    """`sanitize`, for what must say something.

    Raises:
        BadInput: there are no words in it.
    """
    cleaned = sanitize(text)
    if not cleaned:
        raise BadInput("there are no words in it; say it in a sentence or more")
    return cleaned
