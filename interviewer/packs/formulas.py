"""The arithmetic that a pack's drills may name: numbers drawn anew, and what comes out. Round enough for one's head.

Each formula gives every variable that its text may name, and `answer`.
"""

from collections.abc import Callable, Mapping
from random import Random

Numbers = Mapping[str, float]


def break_even(random: Random) -> Numbers:
    """Orders that pay for machines."""
    margin = random.choice((4, 5, 8, 10, 12))
    orders = random.randrange(1_000, 12_000, 500)
    return {"cost": margin * orders, "margin": margin, "answer": orders}


def relative_change(random: Random) -> Numbers:
    """A fall in points, and in per cent of where it began."""
    before = random.choice((5.0, 8.0, 10.0, 20.0))
    after = round(before * (1 - random.choice((0.1, 0.2, 0.25, 0.4))), 2)
    return {"before": before, "after": after, "points": before - after, "answer": 100 * (before - after) / before}


def page_budget(random: Random) -> Numbers:
    """Milliseconds that the other steps leave."""
    parts = {name: random.randrange(20, 120, 10) for name in ("network", "drawing", "features")}
    left = random.randrange(20, 160, 10)
    return {"total": sum(parts.values()) + left, **parts, "answer": left}


def request_cost(random: Random) -> Numbers:
    """Yuan for a thousand requests."""
    machines, price = random.choice((4, 10, 20, 40)), random.choice((1_500, 2_000, 3_000))
    requests = random.choice((20, 50, 100, 200))
    bill = machines * price
    return {"machines": machines, "price": price, "requests": requests, "bill": bill, "answer": bill / requests / 1000}


def precision(random: Random) -> Numbers:
    """Of a hundred that are flagged, how many are flagged rightly."""
    base, recall, alarms = random.choice((1, 2, 4, 5)), random.choice((60, 75, 80, 90)), random.choice((1, 2, 5))
    false = 100.0 * base
    caught, wrong = false * recall / 100, (10_000 - false) * alarms / 100
    found = {"base": base, "recall": recall, "false_alarms": alarms, "false": false, "caught": caught, "wrong": wrong}
    return found | {"answer": 100 * caught / (caught + wrong)}


def kept_income(random: Random) -> Numbers:
    """What the platform keeps of what is kept."""
    gmv, returned, share = random.choice((40, 80, 200, 500)), random.choice((5, 10, 20, 25)), random.choice((2, 3, 5))
    kept = gmv * (100 - returned) / 100
    return {"gmv": gmv, "returned": returned, "share": share, "kept": kept, "answer": kept * share / 100}


FORMULAS: Mapping[str, Callable[[Random], Numbers]] = {
    formula.__name__: formula
    for formula in (break_even, relative_change, page_budget, request_cost, precision, kept_income)
}
