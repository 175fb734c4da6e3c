"""Plays a candidate's fortnight with the real commands, and writes docs/a-fortnight.md.

Two weeks pass in two minutes: whenever days go by, everything that is kept is exported, its dates are moved into the
past, and it is put back. The words are scripted; all that the tool says is its own.
"""

import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

OUT = Path(__file__).parent / "a-fortnight.md"
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_DAY = re.compile(r'(?<="day":")\d{4}-\d\d-\d\d')
_MOST_LINES = 26  # of what a command says
_DAYS = 13

CV = """Marta Reis
Data analyst, Brisa (online pharmacy), Porto, 2021 to 2025
- Built a model of repeat prescriptions that run out, recall from 0.62 to 0.81
- Dashboard of delivery delays in Tableau for operations
- Responsible for the weekly sales report
Skills: Python, SQL, Tableau
BSc Mathematics, Porto, 2020
"""
JOB = """Data scientist, customer growth
Requirements:
- At least three years of work as a data scientist or analyst
- Python and SQL every day
- Experience with experiments on prices or vouchers
- Master's degree in a quantitative subject
Nice to have: Spark or Flink
"""
FIRST = """My task was the model of repeat prescriptions. I used gradient boosting, and recall went from 0.62 to 0.81.

The call centre uses the list every morning. I don't know what for exactly.

We compared it with the old rule, and the model was better in every month.

The team decided on the features together, and I trained it as we had planned.

The model runs once a night on one machine.
"""
MAP = """The callers ring the people on the list before they run out, so they order in time.

Lapsed customers, those without an order within 60 days.

They fell from 14% to 11% in the two districts with the cleaned list, and stayed at 14% in the other three.

It cost the callers twenty calls a day, and three weeks of my time.

/stop
"""
STORY = (
    "I was given the list of prescriptions that run out. Nobody had asked, but I sat with two callers for "
    "a day and saw that half of the names had already ordered by phone. I decided to take them off. The "
    "head of the call centre was against it, because she is paid by calls made, so I showed her forty "
    "names. Lapsed customers fell from 14% to 11% in two districts and stayed at 14% in the other three; "
    "it cost twenty calls a day and three weeks of my time.\n"
)
TALKED = "On the day the old model runs. The new features wait, the test is in two cities, and I tell sales today.\n"
CULTURE = (
    f"{STORY.strip()}\n\n"
    "Two callers do. I wrote down for them how a name comes off the list, and one of them does it each "
    "Monday now and has added a rule of her own. It costs her an hour a week, and the list has stayed "
    "clean since March.\n\n"
    "You get the date. On that day the cleaned list is there for the two districts, by hand; what waits "
    "is the nightly job and the report. The risk is that somebody is rung twice, and I tell the head of "
    "the call centre so today.\n\n"
    "I could have looked at the calendar of sales, which moves every spring, and I didn't. I found it out "
    "a week before, by chance. Since then I look at it each Monday, and I moved one date myself before "
    "anybody had asked.\n\n"
    "I go there the same day and ask what it costs them. When operations refused to change the scanner, I "
    "brought them forty parcels with a wrong hour, and they changed it within a week. The delays that we "
    "report rose from 4% to 9% because of it, and I defended that number before the director.\n"
)
SECOND = (
    "The callers were, who ring people before their tablets run out. Nobody had asked, but I sat with two "
    "of them for a day and saw that half of the names had already ordered by phone. I decided to take "
    "those off. The head of the call centre was against it, because she is paid by calls made, so I "
    "showed her forty names. The others are now reached in time, so they order: lapsed customers fell "
    "from 14% to 11% in two districts and stayed at 14% in the other three, for twenty calls a day and "
    "three weeks of my time.\n\n"
    "If lapsed customers in the two districts came back to 14%, as in the other three, I would stop it "
    "and tell the head of the call centre myself. Twenty calls a day are worth it only as long as three "
    "customers in a hundred more stay.\n\n"
    "I have never tested a price. What comes nearest is the cleaned list: I chose two districts to get it "
    "and three to go on as before, against the wish of my lead, who wanted it everywhere at once. So I "
    "could tell that the fall from 14% to 11% came from the list, because the other three stayed at 14%.\n\n"
    "The choice of the districts was mine, and so was the day with the callers, which nobody had asked "
    "for. My lead made the report. I checked each week that no district had got the other's list, and "
    "found one that had.\n\n"
    "I took the two weeks of the mixed-up district out and told the director so before he asked; the fall "
    "there was two points and not three. The list went to all five districts in June, for one machine and "
    "one hour a night.\n"
)


