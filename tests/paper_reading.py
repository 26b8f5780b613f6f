"""Papers read back: the words on each page and where they stand, and what a scanner reads."""

import re
from dataclasses import dataclass

import pypdfium2
import zxingcpp

POINTS = 72  # to an inch


@dataclass(frozen=True)
class Sheet:
    """One page: its size in inches, its words, and each sign with the box it is drawn in (inches from the upper left corner)."""

    width: float
    height: float
    text: str
    signs: list[tuple[str, float, float, float, float]]

    @property
    def bare(self) -> str:
        return bare(self.text)


def read(made: bytes) -> list[Sheet]:
    """The pages of a PDF."""
    document = pypdfium2.PdfDocument(made)
    pages = []
    for page in document:
        width, height = page.get_size()
        words = page.get_textpage()
        text = words.get_text_range()
        signs = []
        for place in range(words.count_chars()):
            sign = words.get_text_range(place, 1)
            if sign.strip():
                left, bottom, right, top = words.get_charbox(place)
                signs.append((sign, left / POINTS, (height - top) / POINTS, right / POINTS, (height - bottom) / POINTS))
        pages.append(Sheet(width / POINTS, height / POINTS, text, signs))
    return pages


def bare(text: str) -> str:
    """Without spaces, line breaks and hyphens: the same however it was wrapped."""
    return re.sub(r"[\s\u200b\ufffe\x02-]+", "", text)


def outside(page: Sheet, sides: float, top: float, bottom: float) -> list[tuple]:
    """The signs that stand nearer to an edge than its margin, or beyond it."""
    return [
        sign
        for sign in page.signs
        if sign[1] < sides or sign[2] < top or sign[3] > page.width - sides or sign[4] > page.height - bottom
    ]


def scanned(made: bytes, dots: int = 300) -> list[list[str]]:
    """What a scanner reads on each page, printed at so many dots to an inch."""
    document = pypdfium2.PdfDocument(made)
    pages = []
    for page in document:
        picture = page.render(scale=dots / POINTS).to_pil()
        pages.append(sorted(code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)))
    return pages
