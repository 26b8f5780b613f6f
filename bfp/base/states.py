"""The states and territories, by the two letters on an envelope and by name."""

import re

NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "Virgin Islands",
}  # fmt: skip

# Where ZIPs begin with a zero, which spreadsheets drop.
ZEROS = ("CT", "MA", "ME", "NH", "NJ", "RI", "VT", "PR", "VI", "NY")

_OTHER = {
    "washington dc": "DC", "washington d c": "DC", "dist of columbia": "DC",
    "us virgin islands": "VI", "virgin islands of the us": "VI", "commonwealth of puerto rico": "PR",
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "cal": "CA", "colo": "CO", "conn": "CT", "del": "DE", "fla": "FL",
    "ill": "IL", "ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN", "miss": "MS", "mont": "MT",
    "neb": "NE", "nebr": "NE", "nev": "NV", "n mex": "NM", "n car": "NC", "s car": "SC", "n dak": "ND", "s dak": "SD",
    "okla": "OK", "ore": "OR", "oreg": "OR", "penn": "PA", "penna": "PA", "tenn": "TN", "tex": "TX", "wash": "WA",
    "w va": "WV", "wis": "WI", "wisc": "WI", "wyo": "WY",
}  # fmt: skip
_CODES = {name.lower(): code for code, name in NAMES.items()} | _OTHER


def code(text: str | None) -> str | None:
    """The two letters of a state written by code or name (TX, tx, Tex., texas, north_carolina), or None."""
    words = re.sub(r"[^a-z]+", " ", (text or "").lower().replace("u.s.", "us")).strip()
    letters = words.replace(" ", "").upper()
    if letters in NAMES and len(letters) == 2:
        return letters
    return _CODES.get(words)
