"""The command contract, through the command: standard output, standard error, exit status."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pexpect
import pytest
from fpdf import FPDF

from interviewer.app import Services
from interviewer.settings import shipped

ANSWERS = "AUC went from 0.71 to 0.78.\n\nMy manager asked me to build it\nand I built it.\n\nI don't know.\n"
GRADED = {"metric_gap", "ownership", "grades", "findings", "rewrite"}


@pytest.fixture(autouse=True)
def _warm_index(index_home: Path, shared_services: Services, own_home: Path) -> None:
    """Each command finds the index that the session built, in a home of its own."""
    assert shared_services.resources.library.state
    shutil.copytree(index_home / "index", own_home / "index", ignore=shutil.ignore_patterns("lock"))


def run(
    *arguments: str, stdin: str | bytes = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", *arguments],
        input=data,
        capture_output=True,
        env=os.environ | {"NO_COLOR": "1"} | (env or {}),
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def one_line_error(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done
    assert done.stdout == ""
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("interviewer: ")
    assert "Traceback" not in done.stderr
    return line


def test_a_cv_is_read_from_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "cv.pdf"
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica")
    page.multi_cell(0, 6, "- Cut spoiled vegetables from 9% to 6% of purchases by ordering per shop")
    page.output(str(file))
    done = run(
        "chat", "--round", "culture", "--cv", str(file), "--answers", "-", "--seed", "3", "--json", stdin=ANSWERS
    )
    assert done.returncode == 0, done.stderr
    assert "Cut spoiled vegetables" in json.loads(done.stdout)["turns"][0]["question"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("cv.rtf", b"{}", ".rtf"),
        ("cv.docx", b"PK", "as a DOCX"),
        ("cv.pdf", b"not a pdf", "paste the text"),
        ("cv.txt", b"\xff\xfe", "no text"),
        ("cv.md", b"  ", "no text"),
    ],
)
def test_a_cv_that_cannot_be_read_is_told(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    line = one_line_error(run("chat", "--cv", str(file), "--answers", "-", stdin=ANSWERS))
    assert told in line and name in line


@pytest.mark.parametrize("round_id", ["hiring-manager", "culture", "case-panel"])
def test_chat_prints_one_object_with_the_contract_s_fields(round_id: str) -> None:
    done = run("chat", "--round", round_id, "--answers", "-", "--seed", "3", "--json", stdin=ANSWERS)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["round"] == round_id and record["engine"] == "embedded"
    answered = [turn for turn in record["turns"] if turn["answer"] is not None]
    assert [turn["answer"] for turn in answered] == [part.strip() for part in ANSWERS.split("\n\n")]
    for turn in answered:
        assert {"speaker", "question", "targets", "passages", "answer", "assessment"} <= turn.keys()
        assert all({"id", "title", "score"} == passage.keys() for passage in turn["passages"])
        assert turn["assessment"].keys() >= GRADED
    assert {"verdict", "levels", "strengths", "fixes", "rewrite"} <= record["debrief"].keys()


def test_a_seed_fixes_the_interview() -> None:
    first, second = (
        json.loads(run("chat", "--round", "culture", "--answers", "-", "--seed", "9", "--json", stdin=ANSWERS).stdout)
        for _ in range(2)
    )
    assert [turn["question"] for turn in first["turns"]] == [turn["question"] for turn in second["turns"]]


def test_chat_reads_answers_of_several_paragraphs_as_jsonl(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text('{"answer": "One.\\n\\nTwo."}\n{"answer": "Three."}\n')
    record = json.loads(run("chat", "--round", "culture", "--answers", str(file), "--json", "--turns", "2").stdout)
    assert [turn["answer"] for turn in record["turns"] if turn["answer"]] == ["One.\n\nTwo.", "Three."]
    file.write_text('{"answer": "One."}\n{"reply": "Two."}\n')
    assert "line 2" in one_line_error(run("chat", "--answers", str(file)))


def test_chat_piped_is_a_plain_transcript() -> None:
    done = run("chat", "--round", "culture", "--turns", "2", stdin=ANSWERS)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "you> AUC went from 0.71 to 0.78." in done.stdout
    assert "Verdict:" in done.stdout
    assert "not affiliated" in done.stderr.replace("\n", " ")


def test_commands_work_in_prepared_answers_and_pause_can_be_resumed() -> None:
    done = run("chat", "--round", "culture", "--answers", "-", "--json", stdin="First.\n\n/hint\n\n/pause")
    record = json.loads(done.stdout)
    assert record["state"] == "paused" and record["turns"][1]["hints"]
    resumed = run("chat", "--resume", record["session_id"], "--answers", "-", "--json", stdin="Second.\n\n/end")
    after = json.loads(resumed.stdout)
    assert after["state"] == "finished"
    assert [turn["question"] for turn in after["turns"]][:2] == [turn["question"] for turn in record["turns"]][:2]


def test_bulk_keeps_order_and_goes_on_after_a_bad_line() -> None:
    item = {"round": "hiring-manager", "question": "What came of it?"}
    lines = [
        json.dumps(item | {"id": "a", "answer": "Refunds fell from 4% to 3%. 😀 It cost two servers."}),
        "{not json",
        json.dumps(item | {"id": "b"}),
        json.dumps(item | {"id": "c", "answer": "  "}),
        json.dumps(item | {"id": "d", "round": "cooking", "answer": "x"}),
        json.dumps(item | {"id": "e", "answer": "x" * 1_000_000}),
        json.dumps(item | {"id": "f", "answer": "我们去年上线了一个新的排序模型，退货率下降了两个百分点。"}),
        json.dumps({"id": "g", "round": "culture", "turns": [{"question": "Q?", "answer": "I built it."}]}),
        "[1]",
    ]
    done = run("critique", "-", stdin="\n".join(lines))
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record.get("id", record.get("line")) for record in records] == ["a", 2, "b", "c", "d", "e", "f", "g", 9]
    assert [("error" in record) for record in records] == [False, True, True, True, True, True, False, False, True]
    assert records[0].keys() >= GRADED
    answer = json.loads(lines[0])["answer"]
    for finding in records[0]["findings"]:
        assert {"dimension", "level", "quotes", "absent", "guide_id", "why", "next_step"} <= finding.keys()
        assert all(answer[quote["start"] : quote["end"]] == quote["text"] for quote in finding["quotes"])
    assert records[6]["metric_gap"] is None
    assert {grade["status"] for grade in records[6]["grades"].values()} == {"unsupported_language"}
    assert {"turns", "verdict"} <= records[7].keys()


def test_one_answer_is_criticised_for_a_person(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("I was assigned to it. AUC went up 4 points.")
    done = run("critique", "--question", "What came of it?", "--round", "hiring-manager", "--text", str(file))
    assert done.returncode == 0, done.stderr
    assert re.search(r"Metric gap: [12] of 4", done.stdout)
    (said,) = {*re.findall(r'you said: "(.+?)"', done.stdout)} & {"I was assigned to it.", "I was assigned to it"}
    assert said and re.search(r"guide: \w+", done.stdout)


def test_search_finds_by_meaning_and_filters() -> None:
    query = ("search", "slow pages on old telephones", "--json", "-k", "3")
    found, elsewhere = (json.loads(run(*query, "--round", name).stdout) for name in ("case-panel", "culture"))
    assert found[0]["id"] == "slow-phone-thin-network", "no word of the query stands in its title"
    assert len(found) == 3 and {"id", "title", "score", "text", "source"} <= found[0].keys()
    assert "where-the-milliseconds-go" in {item["id"] for item in found} - {item["id"] for item in elsewhere}


def test_doctor_says_where_things_are(own_home: Path) -> None:
    done = run("doctor", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["ok"]
    assert report["paths"]["database"] == str(own_home / "sessions.sqlite3")
    assert report["paths"]["pack"] == str(shipped("knowledge") / "alibaba")
    checks = {name: check["state"] for name, check in report["checks"].items()}
    assert (checks["index"], checks["sessions"]) == ("ready", "0 kept")
    assert checks["engine"] == "voice embedded, extractor embedded, coach embedded; no model is set up"
    assert report["packages"]["chromadb"] == metadata.version("chromadb")


def test_doctor_names_what_is_in_the_way_and_ends_with_status_two(own_home: Path) -> None:
    (own_home / "sessions.sqlite3").write_bytes(b"garbage" * 999)
    done = run("doctor")
    assert done.returncode == 2
    assert re.search(r"sessions +PROBLEM: .*damaged.*move it aside", " ".join(done.stdout.split()))


def test_sessions_are_listed_shown_exported_and_deleted(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> *bold* [x](javascript:1)\n\nI don't know."
    run("chat", "--round", "culture", "--answers", "-", stdin=hostile)
    (listed,) = json.loads(run("sessions", "list", "--json").stdout)
    assert listed["state"] == "finished"
    name = listed["id"]
    assert "Verdict" in run("sessions", "show", name).stdout
    assert "<script>" not in run("sessions", "export", name, "--format", "html").stdout
    assert "\\<script\\>" in run("sessions", "export", name).stdout
    out = tmp_path / "x.json"
    assert run("sessions", "export", name, "-f", "json", "-o", str(out)).returncode == 0
    assert json.loads(out.read_text())["session_id"] == name
    assert "--yes" in one_line_error(run("sessions", "delete", name))
    assert run("sessions", "delete", name, "--yes").returncode == 0
    assert json.loads(run("sessions", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["chat", "--round", "cooking", "--answers", "-"], "hiring-manager, culture, case-panel"),
        (["chat", "--round", "culture", "--unit", "ebay", "--answers", "-"], "tmall, taobao, cainiao"),
        (["chat", "--round", "culture", "--engine", "llm", "--answers", "-"], "embedded"),
        (["chat", "--answers", "/nowhere/at/all.txt"], "/nowhere/at/all.txt"),
        (["chat", "--resume", "nosuchid", "--answers", "-"], "nosuchid"),
        (["critique", "/nowhere.jsonl"], "/nowhere.jsonl"),
        (["critique"], "JSONL"),
        (["critique", "--question", "Q", "--round", "culture", "--text", "-"], "empty"),
        (["search", " "], "empty"),
        (["sessions", "show", "nosuchid"], "sessions list"),
        (["sessions", "export", "nosuchid", "--format", "docx"], "md, html, pdf, json"),
    ],
)
def test_what_the_user_must_change_is_one_line_and_status_two(arguments: list[str], named: str) -> None:
    assert named in one_line_error(run(*arguments))


def test_files_that_are_not_utf8_are_named_with_the_place() -> None:
    assert "byte 3" in one_line_error(run("chat", "--answers", "-", stdin=b"abc\xff"))
    assert "UTF-8" in one_line_error(run("critique", "-", stdin=b"\xff\xfe"))


def test_a_damaged_database_is_named_and_kept(own_home: Path) -> None:
    (own_home / "sessions.sqlite3").write_bytes(b"garbage" * 999)
    assert "damaged" in one_line_error(run("sessions", "list"))
    assert (own_home / "sessions.sqlite3").read_bytes() == b"garbage" * 999


def test_a_damaged_index_is_rebuilt_without_a_word_from_the_user(own_home: Path) -> None:
    for file in (own_home / "index").rglob("*.sqlite3"):
        file.write_bytes(b"garbage" * 999)
    assert json.loads(run("doctor", "--json").stdout)["checks"]["index"]["state"].startswith("rebuilt")
    assert json.loads(run("doctor", "--json").stdout)["checks"]["index"]["state"] == "ready"


def test_a_home_that_is_no_folder_is_said_so(own_home: Path) -> None:
    shutil.rmtree(own_home)
    own_home.write_text("in the way")
    assert "INTERVIEWER_HOME" in one_line_error(run("chat", "--round", "culture", "--answers", "-", stdin=ANSWERS))


def test_a_pack_with_a_missing_field_names_file_and_field(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(shipped("knowledge") / "alibaba", pack)
    file = pack / "questions" / "culture.toml"
    file.write_text(file.read_text().replace('topic = "', 'subject = "', 1))
    line = one_line_error(run("chat", "--round", "culture", "--answers", "-", env={"INTERVIEWER_PACK": str(pack)}))
    assert "culture.toml" in line and "topic" in line


def test_help_is_light() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from interviewer.cli.main import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "heavy = {'chromadb', 'langchain', 'gradio', 'onnxruntime', 'openai'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_was_said_before_is_shown_whole_and_wrapped_at_words() -> None:
    answer = "I noticed that six per cent of all milk orders were cancelled although nobody had asked me to look there"
    first = run("chat", "--round", "culture", "--turns", "3", "--answers", "-", stdin=f"{answer}\n\n/pause\n")
    name = re.search(r"--resume (\w+)", first.stderr)
    assert name
    shown = run("chat", "--resume", name[1], "--answers", "-", stdin="/pause\n", env={"COLUMNS": "40"}).stdout
    lines = shown.splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert answer in " ".join(line.removeprefix("you>").strip() for line in lines)


def test_a_busy_port_is_told_with_what_to_do_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = one_line_error(run("serve", "--no-open", "--port", str(port), env={"INTERVIEWER_PACK": "/nowhere"}))
    assert f"port {port} is in use" in told
    assert "--port" in told


def test_a_person_at_a_terminal_is_interviewed_pauses_and_goes_on() -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer", "chat", "--turns", "3"],
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 100),
        env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1"},
    )
    child.expect("Which round")
    child.sendline("2")
    child.expect("current role")
    child.sendline("analyst")
    child.expect("One project")
    child.sendline("the milk forecast")
    child.expect("the milk forecast")
    child.expect("you>")
    child.send("\x1b[200~I cut refunds\nfrom 4% to 3%.\x1b[201~")
    child.send("\r")
    child.expect("you>")
    child.send("/hint\r")
    child.expect("outside the role")
    child.expect("you>")
    child.sendintr()
    child.expect("p to pause")
    child.sendline("p")
    child.expect(r"--resume (\w+)")
    name = child.match.group(1)  # type: ignore[union-attr]
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    again = pexpect.spawn(
        sys.executable,
        ["-m", "interviewer", "chat", "--resume", name],
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 60),
        env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1"},
    )
    again.expect("Going on where you stopped")
    assert "you> I cut refunds\r\n     from 4% to 3%.\r\n" in (again.before or "")
    again.terminate(force=True)
    done = run("chat", "--resume", name, "--answers", "-", "--json", stdin="We did it together.")
    turns = json.loads(done.stdout)["turns"]
    assert turns[0]["answer"] == "I cut refunds\nfrom 4% to 3%."
    assert turns[1]["answer"] == "We did it together."
