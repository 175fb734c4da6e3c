"""The verdict in plain words, and why it is that one: told from the trends, whose levels the plot shows too."""

from interviewer.domain.debrief import Debrief, Trend, Verdict
from interviewer.packs.schema import Pack
from interviewer.report.wording import rule_clauses, sentence

NO_VERDICT = "none"
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
    """One or two sentences: where the weakest headline dimension ended, the best answer, and what else counted."""
    headline = [item for item in found.trends if item.headline]
    if not headline:
        return sentence(found.verdict.reason)
    weakest = min(headline, key=lambda item: item.last)
    best = max(headline, key=lambda item: item.best)
    said = [
        f"{_name(weakest, pack)} is your weakest point: level {weakest.last} of 4 counts at the end "
        f"({pack.rubric.dimension(weakest.dimension).levels[weakest.last].name}).",
        f"Your best answer reached level {best.best}, in {_name(best, pack).lower()}.",
    ]
    said += [sentence(clause) for clause in found.verdict.reason.split("; ")[len(rule_clauses(found.verdict)) :]]
    if found.verdict.stepped_down_for:
        said.append(f"It is one step lower, because {found.verdict.stepped_down_for}.")
    if found.verdict.neighbour:
        said.append(f"It stands close to {found.verdict.neighbour}.")
    return " ".join(said)


def _name(trend: Trend, pack: Pack) -> str:
    return pack.rubric.dimension(trend.dimension).name
