"""Files made to harm: each is refused with a sentence, within limits of memory and time, and stops nobody else's."""

import io
import struct
import threading
import zipfile
import zlib

import pytest
from document_samples import a_pdf, a_picture
from docx import Document

from bfp.base import apart
from bfp.base.errors import Invalid
from bfp.base.tables import sheets
from bfp.documents import document_reading, docx_filling, docx_reading
from bfp.documents.document_reading import Scan

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PLAIN = docx_filling.Allowed({"facility": "where it is"}, {})


def an_evil_pdf(content: bytes, box: str = "0 0 600 800", filters: str = "/FlateDecode", more: bytes = b"") -> bytes:
    """A PDF of one page with this stream, packed as its filters say."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>".encode(),
        f"<< /Length {len(content)} /Filter [{filters}] >>\nstream\n".encode() + content + b"\nendstream",
        more or b"null",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def packed_twice(unit: bytes, times: int) -> bytes:
    """Very much of the same, packed and packed again."""
    packing, made = zlib.compressobj(9), []
    block = unit * (1_000_000 // len(unit))
    for _ in range(times):
        made.append(packing.compress(block))
    return zlib.compress(b"".join([*made, packing.flush()]), 9)


def a_huge_png(side: int) -> bytes:
    """A PNG that really has so many black pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"\0" * (side * (4 * side + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_docx(**parts: bytes) -> bytes:
    """A Word document with some of its parts replaced: body="…" is word/document.xml."""
    first, made = io.BytesIO(), io.BytesIO()
    Document().save(first)
    with zipfile.ZipFile(first) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in given.infolist():
            name = entry.filename.rpartition("/")[2].removesuffix(".xml")
            kept.writestr(entry.filename, parts.get(name, given.read(entry)))
    return made.getvalue()


def a_body(inside: str, coding: str = "utf-8") -> bytes:
    return f"<w:document {W}><w:body>{inside}</w:body></w:document>".encode(coding)


def a_stream_bomb() -> bytes:
    """Three kilobytes that draw 300 megabytes of lines: half a minute and several gigabytes where nothing limits them."""
    return an_evil_pdf(packed_twice(b"0 0 m 600 800 l 10 700 l b*\n", 300), filters="/FlateDecode /FlateDecode")


def a_form_in_itself() -> bytes:
    """A drawing that draws itself twice: it ends the process that opens it."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 5 0 R >> >> /Length 10 >>"
    return an_evil_pdf(zlib.compress(b"/X Do"), more=form + b"\nstream\n/X Do /X Do\nendstream")


def a_wide_table() -> bytes:
    """A row that says to be two thousand million columns wide."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc>'
    return a_docx(document=a_body(f"<w:tbl><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl>"))


OPEN, CLOSE = "<w:tbl><w:tblGrid/><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
NO_NUMBER = '<w:tbl><w:tblGrid><w:gridCol w:w="x"/></w:tblGrid></w:tbl>'
EVIL = {
    "a PDF that is endless inside": (lambda: scan(a_stream_bomb()), "more than 1 GB of memory"),
    "a PDF that goes round in itself": (lambda: scan(a_form_in_itself()), "made to break what reads it"),
    "a page of such a PDF": (lambda: document_reading.page_picture("pdf", a_form_in_itself(), 1), "made to break"),
    "its redacted copy": (lambda: document_reading.redacted(Scan("a", "pdf", 1, a_form_in_itself(), ""), 10), "a can't be read"),
    "a broken PDF among letters": (lambda: document_reading.joined([a_pdf(), b"%PDF-"]), "One of them can't be read: it is"),
    "a PNG of many pixels": (lambda: scan(a_huge_png(7_500), "page.png"), "million pixels"),
    "a Word document that is endless inside": (lambda: letter(a_docx(styles=b" " * 30_000_000)), "far larger inside"),
    "a row that is endless": (lambda: letter(a_wide_table()), "a.docx can't be read"),
    "tables in tables in tables": (lambda: letter(a_docx(document=a_body(OPEN * 5_000 + "<w:p/>" + CLOSE * 5_000))), "damaged"),
    "a width that is no number": (lambda: letter(a_docx(document=a_body(NO_NUMBER))), "in a way that no usual program builds it"),
    "a first line without end": (lambda: sheets.read(b"a," * 300_000 + b"\n1\n"), "at most 500 are read"),
}  # fmt: skip


@pytest.fixture
def small(monkeypatch):
    """Readers that come to their end sooner: to fill a gigabyte takes seconds."""
    monkeypatch.setattr(apart, "MEMORY", 250_000_000)
    monkeypatch.setattr(apart, "_idle", [])
    yield
    for reader in apart._idle:
        reader.end()


def scan(content: bytes, name: str = "a.pdf"):
    return document_reading.read(name, content, 10)


def letter(content: bytes):
    return docx_reading.read(content, "a.docx")


@pytest.mark.parametrize("evil", EVIL)
def test_an_evil_file_is_refused_with_a_sentence_and_the_next_file_is_read(evil, small):
    read, says = EVIL[evil]
    with pytest.raises(Invalid, match=says):
        read()
    assert scan(a_pdf(2)).pages == 2


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.3)
    with pytest.raises(Invalid, match="more than 20 seconds") as refused:
        scan(a_stream_bomb())
    assert refused.value.field == "document"


def test_a_file_that_takes_long_lets_others_be_read_meanwhile(monkeypatch):
    slow, answers = apart._Reader(), []
    monkeypatch.setattr(apart, "_idle", [slow])
    beside = threading.Thread(target=lambda: answers.append(apart._ask((apart.MEMORY, "time", "sleep", (3600,), {}))))
    beside.start()
    while apart._idle:
        beside.join(0.01)
    assert scan(a_picture("JPEG"), "page.jpg").kind == "jpg" and beside.is_alive()
    slow.process.kill()
    beside.join()
    assert answers == [("ended",)] and slow not in apart._idle


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32-le"])
@pytest.mark.parametrize("part", ["document", "styles"])
def test_a_part_of_a_word_document_in_another_coding_is_refused(coding, part):
    inside = a_body("<w:p><w:r><w:t>{{ facility }}</w:t></w:r></w:p>", coding)
    for read in (letter, lambda content: docx_filling.check(content, PLAIN, "a.docx")):
        with pytest.raises(Invalid, match=r"a\.docx is built in a way that no word processor saves"):
            read(a_docx(**{part: inside}))


@pytest.mark.parametrize("declared", ["UTF-7", "cp037", "utf-16", "ISO-8859-1"])
def test_a_part_that_says_to_be_in_another_coding_is_refused(declared):
    head = f'<?xml version="1.0" encoding="{declared}"?>'.encode()
    with pytest.raises(Invalid, match="no word processor saves"):
        letter(a_docx(document=head + a_body("<w:p/>")))


def test_what_a_reader_gives_back_runs_nothing():
    with pytest.raises(apart.pickle.UnpicklingError, match="no plain value"):
        apart._Plain(io.BytesIO(apart.pickle.dumps(print))).load()


def test_a_reader_keeps_no_more_memory_than_a_file_may_take_and_reads_many():
    for _ in range(apart.MOST_FILES + 2):
        assert scan(a_pdf()).pages == 1
    assert len(apart._idle) <= apart.KEPT
