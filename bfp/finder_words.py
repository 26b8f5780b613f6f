"""The words that names of facilities and people are made of: short forms, states, nicknames.

Everything here is general English and prison usage. No facility is named here: what is rare and what is
common among facilities is counted by `bfp.finder.Directory` from the directory it is given.
"""

import re
import unicodedata

STATES = {
    "AL": "alabama", "AK": "alaska", "AZ": "arizona", "AR": "arkansas", "CA": "california", "CO": "colorado",
    "CT": "connecticut", "DE": "delaware", "DC": "district of columbia", "FL": "florida", "GA": "georgia",
    "HI": "hawaii", "ID": "idaho", "IL": "illinois", "IN": "indiana", "IA": "iowa", "KS": "kansas",
    "KY": "kentucky", "LA": "louisiana", "ME": "maine", "MD": "maryland", "MA": "massachusetts",
    "MI": "michigan", "MN": "minnesota", "MS": "mississippi", "MO": "missouri", "MT": "montana",
    "NE": "nebraska", "NV": "nevada", "NH": "new hampshire", "NJ": "new jersey", "NM": "new mexico",
    "NY": "new york", "NC": "north carolina", "ND": "north dakota", "OH": "ohio", "OK": "oklahoma",
    "OR": "oregon", "PA": "pennsylvania", "PR": "puerto rico", "RI": "rhode island", "SC": "south carolina",
    "SD": "south dakota", "TN": "tennessee", "TX": "texas", "UT": "utah", "VT": "vermont", "VA": "virginia",
    "WA": "washington", "WV": "west virginia", "WI": "wisconsin", "WY": "wyoming", "GU": "guam",
    "VI": "virgin islands", "AS": "american samoa", "MP": "northern mariana islands",
}  # fmt: skip
CODE_OF_STATE = {name: code for code, name in STATES.items()}

STOP = frozenset("and of the for at in a an on to by de la el dba inc llc ltd".split())

# One short form, one meaning: both sides of a comparison are rewritten so.
SHORT = {}
for _full, _forms in {
    "correction": "corr correc correct correctional corrections correctiona correctio corrl crrctnl corecctional cor",
    "center": "ctr cntr cent cntr centre centr ctrs",
    "institution": "inst instn instit institute institutions institutional institutio",
    "facility": "fac facl facil faclty fclty facilities facilty",
    "department": "dept dpt",
    "county": "cnty cty counties",
    "complex": "cmplx cplx",
    "community": "comm commun",
    "detention": "det detn dtn detent",
    "juvenile": "juv juvi",
    "regional": "reg regl rgnl",
    "reception": "rec recp recep recpt",
    "diagnostic": "diag diagn diagnostics",
    "classification": "class classif",
    "treatment": "trt trtmt treatmt tx",
    "transition": "trans transitional",
    "penitentiary": "pen penit penitent",
    "hospital": "hosp",
    "township": "twp twnp twnshp",
    "metropolitan": "metro metropol",
    "federal": "fed",
    "rehabilitation": "rehab",
    "psychiatric": "psych",
    "probation": "prob",
    "residential": "resid res residence",
    "headquarters": "hq hdqtrs hdqrs headquarter",
    "program": "pgm prog programs",
    "services": "svcs svc service serv",
    "security": "sec",
    "special": "spec",
    "management": "mgmt mgt",
    "training": "trng trn",
    "administration": "admin administrative",
    "st": "saint ste sainte",
    "mt": "mount mountain mtn mountains",
    "fort": "ft",
    "northeast": "ne northeastern",
    "northwest": "nw northwestern",
    "southeast": "se southeastern",
    "southwest": "sw southwestern",
    "maximum": "max",
    "minimum": "min",
    "women": "woman womens female females wmn",
    "men": "mens male males",
    "girl": "girls",
    "boy": "boys",
    "1": "i one",
    "2": "ii two",
    "3": "iii three",
    "4": "iv four",
    "5": "five",
    "6": "vi six",
}.items():
    for _form in _forms.split():
        SHORT[_form] = _full

# A short form that may stand for several words: the words, any of which it may be, in order.
SEVERAL = {
    "med": ("medical", "medium"),
    "co": ("county", "colorado"),
    "n": ("north", "northern"),
    "s": ("south", "southern"),
    "e": ("east", "eastern"),
    "w": ("west", "western"),
    "st": ("state",),
    "sj": ("state jail",),
}

