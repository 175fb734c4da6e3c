"""A candidate's CV: read from a file, and searched for the line that an interviewer would begin with."""

import codecs
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from charset_normalizer import from_bytes

from interviewer.domain.quoting import shortened
from interviewer.domain.sanitizing import LONGEST_ANSWER
from interviewer.engines.embedded.dialogue_acts import speaks_to_machine
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.errors import BadInput
from interviewer.preparation.columns import BULLETS
from interviewer.preparation.hyphenation import joined
from interviewer.rubric.dimension import HINTED, LIKELY
from interviewer.rubric.metric_gap import BUSINESS_MEASURE, EFFECT, MECHANISM
from interviewer.rubric.ownership import DECISION
from interviewer.rubric.registry import HEADLINE

KINDS = (".pdf", ".docx", ".txt", ".md")
KINDS_TOLD = ".pdf, .docx, .txt or .md"
LARGEST = 5_000_000  # bytes, in the page and in the terminal
TOO_LARGE = "'{name}' has more than the 5 MB that are taken; paste the text instead"
_MOST_PAGES = 40
_LONGEST = 15.0  # seconds that a document may take
_OTHER_ENCODINGS = ["gb18030", "big5", "cp1252", "cp1251"]
_WORKER = "interviewer.preparation.cv_worker"
_ROOT = str(Path(__file__).parents[2])
_NEEDED = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_MOST_LINES = 80  # read in search of a claim
_WORDS = range(5, 61)  # of a line that can be a claim
_LONGEST_CLAIM = 20  # words
_TELLS = {EFFECT: 3.0, MECHANISM: 1.0, BUSINESS_MEASURE: 1.0, DECISION: 1.0}
_BULLET = re.compile(rf"^\s*(?:[{re.escape(BULLETS)}o]\s+|\d{{1,2}}[.)]\s+)")
_GOES_ON = re.compile(r"^\s*(?:[a-z(&]|\d+(?:\.\d+)?\s?%)")
_AMOUNT = re.compile(
    r"(?i)[$€£¥₹]\s?\d|\d[\d.,]*\s?(?:[km]\s)?(?:%|per ?cent\b|percentage points?\b|pp\b|bps\b|basis points?\b|"
    r"(?:(?:thousand|million|billion|[kmb])\s)?(?:yuan|rmb|cny|euros?|eur|dollars?|usd|pounds?|gbp)\b)|"
    r"\b(?:yuan|rmb|cny|eur|usd|gbp)\s?\d"
)
_TURN = re.compile(r"[,;:] |\s(?:and|which|while)\s", re.IGNORECASE)
_LISTS = re.compile(
    r"(?i)(?:technical |key |core |other )?(?:skills|tools|technologies|stack|languages?|education|interests|hobbies|"
    r"certificat\w+|references|courses|software)\b\s*[:：]"
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|https?:|www\.|\+\d[\d ()-]{6,}")


def cv_text(content: bytes, name: str) -> str:
    """The text of a CV file; PDF, DOCX, plain text and Markdown are known, text in any of the usual encodings.

    Raises:
        BadInput: another kind of file, too large, or without a text in it.
    """
    if len(content) > LARGEST:
        raise BadInput(TOO_LARGE.format(name=name))
    match PurePath(name).suffix.lower():
        case ".pdf" | ".docx" as kind:
            text = _of_document(content, name, kind)
        case ".txt" | ".md" | "":
            text = _of_text(content, name)
        case other:
            raise BadInput(f"'{name}': a CV can be a {KINDS_TOLD}, not '{other}'; save it as one of these")
    if not text.strip():
        raise BadInput(f"'{name}' holds no text (a scan, or damaged?); paste the text instead")
    return text


def claim_of(cv: str, extractor: Extractor, round_id: str) -> str | None:
    """A few words of the CV, as they stand there, that tell most of an effect and a decision; None if none do.

    A claim with money or per cent in it comes before all others. What speaks to a machine is no claim.
    """
    claims: dict[str, tuple[bool, float]] = {}
    for line in [item.text for item in entries_of(cv) if len(item.text.split()) in _WORDS][:_MOST_LINES]:
        words = _claim_in(line)
        if len(words.split()) < _WORDS.start or "?" in words or speaks_to_machine(line) or is_contact(line):
            continue
        amount = bool(_AMOUNT.search(words))
        claims.setdefault(words, (amount, _weight(words, extractor, round_id, HINTED if amount else LIKELY)))
    worth = [words for words, (_, weight) in claims.items() if weight > 0]
    return max(worth, key=lambda words: claims[words], default=None)


def is_contact(line: str) -> bool:
    """Whether a line is an address, of mail, page or telephone."""
    return bool(_CONTACT.search(line))


def lists_something(line: str) -> bool:
    """Whether a line names skills, schools or hobbies, and no piece of work."""
    return _LISTS.match(line) is not None


def _claim_in(line: str) -> str:
    """The line's first words, or as many as lead up to its money or per cent where these stand further behind."""
    words = shortened(line, _LONGEST_CLAIM)
    amount = _AMOUNT.search(line)
    if amount is None or _AMOUNT.search(words):
        return words
    begins = [match.end() for match in _TURN.finditer(line, 0, amount.start())]
    return shortened(line[begins[-1] :], _LONGEST_CLAIM) if begins else words


def _weight(claim: str, extractor: Extractor, round_id: str, least: float) -> float:
    """How much the claim tells, by what is at least that likely in it."""
    exchange = Exchange(turn=0, question="What have you done, and what came of it?", answer=claim)
    evidence = extractor.extract(exchange, ExtractionContext(round_id, HEADLINE)).evidence
    chances = {kind: max((item.probability for item in evidence if item.kind == kind), default=0.0) for kind in _TELLS}
    return sum(_TELLS[kind] * chance for kind, chance in chances.items() if chance >= least)


@dataclass(frozen=True)
class Line:
    """An entry of a CV, with lines that a page broke put together again; whether it is an item of a list."""

    text: str
    is_item: bool


def entries_of(cv: str) -> Iterator[Line]:
    """The CV's entries, headings and contact data among them."""
    entry, is_item = "", False
    for line in (*cv.splitlines(), ""):
        if entry and line.strip() and not _BULLET.match(line) and _GOES_ON.match(line) and entry[-1] not in ".:":
            entry = f"{entry} {line.strip()}"
            continue
        if entry:
            yield Line(entry, is_item)
        entry, is_item = _BULLET.sub("", line).strip(), _BULLET.match(line) is not None


def _of_document(content: bytes, name: str, kind: str) -> str:
    """Read in a process of its own, which can be ended: a few bytes can ask for hours and for all memory."""
    command = [sys.executable, "-P", "-m", _WORKER, kind, str(_MOST_PAGES), str(LONGEST_ANSWER)]
    without_keys = {key: os.environ[key] for key in _NEEDED if key in os.environ}
    without_keys["PYTHONPATH"] = os.pathsep.join(
        [*filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)), _ROOT]
    )
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_LONGEST, env=without_keys, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadInput(f"'{name}' takes too long to read; paste the text instead") from None
    found = json.loads(done.stdout) if done.returncode == 0 else {"wrong": f"can't be read as a {kind[1:].upper()}"}
    if "wrong" in found:
        raise BadInput(f"'{name}' {found['wrong']}; paste the text instead")
    text = _whole_characters(found["text"])
    return joined(text) if kind == ".pdf" else text


def _whole_characters(text: str) -> str:
    """The text with surrogates, which fonts of icons leave behind, paired or dropped."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _of_text(content: bytes, name: str) -> str:
    """UTF-8 where it can be; else what its mark says, or what the bytes look like."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    with suppress(UnicodeDecodeError):
        return content.decode("utf-16" if marked else "utf-8-sig")
    found = from_bytes(content, cp_isolation=_OTHER_ENCODINGS).best()
    if found is None:
        raise BadInput(f"'{name}' is no text that can be read; save it as UTF-8, or paste the text")
    return str(found)
