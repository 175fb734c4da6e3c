"""`interviewer doctor --model --calibrate`: who grades follows from what a model does with the labelled set."""

import json
import os
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import perfect_reader
import pytest
from llm_stub import Fault, Script, Stub, serving
from perfect_reader import asked_for
from powerless import bound_by_modes
from typer.testing import CliRunner

from evals.data.corpus import load_corpus
from evals.statistics.agreement import quadratic_weighted_kappa
from interviewer.app import Services
from interviewer.calibration.agreement import compared, weighted_kappa
from interviewer.calibration.calibrating import Calibrator
from interviewer.calibration.labelled import labelled, to_coach
from interviewer.cli import calibrating
from interviewer.cli.main import app
from interviewer.domain.evidence import Reading
from interviewer.domain.setup import EngineRequest, EngineSelection
from interviewer.engines import measured
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.measured import Mark, calibration_of, keep, state_of
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.engines.selection import endpoint_of
from interviewer.errors import ProviderError, SetupError
from interviewer.interview.request import InterviewRequest
from interviewer.report.usage import work_lines, work_of
from interviewer.rubric.metric_gap import DIMENSION as METRIC_GAP
from interviewer.rubric.registry import HEADLINE

FEW = labelled()[:4] + labelled()[40:42]  # of which two are a thread
KEY = "sk-a-key-that-nobody-may-see"
Make = Callable[[Script], Services]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving(Stub(value=perfect_reader.reply)) as made:
        yield made


@pytest.fixture
def made(services: Services, stub: Stub) -> Services:
    """The shared parts, with the stub as the model's server."""
    changes = {"base_url": stub.url, "key": KEY, "model": "m"}
    return Services(services.settings.model_copy(update=changes), resources=services.resources)


def _endpoint(made: Services) -> Endpoint:
    endpoint = endpoint_of(made.settings)
    assert endpoint
    return endpoint


def _calibrator(made: Services, items: Any = FEW, coached: Any = ()) -> Calibrator:
    endpoint, path, own = _endpoint(made), made.settings.agreement, made.resources.critic
    reader, coach = made.llm.extractor(own.extractor, Fallback()), made.llm.coach(own.coach, Fallback())
    found = calibration_of(endpoint, path)
    return Calibrator(own, reader, coach, found, lambda new: keep(endpoint, path, new), items, coached)


def _auto(made: Services) -> EngineSelection:
    return made.select_engines(EngineRequest())


def test_the_set_is_spread_and_of_the_development_part() -> None:
    alone, turns = labelled()[:40], labelled()[40:]
    corpus = {item.id: item for item in load_corpus(("development",))}
    for item in alone:
        source = corpus[item.name]
        assert (item.exchange.question, item.exchange.answer) == (source.question, source.answer)
        assert (item.context.round, item.group) == (source.round, source.voice)
        assert item.levels == {"metric_gap": source.metric_gap, "ownership": source.ownership}
    for name in HEADLINE:
        assert min(Counter(item.levels[name] for item in alone).values()) >= 6
    assert len({item.group for item in alone}) == 12
    threads = Counter(item.group for item in turns)
    assert len(threads) == 6 and set(threads.values()) <= {2, 3, 4}
    assert all(len(item.context.earlier) == item.exchange.turn for item in turns)
    assert len({item.key for item in labelled()}) == 57


def test_kappa_is_cohens() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        first, second = rng.integers(0, 5, (2, 30))
        assert weighted_kappa(first, second) == pytest.approx(quadratic_weighted_kappa(list(first), list(second)))
    same = np.ones(5)
    assert weighted_kappa(same, same) == 0.0 == weighted_kappa(same[:0], same[:0])


