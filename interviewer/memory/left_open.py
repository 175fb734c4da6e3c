"""What an answer leaves open, which anybody who listens would ask about at once.

Read off the words of the answer by the grammar of English, and off its evidence: a change without a figure, a figure
without what it was before, everybody without a count. In other languages nothing is found.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Stance
from interviewer.domain.open_points import LeftOpen, OpenPoint
from interviewer.memory.figures import Figure, figures_of
from interviewer.memory.subjects import sentences_of
from interviewer.rubric.dimension import HINTED, LIKELY
from interviewer.rubric.metric_gap import (
    BUSINESS_MEASURE,
    COMPARISON,
    COST,
    EFFECT,
    MECHANISM,
    TECHNICAL_MEASURE,
    counts,
)
from interviewer.rubric.ownership import DECISION, OUTCOME, TAKING_PART

_COMPARATIVE = (
    r"(?:better|worse|lower|higher|shorter|longer|faster|slower|sooner|earlier|quicker|cheaper|smaller|larger|bigger|"
    r"easier|calmer|quieter|safer|stronger|weaker|smoother|happier|cleaner|lighter|fresher|fuller|emptier|rarer|"
    r"(?:less|more) (?:often|frequent(?:ly)?|reliabl[ey]|stable|accurate(?:ly)?|precise(?:ly)?))"
)
_MUCH = (
    r"(?:(?:so|very|pretty|quite|really|clearly|visibly|noticeably|far|considerably|significantly|substantially|"
    r"massively|dramatically|hugely|markedly|much|way|somewhat|slightly|rather|"
    r"a (?:lot|good deal|great deal|bit|little))\s+)"
)
_AMOUNTS = r"(?:(?:less|fewer)(?!\s+than)|more(?=\s*(?:$|[,.;:!?]|and\b|\w+s\b)))"
_WENT = (
    r"(?<!\bi )(?<!\bwe )(?:fell|dropped|sank|shrank|rose|jumped|climbed|improved|increased|decreased|declined|eased|"
    r"recovered|(?:went|gone|going) (?:way |right |sharply )?(?:down|up)|(?:came|come|coming) (?:way |right )?down"
    r"|(?:has|have|had) (?:fallen|dropped|risen|grown|sunk|shrunk))"
    r"(?!\s+(?:to|into|with|there|the|and said|on|by|off|out|it|them|him|her|a|an|my|our|this|that|me|us)\b)"
)
_CHANGES = tuple(
    re.compile(rf"(?i)\b{pattern}(?!\w)")
    for pattern in (
        rf"{_MUCH}+(?:{_COMPARATIVE}|{_AMOUNTS})",
        rf"(?:got|gets|became|become|went|grew|turned) "
        rf"(?:{_COMPARATIVE}|(?:less|fewer)(?!\s+than)|more(?=\s*(?:$|[,.;:!?])))",
        r"(?:nearly|almost|practically|virtually|as good as|more or less)\s+(?:all )?(?:gone|stopped|disappeared|zero)",
        rf"{_WENT}(?:\s+(?:a lot|quite a bit|a good deal|\w+ly))?",
        r"(?:saved|saves|lost|cost|earned|brought in|won|gained)\s+(?:\w+\s+){0,2}"
        r"(?:a lot|lots|plenty|loads|a fortune|a good deal|a fair bit|good money|much money)",
        rf"(?:is|are|was|were) (?:(?:now|then|home|already) {_COMPARATIVE}|{_COMPARATIVE} now)",
    )
)
_COPULA = re.compile(r"(?i)^(?:is|are|was|were|become|became) ")
_NOT_SO = re.compile(
    r"(?i)\b(?:would|will|could|should|might|shall|can|if|whether|want(?:s|ed)?|hope[sd]?|not|never|no|hardly|"
    r"nobody|when|\w+n['’]t|['’]d|['’]ll)\s+(?:\w+\s+){0,2}$"
)
_BARE_SHARES = re.compile(
    r"(?i)\b(?:hal(?:f|ved|ving|ves)|doubl\w+|tripl\w+|twice|thirds?|quarters?|one in \w+|to (?:zero|none|nothing))\b"
)
_BEGINS_WITH_AMOUNT = re.compile(
    r"(?i)^\W*(?:from|by|about|around|roughly|some|it (?:went|fell|rose)|\d|down|up|half)\b"
)
_SUMS_UP = re.compile(r"(?i)^\W*(?:so|which|this|that|and so|all in all|in short|in other words)\b")
_PLANNED_GAIN = re.compile(
    r"(?i)\b(?:in|into) (?:my|our|the|his|her|their) (?:\w+ )?(?:proposal|business case|pitch|slides?|deck)\b"
    r"|\b(?:proposal|business case|pitch|slides?) (?:said|says|promised|showed)\b"
    r"|\b(?:estimated|projected|calculated|extrapolated|supposed) (?:at|to|savings?|gains?|value|effect)\b"
)
_SPENT = re.compile(r"(?i)\b(?:costs?|damages?|budgets?|loss(?:es)?|spend(?:ing)?|price|fees?)\b")
_SAVED = re.compile(r"(?i)savings?|gains?")
_COUNTED = re.compile(
    r"(?i)\b(?:measured|counted|audited|confirmed|checked|verified|booked|afterwards|in the end|in fact|actually|"
    r"it (?:became|came to|turned out)|control(?:ling|lers?)?|finance)\b"
)
_SHARES = ("percent", "point", "money")
_SOMEBODY = r"(?:accounts?|shops?|stores?|sellers?|merchants?|users?|buyers?|riders?|drivers?|couriers?|hosts?|guests?)"
_HIT = re.compile(
    r"(?i)\b(?:(?:block|bann?|suspend|delist|kick)(?:ed|ing)|froze|(?:switched|cut) off)\b"
    rf"(?:\s+(?!(?:for|to|in|on|with|from|by|and|no)\b)[\w'’,]+){{0,4}}?\s+{_SOMEBODY}\b"
    rf"|\b{_SOMEBODY}\s+(?:went dark|(?:was|were|got|had been|are|is) (?:\w+ly )?"
    r"(?:blocked|banned|suspended|delisted|frozen|locked out|kicked out|shut down|shut out|switched off|cut off))\b"
)
_LOOKED_AT = re.compile(
    r"(?i)\b(?:wrong(?:ly|ed)?|false|honest|innocent|mistake\w*|mistaken|appeal\w*|precision|complain\w*|reinstated|"
    r"by hand|sample\w*|genuine|legit\w*|good|real|hit|unblock\w*|let back|deserv\w*)\b"
)
_STANDS = re.compile(
    r"(?i)\b(?:stood|stands|stand|was then|were then|(?:is|are) now(?: at)?|now (?:at|it is|it['’]s|we are at)|"
    r"(?:was|were|is|are) at|today|nowadays|ended (?:up )?(?:at|with)|reached|arrived at|"
    r"got (?:it |them |that )?(?:down |up )?to)\b"
)
_AGAINST = re.compile(
    r"(?i)\b(?:from|before|instead of|against|versus|previous(?:ly)?|used to|earlier|than|until then|had been|the year|"
    r"last year|down|up|by)\b"
)
_BESIDE = re.compile(
    r"(?i)\b(?:control|compared?|comparison|test(?:ed)? (?:group|on)|half of|halves|by lot|at random|versus|without it|"
    r"the others?\b|a/b|holdout|hold-out|left (?:\w+ )?as (?:it|they)|"
    r"same (?:week|month|time) (?:last|the)|year before)"
)
_ALL = r"(?:everybody|everyone|all of (?:them|us)|all the \w+|the whole \w+|all (?:people|sides|teams|\w+s))"
_NONE = r"(?:nobody|no one|no-one|not one(?: of \w+)?(?: \w+)?|not a single \w+|none of (?:them|us|the \w+)|no \w+)"
_CLAIMS = (
    (
        OpenPoint.UNHARMED,
        rf"{_NONE}\b(?:\s+[\w'’]+){{0,2}}\s+(?:hurt|harmed|lost|complained|suffered|affected|damaged|noticed|missed|"
        r"left behind|worse off|had (?:a|any) (?:disadvantage|problem|trouble))\b"
        r"(?:\s+(?:by it|anything|from it|a thing|it)\b)?",
    ),
    (
        OpenPoint.EVERYBODY,
        rf"(?:{_ALL}\b(?:\s+[\w'’]+){{0,5}}\s+(?:agreed?|agreement|in favou?r|for it|happy|glad|on board|liked|loved|"
        rf"convinced|satisfied|wanted it)|{_NONE}\b(?:\s+[\w'’]+){{0,2}}\s+(?:against(?: it)?|objected|opposed|"
        r"disagreed|said no|an opinion|any doubts?|minded))\b",
    ),
    (
        OpenPoint.EVERYTHING,
        r"(?:everything|all of it|the whole (?:plan|thing|scope))\b(?:\s+[\w'’]+){0,4}\s+(?:live|ready|done|finished|"
        r"delivered|in it|in place|shipped|planned|the plan)\b|nothing (?:was |had been |got )?(?:left out|cut|missing|"
        r"dropped|skipped)\b|everything in it\b",
    ),
    (
        OpenPoint.TAKEN_UP,
        r"(?:they|everybody|everyone|people|all of them|the \w+s|\w+ers)\s+(?:(?:all|really|now|still|actually|do|even|"
        r"gladly)\s+){0,2}(?:use|using|rely on|work with|trust|love|depend on)\s+(?:it|this|them|the \w+)\b|"
        r"(?:it|this|that)(?: is|['’]s| was)(?: now| still)? (?:used by|in (?:daily )?use|in use by)(?: \w+){1,3}\b",
    ),
    (
        OpenPoint.BY_WHOM,
        r"(?:it|this|that|one) (?:was|had been|has been) (?:then |soon |quickly )?(?:noticed|decided|proposed|"
        r"suggested|agreed|chosen|thought|found out|recogni[sz]ed|felt|realis?z?ed|discovered|started)\b",
    ),
)
_CLAIMED = tuple((point, re.compile(rf"(?i)\b(?:{pattern})")) for point, pattern in _CLAIMS)
_ON_THE_WAY = re.compile(
    r"(?i)\b(?:clicks?|click.?through|ctr|open rates?|views?|impressions?|visits?|installs?|downloads?|log.?ins?|"
    r"sessions?|empty (?:pages?|results?)|latency|memory|megabytes|run.?time|accuracy|scores?)\b"
)
_OUT_OF = re.compile(r"(?i)\b(?:out of|of the \w+|in ten|in a hundred|per ?cent|all but)\b|%")
_OWN = re.compile(r"(?i)\b(?:i|my|me|mine|myself)\b")
_SHORTEST_STORY = 25  # words; the end of a shorter telling is still to come
_PLANNED = re.compile(r"(?i)\b(?:would|will|shall|going to|should)\b|['’](?:d|ll)\b")
_PLANS = 2  # so often said, it is no story but a plan
_TIMES = frozenset({"time", "date", "year"})

_Found = tuple[OpenPoint, str]


def left_open(turn: int, answer: str, evidence: Sequence[Evidence], language: str = "en") -> tuple[LeftOpen, ...]:
    """What the answer of a turn leaves open, the first to ask first; each kind at most once.

    Args:
        evidence: the answer's own.
    """
    if language != "en":
        return ()
    found = [
        *_changes(answer),
        *_standing(answer),
        *_on_paper(answer),
        *_hit(answer),
        *_claims(answer),
        *_unsaid(answer, evidence),
    ]
    first = dict(reversed(found))
    return tuple(LeftOpen(point=point, turn=turn, words=first[point]) for point in OpenPoint if point in first)


def _changes(answer: str) -> Iterator[_Found]:
    """A change without its amount, where neither its sentence gives a figure of it nor the next, nor the one that it
    sums up."""
    sentences = [*_sentences(answer), ""]
    told = [_told(sentence) for sentence in sentences]
    for pattern in _CHANGES:
        for place, (sentence, behind) in enumerate(pairwise(sentences)):
            follows = told[place + 1] and (_is_change(behind) or _BEGINS_WITH_AMOUNT.search(behind))
            sums_up = place > 0 and told[place - 1] and _SUMS_UP.search(sentence)
            match = None if told[place] or follows or sums_up else pattern.search(sentence)
            if match and not _NOT_SO.search(sentence[: match.start()]):
                yield OpenPoint.AMOUNT, _COPULA.sub("", match.group())


def _told(sentence: str) -> bool:
    """Whether it gives an amount; a time alone is one only where it says by how much."""
    if _BARE_SHARES.search(sentence):
        return True
    return any(item.unit not in _TIMES or item.role or _is_span(sentence, item) for item in figures_of(sentence))


def _is_change(sentence: str) -> bool:
    return any(item.role == "to" for item in figures_of(sentence))


def _is_span(sentence: str, figure: Figure) -> bool:
    """Whether a time is the amount of a change: "three days sooner", "down to nine minutes"."""
    said = re.escape(figure.text)
    around = rf"(?:by|to|only|now|takes?|took)\s+(?:\w+\s+)?{said}|{said}\s+{_COMPARATIVE}"
    return figure.unit == "time" and bool(re.search(rf"(?i)\b{around}", sentence))


def _standing(answer: str) -> Iterator[_Found]:
    """Where it stands now, with nothing of where it stood before."""
    for sentence in _sentences(answer):
        match = _STANDS.search(sentence)
        if match is None or _NOT_SO.search(sentence[: match.start()]) or _AGAINST.search(sentence, match.start()):
            continue
        after = figures_of(sentence[match.end() :])[:1]
        for figure in after:
            alike = [item for item in figures_of(answer) if item.unit == figure.unit]
            if figure.unit not in _TIMES and len(alike) == 1:
                yield OpenPoint.BEFORE, figure.text


def _on_paper(answer: str) -> Iterator[_Found]:
    """A gain that a plan gives, in an answer that tells of nobody who counted it."""
    for sentence in () if _COUNTED.search(answer) else _sentences(answer):
        planned = None if _SPENT.search(sentence) else _PLANNED_GAIN.search(sentence)
        units = _SHARES if planned and _SAVED.search(planned.group()) else ("money",)
        gain = next((item for item in figures_of(sentence) if item.unit.startswith(units)), None)
        if planned and gain:
            yield OpenPoint.ON_PAPER, gain.text


def _hit(answer: str) -> Iterator[_Found]:
    """That somebody was shut out by what was built, with no word of those who were shut out wrongly."""
    for sentence in () if _LOOKED_AT.search(answer) else _sentences(answer):
        match = _HIT.search(sentence)
        if match and not _NOT_SO.search(sentence[: match.start()]):
            yield OpenPoint.WRONGLY_HIT, ""


def _claims(answer: str) -> Iterator[_Found]:
    """That all, or none, or nobody in particular."""
    for point, pattern in _CLAIMED:
        for sentence in _sentences(answer):
            match = pattern.search(sentence)
            counted = point is OpenPoint.TAKEN_UP and _OUT_OF.search(sentence)
            own = point is OpenPoint.BY_WHOM and _OWN.search(answer)
            if match and not counted and not own and not _NOT_SO.search(sentence[: match.start()]):
                yield point, match.group()


def _unsaid(answer: str, evidence: Sequence[Evidence]) -> Iterator[_Found]:
    """What is missing beside what was told; no words show it."""
    likely = [item for item in evidence if item.probability >= LIKELY]
    technical = [item for item in likely if item.quantity is Quantity.EXPLICIT and _ends_at_the_work(item)]
    useful = [item for item in likely if item.kind in (BUSINESS_MEASURE, EFFECT, MECHANISM)]
    if technical and all(_within(item, technical) for item in useful):
        yield OpenPoint.USE, ""
    gains = [item for item in likely if item.kind == EFFECT and counts(item) and _is_gain(item)]
    if gains and not _has(likely, COMPARISON) and not _BESIDE.search(answer):
        yield OpenPoint.COMPARED, ""
    if gains and not _has(likely, COST):
        yield OpenPoint.PRICE, ""
    done = [item for item in likely if item.kind in (DECISION, TAKING_PART) and item.stance is Stance.DONE]
    hinted = (item for item in evidence if item.probability >= HINTED)
    story = len(answer.split()) >= _SHORTEST_STORY and len(_PLANNED.findall(answer)) < _PLANS
    if done and story and not any(_is_result(item) for item in hinted):
        yield OpenPoint.RESULT, ""


def _ends_at_the_work(item: Evidence) -> bool:
    """Whether a figure is the work's own, or one on the way: a click is not yet bought, an opened mail not yet read."""
    return item.kind == TECHNICAL_MEASURE or (
        item.kind in (EFFECT, BUSINESS_MEASURE) and bool(_ON_THE_WAY.search(item.span.text))
    )


def _is_result(item: Evidence) -> bool:
    """Whether it tells what came of it: how long something ran is no result."""
    if item.kind not in (OUTCOME, EFFECT, BUSINESS_MEASURE):
        return False
    timed = any(figure.unit in _TIMES for figure in figures_of(item.span.text))
    return not timed or _told(item.span.text) or any(pattern.search(item.span.text) for pattern in _CHANGES)


def _is_gain(item: Evidence) -> bool:
    figures = figures_of(item.span.text)
    return item.quantity is Quantity.EXPLICIT and any(figure.unit.startswith(_SHARES) for figure in figures)


def _has(evidence: Sequence[Evidence], *kinds: EvidenceKind) -> bool:
    return any(item.kind in kinds for item in evidence)


def _within(item: Evidence, others: Sequence[Evidence]) -> bool:
    return any(item.span.start < other.span.end and other.span.start < item.span.end for other in others)


def _sentences(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(text)]
