"""Who acts in a clause, whether it happened, and whether it carries an amount: read off its words by rule."""

import re

from interviewer.domain.evidence import About, Actor, Quantity, Stance

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|halv(?:ed|ing|es)|half|doubl(?:ed|ing|es)|tripl(?:ed|ing)|"
    r"a third|a quarter|two thirds|one in)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:a lot|lots|significant(?:ly)?|substantial(?:ly)?|much|slightly|somewhat|considerabl[ey]|huge(?:ly)?|big|"
    r"greatly|dramatic(?:ally)?|noticeabl[ey]|many|several|better|improved?|higher|lower|more|less|fewer)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|without|hardly|\w+n't|didnt|dont|wasnt|cant|couldnt)\b", re.IGNORECASE
)
_PLANNED = re.compile(
    r"\b(?:would|will|could|should|might|plan(?:ned)? to|going to|i'd|we'd|i'll|hope to|aim to|"
    r"next (?:quarter|year))\b",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|myself|mine)\b", re.IGNORECASE)
_GROUP = re.compile(r"\b(?:we|our|us|ours|we'd|we've|team|together)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:they|he|she|his|her|their|them|manager|boss|lead|director|client|vendor|management|ceo|cto|vp)\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:the (?:company|group|marketplace|platform|bank|firm)(?:'s)? (?:had|has|made|makes|grew|is|was|does|did|with)"
    r"|"
    r"company-?wide|number (?:one|two|three) (?:in|of)|market share|market leader|yearly revenue growth|"
    r"annual (?:revenue|turnover|sales)|billion)\b",
    re.IGNORECASE,
)
_TECHNICAL = re.compile(
    r"\b(?:roc.?)?auc\b|\bf1\b|\b(?:rmse|mae|s?mape|wape|ndcg|mrr|ece|psi|bleu|rouge|perplexity|r2)\b|\blog.?loss\b|"
    r"\b(?:pinball|brier|cross.?entropy|validation|training|test) (?:loss|score|error)\b|"
    r"\b(?:recall|precision|hit|hit rate|ndcg|map)@\d+|\bp(?:50|90|95|99)\b",
    re.IGNORECASE,
)


_DECIDED = re.compile(
    r"\bi (?:chose|decided|refused|insisted|convinced|persuaded|proposed|rewrote|replaced|killed|vetoed|overruled|"
    r"negotiated|rejected|cancelled|stopped|cut|dropped|switched|threw|rolled back|ruled out|redesigned|"
    r"said (?:no|one|two|three|four|five|six|seven|eight|nine|ten|\d+))\b|"
    r"\bwas (?:my|mine\b.{0,12}) ?(?:decision|call|choice|idea|proposal)\b|\bmy (?:decision|choice|proposal) was\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:nobody|no one|no-one) (?:had )?(?:asked|told) (?:me|us|for)\b|\b(?:nobody|no one|no-one) had asked\b|"
    r"\bi (?:noticed|spotted|discovered|stumbled)\b|\bi (?:found|saw) that\b",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"\b(?:i|we) (?:was|were|got|had been|have been|am|'d been) (?:\w+ )?"
    r"(?:assigned|tasked|told to|asked to|instructed|handed|put on)\b|"
    r"\b(?:my|the|our) (?:manager|boss|lead|team lead|director|supervisor) "
    r"(?:asked|told|assigned|gave|handed) (?:me|us)\b|"
    r"\bi got (?:a|the) ticket\b|\bwas assigned to me\b",
    re.IGNORECASE,
)


def quantity_of(text: str) -> Quantity:
    """Whether an amount stands in the text; "a lot" is vague (RUBRIC section 1, tie-breaks)."""
    if _NUMBER.search(text):
        return Quantity.EXPLICIT
    return Quantity.VAGUE if _VAGUE.search(text) else Quantity.NONE


def stance_of(text: str) -> Stance:
    """Whether what the text tells of is denied, planned, or neither."""
    if _DENIED.search(text):
        return Stance.DENIED
    return Stance.PLANNED if _PLANNED.search(text) else Stance.DONE


def actor_of(text: str) -> Actor:
    """Who acts, by the pronoun that stands first."""
    found = [
        (match.start(), actor)
        for actor, pattern in ((Actor.CANDIDATE, _CANDIDATE), (Actor.GROUP, _GROUP), (Actor.OTHER, _OTHER))
        if (match := pattern.search(text))
    ]
    return min(found)[1] if found else Actor.NOBODY


def names_technical_measure(text: str) -> bool:
    """Whether the text names a measure that is a technical one wherever it stands."""
    return bool(_TECHNICAL.search(text))


def names_assignment(text: str) -> bool:
    """Whether the text says in so many words that the task came from outside."""
    return bool(_ASSIGNED.search(text))


def names_decision(text: str) -> bool:
    """Whether the text says in so many words what the candidate decided: nine in ten such answers are labelled so."""
    return bool(_DECIDED.search(text)) and not names_assignment(text)


def names_finding(text: str) -> bool:
    """Whether the text says in so many words that the candidate came upon it unasked."""
    return bool(_FOUND.search(text))


def about_of(text: str) -> About:
    """Whether figures in the text are the company's, not the work's."""
    return About.COMPANY if _COMPANY.search(text) else About.OWN_WORK
