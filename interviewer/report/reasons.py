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
    """Two sentences: where the weakest headline dimension ended, and what moved the verdict, or the best answer."""
    headline = [item for item in found.trends if item.headline]
    if not headline:
        return sentence(found.verdict.reason)
    weakest = min(headline, key=lambda item: item.last)
    dimension = pack.rubric.dimension(weakest.dimension)
    level = dimension.levels[weakest.last].name
    alone = f"; last answer: {weakest.levels[-1]}" if weakest.last != weakest.levels[-1] else ""
    ended = f"{dimension.name} is your weakest point: level {weakest.last} of 4 ({level}{alone})."
    if weakest.last == TOP_LEVEL:
        ended = f"Nothing that counts most ended below level {TOP_LEVEL} of {TOP_LEVEL}."
    moved = "; ".join(_moved_by(found.verdict))
    return f"{ended} {sentence(moved) if moved else _best(headline, pack)}"


def what_else(found: Debrief, pack: Pack) -> str:
    """The rest of the reasons; the empty string where they are told already."""
    headline = [item for item in found.trends if item.headline]
    said = [_best(headline, pack)] if headline and any(_moved_by(found.verdict)) else []
    said += [sentence(_figure(clause)) for clause in _beyond_the_rule(found.verdict)] if headline else []
    said += [f"It stands close to {found.verdict.neighbour}."] if found.verdict.neighbour else []
    return " ".join(said)


def _moved_by(verdict: Verdict) -> Iterator[str]:
    if _beyond_the_rule(verdict):
        yield "several answers stand between two levels, and this is the middle"
    if verdict.stepped_down_for:
        yield f"the verdict is one step lower, because {verdict.stepped_down_for}"


def _figure(clause: str) -> str:
    """Of "several answers stand between two levels: taken as graded it is ..., and ..." what the grades alone give."""
    return clause.partition(": ")[2].partition(", ")[0] or clause


def _beyond_the_rule(verdict: Verdict) -> list[str]:
    return verdict.reason.split("; ")[len(rule_clauses(verdict)) :]


def _best(headline: Sequence[Trend], pack: Pack) -> str:
    best = max(headline, key=lambda item: item.best)
    return f"Your best answer reached level {best.best}, in {pack.rubric.dimension(best.dimension).name.lower()}."
