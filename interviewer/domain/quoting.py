"""Takes up the candidate's own words: an unbroken part of them, letter for letter, that says what they said."""

import re

LONGEST_QUOTE = 12  # words
_LEADING = re.compile(
    r"^(?:(?:(?:and|but|so|well|then|because|which|that|also|um|uh|like|okay|ok|yes|basically|actually|honestly)\b"
    r"|no(?=[,;:!.](?!\s*\d)))[,;:!.\s]*)+",  # "no" only as an answer: in "no alarm fired" it is what is said
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?<![\s,])[\s,]+(?:the|a|an|of|to|and|or|but|in|on|at|for|with|from|by|as|is|was|were|per|over|that|this|which|who|my|our|their|his|her|"
    r"its|if|so|because|i|we|they|he|she|it|had|has|have|than|not|would|could|did|do|be|about|into|when|where|one)$",
    re.IGNORECASE,
)
_TURN = re.compile(r"[,:;.] |\s(?:and|but|because|so|which|when|where|while|after|before|until)\s", re.IGNORECASE)
NEGATION = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|nowhere|neither|nor|without|cannot|unless|except|hardly|\w+n['’]t)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\n")
_NEAR = 4  # words behind a cut in which a negation would turn round what stands before it
_UNSPEAKABLE = frozenset('"<>{}[]|`\\')
_FEWEST = 4  # words left when a quote is cut where its sentence turns; fewer can't be held against a person
_OPENING = "\"'([{"
_ABOUT_THE_TALK = re.compile(
    r"(?i)^(?:i moved on\b|you (?:said|asked|mean)|if you mean|which sentence|those (?:were|are)|as i (?:said|told)|"
    r"that is (?:what|a good)|like i said|to (?:answer|come back)|(?:good|fair) (?:question|point)|i mean\b|"
    r"you (?:haven['’]?t|have not|didn['’]?t|did not|never|still)\b|i(?: only)? asked you\b|"
    r"i(?:['’]ll| will) come back\b|"
    r"i(?:['’]ve| have)? already (?:told|said|mentioned|answered|explained)\b|"
    r"i(?:['’]ve| have)? (?:just )?(?:told|said|mentioned|answered|explained)(?: (?:you|it|this|that|so))* "
    r"(?:already|before(?! (?:the|a|we|i)\b)|earlier|just now|you)\b|"
    r"i (?:think|guess|believe) i (?:answered|misunderstood|misheard)\b|"
    r"i (?:misunderstood|misheard|take (?:it |that |this )?back)\b)"
)
_SAID_BY_OTHERS = re.compile(
    r"(?i)\b(?:would|will|might|'d) (?:say|claim|tell you)\b|\b(?:he|she|they) (?:said|says|told)\b"
)
_BEGINS_MIDWAY = re.compile(
    r"(?i)^(?:is|are|was|were|be|been|has|had|have|does|do|did|can|could|would|will|to|of|than|or|not)\b"
)
_LONGEST_THOUGHT = 16  # words; a clause of more is hard to follow when it is said back
_CONNECTIVE = re.compile(
    r"^(?:(?:and|but|so|well|then|also|because|um|uh|okay|ok|yes|basically|actually|honestly)\b"
    r"|no(?=,)|(?:mr|mrs|ms|miss|dr)\.? \w+(?=,))[,\s]+",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[;:,] |\s(?=(?:because|but|so that|while|although|whereas|after|before|until)\s)"
    r"|\s(?=(?:and|so) (?:i|we|they|he|she|it|the|that|this)\s)",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"(?i)\b(?:is|are|was|were|am|has|had|have|did|do|does|can|could|will|would|should|must|might|may|\w{2,}ed|fell|rose|"
    r"went|came|took|gave|made|said|got|kept|cut|put|ran|saw|found|told|built|wrote|held|left|lost|won|paid|sent|set|met|"
    r"knew|thought|began|chose|grew|brought|bought|sold|led|let|meant|read|spent|stood|broke|drew|felt|heard|hit|shut|"
    r"split|spoke|taught|threw)\b|['’](?:s|re|ve|d|ll|m)\b|\b(?:i|we|they|people) [a-z]+|"
    r"\b(?:it|he|she|nobody) [a-z]+s\b"
)
_POINTS_BACK = re.compile(r"(?i)(?:it|this|that|these|those|they|he|she|one|both|which|who|there)\b")
_WAITS_FOR_MORE = re.compile(
    r"(?i)(?:if|when|while|although|though|unless|whether|after|before|until|since|what|how|where|whose|as|to|by|for|with)"
    r"\b(?!.*, \w+ \w+ \w+)"
)
_FIGURE = re.compile(r"(?i)\d|\b(?:half|third|hundreds?|thousands?|millions?|per ?cent)\b")
_TELLS_OF_DOING = re.compile(r"(?i)\b(?:i|we|it|they|he|she|my|our|the|nobody|this|that|these|those)\b")


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The first few words of `text` that can stand alone; an unbroken part of it, or the empty string.

    It is never cut right before a negation: "I would ship it, but not before May" is not "I would ship it".
    """
    text = _LEADING.sub("", text.strip()).split("\n")[0]
    if len(re.findall(r"\S+", text)) > longest:
        text = _cut(text, longest)
    text = text.strip().rstrip(".,;:!? ").lstrip(_OPENING)
    speakable = len(text.split()) >= 2 and not _UNSPEAKABLE.intersection(text)
    return text if speakable else ""


def whole_thought(text: str, behind: str = "") -> str:
    """A clause of `text` that stands alone, letter for letter, with the figure that it gives; the empty string if none.

    Args:
        behind: what follows `text` where it was said: a negation there turns round what stands before it.
    """
    while (opening := _CONNECTIVE.match(text)) is not None:
        text = text[opening.end() :]
    text = text.strip().split("\n")[0]
    ends = [len(text), *(match.start() for match in reversed(list(_BREAK.finditer(text))))]
    for end in ends:
        thought = text[:end].rstrip(".,;:!? ")
        if gives_figure(text) and not gives_figure(thought):
            return ""
        if _stands_alone(thought) and not _turned_round(text[end:] + behind):
            return thought
    return ""


def gives_figure(text: str) -> bool:
    """Whether there is an amount in it."""
    return bool(_FIGURE.search(text))


def _stands_alone(thought: str) -> bool:
    """Whether it is short enough to be said back, has a subject and a verb, and hangs on nothing beside it."""
    if not _FEWEST <= len(thought.split()) <= _LONGEST_THOUGHT or _UNSPEAKABLE.intersection(thought):
        return False
    verb = _FINITE.search(thought)
    hangs = _POINTS_BACK.match(thought) or _WAITS_FOR_MORE.match(thought) or _DANGLING.search(thought)
    return verb is not None and (verb.start() > 0 or " " in verb[0]) and not hangs and thought[0].isalpha()


def _cut(text: str, longest: int) -> str:
    head = re.match(rf"\s*(?:\S+\s+){{{longest - 1}}}\S+", text).group(0)  # type: ignore[union-attr]
    turns = [match.start() for match in _TURN.finditer(head) if len(head[: match.start()].split()) >= _FEWEST]
    for end in reversed(turns or [len(head)]):
        cut = head[:end]
        while _DANGLING.search(cut):
            cut = _DANGLING.sub("", cut)
        if not _turned_round(text[len(cut) :]):
            return cut
    return ""


def _turned_round(rest: str) -> bool:
    """Whether a negation follows at once, in the same sentence."""
    return bool(NEGATION.search(" ".join(_SENTENCE.split(rest)[0].split()[:_NEAR])))


def can_be_held(quote: str) -> bool:
    """Whether a person could be held to these words: a statement of their own about the work, not a scrap of talk."""
    if len(quote.split()) < _FEWEST:
        return False
    if any(scrap.search(quote) for scrap in (_ABOUT_THE_TALK, _SAID_BY_OTHERS, _BEGINS_MIDWAY)):
        return False
    return bool(_TELLS_OF_DOING.search(quote)) or any(map(str.isdigit, quote))


def clipped(text: str, words: int = LONGEST_QUOTE) -> str:
    """The first words of `text`, with an ellipsis where more follow: to show, never to verify."""
    told = text.split()
    return " ".join(told[:words]) + (" …" if len(told) > words else "")
