"""Scans as they come in: what a file really is, whether it can be opened, and copies of which nothing hides under the bars."""

import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from bfp.base import apart
from bfp.base.errors import Invalid

SCANS = ("pdf", "jpg", "png")
KINDS = (*SCANS, "docx")  # letters of appeal are kept as they were sent
MIMES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MEGABYTE = 1_000_000
MOST_PIXELS = 50_000_000  # a legal page at 600 dots an inch has 43 million
MOST_PAGES = 500
LONGEST_NAME = 150
DOTS = 150 / 72  # a redacted page is drawn at 150 dots an inch
WIDEST = 2600  # and never larger than this, whatever size the page says it has
WHAT_ELSE = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"PK", "a ZIP or Office file"),
    (b"<", "a web page"),
)
DAMAGE = (pdfium.PdfiumError, UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError)


@dataclass(frozen=True)
class Scan:
    """A file that was opened and is what it should be, ready to be kept."""

    name: str
    kind: str
    pages: int
    content: bytes
    digest: str

    @property
    def size(self) -> int:
        return len(self.content)


def read(name: str, content: bytes, most_megabytes: int, kinds: tuple[str, ...] = SCANS) -> Scan:
    """What a file is by its content, never by its name; raises Invalid with what to do about one that can't be kept."""
    name = clean_name(name)
    if not content:
        raise Invalid(f"{name} is empty. Scan the page once more, or choose another file.", "document")
    _not_too_large(name, len(content), most_megabytes)
    kind = _kind(content)
    if kind not in kinds:
        raise Invalid(_not_kept(name, content, kinds), "document")
    pages = _pages(name, kind, content)
    return Scan(_named_for(name, kind), kind, pages, content, hashlib.sha256(content).hexdigest())


def redacted(scan: Scan, most_megabytes: int) -> Scan:
    """A redacted copy as a picture of its pages: no text under the bars, no earlier version, no data about the camera."""
    if scan.kind not in SCANS:
        raise Invalid(f"{scan.name} is no scan: a redacted copy is a PDF, JPG or PNG.", "document")
    content = _flat(scan.name, scan.kind, scan.content)
    if len(content) > most_megabytes * MEGABYTE:
        raise Invalid(
            f"{scan.name} has {_in_megabytes(len(content))} as pictures of its pages, and at most {most_megabytes} MB are kept. "
            "Split it into two files.",
            "document",
        )
    return Scan(scan.name, scan.kind, scan.pages, content, hashlib.sha256(content).hexdigest())


@apart.reading("document", "This page")
def page_picture(kind: str, content: bytes, page: int, widest: int = 1400) -> bytes:
    """One page as a picture to look at; the first is 1."""
    try:
        if kind == "pdf":
            with _opened(content) as document:
                picture = _drawn(document[max(0, min(page, len(document)) - 1)], widest)
        else:
            with Image.open(io.BytesIO(content)) as found:
                found.draft("RGB", (widest, widest))
                picture = _on_white(ImageOps.exif_transpose(found))
        picture.thumbnail((widest, widest * 2))
        return _jpeg(picture)
    except DAMAGE as error:
        raise Invalid("This page can't be drawn here. Download the document to see it.", "document") from error


@apart.reading("document", "One of them")
def joined(contents: list[bytes]) -> bytes:
    """Several PDF files as one, one after the other."""
    made, kept = pdfium.PdfDocument.new(), io.BytesIO()
    for content in contents:
        with _opened(content) as part:
            made.import_pages(part)
    made.save(kept)
    made.close()
    return kept.getvalue()


