"""One house for a dimension: its file, the shipped pack, the word lists and the model's form and prompt agree."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import interviewer
from interviewer.domain.evidence import Evidence, Reading, Span
from interviewer.engines.embedded import languages
from interviewer.engines.embedded.languages import LANGUAGES, language, pack_cues
from interviewer.engines.embedded.trained_finder import EXPLICIT_EFFECT, HEADS
from interviewer.engines.llm.extractor import unnamed
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.schemas import FoundPiece
from interviewer.packs import Pack, load_pack
from interviewer.rubric.registry import HEADLINE, KINDS, LEADS_TO, RULES
from interviewer.settings import shipped

ROOT = Path(interviewer.__file__).parent
PROMPT = load_prompt("reader-links")
TARGETS = tuple(dimension.id for dimension in RULES.values())


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(shipped("knowledge") / "alibaba")


def test_every_file_of_the_rubric_that_defines_a_dimension_is_found() -> None:
    defining = {
        path.stem for path in (ROOT / "rubric").glob("*.py") if re.search(r"^DIMENSION = ", path.read_text(), re.M)
    }
    assert {rule.id for rule in RULES.values()} == defining
    assert all(re.fullmatch(r"[a-z_]+@\d+", rule) for rule in RULES)


def test_a_kind_is_declared_once_and_what_a_dimension_goes_by_is_declared() -> None:
    declared = [kind for rule in RULES.values() for kind in rule.kinds]
    assert len(declared) == len(set(declared)) == len(KINDS)
    for rule in RULES.values():
        led_by = [kind for kinds in rule.leads_to.values() for kind in kinds]
        rungs = [kind for kinds in (rule.chart.rungs.values() if rule.chart else ()) for kind in kinds]
        assert {*rule.evidence, *(rule.volunteered_by or ()), *led_by, *rungs} <= set(KINDS), rule.rule
    assert all(kind.definition.strip().endswith(".") and "\n" not in kind.definition for kind in KINDS.values())


def test_every_dimension_of_the_shipped_pack_is_code_and_every_link_it_can_break_has_words(pack: Pack) -> None:
    some = [Evidence(kind=kind, span=Span(turn=0, start=0, end=1, text="a"), probability=1.0) for kind in KINDS]
    for dimension in pack.rubric.dimensions:
        rule, links = RULES[dimension.rule], {link.id for link in dimension.links}
        assert dimension.id == rule.id
        assert set(rule.leads_to) <= links
        readings = [Reading(extractor="test", evidence=tuple(some[:n]), words=w) for n in range(31) for w in (30, 300)]
        broken = {link for reading in readings for level in range(5) for link in rule.broken(reading, level)}
        assert broken and broken <= links, dimension.id
        steps = [mark.link for mark in rule.chart.steps(readings[0], 0)] if rule.chart else []
        assert set(steps) <= links | set(rule.chart.names if rule.chart else ())
        assert not (rule.rewrite_place and [link.id for link in dimension.links if not link.lead_in])
    assert set(pack.rubric.headline) == set(HEADLINE)
    places = [rule.rewrite_place for rule in RULES.values() if rule.rewrite_place]
    assert len(places) == len(set(places))
    assert set(LEADS_TO) <= {link.id for dimension in pack.rubric.dimensions for link in dimension.links}


def test_every_kind_can_be_found_without_a_model_and_no_cue_points_to_an_unknown_one(pack: Pack) -> None:
    for code in LANGUAGES:
        cued = [cues.kind for cues in (*language(code).lexicon, *pack_cues(pack.rubric, code))]
        assert len(cued) == len(set(cued))
        assert set(cued) == set(KINDS)
    assert set(HEADS) - {EXPLICIT_EFFECT} <= set(KINDS)


def test_the_folders_are_the_languages() -> None:
    folders = {path.name for path in Path(languages.__file__).parent.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == set(LANGUAGES)


def test_a_model_is_asked_for_the_kinds_of_the_rubric_and_for_no_others() -> None:
    assert set(FoundPiece.model_json_schema()["properties"]["kind"]["enum"]) == set(KINDS)
    claimed = {
        "quote": "a",
        "certainty": "sure",
        "actor": "nobody",
        "stance": "done",
        "quantity": "none",
        "about": "own_work",
    }
    assert FoundPiece.model_validate({**claimed, "kind": "effect"}).kind == "effect"
    with pytest.raises(ValueError, match="kind"):
        FoundPiece.model_validate({**claimed, "kind": "charm"})


def test_the_prompt_says_of_every_kind_what_it_is() -> None:
    sent = PROMPT.render(question="Q", earlier="", told="", answer="A", kinds=unnamed(PROMPT.system, TARGETS)).system
    for kind, known in KINDS.items():
        assert f"- {kind}: {known.definition}" in sent


# A dimension added

PENMANSHIP = """
from interviewer.domain.evidence import EvidenceKind
from interviewer.rubric.dimension import Kind, RubricDimension
from interviewer.rubric.facts import any_of, distribute

