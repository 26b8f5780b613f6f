"""A stranger's Word document, opened with care: really one, of a sane size, and with nothing in it that acts or reaches out."""

import io
import re
import zipfile

from docx import Document
from docx.document import Document as Opened
from lxml import etree

from bfp.base import apart
from bfp.base.errors import Invalid

MOST_MEGABYTES = 2  # a letter with a picture in its head
MOST_UNPACKED = 20_000_000  # bytes; a file that is small packed can be endless unpacked
MOST_TEXT = 2_000_000  # bytes in one part that holds text
MOST_PARTS = 300
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
PARTS = re.compile(  # what a letter is made of: text, looks, pictures, and what ties them together; nothing that acts
    r"([\w-]+/)*|\[Content_Types\]\.xml|([\w-]+/)*_rels/[\w.-]*\.rels|(docProps|docMetadata|customXml)/[\w-]+\.xml"
    r"|word/(glossary/)?(document|header|footer|footnotes|endnotes|comments|styles|settings|webSettings|fontTable|numbering"
    r"|people|stylesWithEffects|comments[A-Z]\w*)\d*\.xml|word/(theme|diagrams)/[\w-]+\.xml|word/fonts/[\w-]+\.odttf"
    r"|(word/(glossary/)?media|docProps)/[\w.-]+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)"
)
OTHER_CODING = re.compile(rb"""\s*<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
REACHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|MACROBUTTON|DATABASE|RD)\b")  # fields of Word
DAMAGE = (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError, etree.XMLSyntaxError)


def opened(content: bytes, name: str = "The file", field: str = "template") -> Opened:
    """The document; raises Invalid with what to do about one that is none, is damaged, too large, or does more than be read."""
    look(content, name, field)
    try:
        return Document(io.BytesIO(content))
    except (*DAMAGE, AttributeError, TypeError) as error:
        raise Invalid(f"{name} is no Word document that can be opened. Save it as .docx once more.", field) from error


@apart.reading("template")
def look(content: bytes, name: str = "The file", field: str = "template") -> None:
    """Look through the parts of the file before any library reads it."""
    if len(content) > MOST_MEGABYTES * 1_000_000:
        size = len(content) / 1_000_000
        raise Invalid(f"{name} has {size:,.1f} MB, and at most {MOST_MEGABYTES} MB are kept. Take large pictures out.", field)
    if not content.startswith(b"PK\x03\x04"):
        old = content.startswith(b"\xd0\xcf\x11\xe0")
        what = "an old Word document (.doc), or one with a password" if old else "no Word document"
        raise Invalid(f"{name} is {what}. Save it in a word processor as .docx, without a password.", field)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _parts(parts, name, field)
    except DAMAGE as error:
        raise Invalid(f"{name} can't be opened: it is damaged. Save it once more as .docx.", field) from error


def _parts(parts: zipfile.ZipFile, name: str, field: str) -> None:
    entries = parts.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Invalid(f"{name} is far larger inside than a letter is. Write the letter into a new document.", field)
    names = [entry.filename for entry in entries]
    if "word/document.xml" not in names:
        raise Invalid(f"{name} is no Word document. Save it in a word processor as .docx.", field)
    for entry in entries:
        if not PARTS.fullmatch(entry.filename):
            raise Invalid(
                f"{name} holds a macro or another file ({entry.filename.rpartition('/')[2]}). Remove it, and save it as .docx.",
                field,
            )
        if entry.filename.endswith((".xml", ".rels")):
            _part(entry, parts.read(entry), name, field)


def _part(entry: zipfile.ZipInfo, xml: bytes, name: str, field: str) -> None:
    if TEXT_PARTS.fullmatch(entry.filename) and len(xml) > MOST_TEXT:
        raise Invalid(f"{name} has more text than a letter. Write the letter into a new document.", field)
    # In another coding than UTF-8 neither we nor the libraries see what really stands there, marked or not.
    coded = b"\0" in xml or xml.startswith((b"\xff\xfe", b"\xfe\xff")) or OTHER_CODING.match(xml)
    if coded or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Invalid(f"{name} is built in a way that no word processor saves. Write the letter into a new document.", field)
    if entry.filename.endswith(".rels"):
        for found in etree.fromstring(xml, _parser()):
            if found.get("TargetMode") == "External" and not found.get("Type", "").endswith("/hyperlink"):
                raise Invalid(
                    f"{name} takes something from elsewhere ({found.get('Target', '')[:80]}): a linked picture, or a template "
                    "that it is attached to. Put the picture itself in, or attach it to the Normal template.",
                    field,
                )
    elif TEXT_PARTS.fullmatch(entry.filename):
        _text_part(etree.fromstring(xml, _parser()), name, field)


def _text_part(root: etree._Element, name: str, field: str) -> None:
    told = " ".join(part.text or "" for part in root.iter(f"{W}instrText"))
    told += " ".join(part.get(f"{W}instr", "") for part in root.iter(f"{W}fldSimple"))
    # Word reads an instruction also when it is broken into pieces.
    if REACHING.search(told) or REACHING.search(re.sub(r"(?<=\w) (?=\w)", "", told)):
        raise Invalid(
            f"{name} holds a field of Word that fetches other files. Remove it: only our own fields are filled in.", field
        )
    if next(root.iter(f"{W}altChunk"), None) is not None:
        raise Invalid(f"{name} holds another document inside. Copy its text in instead.", field)
    if next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None:
        raise Invalid(f"{name} has tracked changes: they would be sent along. Accept or reject them all, then save it.", field)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def packed(document: Opened) -> bytes:
    """The document as a file; the same content gives the same file whenever it is made."""
    first, made = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in parts.infolist():
            kept.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), parts.read(entry), zipfile.ZIP_DEFLATED)
    return made.getvalue()
