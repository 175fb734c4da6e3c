"""The pages of a PDF: fonts that have the world's letters, breaks where they belong. Knows no kind of block.

What no font shows is said in words: a smiling face by its name, letters of another script by the script's.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from itertools import groupby

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from interviewer.report.code import stretches

_MARGIN = 20  # mm
_BODY, _SMALL, _CODE, _LEADING = 10, 8.5, 9, 0.53  # points, points, points, mm a point
_INK, _SOFT, _PAPER = (34, 34, 34), (90, 90, 90), (243, 241, 236)
_ALONE = 16  # mm that must be left below a heading, so that it never ends a page
_COLUMNS = (60, 55, 15, 40)  # mm
_FONTS = files("interviewer.report") / "fonts"


class Sheet(FPDF):
    """An A4 document that is written from top to bottom."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_title(title)
        self.set_author("Mock Interviewer")
        self.set_lang("en")
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _MARGIN)
        for family, style, name in (
            ("body", "", "DejaVuSans"),
            ("body", "B", "DejaVuSans-Bold"),
            ("han", "", "DroidSansFallback-Chinese"),
            ("code", "", "DejaVuSansMono-Latin"),
        ):
            self.add_font(family, style, str(_FONTS / f"{name}.ttf"))
        self.set_fallback_fonts(["han", "body"], exact_match=False)
        self.set_text_shaping(True)
        self.add_page()

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        self.set_y(-14)
        self._style(_SMALL, _SOFT)
        self.cell(0, 5, f"{self.title} · page {self.page_no()} of {{nb}}", align=Align.C)

    def heading(self, text: str, size: float = 12, room: float = 0) -> None:
        """Stays with what follows it, which takes `room` millimetres; the larger, the more it wants below itself."""
        self._style(size, _INK, "B")
        height = self._height(text, 0) + max(room, _ALONE) + size
        if self.will_page_break(height):
            self.add_page()
        elif self.get_y() > _MARGIN:
            self.ln(size / 4)
        self._write(text)

    def prose(self, text: str) -> None:
        self._style(_BODY, _INK)
        self._write(text)

    def strong(self, text: str) -> None:
        self._style(_BODY, _INK, "B")
        self._write(text, after=0)

    def small(self, text: str) -> None:
        self._style(_SMALL, _SOFT)
        self._write(text)

    def said(self, text: str) -> None:
        """What somebody said, set off; its line breaks and indents are kept, and its code is set as code."""
        self.set_fill_color(*_PAPER)
        for stretch in stretches(text.strip("\n")):
            self._style(_CODE if stretch.is_code else _BODY, _INK, family="code" if stretch.is_code else "body")
            self._write(stretch.text, indent=4, fill=True, after=0)
        self.ln(3)

    def label(self, text: str, x: float, y: float, centred: bool = True) -> None:
        """A word in a drawing, at this height; beside `x`, or around it."""
        self._style(_SMALL, _SOFT)
        shown = self._showable(text)
        self.text(x - self.get_string_width(shown) / 2 if centred else x, y + 1, shown)

    def move_to(self, y: float) -> None:
        """Go on below a drawing."""
        self.set_xy(_MARGIN, y)

    def item(self, title: str, *parts: str) -> None:
        """A bold title and what belongs under it, begun on one page."""
        self._style(_SMALL + 0.5, _INK, "B")
        if self.will_page_break(self._height(title, 4) + 8):
            self.add_page()
        self._write(title, indent=4, after=0)
        self._style(_SMALL + 0.5, _INK)
        for number, part in enumerate(parts, start=1):
            self._write(part, indent=4, after=2 if number == len(parts) else 0)

    def rows(self, head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        """Cells in columns; a row's last value is a note beneath it, if there is one."""
        self._style(_SMALL, _SOFT)
        self._cells(head)
        for *cells, note in rows:
            if self.will_page_break(14):
                self.add_page()
            self._style(_BODY, _INK)
            self._cells(cells)
            if note:
                self._style(_SMALL, _SOFT)
                self._write(note, indent=4, after=1)

    def _cells(self, cells: Sequence[str]) -> None:
        top, bottom = self.get_y(), self.get_y()
        at: float = _MARGIN
        for width, cell in zip(_COLUMNS, cells, strict=True):
            self.set_xy(at, top)
            self._paragraph(self._showable(cell), width - 2)
            at, bottom = at + width, max(bottom, self.get_y())
        self.set_xy(_MARGIN, bottom + 1)

    def _write(self, text: str, indent: float = 0, fill: bool = False, after: float = 2) -> None:
        for line in self._showable(text).split("\n"):
            self.set_x(_MARGIN + indent)
            self._paragraph(line or " ", 0, fill)
        self.ln(after)

    def _paragraph(self, text: str, width: float, fill: bool = False) -> None:
        align = Align.R if _right_to_left(text) else Align.L
        height = self.font_size_pt * _LEADING
        self.multi_cell(width, height, text, fill=fill, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _height(self, text: str, indent: float) -> float:
        """What `text` would take, in millimetres."""
        leading = self.font_size_pt * _LEADING
        found = self.multi_cell(self.epw - indent, leading, self._showable(text), dry_run=True, output="HEIGHT")
        return float(found)  # type: ignore[arg-type]

    def _style(self, size: float, colour: tuple[int, int, int], emphasis: str = "", family: str = "body") -> None:
        self.set_font(family, emphasis, size)
        self.set_text_color(*colour)

    @cached_property
    def _glyphs(self) -> frozenset[int]:
        """The characters that some font shows in every style."""
        regular, bold, han, _ = (set(font.cmap) for font in self.fonts.values())  # type: ignore[union-attr]
        return frozenset((regular & bold) | han)

    def _showable(self, text: str) -> str:
        """The text with a glyph for each of its characters."""
        composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
        if all(character == "\n" or ord(character) in self._glyphs for character in composed):
            return composed
        return "".join(_spelled(self._named(composed)))

    def _named(self, text: str) -> Iterator[tuple[str, str]]:
        """Each character with what stands for it where no font has it, or the empty string."""
        for character in text:
            shown = character == "\n" or ord(character) in self._glyphs
            yield character, "" if shown else _name(character)


def _name(character: str) -> str:
    """Letters by their script, so that a run of them is told once; signs by their own name."""
    name = unicodedata.name(character, "").lower()
    kind = unicodedata.category(character)
    if kind.startswith("L"):
        return f"[text in {name.split()[0].title() if name else 'an unknown script'}]"
    unseen = kind[0] in "MC" or (kind == "Sk" and name.startswith("emoji modifier"))
    return _UNSEEN if unseen else f"[{name or 'unknown character'}]"


_UNSEEN = "\N{ZERO WIDTH SPACE}"


def _spelled(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    visible = ((character, name) for character, name in named if name != _UNSEEN)
    for name, run in groupby(visible, key=lambda pair: pair[1]):
        characters = "".join(character for character, _ in run)
        yield characters if not name else name if name.startswith("[text in ") else name * len(characters)


def _right_to_left(text: str) -> bool:
    """Whether the first letter is of a script that runs to the left."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((found in ("R", "AL") for found in directions if found in ("L", "R", "AL")), False)
