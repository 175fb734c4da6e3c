"""The verdict in plain words, and why it is that one: told from the trends, whose levels the plot shows too."""

from collections.abc import Iterator, Sequence

from interviewer.domain.debrief import Debrief, Trend, Verdict
from interviewer.packs.schema import Pack
from interviewer.report.wording import rule_clauses, sentence

NO_VERDICT = "none"
TOP_LEVEL = 4
_IN_PLAIN_WORDS = {
    "strong no-hire": "Clearly not this time.",
    "no-hire": "Not this time.",
    "lean no-hire": "Not quite, but near.",
    "lean hire": "A careful yes, with doubts left.",
    "hire": "Yes, they would hire you.",
    "strong hire": "Yes, without any doubt.",
}


def in_plain_words(verdict: Verdict) -> str:
    """What the verdict comes to, in a sentence."""
    return _IN_PLAIN_WORDS.get(verdict.value or "", "There was too little to go by.")


def why(found: Debrief, pack: Pack) -> str:
    """Two sentences: where the headline dimensions ended, and what moved the verdict, or the best answer."""
    headline = [item for item in found.trends if item.headline]
    if not headline:
        return sentence(found.verdict.reason)
    moved = "; ".join(_moved_by(found.verdict))
    return f"{_ended(headline, pack)} {sentence(moved) if moved else _best(headline, pack)}"


def what_else(found: Debrief, pack: Pack) -> str:
    """The rest of the reasons; the empty string where they are told already."""
    headline = [item for item in found.trends if item.headline]
    said = [_best(headline, pack)] if headline and any(_moved_by(found.verdict)) else []
    neighbour = found.verdict.neighbour
    if neighbour and not any(f" {neighbour}, but" in clause for clause in _beyond_the_rule(found.verdict)):
        said.append(f"It stands close to {neighbour}.")
    return " ".join(said)


def _ended(headline: Sequence[Trend], pack: Pack) -> str:
    """Where the dimensions that decide ended: the lower one, or both where they are alike."""
    lowest = min(item.last for item in headline)
    ended = [item for item in headline if item.last == lowest]
    names = sentence(" and ".join(pack.rubric.dimension(item.dimension).name.lower() for item in ended)).rstrip(".")
    levels = [pack.rubric.dimension(item.dimension).levels[lowest].name for item in ended]
    levels += [f"last answer: {item.levels[-1]}" for item in ended if len(ended) == 1 and item.last != item.levels[-1]]
    told = f"at level {lowest} of {TOP_LEVEL} ({'; '.join(levels)})"
    if len(ended) > 1:
        return f"{names} decide, and both ended {told}."
    return f"{names} ended {told}{', the lower of the two that decide' if len(headline) > 1 else ''}."


def _moved_by(verdict: Verdict) -> Iterator[str]:
    if _beyond_the_rule(verdict):
        yield from _beyond_the_rule(verdict)
    if verdict.stepped_down_for:
        yield f"the verdict is one step lower, because {verdict.stepped_down_for}"


def _beyond_the_rule(verdict: Verdict) -> list[str]:
    return verdict.reason.split("; ")[len(rule_clauses(verdict)) :]


def _best(headline: Sequence[Trend], pack: Pack) -> str:
    best = max(headline, key=lambda item: item.best)
    return f"Your best answer reached level {best.best}, in {pack.rubric.dimension(best.dimension).name.lower()}."
