"""Promises to the reader of the README: the wheel carries its data, settings are documented, nothing leaks."""

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pexpect
import typer

from interviewer import errors
from interviewer.app import Services
from interviewer.cli.main import app
from interviewer.errors import InterviewerError
from interviewer.settings import Settings

ROOT = Path(__file__).parent.parent
_SETTING = r"INTERVIEWER_[A-Z_]*[A-Z]"


def test_an_installed_wheel_finds_its_pack_from_another_folder(tmp_path: Path) -> None:
    wheels, target = tmp_path / "wheels", tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, ROOT], check=True)
    (wheel,) = wheels.glob("*.whl")
    calibration = {f"interviewer/calibration/{name}" for name in ("answers.jsonl", "threads.jsonl", "README.md")}
    assert calibration <= set(zipfile.ZipFile(wheel).namelist())
    subprocess.run([*pip, "install", "--no-deps", "--target", target, wheel], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "doctor", "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(target)},
        capture_output=True,
        check=True,
    )
    report = json.loads(done.stdout)
    assert report["paths"]["pack"].startswith(str(target))
    assert report["ok"]


def test_readme_names_every_command_and_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    blocks = "\n".join(re.findall(r"`([^`]+)`", readme.replace("```", "`")))
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        own = re.search(rf"interviewer {name}\b.*", blocks)
        assert own, f"the README shows no 'interviewer {name}'"
        for inner in getattr(command, "commands", ()):
            shown = re.findall(rf"interviewer {name} ([^\n]*)", blocks)
            assert any(re.search(rf"\b{inner}\b", line) for line in shown), f"the README shows no '{name} {inner}'"
    used = {name for file in ROOT.glob("interviewer/**/*.py") for name in re.findall(_SETTING, file.read_text())}
    assert used <= set(re.findall(_SETTING, readme))
    for target in re.findall(r"^make (\w+)|`make (\w+)`", readme, re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", (ROOT / "Makefile").read_text(), re.MULTILINE), target


def test_the_readme_links_lead_somewhere() -> None:
    for page in ROOT.glob("*.md"):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text()):
            assert (ROOT / link).exists(), f"{page.name} links to {link}"


def test_constraints_hold_names_and_versions_only() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line), line


def test_every_error_is_one_of_ours_in_one_tree() -> None:
    drawn, parents = {}, {0: "InterviewerError"}
    for bars, name in re.findall(r"^    ((?:[│ ] {3})*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(bars) // 4
        drawn[name] = parents[depth]
        parents[depth + 1] = name
    classes = {item for item in vars(errors).values() if isinstance(item, type) and item is not InterviewerError}
    assert drawn == {item.__name__: item.__base__.__name__ for item in classes if issubclass(item, InterviewerError)}


def test_the_shipped_pack_is_as_large_as_promised(shared_services: Services) -> None:
    pack = shared_services.pack
    assert len(pack.excerpts) >= 60
    assert len(pack.terms) >= 40
    assert len(pack.cases) >= 3
    assert all(len(bank) >= 20 for bank in pack.questions.values())
    assert {excerpt.source for excerpt in pack.excerpts.values()} == {"guide", "house notes"}
    assert "not affiliated" in pack.manifest.disclaimer


def test_every_interviewer_line_of_the_pack_asks_at_most_once(shared_services: Services) -> None:
    pack = shared_services.pack
    for question in pack.all_questions.values():
        assert question.text.count("?") <= 1, question.id
        for probes in question.probes.values():
            assert all(probe.count("?") == 1 and probe.rstrip().endswith("?") for probe in probes), question.id
    for persona in pack.personas.values():
        for name in type(persona.lines).model_fields:
            asks = int(name in {"reconcile", "reconcile_cv", "recount"})
            assert all(line.count("?") == asks for line in getattr(persona.lines, name)), (persona.id, name)


def test_a_kill_at_the_prompt_loses_nothing(own_home: Path) -> None:
    arguments = ["-m", "interviewer", "chat", "--round", "culture", "--role", "x", "--project", "y", "--seed", "1"]
    child = pexpect.spawn(
        sys.executable,
        arguments,
        encoding="utf-8",
        timeout=60,
        env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1"},
    )
    child.expect("you>")
    child.send("I moved the date by a week.\r")
    child.expect("Meng Qiulan")
    child.expect("you>")
    child.kill(signal.SIGKILL)
    child.wait()
    made = Services(Settings(home=own_home))
    (summary,) = made.interviews.store.summaries()
    state = made.interviews.store.load(summary.id)
    assert state.turns[0].answer == "I moved the date by a week."
    assert state.open_turn is not None and state.open_turn.number == 1
