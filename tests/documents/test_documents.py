"""What a document says is read back by PDFium, and by a parser of HTML."""

import re
from html import unescape

import pypdfium2
import pytest

from artmatch.documents.html import html
from artmatch.documents.model import Document, Facts, Figure, Figures, Heading, Notice, Paragraph, Table
from artmatch.documents.pdf import pdf

HASH = "0123456789abcdef" * 4
GREEK, CYRILLIC, LATIN = "Ἁγία Ἀγνή, μαρμάρινη κεφαλή", "Икона «Святая Агния»", "Tête d’Agnès, 41 × 22 cm, ő ž ß"


@pytest.fixture
def document(jpeg):
    return Document(
        title="Exhibit 3 of case K & <b>17</b>",
        subtitle="Comparison",
        blocks=(
            Notice(("Strong match", "A lead.")),
            Heading("First"),
            *(Paragraph(f"Paragraph {number}: {text}") for number in range(12) for text in (GREEK, CYRILLIC, LATIN)),
            Heading("Second", 2),
            Facts((("Hash", HASH), ("Empty", ""), ("Markup", "<para> & <img src=x>"))),
            Figures(tuple(Figure(jpeg(number, height=300, width=400), f"Picture {number}") for number in range(3))),
            Table(("one", "two"), tuple((str(number), HASH) for number in range(40)), (0.2, 0.8)),
        ),
        footer="artmatch · Exhibit 3",
    )


def pages(data):
    opened = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in opened]


def test_the_text_of_a_pdf_can_be_read_in_every_alphabet(document):
    text = "\n".join(pages(pdf(document)))
    flat = " ".join(text.split())
    for said in ("Exhibit 3 of case K & <b>17</b>", CYRILLIC, GREEK, LATIN, "<para> & <img src=x>"):
        assert said in flat
    assert flat.count(HASH) == 41
    assert "Empty" not in flat


def test_every_page_has_its_number_and_the_footer(document):
    texts = pages(pdf(document))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert f"{number} of {len(texts)}" in text
        assert "artmatch · Exhibit 3" in text


def test_the_same_document_gives_the_same_bytes(document):
    assert pdf(document) == pdf(document)
    assert html(document) == html(document)
    assert b"DejaVuSans" in pdf(document), "the typeface is in the file"


def test_the_pictures_are_in_the_pdf_as_they_came(document, jpeg):
    data = pdf(document)
    opened = pypdfium2.PdfDocument(data)
    images = [one for page in opened for one in page.get_objects() if isinstance(one, pypdfium2.PdfImage)]
    assert [image.get_px_size() for image in images] == [(400, 300)] * 3


def test_the_html_says_the_same_and_loads_nothing(document):
    page = html(document)
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    for said in (GREEK, CYRILLIC, LATIN, HASH, "<para> & <img src=x>"):
        assert said in text
    assert "<img src=x>" not in page
    assert all(source.startswith("data:image/jpeg") for source in re.findall(r'src="([^"]*)"', page))
    assert "Empty" not in text


def test_an_empty_document_is_a_page():
    empty = Document(title="Nothing", subtitle="", blocks=(Facts(()), Table(("a",), (), (1.0,))), footer="")
    assert "1 of 1" in pages(pdf(empty))[0]
    assert "<h1>Nothing</h1>" in html(empty)


def test_a_cell_longer_than_a_page_does_not_stop_the_report():
    long = Document(title="Long", subtitle="", blocks=(Facts((("Notes", "word " * 6000),)),), footer="")
    assert sum(text.count("word") for text in pages(pdf(long))) == 6000