# What the initials on a letter stand for when the name in the directory does not spell those words out.
TYPES = {
    "ci": "correction institution", "cf": "correction facility", "cc": "correction center",
    "cx": "correction complex", "sp": "state prison", "sci": "state correction institution",
    "scf": "state correction facility", "scc": "state correction center", "cif": "correction facility",
    "usp": "united states penitentiary", "fci": "federal correction institution", "fpc": "federal prison camp",
    "fcc": "federal correction complex", "fmc": "federal medical center", "fdc": "federal detention center",
    "ftc": "federal transfer center", "fsl": "federal satellite low", "mcc": "metropolitan correction center",
    "mdc": "metropolitan detention center", "mcfp": "medical center federal prisoner",
    "usmcfp": "united states medical center federal prisoner",
    "dc": "detention center", "df": "detention facility", "ddf": "detention facility", "cdf": "detention facility",
    "rrc": "residential reentry center", "ccc": "community correction center", "rcc": "regional correction center",
    "crc": "community reentry center", "cwc": "community work center", "wc": "work camp", "wrc": "work release center",
    "wr": "work release", "tc": "transition center", "pdc": "probation detention center", "jdc": "juvenile detention center",
    "jcc": "juvenile correction center", "jcf": "juvenile correction facility", "ydc": "youth detention center",
    "ycf": "youth correction facility", "ycc": "youth correction center", "rj": "regional jail", "cj": "county jail",
    "sj": "state jail", "csp": "correction state prison", "spc": "service processing center",
    "cbf": "community based facility", "dtc": "detention center", "adc": "adult detention center",
    "yc": "youth center", "ro": "regional office", "hwh": "halfway house", "mh": "mental health",
    "so": "sheriff office", "lec": "law enforcement center", "jc": "juvenile center", "pf": "prison farm",
    "bc": "boot camp", "wcc": "women correction center", "wci": "women correction institution",
    "cfw": "correction facility women", "ciw": "correction institution women", "ccw": "correction center women",
}  # fmt: skip

# Words that mail writers use for one another, with how alike they are.
ALIKE = {}
for _likeness, _words in (
    (0.85, "juvenile youth youthful"),
    (0.8, "women girl"),
    (0.8, "men boy"),
    (0.75, "jail detention"),
    (0.75, "prison penitentiary"),
    (0.6, "processing detention"),
    (0.6, "prerelease transition reentry"),
    (0.7, "department division"),
    (0.7, "medium medical"),
    (0.7, "headquarters office"),
    (0.8, "north northern"),
    (0.8, "south southern"),
    (0.8, "east eastern"),
    (0.8, "west western"),
    (0.5, "facility center institution complex prison unit camp penitentiary jail"),
):
    for _one in _words.split():
        for _other in _words.split():
            if _one != _other:
                ALIKE.setdefault(_one, {}).setdefault(_other, _likeness)

COMPASS = {"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw"}


def plain(text: str) -> str:
    """The text in lower-case ASCII letters, digits and spaces, accents and broken encodings undone."""
    text = str(text)
    if not text.isascii():
        try:  # UTF-8 that was read as Windows text
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            pass
        # Two or more such letters in a row are a mangled apostrophe or dash, not a language.
        text = re.sub(r"(?<=[A-Za-z])[^\x00-\x7f]{2,}(?=[sS]\b)", "", text)
        text = re.sub(r"[^\x00-\x7f]{2,}", " ", text)
        text = re.sub(r"[\u2018\u2019\u02bc\u00b4]", "'", text)
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    text = text.lower().replace("&", " and ").replace("'", "").replace("`", "")
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda found: found[0].replace(".", ""), text)
    text = re.sub(r"(?<=\d)(?=[a-z]{3})|(?<=[a-z]{3})(?=\d)", " ", text)
    text = re.sub(r"[^a-z0-9]+", " ", text)
    return re.sub(r"(?<=[a-z]{2}) s\b", "s", text).strip()


def canonical(word: str) -> str:
    """The one form that all spellings of a word are rewritten to before comparing."""
    if word in SHORT:
        return SHORT[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
        return SHORT.get(word, word)
    return word


def state_code(text: str | None) -> str:
    """The two letters of a state given by code or by name; anything else upper-cased as it is."""
    text = (text or "").strip()
    return CODE_OF_STATE.get(text.lower(), text.upper())
