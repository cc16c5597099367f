"""A document as PDF: A4, pages numbered, the same bytes for the same document.

ReportLab (BSD) lays it out, in its invariant mode. The typeface DejaVu Sans travels with artmatch
(fonts/LICENSE_DEJAVU), so that Latin, Greek and Cyrillic are in the file and look alike on every machine.
"""

from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Image, KeepTogether, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus.tables import TableStyle

from artmatch.documents.model import Block, Document, Facts, Figure, Figures, Heading, Notice, Paragraph, Table
from artmatch.messages import _

_FONTS = Path(__file__).parent / "fonts"
_REGULAR, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN = 18 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_GAP = 5 * mm
_TALLEST = 95 * mm
"""Of a picture: two rows of them and their captions fit a page."""
_INK, _QUIET, _LINE = HexColor("#1c2126"), HexColor("#4f5860"), HexColor("#d5d8d3")
_ACCENT, _WARNING, _WARNING_GROUND = HexColor("#0b5563"), HexColor("#7a4100"), HexColor("#fdf6e6")


def _style(size: float, *, bold: bool = False, colour: HexColor = _INK, above: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}-{bold}-{colour.hexval()}-{above}",
        fontName=_BOLD if bold else _REGULAR,
        fontSize=size,
        leading=1.35 * size,
        textColor=colour,
        spaceBefore=above,
    )


_TITLE, _SUBTITLE, _BRAND = _style(17, bold=True), _style(10, colour=_QUIET), _style(10, bold=True, colour=_ACCENT)
_HEADINGS = {1: _style(12.5, bold=True, above=9 * mm), 2: _style(10.5, bold=True, above=5 * mm)}
_BODY, _SMALL, _LABEL = _style(9), _style(8), _style(8, colour=_QUIET)
_FIRST = _style(11, bold=True)


def pdf(document: Document) -> bytes:
    """The file; text in it can be searched and copied."""
    for name in (_REGULAR, _BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
    buffer = BytesIO()
    template = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 6 * mm,
        title=document.title,
        subject=document.subtitle,
        creator="artmatch",
        lang="en",
        invariant=1,
    )
    story = [_text("artmatch", _BRAND), _text(document.title, _TITLE), _text(document.subtitle, _SUBTITLE)]
    story += [flowable for block in document.blocks for flowable in _drawn(block)]

    def numbered(*given: Any, **named: Any) -> Canvas:
        return _NumberedCanvas(document.footer, *given, **named)

    template.build(story, canvasmaker=numbered)
    return buffer.getvalue()


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """Writes ``3 of 7`` on every page, which needs all of them first."""

    def __init__(self, footer: str, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._footer, self._pages = footer, []  # type: tuple[str, list[dict[str, Any]]]

    def showPage(self) -> None:  # noqa: N802
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            pages = self._pages
            self.__dict__.update(page)
            self._pages = pages
            self.setFont(_REGULAR, 7.5)
            self.setFillColor(_QUIET)
            self.drawString(_MARGIN, 12 * mm, self._footer)
            self.drawRightString(
                A4[0] - _MARGIN, 12 * mm, _("{number} of {count}").format(number=number, count=len(pages))
            )
            super().showPage()
        super().save()


def _text(text: str, style: ParagraphStyle) -> Text:
    return Text(escape(text).replace("\n", "<br/>"), style)


def _drawn(block: Block) -> list[Flowable]:
    match block:
        case Heading(text, level):
            return [CondPageBreak(45 * mm), _text(text, _HEADINGS[level]), Spacer(0, 1 * mm)]
        case Paragraph(text, quiet):
            return [Spacer(0, 1.5 * mm), _text(text, _LABEL if quiet else _BODY)]
        case Notice(paragraphs):
            return [Spacer(0, 4 * mm), _notice(paragraphs)]
        case Facts(rows):
            cells = [[_text(name, _LABEL), _text(value, _SMALL)] for name, value in rows if value]
            return [Spacer(0, 1.5 * mm), _grid(cells, [0.22 * _WIDTH, 0.78 * _WIDTH])] if cells else []
        case Table(columns, rows, widths):
            cells = [[_text(name, _LABEL) for name in columns]]
            cells += [[_text(cell, _SMALL) for cell in row] for row in rows]
            lined = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE)])
            return [Spacer(0, 2 * mm), _grid(cells, [width * _WIDTH for width in widths], lined, repeat=1)]
        case Figures(figures):
            return [flowable for start in range(0, len(figures), 2) for flowable in _row(figures[start : start + 2])]


def _grid(cells: list[list[Text]], widths: list[float], style: TableStyle | None = None, *, repeat: int = 0) -> Grid:
    plain = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ]
        + [(f"{side}PADDING", (0, 0), (-1, -1), 1.5) for side in ("TOP", "BOTTOM")]
    )
    grid = Grid(cells, widths, repeatRows=repeat, splitInRow=1, hAlign="LEFT")
    grid.setStyle(plain)
    if style is not None:
        grid.setStyle(style)
    return grid


def _notice(paragraphs: tuple[str, ...]) -> Grid:
    inside = [_text(text, _BODY if number else _FIRST) for number, text in enumerate(paragraphs)]
    grid = Grid([[part] for part in inside], [_WIDTH], splitInRow=1, hAlign="LEFT")
    grid.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), _WARNING_GROUND),
                ("LINEBEFORE", (0, 0), (0, -1), 3, _WARNING),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
            ]
        )
    )
    return grid


def _row(figures: tuple[Figure, ...]) -> list[Flowable]:
    width = _WIDTH if len(figures) == 1 else (_WIDTH - _GAP) / 2
    pictures = [_picture(figure.jpeg, width) for figure in figures]
    captions = [_text(figure.caption, _LABEL) for figure in figures]
    grid = Grid([pictures, captions], [width + _GAP * (len(figures) > 1)] * len(figures), hAlign="LEFT")
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, 0), "BOTTOM"), ("VALIGN", (0, 1), (-1, 1), "TOP")]))
    grid.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), _GAP)]))
    return [Spacer(0, 3 * mm), KeepTogether([grid])]


def _picture(jpeg: bytes, width: float) -> Image:
    across, down = ImageReader(BytesIO(jpeg)).getSize()
    scale = min(width / across, _TALLEST / down)
    return Image(BytesIO(jpeg), across * scale, down * scale, hAlign="LEFT")