class Fortnight:
    """One home, and what was typed and said in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: list[str] = []
        self.gone = 0  # days since it began

    def day(self, number: int, doing: str) -> None:
        """Let time pass until that day, and say what is done on it."""
        self._pass(number - 1 - self.gone)
        self.gone = number - 1
        self._told.append(f"## Day {number}\n\n{doing}\n")

    def run(self, *command: str, typed: str | None = None, shown: slice = slice(_MOST_LINES)) -> str:
        """One command, with what is kept of what it says."""
        said = self._run(*command, typed=typed)
        lines = [line.rstrip() for line in said.strip().splitlines()]
        kept = lines[shown]
        more = "" if len(kept) == len(lines) else "\n..."
        self._told.append(
            f"```\n$ interviewer {' '.join(map(_quoted, command))}\n" + "\n".join(kept) + f"{more}\n```\n"
        )
        return said

    def file(self, name: str, text: str) -> str:
        (self._folder / name).write_text(text, encoding="utf-8")
        return name

    @property
    def page(self) -> str:
        return "\n".join(self._told)

    def _run(self, *command: str, typed: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "interviewer", *command],
            input=typed,
            capture_output=True,
            text=True,
            cwd=self._folder,
            env=os.environ | {"INTERVIEWER_HOME": str(self._folder / "home"), "COLUMNS": "92"},
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"interviewer {' '.join(command)}: {done.stderr}")
        return done.stdout

    def _pass(self, days: int) -> None:
        if days <= 0:
            return
        kept = self._folder / "kept.jsonl"
        self._run("data", "export", str(kept))
        text = _STAMP.sub(lambda stamp: _moved(stamp[0], days), kept.read_text(encoding="utf-8"))
        text = _DAY.sub(lambda day: str(date.fromisoformat(day[0]) - timedelta(days=days)), text)
        kept.write_text(text, encoding="utf-8")
        self._run("data", "delete", "--yes")
        self._run("data", "import", str(kept))


def _moved(stamp: str, days: int) -> str:
    at = datetime.fromisoformat(stamp.replace("Z", "+00:00")) - timedelta(days=days)
    return at.astimezone(UTC).isoformat().replace("+00:00", stamp[-1] if stamp.endswith("Z") else "+00:00")


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _last_lines(count: int) -> slice:
    return slice(-count, None)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fortnight = Fortnight(Path(folder))
        _play(fortnight)
        head = (
            "# A fortnight\n\n"
            "One candidate, Marta, two weeks before her interview. Her words are scripted; all that the "
            "tool says is its own, with no key. Made by `python docs/make_fortnight.py`, which moves "
            "what is kept into the past whenever days go by. Long replies are cut (...).\n\n"
        )
        OUT.write_text(head + fortnight.page, encoding="utf-8")


def _play(it: Fortnight) -> None:
    interview = (datetime.now(UTC) + timedelta(days=_DAYS)).date().isoformat()
    it.day(1, "She says when it is, looks what to do, and sits a first round.")
    it.run("plan", interview)
    it.run()
    it.run(
        "chat", "--round", "hiring-manager", "--turns", "5", "--seed", "21", "--answers", it.file("first.txt", FIRST)
    )
    it.day(2, "Her CV goes on its way to the business. What is missing is asked for.")
    it.run("kpi-map", "--cv", it.file("cv.txt", CV), "--answers", it.file("map.txt", MAP))
    it.day(3, "A story, in her own words, and what it still lacks.")
    it.run("stories", "add", "--text", it.file("story.txt", STORY))
    it.run("stories", "list")
    it.day(4, "What the job asks for, and what she has to show.")
    it.run("job", "--text", it.file("job.txt", JOB))
    it.day(5, "What is due, and two drills: a sum, and a plan that must be cut.")
    it.run()
    it.run("drill", "break-even", "-n", "1", "--seed", "3", "--answers", it.file("sum.txt", "7,500 orders a month\n"))
    it.run("drill", "cut-the-plan", "-n", "1", "--answers", it.file("talked.txt", TALKED))
    it.day(7, "A culture round with the story she kept.")
    it.run(
        "chat", "--round", "culture", "--turns", "5", "--seed", "4", "--answers", it.file("culture.txt", CULTURE),
        shown=_last_lines(30),
    )  # fmt: skip
    it.day(9, "Five minutes on the unit.")
    it.run("briefing", "tmall", "--no-check", shown=slice(14))
    it.day(11, "The first round again, with other questions, and the line that the job asks for.")
    it.run(
        "chat", "--round", "hiring-manager", "--turns", "5", "--seed", "22", "--prepared", "--answers",
        it.file("second.txt", SECOND), shown=_last_lines(30),
    )  # fmt: skip
    it.run("progress")
    it.day(13, "The evening before.")
    it.run()
    it.run("stories", "cut", "1", "--seconds", "60")
    it.day(14, "It is over. What came of it is noted, with what the rehearsals got wrong.")
    day = datetime.now(UTC).date().isoformat()
    it.run(
        "outcome",
        "note",
        day,
        "passed",
        "--round",
        "hiring-manager",
        "--wrong",
        "They asked about SQL for half an hour.",
    )
    it.run("outcome", "list")
    it.run("data", "export", "marta.jsonl")


if __name__ == "__main__":
    main()
