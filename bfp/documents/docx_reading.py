"""A Word document read back for printing: paragraphs, lists, bold and tables. What can't be printed from here is named."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Opened
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bfp.base import apart
from bfp.documents import docx_opening

POINTS, INCHES = 12700, 914400  # of the lengths in the file
ALIGN = {"center": "center", "right": "right", "end": "right"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BULLET = "•"


@dataclass(frozen=True)
class Read:
    """What stands in a document, from top to bottom, and what is in it that is not among this."""

    blocks: list[dict[str, Any]]
    footer: str
    left_out: list[str]

    @property
    def text(self) -> str:
        return "\n".join(_text(block) for block in self.blocks)


def read(content: bytes, name: str = "The letter") -> Read:
    """The blocks of a document: {kind: "par", runs …}, {kind: "table", rows …}, {kind: "break"}."""
    return Read(*_parts(content, name))


@apart.reading("document")
def _parts(content: bytes, name: str) -> tuple[list[dict[str, Any]], str, list[str]]:
    """The blocks, the footer, and what is left out."""
    document = docx_opening.opened(content, name, "document")
    reading = _Reading(document)
    section = document.sections[0]
    head = section.first_page_header if section.different_first_page_header_footer else section.header
    blocks = [*reading.blocks(head), *reading.blocks(document)]
    footer = re.sub(r"\s+", " ", " ".join(one.text for one in section.footer.paragraphs)).strip()
    body = document.element.body
    kinds = {
        "pictures": ("w:drawing", "w:pict", "w:object"),
        "text boxes": ("w:txbxContent",),
        "footnotes": ("w:footnoteReference",),
    }
    left_out = [what for what, tags in kinds.items() if next(body.iter(*(qn(tag) for tag in tags)), None) is not None]
    return blocks, footer, left_out


def _text(block: dict[str, Any]) -> str:
    if block["kind"] == "table":
        return "\n".join("\t".join("\n".join(_text(one) for one in cell) for cell in row) for row in block["rows"])
    if block["kind"] == "break":
        return ""
    return "".join(run["text"] for run in block["runs"])


class _Reading:
    """Walks through one document; counts the numbers of its lists."""

    def __init__(self, document: Opened) -> None:
        self.document = document
        self.counts: Counter[tuple[str, int]] = Counter()
        defaults = document.styles.element.find(qn("w:docDefaults"))
        spacing = next(defaults.iter(qn("w:spacing")), None) if defaults is not None else None
        size = next(defaults.iter(qn("w:sz")), None) if defaults is not None else None
        after = spacing.get(qn("w:after")) if spacing is not None else None
        self.after = int(after) / 20 if after and after.isdecimal() else 0
        self.size = int(size.get(qn("w:val"))) / 2 if size is not None else 10

    def blocks(self, parent: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for one in parent.iter_inner_content():
            if isinstance(one, Table):
                found.append(self._table(one))
            else:
                found += self._paragraph(one)
        return found

    def _table(self, table: Table) -> dict[str, Any]:
        rows = [[self.blocks(cell) for cell in _cells(row)] for row in table.rows]
        columns = max((len(row) for row in rows), default=1)
        grid = [int(column.get(qn("w:w")) or 0) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        widths = grid if len(grid) == columns and all(grid) else [1] * columns
        return {"kind": "table", "widths": widths, "rows": [row + [[]] * (columns - len(row)) for row in rows]}

    def _paragraph(self, paragraph: Paragraph) -> list[dict[str, Any]]:
        runs, breaks = [], False
        for element in paragraph._p.iter(qn("w:r")):
            if next(element.iterancestors(qn("w:del"), qn("w:txbxContent"), qn("w:p")), None) is not paragraph._p:
                continue
            run = Run(element, paragraph)
            breaks |= any(one.get(qn("w:type")) == "page" for one in element.iter(qn("w:br")))
            if run.text:
                runs.append(self._run(run, paragraph))
        before = self._length(paragraph, "space_before", POINTS)
        after = self._length(paragraph, "space_after", POINTS)
        left = self._length(paragraph, "left_indent", INCHES) or 0
        block = {
            "kind": "par",
            "runs": runs,
            "size": runs[0]["size"] if runs else self.size,
            "mark": self._mark(paragraph),
            "align": _align(paragraph),
            "left": max(0.0, min(left, 3)),
            "before": before or 0,
            "after": self.after if after is None else after,
            "keep": bool(paragraph.paragraph_format.keep_with_next),
        }
        return [*([{"kind": "break"}] if breaks or paragraph.paragraph_format.page_break_before else []), block]

    def _run(self, run: Run, paragraph: Paragraph) -> dict[str, Any]:
        fonts = [run.font, *(style.font for style in _styles(run.style)), *(style.font for style in _styles(paragraph.style))]

        def first(name: str) -> Any:
            return next((value for value in (getattr(font, name) for font in fonts) if value is not None), None)

        size = first("size")
        return {
            "text": run.text.replace("\t", "    ").replace("\f", ""),
            "bold": bool(first("bold")),
            "italic": bool(first("italic")),
            "underline": bool(first("underline")),
            "size": max(6.0, min(size.pt if size is not None else self.size, 36.0)),
        }

    def _length(self, paragraph: Paragraph, name: str, unit: int) -> float | None:
        """A length of the paragraph, else of its style or the one that is based on."""
        formats = [paragraph.paragraph_format, *(style.paragraph_format for style in _styles(paragraph.style))]
        found = next((value for value in (getattr(one, name) for one in formats) if value is not None), None)
        return None if found is None else found / unit

    def _mark(self, paragraph: Paragraph) -> str:
        """What stands before an item of a list: • or 2. or b.; empty for other paragraphs."""
        elements = [paragraph._p, *(style.element for style in _styles(paragraph.style))]
        where = f"{qn('w:pPr')}/{qn('w:numPr')}"
        numbered = next((found for found in (one.find(where) for one in elements) if found is not None), None)
        if numbered is None:
            return ""
        number, level = (numbered.find(qn(name)) for name in ("w:numId", "w:ilvl"))
        key = (number.get(qn("w:val")) if number is not None else "0", int(level.get(qn("w:val"))) if level is not None else 0)
        if key[0] == "0":
            return ""
        look = self._format(*key)
        if look == "bullet":
            return BULLET
        self.counts[key] += 1
        count = self.counts[key]
        return f"{LETTERS[(count - 1) % 26]}." if look == "lowerLetter" else f"{count}."

    def _format(self, number: str, level: int) -> str:
        try:
            numbering = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return "bullet"
        found = numbering.xpath(f"./w:num[@w:numId='{int(number)}']/w:abstractNumId/@w:val")
        if not found:
            return "bullet"
        look = numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{int(found[0])}']/w:lvl[@w:ilvl='{level}']/w:numFmt/@w:val")
        return look[0] if look else "bullet"


def _styles(style: Any) -> list[Any]:
    """A style and those it is based on."""
    found: list[Any] = []
    while style is not None and len(found) < 12:
        found.append(style)
        style = style.base_style
    return found


def _cells(row: Any) -> list[Any]:
    """The cells of a row, a merged one once."""
    found: list[Any] = []
    for cell in row.cells:
        if not any(cell._tc is other._tc for other in found):
            found.append(cell)
    return found


def _align(paragraph: Paragraph) -> str:
    properties = paragraph._p.pPr
    jc = properties.find(qn("w:jc")) if properties is not None else None
    return ALIGN.get(jc.get(qn("w:val")) if jc is not None else "", "left")