def clean_name(name: str) -> str:
    """The name of a file without its folder and without signs that can't be seen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split())
    return kept[-LONGEST_NAME:] or "scan"


def _named_for(name: str, kind: str) -> str:
    """The name with the ending that the content has."""
    stem, dot, ending = name.rpartition(".")
    same = {"jpeg": "jpg", "jpe": "jpg"}.get(ending.lower(), ending.lower())
    if dot and same == kind:
        return name
    return f"{stem if dot and ending.lower() in (*KINDS, 'jpeg') and stem else name}.{kind}"


def _not_too_large(name: str, size: int, most: int) -> None:
    if size > most * MEGABYTE:
        raise Invalid(
            f"{name} has {_in_megabytes(size)}, and at most {most} MB are kept. Scan in grey at 150 to 200 dots an inch, "
            "or split it into several files.",
            "document",
        )


def _in_megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB" if size >= 10 * MEGABYTE else f"{size / MEGABYTE:.1f} MB"


def _kind(content: bytes) -> str:
    if b"%PDF-" in content[:1024] and not content.startswith((b"MZ", b"\x7fELF", b"PK")):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "docx" if content.startswith(b"PK\x03\x04") and b"word/" in content else ""


def _not_kept(name: str, content: bytes, kinds: tuple[str, ...]) -> str:
    what, word = _what_else(content), "docx" in kinds
    if word and name.lower().endswith(".docx"):
        return f"{name} is not a Word document: it is {what}. Save it once more in the word processor, as .docx."
    if name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png")):
        return f"{name} is not what its name says: it is {what}. Only PDF, JPG and PNG are kept; scan the page once more."
    kept = "PDF, JPG, PNG and Word documents (.docx)" if word else "PDF, JPG and PNG"
    return f"{name} is {what}. Only {kept} are kept: save it as one of these."


def _what_else(content: bytes) -> str:
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"heif"):
        return "a HEIC picture, as telephones take them"
    return next((what for start, what in WHAT_ELSE if content.startswith(start)), "no scan that can be read")


# ---- opening it for real ------------------------------------------------------------------------


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(content)
    try:
        yield document
    finally:
        document.close()


@apart.reading("document")
def _pages(name: str, kind: str, content: bytes) -> int:
    """How many pages a file has that can be opened."""
    return {"pdf": _pdf_pages, "docx": _letter}.get(kind, _picture)(name, content)


def _pdf_pages(name: str, content: bytes) -> int:
    try:
        with _opened(content) as document:
            pages = len(document)
            for number in range(min(pages, MOST_PAGES)):
                document[number].close()
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Invalid(
                f"{name} is locked with a password. Open it, print it to a new PDF without one, and add that.", "document"
            ) from error
        raise Invalid(
            f"{name} can't be opened: the PDF is damaged or was not loaded whole. Scan or download it once more.", "document"
        ) from error
    if not pages:
        raise Invalid(f"{name} has no page. Scan it once more.", "document")
    if pages > MOST_PAGES:
        raise Invalid(f"{name} has {pages:,} pages, and at most {MOST_PAGES} are kept. Add only those that matter.", "document")
    return pages


def _picture(name: str, content: bytes) -> int:
    """Decode all of a picture that is not absurdly large; a picture is one page."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                pixels = picture.width * picture.height
                if pixels > MOST_PIXELS:
                    raise Invalid(
                        f"{name} has {pixels / 1e6:,.0f} million pixels, and at most {MOST_PIXELS // 10**6} million are kept. "
                        "Scan at 200 to 300 dots an inch.",
                        "document",
                    )
                picture.draft("L", (picture.width // 8, picture.height // 8))  # the whole file is read, into little memory
                picture.load()
    except Image.DecompressionBombError as error:
        raise Invalid(f"{name} has more pixels than any scan needs. Scan at 200 to 300 dots an inch.", "document") from error
    except DAMAGE as error:
        raise Invalid(
            f"{name} can't be opened: the picture is damaged or was not loaded whole. Take or scan it once more.", "document"
        ) from error
    return 1


def _letter(name: str, content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if "word/document.xml" in parts.namelist():
                return 1
    except (zipfile.BadZipFile, ValueError) as error:
        raise Invalid(f"{name} can't be opened: the document is damaged. Save it once more.", "document") from error
    raise Invalid(f"{name} is no Word document. Save the letter as .docx.", "document")


# ---- copies without anything under the bars -----------------------------------------------------


@apart.reading("document")
def _flat(name: str, kind: str, content: bytes) -> bytes:
    try:
        return _flat_pdf(content) if kind == "pdf" else _flat_picture(kind, content)
    except DAMAGE as error:
        raise Invalid(f"A page of {name} can't be drawn. Print the copy to a new PDF, and add that.", "document") from error


def _flat_pdf(content: bytes) -> bytes:
    with _opened(content) as document:
        made = pdfium.PdfDocument.new()
        try:
            for page in document:
                _add_page(made, page)
            kept = io.BytesIO()
            made.save(kept)
        finally:
            made.close()
    return kept.getvalue()


def _add_page(made: pdfium.PdfDocument, page: pdfium.PdfPage) -> None:
    """The picture of a page as a page of its own, as large as the page is."""
    picture = _drawn(page, WIDEST)
    width, height = (float(side) for side in page.get_size())
    image = pdfium.PdfImage.new(made)
    image.load_jpeg(io.BytesIO(_jpeg(picture)), inline=True)
    image.set_matrix(pdfium.PdfMatrix().scale(width, height))
    new = made.new_page(width, height)
    new.insert_obj(image)
    new.gen_content()
    new.close()
    page.close()


def _drawn(page: pdfium.PdfPage, widest: int) -> Image.Image:
    longest = max(page.get_size())
    scale = min(DOTS, widest / max(longest, 1))
    return page.render(scale=scale).to_pil().convert("RGB")


def _flat_picture(kind: str, content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as found:
        picture = _on_white(ImageOps.exif_transpose(found))
    if kind == "jpg":
        return _jpeg(picture, quality=90)
    kept = io.BytesIO()
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(kept, "PNG")
    return kept.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Nothing stays behind what is see-through."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        white = Image.new("RGBA", whole.size, "white")
        white.alpha_composite(whole)
        return white.convert("RGB")
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    kept = io.BytesIO()
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(kept, "JPEG", quality=quality)
    return kept.getvalue()
