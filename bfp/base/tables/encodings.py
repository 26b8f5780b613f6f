"""The letters of a file: which encoding its bytes are in, found by what would be misspelt otherwise."""

import codecs
import re

from bfp.base.errors import Invalid

# As a person is shown them; any of them may be chosen instead of what was found.
NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, no mark",
    "utf-16-be": "UTF-16, no mark, turned round",
    "cp1252": "Windows",
    "mac_roman": "old Mac",
}
BAD = "\ufffd"  # stands where bytes are no letter of the encoding
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SMALL = "áéíóúñüàèìòùâêîôûäëïöçãõåøæßœ"
_LARGE = _SMALL.upper()
_LIKELY = re.compile(rf"(?<=[a-zA-Z])[{_SMALL}{_LARGE}]|[{_LARGE}](?=[a-z])|(?<=\w)’|[“‘¿¡](?=\w)|(?<=[\w.,!?])”|(?<=[\s\d])[–—]")
_ODD = re.compile(
    rf"(?<=[a-z])[{_LARGE}]|[{_SMALL}](?=[A-Z])|(?<![a-zA-Z{_SMALL}])[{_SMALL}](?![a-z])|[ˆ˜‡†¸˛ˇ˚Ž]"
    rf"|(?<=[a-z])[–—‹›„‚](?=[a-z])|{BAD}"
)


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file, in the encoding asked for or else the likeliest, and which; bytes that are no letter become BAD."""
    if encoding is not None and encoding not in NAMES:
        raise Invalid(f"{encoding} is none of the encodings {', '.join(NAMES)}.", "encoding")
    found = encoding or _found(data)
    text = data.decode(found, errors="replace").removeprefix("\ufeff")
    if not encoding and text.count("\0") > len(text) // 100:
        raise Invalid("This is no text file. Save the list as CSV and import that.")
    return text.replace("\0", ""), found


def _found(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:10_000]
    if head.count(0) > len(head) // 5:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    # Letters of several bytes that fit are no accident: a few that do not are damage, in a file that is UTF-8.
    text = data.decode("utf-8", errors="replace")
    if sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text))) > text.count(BAD):
        return "utf-8"
    return max(("cp1252", "mac_roman"), key=lambda encoding: _likeness(data, encoding))


def _likeness(data: bytes, encoding: str) -> int:
    """How much more of the letters beyond ASCII are where such letters stand than where they do not."""
    text = " ".join(re.findall(r".{0,3}[^\x00-\x7f]+.{0,3}", data[:5_000_000].decode(encoding, errors="replace")))
    return len(_LIKELY.findall(text)) - 2 * len(_ODD.findall(text))
