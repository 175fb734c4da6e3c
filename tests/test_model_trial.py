"""`interviewer doctor --model`: what a user learns of a model before trusting an interview to it."""

import json
import os
import subprocess
import sys

from llm_stub import Fault, Stub, found, serving

from interviewer.engines.llm.trial import ANSWER
from interviewer.packs import load_pack
from interviewer.settings import Settings

WORDED = [{"finding": 0, "fits": True, "why": "I can't weigh it.", "next_step": "Say whom that 2% reached."}]
COACHED = json.dumps({"advice": WORDED, "order": []})


def _doctor(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "interviewer", "doctor", "--model", *arguments],
        env=os.environ | {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "sk-secret", "OPENAI_MODEL": "m", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


FOUND = found(("finding", "I found drivers waiting at closed gates"))


def _value(request: dict[str, object]) -> str:
    return COACHED if "Coached" in json.dumps(request) else FOUND


def _opener(_request: object) -> str:
    """A line that asks what it was told to."""
    pack = load_pack(Settings().pack)
    return next(item.text for item in pack.questions[pack.manifest.rounds[0].id] if item.opener)


def test_a_model_that_works_is_shown_to_work_in_every_role() -> None:
    with serving(Stub(line=_opener, value=_value, no_json_schema=True)) as stub:
        done = _doctor(stub.url, "--json")
        trials = {trial["role"]: trial for trial in json.loads(done.stdout)}
        assert done.returncode == 0, done.stderr
        assert all(trial["works"] for trial in trials.values()) and list(trials) == ["voice", "extractor", "coach"]
        assert trials["voice"]["how"] == "streamed" and trials["extractor"]["how"] == "function calling"
        assert trials["extractor"]["said"].startswith("1 pieces of evidence: finding")
        assert "whom that 2% reached" in trials["coach"]["said"]
        sent = json.dumps(stub.requests)
    assert ANSWER[:40] in sent and "made-up words only" in done.stderr and "sk-secret" not in done.stdout + done.stderr


def test_a_model_that_fails_in_one_role_is_told_so_and_the_others_are_tried_all_the_same() -> None:
    with serving(Stub(line=_opener, value=lambda _request: Fault(401))) as stub:
        done = _doctor(stub.url)
    assert done.returncode == 2
    rows = {line.split()[0]: line for line in done.stdout.splitlines()[1:4]}
    assert " yes " in rows["voice"] and " NO " in rows["extractor"]
    assert "OPENAI_API_KEY" in done.stdout
    assert "Traceback" not in done.stderr
