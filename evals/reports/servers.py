"""Plays a short interview, the model in all three roles and no fallback, against each of sixteen stubbed servers.

`python -m evals.reports.servers [NAME...]` prints a table. The servers stand in `tests/servers.py`: stubs, none real;
they say how well the product speaks with servers, and nothing of how well a model plays.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.reports.report_file import table
from interviewer.app import Services
from interviewer.domain.interview import Interview
from interviewer.domain.model_calls import ModelCall
from interviewer.domain.setup import EngineRequest
from interviewer.engines.llm.fallback import Fallback
from interviewer.errors import InterviewerError
from interviewer.interview.request import InterviewRequest
from interviewer.settings import Settings, load_settings

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from servers import SERVERS, Server, started

DOWN = "down"
ENOUGH = 0.9  # of lines and readings that are the model's own
_ANSWERS = (
    "I noticed that 6% of milk orders were cancelled. I took the head of logistics forty cancelled orders by name, and "
    "cancellations fell from 6.1% to 3.9% because the vans left half full.",
    "I noticed that nobody watched the returns of winter coats. I moved the size chart above the price, and returns "
    "fell by 300 parcels a week, for two days of work.",
    "I noticed that the depot counted late parcels twice. My lead did not want to hear of it, so I showed her the "
    "scans of one Monday, and she changed the report.",
    "I noticed that search showed shops that were closed. I hid them at night, and the orders that failed fell from "
    "4% to 1%, which paid for the extra query.",
)


@dataclass(frozen=True)
class Played:
    """What came of one interview.

    Attributes:
        said: the one sentence at which it stopped; empty where it came to its end.
        kept: whether it could be opened again with all that was typed.
    """

    verdict: bool
    lines: tuple[int, int]
    readings: tuple[int, int]
    advice: tuple[int, int]
    calls: int
    answers: int
    said: str
    kept: bool

    @property
    def passed(self) -> bool:
        """Whether there is a verdict, and the model itself spoke and read."""
        return self.verdict and all(all_ and own >= ENOUGH * all_ for own, all_ in (self.lines, self.readings))

    def row(self) -> dict[str, str]:
        return {
            "verdict": "yes" if self.verdict else "no",
            "own lines": "{} of {}".format(*self.lines),
            "own readings": "{} of {}".format(*self.readings),
            "own advice": "{} of {}".format(*self.advice),
            "calls per answer": f"{self.calls / self.answers:.1f}" if self.answers else "n/a",
            "passes": "yes" if self.passed else "no",
            "what was said": self.said,
        }


def play(server: Server, base: Services, home: Path) -> Played:
    """One interview against the server, from the first line to the verdict or to the sentence that ends it."""
    made = Services(_settings(base.settings, server, home), resources=base.resources)
    wish = EngineRequest(engine="llm", coach="llm")
    request = InterviewRequest(round="hiring-manager", turns=len(_ANSWERS), seed=7, engine=wish)
    session = made.interviews.begin(made.setup(request), fixed_choice=True, fallback=Fallback(False))
    said, answers = "", 0
    try:
        list(session.advance())
        for text in _ANSWERS:
            if session.state.ended is None:
                answers += 1
                list(session.answer(text))
    except InterviewerError as error:
        said = str(error)
    state = made.interviews.load(session.id)
    made.close()
    return _played(state, len(server.requests), answers, said)


def _settings(base: Settings, server: Server, home: Path) -> Settings:
    own = {"home": home, "key": "sk-nobodys", "base_url": server.url, "model": server.model, "timeout": 20.0}
    return Settings(**(base.model_dump() | own))


def _played(state: Interview, calls: int, answers: int, said: str) -> Played:
    readings = [turn.assessment.reading.model_call for turn in state.turns if turn.assessment]
    advice = [call for turn in state.turns for call in turn.model_calls if call.role == "coach"]
    typed = sum(1 for turn in state.turns if turn.answer)
    return Played(
        verdict=bool(state.debrief and state.debrief.verdict),
        lines=_own([turn.voice for turn in state.turns]),
        readings=_own([call for call in readings if call] + [None] * (answers - len(readings))),
        advice=_own(advice),
        calls=calls,
        answers=answers,
        said=said,
        kept=typed == answers,
    )


def _own(calls: Sequence[ModelCall | None]) -> tuple[int, int]:
    return sum(call is not None and call.outcome == "used" for call in calls), len(calls)


def matrix(names: Sequence[str], base: Services) -> dict[str, Played]:
    """What came of an interview against each server."""
    played = {}
    for name in names:
        with TemporaryDirectory() as home, started(name) as server:
            played[name] = play(server, base, Path(home))
    return played


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these servers")
    wanted = parser.parse_args().names or SERVERS
    base = Services(load_settings())
    played = matrix(wanted, base)
    base.close()
    print(table({name: item.row() for name, item in played.items()}))
    up = [item for name, item in played.items() if name != DOWN]
    print(f"\n{sum(item.passed for item in up)} of {len(up)} servers that answer pass", end="")
    if DOWN in played:
        print(f"; the one that is down says so in one line: {'yes' if played[DOWN].said else 'no'}", end="")
    print(f"; nothing typed was lost: {'yes' if all(item.kept for item in played.values()) else 'no'}")


if __name__ == "__main__":
    main()
