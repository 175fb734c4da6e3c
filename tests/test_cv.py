"""A CV file that somebody made to hurt, or that an old program wrote: told in a sentence, in bounded time and room."""

import io
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from docx import Document
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis.strategies import binary, builds, floats, lists, sampled_from, text
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from interviewer.cli.console import read_cv
from interviewer.errors import BadInput
from interviewer.preparation import cv
from interviewer.preparation.columns import PlacedLine, in_reading_order
from interviewer.preparation.cv import cv_text

CLAIM = "Cut late parcels from 9% to 6% by asking the depots why"


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def sharing(pages: int, content: bytes) -> bytes:
    """A PDF whose pages all share one compressed stream."""
    data = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % (5 + page) for page in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>"
    )
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[page] * pages,
        ]
    )


def saying(times: int) -> bytes:
    return b"BT /F1 10 Tf 50 700 Td " + b"(I was there.) Tj T* " * times + b"ET"


def test_a_small_file_of_a_thousand_pages_is_refused_in_a_sentence() -> None:
    content = sharing(1000, saying(20_000))
    assert len(content) < 200_000
    with pytest.raises(BadInput, match=r"more than the 40 pages.*paste"):
        cv_text(content, "bomb.pdf")


def test_a_file_that_takes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv, "_LONGEST", 1.0)
    with pytest.raises(BadInput, match="takes too long"):
        cv_text(sharing(1, b"q Q " * 3_000_000), "slow.pdf")


def test_a_file_that_swells_is_told() -> None:
    with pytest.raises(BadInput, match=r"'swell\.pdf'"):
        cv_text(sharing(1, b"% " + bytes(400_000_000)), "swell.pdf")


def test_more_text_than_a_cv_holds_is_told_without_reading_it_all() -> None:
    with pytest.raises(BadInput, match="characters"):
        cv_text(sharing(20, saying(2000)), "long.pdf")


def test_the_reader_of_a_file_gets_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}
    real = subprocess.run

    def watched(*given: object, **named: object) -> object:
        seen.update(named["env"])  # type: ignore[call-overload]
        return real(*given, **named)  # type: ignore[call-overload]

    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setattr(subprocess, "run", watched)
    cv_text(sharing(1, saying(1)), "cv.pdf")
    assert seen
    assert "sk-secret" not in seen.values()


def test_lone_surrogates_do_not_survive() -> None:
    half = b"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <00> <FF> endcodespacerange
