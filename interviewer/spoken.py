"""What a candidate typed, as it is kept: its own words, without control characters, of a length that can be said."""

from interviewer.errors import BadInput

LONGEST_ANSWER = 20_000  # characters; speech of more than an hour


def checked(text: str, what: str = "answer") -> str:
    """The text as it is kept: its own words, without control characters.

    Raises:
        BadInput: it is longer than any spoken answer.
    """
    cleaned = "".join(c for c in text if c in "\n\t" or ((c.isprintable() or c.isspace()) and c != "\x85"))
    cleaned = cleaned.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(cleaned) > LONGEST_ANSWER:
        raise BadInput(
            f"the {what} has {len(cleaned):,} characters, the most that is taken is {LONGEST_ANSWER:,}; shorten it"
        )
    return cleaned


def spoken(text: str) -> str:
    """`checked`, for what must say something.

    Raises:
        BadInput: there are no words in it.
    """
    cleaned = checked(text)
    if not cleaned:
        raise BadInput("there are no words in it; say it in a sentence or more")
    return cleaned
