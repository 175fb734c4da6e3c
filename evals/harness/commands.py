"""What `interviewer eval` does, behind the screen: options in, runs, comparisons and their reports out."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.harness.bench import Bench
from evals.harness.cache import Cache
from evals.harness.digests import TREE
from evals.harness.run import Run, write_run
from evals.harness.running import Options, Progress, run_suites
from evals.harness.spending import Spending
from evals.harness.suite import Suite, load_suites
from interviewer.build import Workshop, engine_in_use
from interviewer.settings import Settings, load_settings

HOME = TREE / ".evals"


@dataclass(frozen=True)
class RunOptions:
    """What a user may choose; `out` gets `run.jsonl`, Inspect's logs and the reports."""

    suites: tuple[str, ...] = ()
    engine: str = "embedded"
    model: str = ""
    samples: int = 1
    limit: int | None = None
    jobs: int = 2
    budget: float | None = None
    per_minute: float | None = None
    cached: bool = True
    out: Path | None = None
    label: str = ""


def run_and_write(options: RunOptions, progress: Progress) -> tuple[Run, Path]:
    """Run suites in a home of their own, so that a user's interviews neither count nor change."""
    suites = load_suites(options.suites)
    engine = engine_in_use(options.engine)
    out = options.out or HOME / "runs" / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    settings = load_settings()
    with TemporaryDirectory() as home:
        workshop = Workshop(Settings(home=Path(home), pack=settings.pack))
        with closing(workshop.library):
            run = run_suites(suites, Bench(workshop, engine), _options(options, out), progress)
    write_run(run, out)
    return run, out


def suite_rows(suites: Sequence[Suite]) -> list[dict[str, str | int]]:
    """What `eval list` shows."""
    return [
        {"id": suite.id, "cases": len(suite.cases()), "measures": len(suite.measures), "about": suite.about}
        for suite in suites
    ]


def _options(options: RunOptions, out: Path) -> Options:
    return Options(
        logs=out / "logs",
        model=options.model,
        samples=options.samples,
        limit=options.limit,
        jobs=options.jobs,
        label=options.label,
        spending=Spending(budget=options.budget, per_minute=options.per_minute),
        cache=Cache(HOME / "cache" if options.cached else None),
    )


def no_progress(_done: int, _total: int) -> None:
    """For callers who show none."""


Reporter = Callable[[Run, Path], None]