3 beginbfchar <01> <D83D> <02> <0048> <03> <0069> endbfchar endcmap end"""
    content = b"BT /F1 10 Tf 50 700 Td <01020303> Tj ET"
    text = cv_text(
        pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>",
                b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
                b"<< /Type /Font /Subtype /Type1 /BaseFont /Icon /ToUnicode 6 0 R "
                b"/FirstChar 1 /LastChar 3 /Widths [500 500 500] >>",
                b"<< /Length %d >>\nstream\n%s\nendstream" % (len(half), half),
            ]
        ),
        "icon.pdf",
    )
    assert text.encode().strip() == b"Hii"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_file_is_read_or_told(algorithm: str) -> None:
    """An empty password opens a file; another is asked for in a sentence."""
    with pytest.raises(BadInput, match="password"):
        cv_text(_claiming(algorithm, "secret"), "locked.pdf")
    assert CLAIM.encode() in _claiming()
    assert CLAIM.encode() not in _claiming(algorithm)
    assert cv_text(_claiming(algorithm), "open.pdf").strip() == CLAIM


def _claiming(algorithm: str = "", password: str = "") -> bytes:
    """A PDF that says CLAIM, in plain letters or encrypted."""
    writer, out, content = PdfWriter(clone_from=io.BytesIO(sharing(1, b""))), io.BytesIO(), DecodedStreamObject()
    content.set_data(f"BT /F1 10 Tf 50 700 Td ({CLAIM}) Tj ET".encode())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
    if algorithm:
        writer.encrypt(password, "owner", algorithm=algorithm)
    writer.write(out)
    return out.getvalue()


LEFT = ("Contact", "jane@example.org", "Skills", "Python, SQL, Spark", "Education", "MSc Statistics, Leiden")
RIGHT = (
    "Experience",
    "Noticed that 9% of late parcels came from three hubs and",
    "rebuilt the forecast; late parcels fell from 9% to 6%.",
    "Cut refunds by 1.2 million euros by flagging addresses",
    "that could not be reached.",
    "Built the ranking of search results.",
    "Wrote the reports of the experiments.",
)


SPECIAL = (
    PlacedLine("2019", 10, 10, 30, 20), PlacedLine("-", 10, 30, 12, 40), PlacedLine("word", 40, 10, 80, 20),
)  # fmt: skip


def line_at(said: str, left: float, bottom: float, width: float, height: float) -> PlacedLine:
    return PlacedLine(said, left, bottom, left + width, bottom + height)


def letters(lines: Iterable[str]) -> list[str]:
    return sorted("".join(lines).replace(" ", ""))


def drawn(*texts: tuple[float, float, str], size: float = 10) -> bytes:
    """A PDF of one page with each text at its place, in millimetres from the left and from the top."""
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=size)
    for x, y, said in texts:
        page.text(x, y, said)
    return bytes(page.output())


@given(step=floats(4.2, 8.5), gap=floats(9, 40), size=floats(8.5, 11))
@settings(max_examples=15, deadline=None)
def test_two_columns_are_read_one_after_the_other(step: float, gap: float, size: float) -> None:
    """Drawn row by row across both, as tables and many editors do it."""
    rows = [(x, 25 + step * row, texts[row]) for row in range(7) for x, texts in ((10, LEFT), (50 + gap, RIGHT))
            if row < len(texts)]  # fmt: skip
    read = cv_text(drawn((10, 12, "Jane Doe"), *rows, size=size), "cv.pdf").split("\n")
    assert [line for line in read if line] == ["Jane Doe", *LEFT, *RIGHT]


@given(
    lists(builds(line_at, text(min_size=1), *[floats(0, 800)] * 4) | sampled_from(SPECIAL), max_size=30, unique=True)
)
def test_no_line_of_a_page_is_lost(lines: list[PlacedLine]) -> None:
    """Wherever they stand, and however small they are."""
    assert letters(in_reading_order(lines)) == letters(line.text for line in lines)


@pytest.mark.parametrize("bullet", ["-", "o", "1."])
@pytest.mark.parametrize("left", [True, False], ids=["years at the left", "years at the right"])
def test_dates_and_bullets_in_a_margin_belong_to_their_lines(bullet: str, left: bool) -> None:
    """However many there are, so that they look like a column."""
    texts, wanted = list[tuple[float, float, str]](), list[str]()
    for number in range(6):
        y, years, job = 20 + 12 * number, f"{2010 + number} - {2011 + number}", f"Data Scientist, Shop {number}"
        texts += sorted([(10 if left else 165, y, years), (45 if left else 10, y, job)])
        texts += [(45, y + 6, bullet), (53, y + 6, f"Cut late parcels to {number}% by asking the depots.")]
        wanted += [f"{years} {job}" if left else f"{job} {years}", f"{bullet} {texts[-1][2]}"]
    assert [line for line in cv_text(drawn(*texts), "cv.pdf").split("\n") if line] == wanted


def test_spaced_out_headings_and_pages_full_of_lines_are_read() -> None:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=10)
    page.set_char_spacing(1)
    page.text(10, 20, "WORK EXPERIENCE")
    assert cv_text(bytes(page.output()), "cv.pdf").strip() == "WORK EXPERIENCE"
    stairs = [PlacedLine(str(at), at, 5000 - 12 * at, at + 200, 5010 - 12 * at) for at in range(1000)]
    assert list(in_reading_order(stairs)) == [line.text for line in stairs]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("raised conver-", "sion from 2.1% to 2.4%.", "conversion from"),
        ("built a real-", "time feed of orders", "real-time feed"),
        ("a fore-", "cast of demand", "forecast of"),
        ("an end-to-", "end test", "end-to-\nend"),
        ("Ich habe die Bestellungen der Kunden im Wochen-", "ende gezählt und gemeldet", "Wochenende gezählt"),
        ("a low-", "latency service", "low-latency service"),
        ("two fore-", "casts of demand", "forecasts of"),
        ("pre-", "and post-sales", "pre-\nand"),
        ("from 2019-", "now", "2019-\nnow"),
    ],
)
def test_a_word_broken_at_a_lines_end_is_whole(above: str, below: str, whole: str) -> None:
    read = cv_text(drawn((10, 20, above), (10, 25, below)), "cv.pdf")
    assert whole in read.replace(whole.replace(" ", "\n"), whole)


def test_a_file_without_an_end_is_not_read_to_it() -> None:
    with pytest.raises(BadInput, match="MB that are taken"):
        read_cv("/dev/zero")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"[" * 100_000, os.urandom(2000)])
def test_what_is_no_pdf_is_told(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"'x\.pdf'.*paste"):
        cv_text(content, "x.pdf")


def docx(*lines: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


WHOLE = {"cv.pdf": drawn((10, 20, CLAIM), (10, 26, "Led a team of four.")), "cv.docx": docx(CLAIM, "Led a team.")}


@given(name=sampled_from(sorted(WHOLE)), cut=floats(0, 1), at=floats(0, 1), put=binary(max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_damaged_file_is_read_or_told(name: str, cut: float, at: float, put: bytes) -> None:
    """Cut off anywhere and written over anywhere: a text, or one sentence that says what to do."""
    content = bytearray(WHOLE[name])
    place = int(at * len(content))
    content[place : place + len(put)] = put
    try:
        assert cv_text(bytes(content[: int(cut * len(content))]), name).strip()
    except BadInput as error:
        assert name in str(error) and str(error).endswith("paste the text instead")


def test_the_terminal_tells_it_too(tmp_path: Path) -> None:
    file = tmp_path / "bomb.pdf"
    file.write_bytes(sharing(1000, saying(20_000)))
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "chat", "--round", "culture", "--cv", str(file), "--answers", "-"],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "40 pages" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def docx(*lines: str, table: tuple[str, str] | None = None) -> bytes:
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    if table:
        for cell, text in zip(made.add_table(1, 2).rows[0].cells, table, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_docx_is_read_with_its_tables_in_order() -> None:
    text = cv_text(docx("Jordan Lee", CLAIM, table=("2019", "Nordic Ferries")), "cv.docx")
    assert text.splitlines() == ["Jordan Lee", CLAIM, "2019 Nordic Ferries"]


@pytest.mark.parametrize("content", [b"no zip", docx("x")[:-200], b"PK\x03\x04" + bytes(2000)])
def test_a_broken_docx_is_told_in_a_sentence(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"'cv\.docx' .*paste the text instead"):
        cv_text(content, "cv.docx")


def test_a_docx_that_swells_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx("x"))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            swollen = b"<w:document>" + bytes(600_000_000) if name == "word/document.xml" else old.read(name)
            new.writestr(name, swollen)
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(BadInput, match=r"'bomb\.docx'"):
        cv_text(out.getvalue(), "bomb.docx")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16", f"Jordan Lee\n{CLAIM}"),
        ("gb18030", "数据科学家，负责搜索排序模型，点击率从百分之三提高到百分之四，退款率下降。"),
        ("cp1252", "Résumé : j’ai réduit les délais de livraison de 9 % à 6 % en interrogeant les dépôts."),
        ("utf-8-sig", f"Jordan Lee\n{CLAIM}"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(encoding: str, text: str) -> None:
    assert cv_text(text.encode(encoding), "cv.txt") == text
