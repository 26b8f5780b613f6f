"""ISBNs as they are typed and scanned: thirteen digits, whatever they looked like on the book."""

import re

from stdnum import ean
from stdnum import isbn as standard

from bfp.base.errors import Invalid

BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212.]+")  # what people and publishers put between the digits
MEANT = 6  # so many digits and nothing else are meant as a number, not as a name such as 1984


def is_meant(text: str) -> bool:
    """Whether what was typed or scanned is meant as an ISBN, right or wrong, and not as a name."""
    digits = _digits(text)
    return len(digits) >= MEANT and re.fullmatch(r"[0-9]+X?", digits) is not None


def refuse_price_code(text: str) -> None:
    """Raise Invalid for the five digits that stand small beside the bars of a book: a price, scanned for the book."""
    if re.fullmatch(r"[0-9]{5}", _digits(text)):
        shown = text.strip()
        told = f"{shown} is the price code beside the bars, not the book. Scan the bars that begin with 978, or type the title."
        raise Invalid(told, "scan")


def read(text: str, field: str | None = "isbn") -> str:
    """The thirteen digits of an ISBN-10 or ISBN-13 (hyphens, spaces, a scan); Invalid says what is wrong."""
    digits = _digits(text)
    shown = text.strip()
    if not re.fullmatch(r"[0-9]+X?", digits):
        raise Invalid(f"An ISBN is made of digits; {shown!r} is not. Leave it empty for a title without one.", field)
    if len(digits) in (15, 18) and digits.startswith(("978", "979")):
        digits = digits[:13]  # a scanner that reads the small code beside the bars, too (price or issue)
    if len(digits) == 9:
        digits = f"0{digits}"  # the numbers of before 1970 are today's without the first nought
    if len(digits) == 12:
        sentence = f"{shown} has 12 digits: the code of a price label. Scan the bars that begin with 978, or type the ISBN."
        raise Invalid(sentence, field)
    if len(digits) not in (10, 13):
        raise Invalid(f"An ISBN has 10 or 13 digits; {shown} has {len(digits)}.", field)
    if len(digits) == 13 and "X" in digits:
        raise Invalid(f"An ISBN of 13 digits has no X in it: {shown}.", field)
    if len(digits) == 13 and not digits.startswith(("978", "979")):
        raise Invalid(f"{shown} is the code of something else: an ISBN of 13 digits begins with 978 or 979.", field)
    right = _check_digit(digits)
    if digits[-1] != right:
        sentence = f"{shown} is mistyped somewhere: after {digits[:-1]} the check digit must be {right}, not {digits[-1]}."
        raise Invalid(sentence, field)
    return standard.validate(digits, convert=True)


def first(text: str) -> tuple[str | None, str]:
    """The first good ISBN of a cell, whatever stands around it: [..], ="..", (pbk.), two of them; or why there is none."""
    bare = re.sub(r"^\s*\]E\d", "", text)  # what a scanner sends before the digits, set so
    if re.search(r"\d\.?\d*e\+?\d", bare, flags=re.I) and not re.search(r"[0-9]{9}", bare):
        return None, f"the spreadsheet shortened it to {text.strip()}: make the column text and type it again"
    if not re.search(r"\w", bare):
        return None, ""
    parts = re.split(r"[\s,;/|()\[\]\"'=]+", bare)
    runs = re.findall(r"(?<![0-9A-Za-z])[0-9][0-9\s\-\u2010-\u2015\u2212.]{7,20}[0-9Xx](?![0-9A-Za-z])", bare)
    why = ""
    for part in (re.sub(r"\.0+$", "", bare), *parts, *runs):
        try:
            return read(part), ""
        except Invalid as refused:
            why = why or (str(refused) if is_meant(part) else "")
    return None, why or f"{text.strip()!r} is none"


def written(isbn: str | None) -> str:
    """With its hyphens, as on the back of the book: 978-0-8021-4132-3."""
    return standard.format(isbn) if isbn else ""


def _digits(text: str) -> str:
    bare = BETWEEN.sub("", text).upper()
    return re.sub(r"^ISBN(1[03](?=:?\d{9}))?:?", "", bare)


def _check_digit(digits: str) -> str:
    if len(digits) == 13:
        return ean.calc_check_digit(digits[:-1])
    remainder = sum(place * int(digit) for place, digit in enumerate(digits[:-1], start=1)) % 11
    return "X" if remainder == 10 else str(remainder)
