"""No text that is taken costs more than its length: white space without end once stopped the whole server for a minute.

Nothing is timed here: a program that reads such texts is given processor time for hundreds of sound answers, no more.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from interviewer.domain.sanitizing import LONGEST_GAP, gradable, sanitize
from interviewer.errors import BadInput

TEXTS = {
    "spaces": "I cut costs" + " " * 19_000 + "by half.",
    "lines": "I cut costs" + "\n" * 19_000 + "by half.",
    "mixed": "I cut costs" + " \n\t" * 6_300 + "by half.",
    "gaps": ("I cut" + " " * 1_600) * 12,
    "commas": "I cut" + " ," * 9_500,
    "full stops": "I cut" + ". " * 9_500,
    "quotes": "I cut" + "\" '" * 6_300,
    "digits": "I cut " + "1" * 19_000,
    "figures": "I cut " + "1," * 9_500 + "%",
    "small words": "so the " * 2_800,
    "brackets": "(" * 9_500 + ")" * 9_500,
    "dashes": "I cut -- " * 2_100,
}
READ = """
import sys
from interviewer.preparation.cv import claim_of
from interviewer.engines.embedded.dialogue_acts import recognise
from interviewer.engines.embedded.clauses import clauses
from interviewer.engines.embedded.lexical_finder import LexicalFinder
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.domain.quoting import shortened
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.domain.sanitizing import sanitize
text = sanitize(open(sys.argv[1], encoding="utf-8").read())
EmbeddedExtractor(LexicalFinder()).extract(Exchange(0, "What moved?", text), ExtractionContext("culture"))
clauses(text), recognise(text), shortened(text), claim_of("- " + text, EmbeddedExtractor(LexicalFinder()), "culture")
print("read")
"""
SECONDS = 40  # of processor time; a text of these took minutes, and a sound answer takes a hundredth of one


@pytest.mark.attack("Stopping the server with one text")
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_takes_the_square_of_its_length(name: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text(TEXTS[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "text")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "read\n", done.stderr[-500:]


@pytest.mark.parametrize("space", [" ", "\n", "\t \n"])
def test_words_and_layout_are_kept_and_gaps_end(space: str) -> None:
    code = "first\n\n    for x in y:\n        z()\n" + space * 300 + "last"
    kept = sanitize(code)
    assert kept.startswith("first\n\n    for x in y:\n        z()\n")
    assert kept.split() == code.split()
    assert LONGEST_GAP <= len(kept) - len(kept.replace(" ", "").replace("\n", "").replace("\t", "")) < 2 * LONGEST_GAP


def test_what_is_graded_letter_by_letter_says_where_its_gap_is() -> None:
    text = "I cut costs." + " " * (LONGEST_GAP + 1) + "By half."
    with pytest.raises(BadInput, match="from character 12 on"):
        gradable(text)
    assert gradable("I cut" + " " * LONGEST_GAP + "costs.")