HANDWRITTEN = EvidenceKind("handwritten")


def levels(reading):
    return distribute({"handwritten": any_of(reading.of(HANDWRITTEN))}, lambda facts: 4 if facts else 0)


DIMENSION = RubricDimension(
    rule="penmanship@1",
    levels=levels,
    broken=lambda _reading, level: ("hand",) if level < 4 else (),
    evidence=(HANDWRITTEN,),
    kinds={HANDWRITTEN: Kind("what was written by hand.")},
)
"""
WORDS = """
[[dimension]]
id = "penmanship"
name = "Penmanship"
question = "What was written by hand?"
rule = "penmanship@1"
strong_why = ["I could read it."]
strong_next = ["Say with what."]
level = [
  { name = "a", anchor = "a" }, { name = "b", anchor = "b" }, { name = "c", anchor = "c" },
  { name = "d", anchor = "d" }, { name = "e", anchor = "e" },
]
[dimension.cues.en.handwritten]
weight = 0.9
cues = ['\\bfountain pen\\b']
[[dimension.link]]
id = "hand"
label = "by hand"
absent = "Nothing was written by hand."
why = ["Then nobody can read you."]
next_step = ["Say what you wrote, and with what."]
blank = "what you wrote"
hint = "What did you write by hand?"
"""
USE = """
import sys
from pathlib import Path

from interviewer import rubric

rubric.__path__.append(sys.argv[1])

from interviewer.assessment.grading import grade_all
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.engines.embedded.languages import pack_cues
from interviewer.engines.embedded.lexical_finder import LexicalFinder
from interviewer.engines.llm.extractor import unnamed
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.schemas import FoundPiece
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.packs import load_pack

pack = load_pack(Path(sys.argv[2]))
extractor = EmbeddedExtractor(LexicalFinder(pack_cues(pack.rubric, "en")))
for answer in ("The ranker went live in May and sales rose.", "I wrote the whole plan with a fountain pen."):
    reading = extractor.extract(Exchange(0, "And then?", answer), ExtractionContext("case-panel"))
    grades = grade_all([pack.rubric.dimension("penmanship")], reading, ("penmanship",))
    print(*(f"{grade.level} {grade.broken}" for grade in grades))
assert "handwritten" in FoundPiece.model_json_schema()["properties"]["kind"]["enum"]
prompt = load_prompt("reader-links")
kinds = unnamed(prompt.system, ("penmanship",))
sent = prompt.render(question="Q", earlier="", told="", answer="A", kinds=kinds).system
print(sent[sent.index("- handwritten") :].splitlines()[0])
"""


def test_a_new_dimension_is_one_code_file_and_a_packs_data(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "penmanship.py").write_text(PENMANSHIP)
    pack = Path(shutil.copytree(shipped("knowledge") / "alibaba", tmp_path / "alibaba"))
    (pack / "rubric.toml").write_text((pack / "rubric.toml").read_text() + WORDS)
    excerpt = pack / "guide" / "drift-in-a-live-stream.md"
    excerpt.write_text(excerpt.read_text().replace("explains:\n", "explains:\n  penmanship: [hand]\n"))
    command = [sys.executable, "-c", USE, str(tmp_path / "code"), str(pack)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == [
        "0 ('hand',)",
        "4 ()",
        "- handwritten: what was written by hand.",
    ], done.stderr