def _marks(off: int, of: int = 57) -> dict[str, Mark | None]:
    """Right on every answer but for the first ones, there two levels off; the first `57 - of` could not be read."""
    marks: dict[str, Mark | None] = {}
    for place, item in enumerate(labelled()):
        levels = {name: level or 0 for name, level in item.levels.items()}
        wrong = {name: level - 2 if level > 2 else level + 2 for name, level in levels.items()}
        applies = {name: level is not None for name, level in item.levels.items()}
        mark = Mark(levels=wrong if place < off else levels, applies=applies)
        marks[item.key] = mark if place >= 57 - of else None
    return marks


def test_only_a_clear_difference_unseats_the_embedded_reader() -> None:
    def wins(embedded: dict[str, Mark | None], model: dict[str, Mark | None]) -> bool:
        return compared(labelled(), embedded, model, "ownership").model_wins

    assert wins(_marks(30), _marks(0))
    assert not wins(_marks(10), _marks(10)), "a tie"
    assert not wins(_marks(2), _marks(0)), "one author's answers more could be luck"
    assert not wins(_marks(0), _marks(30))
    assert not wins(_marks(40), _marks(0, of=40)), "a third of its readings could not be used"
    certain = {
        key: mark and mark.model_copy(update={"applies": dict.fromkeys(HEADLINE, True)})
        for key, mark in _marks(0).items()
    }
    assert not wins(_marks(30), certain), "it finds what does not apply nowhere"


