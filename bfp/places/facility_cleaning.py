"""Names and addresses as they come out of web pages, made fit for an envelope. Text in, text and notes out."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from bfp.base import states
from bfp.base.tables.columns import cell
from bfp.places.facilities import zip_code

ROADS = (
    "road|rd|street|st|drive|dr|avenue|ave|boulevard|blvd|lane|ln|way|parkway|pkwy|place|pl|court|ct|trail|circle|pike|"
    "terrace|loop|run"
)
ROUTES = r"(?:(?:u\.?s\.?|state|county|[a-z]{2})?\s*(?:highway|hwy|route|rt|road|rd|cr|sr|fm|[a-z]{2}-)\.?\s*#?-?\s*\d+[a-z]?)"
SIDES = "north|south|east|west|n|s|e|w|ne|nw|se|sw|n.e.|n.w.|s.e.|s.w."
_TOWN_BEGINS = "san|santa|saint|st.|fort|ft.|new|los|las|el|la|lake|mount|mt.|port|de|palm|big|east|west|north|south"
_NO_TOWN = {*ROADS.split("|"), *SIDES.split("|"), "highway", "hwy", "box", "extension", "unit", "suite"}
_A_UNIT = r"\b(unit|state jail|facility|center|centre|complex|correctional|institution|hospital|galveston|prison|camp)$"


_ADDRESSEE = re.compile(
    r"(attn:?\s*)?(inmate|offender|prisoner|resident|person|full|first)\W?s?\s+(full\s+)?(and last )?(name|id|number)", re.I
)
_SHORT = {
    "rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "dr": "drive", "ln": "lane",
    "hwy": "highway", "pkwy": "parkway", "ct": "court", "cir": "circle", "pl": "place",
    "rt": "route", "rte": "route", "n": "north", "s": "south",
    "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest", "cr": "county road",
    "bldg": "building", "ste": "suite", "ter": "terrace", "trl": "trail", "mt": "mount", "ft": "fort",
}  # fmt: skip


@dataclass
class Address:
    """Where packages go, as far as it can be told; `notes` say what was not taken and why."""

    street: str = ""
    city: str = ""
    zip: str = ""
    also_called: str = ""
    notes: list[str] = field(default_factory=list)


def name(text: str) -> tuple[str, str]:
    """A facility's name without what the page around it said: (name, note)."""
    plain = cell(text).replace("’", "'")
    read = re.sub(
        r"^(image|photo|picture|view)s?\b.*?\b(front|entrance|of|to)\s+(?:the\s+front\s+of\s+)?(?:the\s+)?", "", plain, flags=re.I
    )
    while read != plain and re.match(r"(the|front|entrance|of|to)\s", read, flags=re.I):
        read = read.split(" ", 1)[1]
    return read, f"read from “{plain}”" if read != plain else ""


def is_street(text: str) -> bool:
    """Whether a name is really an address, as 1349 Correctional Center Road."""
    return bool(re.fullmatch(rf"\d+\S*\s.+\b({ROADS}|highway|hwy)\.?", text, flags=re.I))


def is_statewide(text: str) -> bool:
    """Whether what stands for a name means every facility of the state."""
    whole = r"\W*(state|system|department)[ -]?wide\b.*|\W*all (state )?(facilities|prisons|institutions|units)\W*"
    return bool(re.fullmatch(whole, text, flags=re.I))


def same_address(one: str, two: str) -> bool:
    """Whether two streets differ in abbreviations, case and signs only: Rd, Road."""
    return written_out(one) == written_out(two)


def written_out(text: str) -> str:
    """A street in words that do not depend on who shortened it."""
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\bp\.?\s*o\.?\s*(box|drawer)\b", r"po \1", text.lower())).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def address(street: str, city: str, state: str, zip: str, called: str) -> Address:
    """The parts of an address put where they belong."""
    said = Address()
    said.zip = _zip(zip, state, said)
    town, before = _town(city)
    lines = [cell(line) for line in re.split(r"[\r\n]+", street)]
    # What a list says to write in the first line, and the facility itself, are no part of its street.
    lines = [line for line in lines if not _ADDRESSEE.match(line) and line.lower() != called.lower()]
    if len(street) > 110 or re.search(r"\n\s*\n", street):
        said.city = _proper(town, state)
        said.notes.append("street left empty: the file has the text of a web page" + (f" and “{before}”" if before else ""))
        return said
    whole = cell(" ".join(line for line in lines if line))
    whole = re.sub(r"\(?\d{3}\)?[\s.-]*\d{3}-\d{4}\s*$", "", whole).strip(" ,")
    whole = re.sub(r"\b(Road|Street|Drive|Avenue|Lane|Way|Boulevard)([A-Z][a-z]+)", r"\1 \2", whole)
    if before:
        whole = f"{whole} {before}".strip()
    if re.match(r"p\.?\s*o\.?\s*box", town, flags=re.I):
        whole, town = f"{whole}, {town}", ""
    whole, town = _with_tail(whole, town, state, said)
    whole = _without_name(whole, called)
    if (
        whole
        and not re.search(r"\d", whole)
        and re.search(_A_UNIT, whole, flags=re.I)
        and not re.search(r"\bpark\b", whole, flags=re.I)
    ):
        said.also_called = whole
        said.notes.append(f"“{whole}” is no street: kept as another name")
        whole = ""
    whole, read = _split_town(whole, town)
    if read != town:
        said.notes.append(f"town read as “{read}”" if read else f"town “{town}” not taken")
    said.street, said.city = _proper(whole), _proper(read, state)
    return said


