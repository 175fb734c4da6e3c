"""The five supporting dimensions of RUBRIC section 3: each a few yes/no checks whose count gives the level."""

from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading
from interviewer.rubric.facts import any_of, distribute

LONGEST_CLEAR_ANSWER = 250  # words: about two minutes of speech


def constraint_first(reading: Reading) -> tuple[float, ...]:
    """Named, explicit, before the solution, and picking the solution: a point each; nothing without the first."""
    constraints = reading.of(EvidenceKind.CONSTRAINT)
    facts = {
        "named": any_of(constraints),
        "explicit": any_of(item for item in constraints if item.quantity is Quantity.EXPLICIT),
        "first": _comes_first(constraints, (EvidenceKind.COMPLEX_MODEL, EvidenceKind.BASELINE), reading),
        "picks": any_of(reading.of(EvidenceKind.CHOICE)),
    }
    return distribute(facts, lambda holding: len(holding) if "named" in holding else 0)


def baseline_first(reading: Reading) -> tuple[float, ...]:
    """A simple baseline, before the complex model, compared, and complexity paid for: a point each."""
    facts = {
        "baseline": any_of(reading.of(EvidenceKind.BASELINE)),
        "first": _comes_first(reading.of(EvidenceKind.BASELINE), (EvidenceKind.COMPLEX_MODEL,), reading),
        "compared": any_of(reading.of(EvidenceKind.COMPARISON)),
        "paid_for": any_of(reading.of(EvidenceKind.CHOICE) + reading.of(EvidenceKind.COST)),
    }
    return distribute(facts, lambda holding: len(holding) if "baseline" in holding else 0)


def scale_dirty_data(reading: Reading) -> tuple[float, ...]:
    """Volume or dirt named gives 2; distributed execution and a way to take bad input add one each."""
    facts = {
        "named": any_of(reading.of(EvidenceKind.VOLUME) + reading.of(EvidenceKind.DIRT)),
        "distributed": any_of(reading.of(EvidenceKind.DISTRIBUTED)),
        "handled": any_of(reading.of(EvidenceKind.DIRT_HANDLING)),
    }

    def level(holding: frozenset[str]) -> int:
        handled = len(holding & {"distributed", "handled"})
        return 2 + handled if "named" in holding else 2 * min(1, handled) + (handled == 2)

    return distribute(facts, level)


def pressure_deadline(reading: Reading) -> tuple[float, ...]:
    """What ships, what is cut, which risk is taken and who is told; refusing or promising everything is 0 without."""
    facts = {
        "ships": any_of(reading.of(EvidenceKind.SHIPS)),
        "cut": any_of(reading.of(EvidenceKind.CUT)),
        "risk_told": any_of(reading.of(EvidenceKind.RISK_TOLD)),
        "refused": any_of(reading.of(EvidenceKind.REFUSAL)),
    }

    def level(holding: frozenset[str]) -> int:
        plan = len(holding & {"ships", "cut", "risk_told"})
        return min(4, plan) if "refused" in holding else min(4, 2 + plan)

    return distribute(facts, level)


def clarity(reading: Reading) -> tuple[float, ...]:
    """Situation, action and result; at most 3 beyond two minutes of speech."""
    facts = {
        kind.value: any_of(reading.of(kind))
        for kind in (EvidenceKind.SITUATION, EvidenceKind.ACTION, EvidenceKind.RESULT)
    }
    ceiling = 4 if reading.words <= LONGEST_CLEAR_ANSWER else 3
    return distribute(facts, lambda holding: min(ceiling, 1 + len(holding)))


def constraint_broken(_reading: Reading, level: int) -> tuple[str, ...]:
    return ("constraint",) if level < 4 else ()


def baseline_broken(_reading: Reading, level: int) -> tuple[str, ...]:
    return ("baseline",) if level < 4 else ()


def scale_broken(reading: Reading, level: int) -> tuple[str, ...]:
    """Whichever half is missing: where it runs, or what happens to bad input."""
    scale = any_of(reading.of(EvidenceKind.DISTRIBUTED)) >= 0.5
    dirt = any_of(reading.of(EvidenceKind.DIRT_HANDLING)) >= 0.5
    return () if level == 4 else (() if scale else ("scale",)) + (() if dirt else ("dirt",)) or ("scale",)


def pressure_broken(_reading: Reading, level: int) -> tuple[str, ...]:
    return ("scope",) if level < 4 else ()


def clarity_broken(reading: Reading, level: int) -> tuple[str, ...]:
    """The missing part of the story; its length where nothing is missing but brevity."""
    if level == 4:
        return ()
    return ("length",) if level == 3 and reading.words > LONGEST_CLEAR_ANSWER else ("shape",)


def _comes_first(evidence: tuple[Evidence, ...], others: tuple[EvidenceKind, ...], reading: Reading) -> float:
    """The probability that the first likely item stands before every likely one of `others`."""
    likely = [item for item in evidence if item.probability >= 0.5]
    rivals = [item for kind in others for item in reading.of(kind) if item.probability >= 0.5]
    if not likely:
        return 0.0
    first = min(likely, key=_place)
    return first.probability if all(_place(first) <= _place(rival) for rival in rivals) else 0.0


def _place(item: Evidence) -> tuple[int, int]:
    return (item.span.turn, item.span.start)
