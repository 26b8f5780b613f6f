"""Made-up scans for tests: good ones and every kind of bad one. No real notice is among them."""

import io
import struct
import zlib
from functools import cache

import pypdfium2 as pdfium
from PIL import Image, ImageDraw


@cache
def a_picture(kind: str = "PNG", size: tuple[int, int] = (300, 400), text: str = "MADE UP", **more) -> bytes:
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).text((20, 20), text, fill="black")
    kept = io.BytesIO()
    page.save(kept, kind, **more)
    return kept.getvalue()


@cache
def a_pdf(pages: int = 1, text: str = "MADE UP") -> bytes:
    """A PDF of pages whose text can be selected."""
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def a_text_pdf(text: str) -> bytes:
    """A PDF written by hand, with words that a black bar would not take away."""
    stream = f"BT /F1 18 Tf 40 300 Td ({text}) Tj ET\n0 0 0 rg 30 290 200 40 re f".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def words_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def a_locked_pdf() -> bytes:
    """A PDF that says it is encrypted, with a password that nobody knows."""
    locked = (
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + b"28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a"
        b"> /U <" + b"00" * 32 + b"> >>"
    )
    made = a_text_pdf("secret").replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt " + locked,
    )
    return made


def a_huge_picture(side: int = 10_000) -> bytes:
    """A PNG that says of itself to have a hundred million pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))  # noqa: E731
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
