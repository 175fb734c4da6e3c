"""A language model that holds a CV against a job: its verdicts quote the candidate, or they do not count."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Fault, Stub, serving
from terminal import refused
from test_job import CV, JOB

from interviewer.app import Interviews, Services
from interviewer.domain.application import Claim
from interviewer.engines.llm.disclosure import sent
from interviewer.errors import ProviderError
from interviewer.settings import Settings

ASKED = "You have put a model into production and watched it afterwards"
SQL = "Proficient in Python and SQL"
WORDS = "Wrote the Python jobs that price the evening slots"
Make = Callable[[Stub], Interviews]


def matched(*rows: tuple[int, str, str]) -> str:
    return json.dumps({"matches": [{"number": row[0], "quote": row[1], "verdict": row[2]} for row in rows]})


@pytest.fixture
def make(services: Services) -> Iterator[Callable[[str | Fault], tuple[Interviews, Stub]]]:
    """The candidate's papers, beside a model that replies so."""
    opened: list[Any] = []

    def with_reply(reply: str | Fault) -> tuple[Interviews, Stub]:
        server = serving(Stub(value=lambda _request: reply))
        stub = server.__enter__()
        opened.append(server)
        settings = services.settings.model_copy(
            update={"key": "sk-secret", "base_url": stub.url, "model": "stub-model", "timeout": 20.0}
        )
        own = Services(Settings(**settings.model_dump()), resources=services.resources).interviews
        own.application.keep_job(JOB)
        own.take_in_cv(CV)
        return own, stub

    yield with_reply
    for server in opened:
        server.__exit__(None, None, None)


def test_a_verdict_counts_with_the_candidates_own_words_and_no_others(make: Any) -> None:
    own, _ = make(
        matched(
            (5, "wrote the python jobs that price the evening slots", "supported"),
            (3, "I am an expert in SQL", "supported"),
            (99, WORDS, "supported"),
        )
    )
    own.judge_job()
    found = {item.requirement.text: item for item in own.job_matches()}
    assert found[ASKED].standing == "shown" and found[ASKED].by_model
    assert found[ASKED].claim == Claim(text=WORDS, source="CV")
    assert not found[SQL].by_model and found[SQL].standing == "perhaps"  # nobody said that


def test_what_a_model_misses_does_not_stand_against_what_a_rule_shows(make: Any) -> None:
    own, _ = make(matched((3, "", "gap"), (5, "", "gap")))
    own.application.add("Wrote jobs in Python")
    own.judge_job()
    found = {item.requirement.text: item for item in own.job_matches()}
    assert found[ASKED].standing == "not found" and found[ASKED].by_model
    assert found["Wrote jobs in Python"].standing == "shown"


def test_a_reading_is_kept_until_the_cv_changes_and_what_is_told_comes_first(make: Any) -> None:
    own, stub = make(matched((5, WORDS, "conflict")))
    own.judge_job()
    own.application.keep_job(f"{JOB}\n")
    assert [item.standing for item in own.job_matches() if item.by_model] == ["otherwise"]
    own.application.tell(ASKED, "I run the price model, and I am called when it drifts.")
    assert not any(item.by_model for item in own.job_matches())
    own.application.tell(ASKED, "")
    own.take_in_cv(f"{CV}\n- Moved the count to Spark")
    assert not any(item.by_model for item in own.job_matches())
    assert len(stub.requests) == 1


def test_what_is_sent_is_what_is_announced_and_nothing_that_speaks_to_a_machine(make: Any) -> None:
    own, stub = make(matched())
    own.stories.write("I noticed zebrafinch crates waiting and chose to move the van, against my lead.", "")
    own.judge_job()
    over_the_wire = "".join(stub.texts)
    for text in ("zebrafinch", WORDS, SQL):
        assert text in over_the_wire
    assert "Ignore all previous" not in over_the_wire and "30 days of holiday" not in over_the_wire
    assert "ana@example.com" not in over_the_wire
    told = own.services.job_notice
    assert all(what in told for what in ("your stories", "what you told of your projects", "what the job asks for"))
    assert sent(["job reader"])[0] == "your CV" and "on this machine" in told


def test_a_model_that_fails_says_so_and_nothing_is_lost(make: Any) -> None:
    own, _ = make(Fault(401, "wrong key", times=9))
    with pytest.raises(ProviderError):
        own.judge_job()
    assert len(own.job_matches()) == 6


def test_a_reply_that_is_none_leaves_the_embedded_reading(make: Any) -> None:
    own, _ = make("I would say that she is a strong fit.")
    own.judge_job()
    assert not any(item.by_model for item in own.job_matches())


def test_the_terminal_says_that_no_model_is_set_up(tmp_path: Path) -> None:
    assert "no language model is set up" in refused(tmp_path, "job", "--model")
