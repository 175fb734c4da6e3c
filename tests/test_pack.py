"""Mistakes in a pack's files are named with file, place and remedy, and nothing starts until they are mended."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.errors import PackError
from interviewer.packs import load_pack
from interviewer.settings import shipped

Edit = Callable[[str], str]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("knowledge") / "alibaba", tmp_path / "alibaba"))


def replaced(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def with_cues(kind: str, cue: str) -> Edit:
    """Cues for constraint_first, which declares one kind."""
    place = 'rule = "constraint_first@1"\n'
    return replaced(place, f"{place}cues = {{ en = {{ {kind} = {{ weight = 0.5, cues = ['{cue}'] }} }} }}\n")


@pytest.mark.parametrize(
    ("file", "edit", "named"),
    [
        ("pack.toml", replaced("disclaimer =", "disclaimr ="), ["pack.toml", "disclaim"]),
        ("pack.toml", replaced('speakers = ["culture-probe"]', 'speakers = ["nobody"]'), ["nobody", "culture-probe"]),
        ("rubric.toml", replaced("metric_gap@2", "metric_gap@9"), ["metric_gap@9", "metric_gap@2"]),
        ("rubric.toml", replaced('"{quote}\\"', '"{quotation}\\"'), ["rubric.toml", "quotation"]),
        ("rubric.toml", with_cues("taken", "fine"), ["rubric.toml", "taken", "constraint"]),
        ("rubric.toml", with_cues("constraint", "(open"), ["rubric.toml", "regular expression"]),
        ("rubric.toml", replaced('"By the date, "\nblank', '"By then: "\nblank'), ["By then: ", "By the date, "]),
        ("questions/culture.toml", replaced("difficulty = 1", "difficulty = 7"), ["culture.toml", "difficulty"]),
        ("questions/culture.toml", replaced("[question.probes]\n", "[question.probes]\nwhim = ['a?']\n"), ["whim"]),
        ("personas/culture-probe.toml", replaced("stake =", "steak ="), ["culture-probe.toml", "stake"]),
        ("guide/iron-triangle.md", replaced("source: guide", "source: hearsay"), ["iron-triangle.md", "source"]),
        ("guide/iron-triangle.md", replaced("id: iron-triangle", "id: other"), ["other", "iron-triangle"]),
        ("guide/iron-triangle.md", replaced("[drove]", "[flew]"), ["iron-triangle.md", "flew"]),
        ("guide/iron-triangle.md", lambda text: text.replace("---", ""), ["front matter"]),
        ("guide/iron-triangle.md", lambda text: f"Before it.\n{text}", ["must begin with front matter"]),
        ("guide/iron-triangle.md", lambda _: "---\nid: iron-triangle\n", ["iron-triangle.md", "front matter"]),
        ("guide/iron-triangle.md", lambda _: "---\n- a list\n---\n", ["front matter", "id: iron-triangle"]),
        ("guide/iron-triangle.md", lambda _: '{\n"id": 1\n}\n', ["front matter", "three hyphens"]),
        ("guide/iron-triangle.md", replaced("units: []", "units: ]"), ["iron-triangle.md", "YAML", "line 5"]),
        ("glossary.toml", lambda _: "term = [", ["glossary.toml", "TOML"]),
    ],
)
def test_a_mistake_is_named_with_its_place(pack: Path, file: str, edit: Edit, named: list[str]) -> None:
    path = pack / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_pack(pack)
    assert all(word in str(error.value) for word in named), str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_and_a_folder_that_is_no_pack_are_said_so(pack: Path, tmp_path: Path) -> None:
    (pack / "glossary.toml").unlink()
    with pytest.raises(PackError, match=r"glossary\.toml.*missing"):
        load_pack(pack)
    with pytest.raises(PackError, match="INTERVIEWER_PACK"):
        load_pack(tmp_path)


def test_a_link_that_no_excerpt_explains_is_refused(pack: Path) -> None:
    for path in (pack / "guide").glob("*.md"):
        if "pressure_deadline" in path.read_text():
            path.unlink()
    with pytest.raises(PackError, match="no excerpt explains 'scope'"):
        load_pack(pack)


def test_a_file_that_is_not_utf8_is_named_with_the_byte(pack: Path) -> None:
    (pack / "glossary.toml").write_bytes(b"# \xff")
    with pytest.raises(PackError, match="byte 2"):
        load_pack(pack)


def test_what_a_round_presses_somebody_there_can_ask_about(pack: Path) -> None:
    for file in ("personas/culture-probe.toml", "questions/culture.toml"):
        text = (pack / file).read_text(encoding="utf-8")
        (pack / file).write_text(re.sub(r"(?s)\ndrove = \[.*?\]", "", text), encoding="utf-8")
    with pytest.raises(PackError, match=r"culture-probe\.toml: no probe for 'drove' of 'ownership'"):
        load_pack(pack)


def test_the_digest_changes_with_any_file(pack: Path) -> None:
    before = load_pack(pack).digest
    path = pack / "guide" / "iron-triangle.md"
    path.write_text(path.read_text() + "\nOne more sentence.\n")
    assert load_pack(pack).digest != before
