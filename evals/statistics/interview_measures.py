"""How far a critic agrees with the labels of whole interviews: by turn, on what is n/a, on the verdict."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.data.corpus import LabelledInterview
from evals.statistics.agreement import bootstrap_interval, kappa, quadratic_weighted_kappa
from evals.statistics.critic_measures import HEADLINE
from interviewer.assessment.conclusion import conclusion, spoke_to_grader
from interviewer.assessment.grading import grade_all
from interviewer.domain.assessment import Grade, Status
from interviewer.domain.evidence import Reading
from interviewer.engines.protocols import Exchange, Extractor
from interviewer.engines.threads import read_thread
from interviewer.packs.schema import Pack
from interviewer.rubric.verdict import LADDER, trend, verdict


@dataclass(frozen=True)
class Judged:
    """What a critic makes of an interview: the grades of each turn, and the verdict that follows; None where none."""

    grades: tuple[tuple[Grade, ...], ...]
    verdict: str | None

    def level(self, turn: int, dimension: str) -> int | None:
        """The level, also where the critic would rather ask; None for n/a."""
        grade = next(item for item in self.grades[turn] if item.dimension == dimension)
        return grade.guess if grade.status in {Status.GRADED, Status.ABSTAINED} else None


def read_interview(extractor: Extractor, interview: LabelledInterview) -> list[Reading]:
    """One reading a turn, each in its thread."""
    found: list[Reading] = []
    for thread in sorted({turn.thread for turn in interview.turns}):
        exchanges = [
            Exchange(number, turn.question, turn.answer)
            for number, turn in enumerate(interview.turns)
            if turn.thread == thread
        ]
        found += read_thread(extractor, interview.round, exchanges)
    return found


def judge(extractor: Extractor, pack: Pack, interview: LabelledInterview, most_doubt: float) -> Judged:
    """Grades and verdict, as the product would give them."""
    dimensions = [pack.rubric.dimension(name) for name in pack.round(interview.round).dimensions]
    readings = read_interview(extractor, interview)
    grades = tuple(grade_all(dimensions, reading, (), most_doubt) for reading in readings)
    judged = {number: (reading, turn) for number, (reading, turn) in enumerate(zip(readings, grades, strict=True))}
    return Judged(grades, conclusion(judged, dimensions, spoke_to_grader(judged)).value)


def labelled_verdict(interview: LabelledInterview) -> str | None:
    """What the verdict's table makes of the labels."""
    return verdict_of([(turn.metric_gap, turn.ownership) for turn in interview.turns])


def verdict_of(levels: Sequence[tuple[int | None, int | None]]) -> str | None:
    """What the verdict's table makes of the headline levels of each turn."""
    trends = []
    for place, dimension in enumerate(HEADLINE):
        graded = {number: turn[place] for number, turn in enumerate(levels) if turn[place] is not None}
        if graded:
            trends.append(trend(dimension, True, {n: level for n, level in graded.items() if level is not None}))
    return verdict(trends, False).value if trends else None


def turn_row(interviews: Sequence[LabelledInterview], judged: Sequence[Judged], dimension: str) -> dict[str, str]:
    """Agreement by turn on one dimension, with 95% bootstrap intervals over interviews."""
    wanted, found, of = _levels(interviews, judged, dimension)
    both = [n for n in range(len(wanted)) if wanted[n] is not None and found[n] is not None]
    truth = np.array([wanted[n] for n in both], dtype=int)
    guess = np.array([found[n] for n in both], dtype=int)
    clusters = [of[n] for n in both]

    def shown(measure: Callable[[np.ndarray, np.ndarray], float]) -> str:
        low, high = bootstrap_interval(lambda index: measure(truth[index], guess[index]), clusters)
        return f"{measure(truth, guess):.2f} [{low:.2f}, {high:.2f}]"

    absent = [level is None for level in wanted]
    return {
        "turns": str(len(truth)),
        "weighted kappa": shown(lambda t, g: quadratic_weighted_kappa(list(t), list(g))),
        "exact": shown(lambda t, g: float((t == g).mean())),
        "levels too high": f"{float((guess - truth).mean()):+.2f}",
        "n/a kappa": f"{kappa(absent, [level is None for level in found]):.2f} ({sum(absent)} n/a)",
        "graded 0 1 2 3 4": " ".join(str(Counter(guess.tolist())[level]) for level in range(5)),
        "labelled 0 1 2 3 4": " ".join(str(Counter(truth.tolist())[level]) for level in range(5)),
    }


def verdict_row(interviews: Sequence[LabelledInterview], judged: Sequence[Judged]) -> dict[str, str]:
    """Agreement of the verdict with the reader's own."""
    wanted = [LADDER.index(item.verdict) for item in interviews]
    return ladder_row(wanted, [item.verdict for item in judged], [item.id for item in interviews])


def ladder_row(wanted: Sequence[int], found: Sequence[str | None], ids: Sequence[str]) -> dict[str, str]:
    """Agreement of verdicts with places on the ladder."""
    both = [n for n in range(len(wanted)) if found[n] is not None]
    truth = np.array([wanted[n] for n in both], dtype=int)
    guess = np.array([LADDER.index(found[n]) for n in both], dtype=int)

    def weighted(index: np.ndarray) -> float:
        return _ladder_kappa(truth[index], guess[index])

    low, high = bootstrap_interval(weighted, [ids[n] for n in both])
    return {
        "interviews": str(len(wanted)),
        "weighted kappa": f"{_ladder_kappa(truth, guess):.2f} [{low:.2f}, {high:.2f}]",
        "the same": f"{float((truth == guess).mean()):.0%}",
        "two or more steps off": str(int((abs(truth - guess) >= 2).sum())),
        "without a verdict": str(len(wanted) - len(both)),
    }


def _ladder_kappa(truth: np.ndarray, guess: np.ndarray) -> float:
    from sklearn.metrics import cohen_kappa_score

    if len(set(truth.tolist()) | set(guess.tolist())) < 2:
        return 0.0
    return float(cohen_kappa_score(truth, guess, labels=range(len(LADDER)), weights="quadratic"))


def _levels(
    interviews: Sequence[LabelledInterview], judged: Sequence[Judged], dimension: str
) -> tuple[list[int | None], list[int | None], list[str]]:
    wanted: list[int | None] = []
    found: list[int | None] = []
    of: list[str] = []
    for interview, item in zip(interviews, judged, strict=True):
        for number, turn in enumerate(interview.turns):
            wanted.append(getattr(turn, dimension))
            found.append(item.level(number, dimension))
            of.append(interview.id)
    return wanted, found, of