def test_the_price_is_told_first_and_a_model_that_reads_perfectly_then_grades(
    made: Services, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_the_stub(monkeypatch, stub)
    doctor = ["doctor", "--model", "--calibrate"]
    refused = CliRunner().invoke(app, doctor)
    told = " ".join(refused.stderr.split())
    assert "about 60 calls" in told and "tokens sent" in told and "no price known" in told and stub.url in told
    assert "--yes" in str(refused.exception) and not stub.requests
    assert _auto(made).extractor == "embedded"

    with monkeypatch.context() as typing:
        typing.setattr(calibrating, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
        declined = CliRunner().invoke(app, doctor, input="\n")
    assert "Go on? [y/N]" in declined.stderr and str(declined.exception) == "nothing was sent" and not stub.requests

    done = CliRunner().invoke(app, [*doctor, "--yes", "--json"])
    found = json.loads(done.stdout)
    assert found["readers"] == {"metric_gap": "llm", "ownership": "llm"} and found["coach"] == "llm"
    assert found["compared"]["ownership"]["llm"]["kappa"] == 1.0 and found["compared"]["ownership"]["answers"] == 57
    assert len(stub.requests) == 60 and found["advice"]["of"] >= 4
    assert _auto(made).roles == ("voice", "extractor", "coach") and _auto(made).model_reads == ()
    kept = made.settings.agreement
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and KEY not in kept.read_text() + done.stderr

    again = CliRunner().invoke(app, doctor)  # nothing is left to ask, so nobody is asked
    assert again.exit_code == 0 and "nothing is sent" in again.stderr and len(stub.requests) == 60
    assert "Metric gap: with auto, the model reads it." in " ".join(again.stdout.split())
    assert "the model coaches" in " ".join(again.stdout.split())


def _with_the_stub(monkeypatch: pytest.MonkeyPatch, stub: Stub) -> None:
    for name, value in {"BASE_URL": stub.url, "API_KEY": KEY, "MODEL": "m"}.items():
        monkeypatch.setenv(f"OPENAI_{name}", value)


def _half_blind(request: dict[str, Any]) -> str:
    """Reads the metric gap without a fault, and hears blame in every answer."""
    if "Coached" in json.dumps(request):
        return json.dumps({"advice": [], "order": []})
    return perfect_reader.read(asked_for(request), owner=False)


def test_each_dimension_is_read_by_whoever_reads_it_better(
    made: Services, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.value = _half_blind
    calibrator = _calibrator(made, labelled(), to_coach())
    assert len(list(calibrator.run())) == 61
    assert state_of(_endpoint(made), made.settings.agreement) == "done"
    chosen = _auto(made)
    assert (chosen.extractor, chosen.model_reads, chosen.coach) == ("llm", ("metric_gap",), "embedded")
    assert "extractor (of the metric gap only)" in str(made.notice(chosen))
    assert made.select_engines(EngineRequest(extractor="llm")).model_reads == ()
    assert made.select_engines(EngineRequest(engine="embedded")).roles == ()
    _with_the_stub(monkeypatch, stub)
    state = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)["checks"]["engine"]["state"]
    assert "the model reads the metric gap only" in state and state.endswith("calibrated")

    item = next(item for item in labelled() if item.levels == {"metric_gap": 4, "ownership": 3})
    blended = made.critic_for(chosen, Fallback()).extractor.extract(item.exchange, item.context)
    own = made.resources.extractor.extract(item.exchange, item.context)
    model = made.llm.extractor(made.resources.extractor, Fallback()).extract(item.exchange, item.context)
    assert _of_gap(blended, True) == _of_gap(model, True) != _of_gap(own, True)
    assert _of_gap(blended, False) == _of_gap(own, False) != _of_gap(model, False)
    assert blended.applicable == {**own.applicable, "metric_gap": model.applicable["metric_gap"]}

    setup = made.setup(InterviewRequest(round="culture", turns=1, seed=1))
    session = made.interviews.begin(setup, fixed_choice=True, fallback=Fallback(allowed=True))
    assert made.interviews.store.load(session.id).setup.selection.model_reads == ("metric_gap",)
    assert "It played: voice, extractor (of the metric gap only)." in work_lines(work_of(session.state))


def _of_gap(reading: Reading, wanted: bool) -> list[object]:
    return [item for item in reading.evidence if (item.kind in METRIC_GAP.evidence) == wanted]


def test_a_log_of_before_says_nothing_of_dimensions() -> None:
    assert EngineSelection.model_validate({"extractor": "llm", "model": "m"}).model_reads == ()


NOTHING = json.dumps(
    {
        "evidence": [],
        "earlier": [],
        "act": "answered",
        "language": "en",
        "about_measures": False,
        "about_ownership": False,
    }
)


@pytest.mark.parametrize("said", [NOTHING, "I would rather not"], ids=["finds nothing", "no value"])
def test_a_model_that_reads_nothing_grades_nothing(made: Services, stub: Stub, said: str) -> None:
    stub.value = stub.line = lambda _request: said
    list(_calibrator(made).run())
    assert calibration_of(_endpoint(made), made.settings.agreement).compared
    assert _auto(made).roles == ("voice",)


def test_a_model_that_dies_in_the_middle_is_asked_only_for_the_rest(made: Services, stub: Stub) -> None:
    served: list[str] = []

    def dying(request: dict[str, Any]) -> str | Fault:
        if len(served) == 3:
            return Fault(401)
        served.append(asked_for(request).key)
        return perfect_reader.reply(request)

    stub.value = dying
    with pytest.raises(ProviderError, match="OPENAI_API_KEY"):
        list(_calibrator(made).run())
    endpoint, path = _endpoint(made), made.settings.agreement
    assert state_of(endpoint, path) == "unfinished" and list(calibration_of(endpoint, path).marks) == served
    assert _auto(made).extractor == "embedded"
    stub.requests.clear()
    stub.value = perfect_reader.reply
    list(_calibrator(made).run())
    assert [asked_for(request).key for request in stub.requests] == [item.key for item in FEW[3:]]
    assert state_of(endpoint, path) == "done"


def test_a_thread_is_read_with_what_came_before(made: Services, stub: Stub) -> None:
    list(_calibrator(made, FEW[-2:]).run())
    first, second = stub.texts
    assert "Earlier in the same thread" not in first
    assert FEW[-2].exchange.answer[:60] in second.split("Earlier in the same thread")[1]


def _measured(made: Services) -> None:
    """As if all had been graded, and the model had won."""
    endpoint, path = _endpoint(made), made.settings.agreement
    list(_calibrator(made, FEW[:2], to_coach()[:1]).run())
    found = calibration_of(endpoint, path)
    won = {name: pair.model_copy(update={"better_by": (0.1, 0.2)}) for name, pair in found.compared.items()}
    keep(endpoint, path, found.model_copy(update={"compared": won}))


def test_a_changed_prompt_makes_it_stale(made: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    _measured(made)
    assert _auto(made).roles == ("voice", "extractor", "coach")
    load = measured.load_prompt
    monkeypatch.setattr(measured, "load_prompt", lambda name: replace(load(name), digest="0" * 8))
    endpoint, path = _endpoint(made), made.settings.agreement
    assert state_of(endpoint, path) == "stale" and not calibration_of(endpoint, path).marks
    assert _auto(made).roles == ("voice",)


def test_a_coach_is_judged_by_all_that_was_asked_for(made: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    _measured(made)
    stamp = measured.stamp
    monkeypatch.setattr(measured, "stamp", lambda place, role: stamp(place, role) + ("!" if role == "coach" else ""))
    again = _calibrator(made, FEW[:2], to_coach())
    next(again.run())  # and is stopped
    endpoint, path = _endpoint(made), made.settings.agreement
    assert calibration_of(endpoint, path).advised and state_of(endpoint, path) == "unfinished"
    assert _auto(made).roles == ("voice", "extractor")


def test_another_address_another_model_and_another_embedded_reader_are_not_measured(
    made: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    _measured(made)
    for change in ({"model": "n"}, {"base_url": "http://127.0.0.1:9/v1"}, {"reasoning_effort": "low"}):
        other = Services(made.settings.model_copy(update=change), resources=made.resources)
        assert _auto(other).roles == ("voice",), change
    monkeypatch.setattr(measured.TrainedFinder, "id", "another@1")
    assert _auto(made).extractor == "embedded"
    assert state_of(_endpoint(made), made.settings.agreement) == "stale"
    monkeypatch.undo()
    made.settings.agreement.write_text('{"spoilt": 1}')
    assert _auto(made).roles == ("voice",)


def test_a_coach_that_invents_does_not_coach(made: Services, stub: Stub) -> None:
    def inventing(request: dict[str, Any]) -> str:
        return perfect_reader.reply(request).replace('"next_step": "', '"next_step": "Say that it brought 43%. ')

    stub.value = inventing
    calibrator = _calibrator(made, FEW[:1], to_coach())
    list(calibrator.run())
    assert calibrator.found.sound[0] == 0 < 4 <= calibrator.found.sound[1]
    assert _auto(made).coach == "embedded"


def test_where_nothing_can_be_kept_nothing_is_asked(made: Services, stub: Stub, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    program = (
        "import sys; from pathlib import Path\n"
        "from interviewer.engines.measured import Calibration, keep\n"
        "from interviewer.engines.llm.endpoint import Endpoint\n"
        "keep(Endpoint('k'), Path(sys.argv[1]), Calibration())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, closed / "agreement.json"],
        preexec_fn=bound_by_modes(),
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SetupError" in done.stderr and "set INTERVIEWER_HOME to a writable folder" in done.stderr

    def refuse(_found: object) -> None:
        raise SetupError("it can't be kept")

    calibrator = _calibrator(made)
    calibrator.keep = refuse
    with pytest.raises(SetupError):
        list(calibrator.run())
    assert not stub.requests


def test_where_the_model_could_not_be_read_the_embedded_reader_steps_in(made: Services, stub: Stub) -> None:
    chosen = EngineSelection(extractor="llm", model="m", model_reads=("metric_gap",))
    stub.value = stub.line = lambda _request: "I would rather not"
    assessment = made.critic_for(chosen, Fallback()).assess(FEW[0].exchange, FEW[0].context)
    own = made.resources.critic.assess(FEW[0].exchange, FEW[0].context)
    assert assessment.grades == own.grades
    assert [call.outcome for call in assessment.model_calls] == ["replaced"]
    silent = made.critic_for(chosen, Fallback()).assess(Exchange(0, "And?", ""), ExtractionContext("culture"))
    assert not silent.model_calls