def _zip(text: str, state: str, said: Address) -> str:
    plain = cell(text)
    if not plain:
        return ""
    written = zip_code(plain, state)
    if written is None:
        said.notes.append(f"ZIP {plain!r} not taken")
        return ""
    if len(re.sub(r"\.0$", "", plain).split("-")[0]) < 5:
        said.notes.append(f"ZIP {plain} read as {written}")
    return written


def _town(city: str) -> tuple[str, str]:
    """The town is the last line of its cell; what stands above belongs to the street."""
    lines = [cell(line) for line in re.split(r"[\r\n]+", city)]
    lines = [line for line in lines if line]
    return (lines[-1], " ".join(lines[:-1])) if lines else ("", "")


def _with_tail(whole: str, town: str, state: str, said: Address) -> tuple[str, str]:
    """A street cell that ends in "Town, ST 12345" gives up the town and the ZIP."""
    tail = re.search(r"^(.*?)[,\s]*\b([A-Za-z. ]+?)\.?(?:\s+(\d{5}(?:-\d{4})?))?$", whole) if "," in whole else None
    if not tail or states.code(tail[2]) != state:
        return whole, town
    rest = tail[1].strip(" ,")
    if tail[3] and not said.zip:
        said.zip = tail[3]
    if town:
        return re.sub(rf"[,\s]*{re.escape(town)}$", "", rest, flags=re.I), town
    cut = re.match(rf"^(.*\b(?:{ROADS}|\d+)\.?(?:\s+(?:{SIDES})\b)?)[,\s]+(.+)$", rest, flags=re.I)
    return (cut[1], cut[2].strip(" ,")) if cut else ("", rest) if not re.search(r"\d", rest) else (rest, "")


def _without_name(whole: str, called: str) -> str:
    """The facility's own name in front of the number is no part of the street."""
    found = re.match(r"^([^\d,]{8,}?)[,\s]+(\d.*)$", whole)
    if not found:
        return whole
    near = SequenceMatcher(None, _plain(found[1]), _plain(called)).ratio()
    return found[2] if near > 0.85 else whole


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]+", "", text.lower())


def _split_town(whole: str, town: str) -> tuple[str, str]:
    """Street and town cut in the right place: not "33123 Oil Well Road Punta" and "Gorda"."""
    words = town.split()
    for size in range(min(4, len(words) - 1), 0, -1):  # "520 Justice Court", "Justice Court Dallas"
        if whole.lower().rstrip(".").endswith(" " + " ".join(words[:size]).lower()):
            return whole, " ".join(words[size:])
    if town and whole.lower() in _TOWN_BEGINS.split("|"):
        return "", f"{whole} {town}"
    twice = re.match(r"^(.*\d.*\b(\w+)) \2$", whole, flags=re.I)  # "600 Highway 27 South South", "Bay"
    if twice and town and twice[2].lower() in SIDES.split("|"):
        return twice[1], f"{twice[2]} {town}"
    sides = rf"(?:\s+(?:{SIDES})\b\.?)?"
    cut = re.match(rf"^(.*(?:\b(?:{ROADS})\b\.?|{ROUTES}){sides})\s+([a-z]+\.?(?:\s[a-z]+)?)$", whole, flags=re.I)
    if cut and town and re.search(r"\d", cut[1]) and cut[2].lower().rstrip(".") not in _NO_TOWN:
        return cut[1], f"{cut[2]} {town}"
    return whole, "" if town.lower() == "city" else town


def _proper(text: str, state: str = "") -> str:
    """Capitals throughout as words; a state behind a town taken off."""
    text = text.strip(" ,*")
    if state:
        text = re.sub(rf"[,\s]+({state}|{states.NAMES[state]})$", "", text, flags=re.I) or text
        text = "" if text.lower() == "city" else text
    if text.isupper() and len(text) > 3:
        keep = {"NE", "NW", "SE", "SW", "US", "PO", "FCI", "AFB", "FDC", "NC", "SCP", "FM", "CR", "HWY"}
        text = " ".join(
            word
            if word.strip(".,()") in keep
            or "." in word[:-1]
            or (re.search(r"\d", word) and not re.search(r"\d(TH|ST|ND|RD)\b", word))
            else word.capitalize()
            if not re.search(r"\d", word)
            else word.lower()
            for word in text.split()
        )
        text = re.sub(r"\bMc([a-z])", lambda found: f"Mc{found[1].upper()}", text)
    return text
