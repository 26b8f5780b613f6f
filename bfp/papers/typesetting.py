"""Papers: the typesetting library makes a PDF from one of bfp/papers/*.typ and data, the same on every machine."""

import functools
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import typst
import zxingcpp

PAPERS = Path(__file__).parent / "layouts"
LONG_AGO = date(2000, 1, 1)  # stands in for the day of making: the same data make the same file


def pdf(paper: str, data: dict[str, Any], on: date = LONG_AGO, tags: bool = False) -> bytes:
    """layouts/<paper>.typ as PDF. What people wrote goes in as data: no sign in it can be taken for an instruction.

    With `tags`, a program that reads aloud finds headings and tables in it; what is only printed is smaller without.
    """
    return _made(paper, data, on, "pdf", tags=tags)[0]


def pictures(paper: str, data: dict[str, Any], on: date = LONG_AGO, ppi: int = 80) -> list[bytes]:
    """The same paper as pictures (PNG), a page each: for a look before it is printed."""
    return _made(paper, data, on, "png", ppi)


def barcode(text: str) -> dict[str, Any]:
    """Code 128 of a number (4821-7, U-12-3), for `barcode` in bfp/papers/common.typ: its bars as (start, width) in modules."""
    drawn = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False))
    black = np.concatenate(([0], drawn[0] == 0, [0])).astype(int)
    turns = np.flatnonzero(np.diff(black)).tolist()  # where a bar begins, where it ends, where the next begins …
    bars = [[start, end - start] for start, end in zip(turns[::2], turns[1::2], strict=True)]
    return {"text": text, "modules": drawn.shape[1], "bars": bars}


def _made(
    paper: str, data: dict[str, Any], on: date, kind: Literal["pdf", "png"], ppi: int | None = None, tags: bool = False
) -> list[bytes]:
    # A path that is joined here only: `paper` is a name of ours, never typed by anybody.
    compiler = typst.Compiler(
        PAPERS / f"{paper}.typ",
        root=PAPERS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    day = datetime(on.year, on.month, on.day, tzinfo=UTC)
    made = compiler.compile(format=kind, ppi=ppi, timestamp=int(day.timestamp()), pdf_tags=tags)
    if made is None:
        raise RuntimeError(f"{paper} was not made")
    return made if isinstance(made, list) else [made]


@functools.cache
def _fonts() -> typst.Fonts:
    """The library's own fonts, read once: Latin, Greek, Cyrillic and Hebrew letters."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def unprintable(text: str) -> list[str]:
    """The letters in a text that the fonts don't have, each once: on paper they would be empty boxes."""
    return [sign for sign in dict.fromkeys(text) if ord(sign) > 126 and not _printable(sign)]


@functools.cache
def _printable(sign: str) -> bool:
    """Whether a font has this letter. A file for archives must show every letter, so making one tells."""
    source = b"#set document(date: datetime(year: 2000, month: 1, day: 1))\n#sys.inputs.sign"
    try:
        typst.compile(source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"sign": sign}, pdf_standards="a-2u")
    except typst.TypstError:
        return False
    return True
