"""The words that names of facilities and people are made of: short forms, states, nicknames, initials.

Everything here is general usage. No facility is named: what is rare and what is common among facilities is
counted by `bfp.finder.Directory` from the directory it is given.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import product

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
CODES = {code.lower(): (name,) for code, name in STATES.items()}

UNTELLING = "and of the for at in a an on to by de la el dba inc llc ltd"
STOP = frozenset(UNTELLING.split())

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
    "crc": "community reentry center", "cwc": "community work center", "wc": "work camp",
    "wrc": "work release center", "wr": "work release", "tc": "transition center",
    "pdc": "probation detention center", "jdc": "juvenile detention center",
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
ALIKE: dict[str, dict[str, float]] = {}
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

# Letters that do not come apart into a plain letter and an accent.
UNDIVIDED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE"})

# In a name typed in plain letters: an apostrophe is nothing, any other mark is a space.
MARKS = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): None, ord("`"): None}

COMPASS = {"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw"}

# Families of first names: within a family any may be written for any other. English, then Spanish.
NICKNAMES = """
abigail abby gail|abraham abe bram|adam ad|albert al bert bertie|alexander alex al sandy xander lex sasha
alfred al fred|allan alan allen al|alice allie ali|amanda mandy|andrew andy drew|angela angie
ann anne anna annie nan nancy|anthony tony ant|arnold arnie|arthur art artie|augustus gus august augie
barbara barb babs barbie|bartholomew bart|benjamin ben benny benji|bernard bernie barney|beverly bev
bradley brad|brandon bran|calvin cal|cameron cam|carl karl carlton|caroline carol carrie carolyn
catherine katherine kathryn cathy kathy kate katie kitty kat|charles charlie chuck chas chip
charlotte lottie charlie|chester chet|christine christina chris chrissy tina|christopher chris kit topher
clarence clare|clifford cliff|clifton cliff|clinton clint|cornelius neil corey|curtis curt kurt|cynthia cindy
daniel dan danny|darrell darryl daryl|david dave davey|deborah debra deb debbie|dennis denny|dominic dom nick
donald don donnie donny|dorothy dot dottie|douglas doug|dwayne duane wayne|earnest ernest ernie
eddie edward ed ted teddy ned|edgar ed|edmund ed eddie|edwin ed eddie|eleanor ellie nell nora
elizabeth liz lizzie beth betty betsy eliza libby|emily em emmy|eugene gene|evelyn eve|ezekiel zeke|florence flo
frances fran frannie|francis frank frankie|franklin frank frankie|frederick fred freddie freddy rick
gabriel gabe|gerald jerry gerry|gilbert gil bert|gordon gord|gregory greg|gwendolyn gwen|harold hal harry
harrison harry|harry henry hank hal|harvey harv|herbert herb bert|herman herm|howard howie|hubert hugh bert
isaac ike|isabel isabella bella izzy|isaiah ike|jacob jake jay|jacqueline jackie|james jim jimmy jamie jem
janet jan|jason jay|jeffrey geoffrey jeff geoff|jennifer jen jenny|jeremiah jeremy jerry|jerome jerry
jessica jess jessie|jesse jess|john jack johnny jon|jonathan jon jonny nathan|joseph joe joey jo
josephine jo josie|joshua josh|joyce joy|judith judy|julia julie|julius jules|katelyn kate katie
kenneth ken kenny|kevin kev|kimberly kim|lamar mar|larry lawrence laurence lars|leon lee leo
leonard len lenny leo|leroy roy lee|leslie les|lewis louis lou louie|lillian lily lil|linda lindy|lucille lucy
luther lou|madeline maddy|malcolm mal|marcus marc mark|margaret maggie meg peggy marge greta|martin marty
marvin marv|mary molly polly mae|matthew matt matty|maurice morris maury mo reese|maximilian max
melissa missy mel|melvin mel|michael mike mikey mick mickey|michelle shelly|mitchell mitch
mohammed muhammad mohamed mo|montgomery monty|nathaniel nathan nate nat|nicholas nick nicky|norman norm
oliver ollie|oscar ozzie|pamela pam|patricia pat patty tricia trish|patrick pat paddy|paul paulie|percival percy
peter pete|philip phillip phil|rachel rae|ralph ralphie|randolph randall randy|raymond ray|rebecca becky becca
reginald reggie reg|richard rick ricky rich richie dick|robert bob bobby rob robbie bert|roderick rod rodney
roger rodge|roland rollie|ronald ron ronnie|rosemary rose rosie|rudolph rudy|russell russ rusty|samantha sam
samuel sam sammy|sandra sandy|sarah sally sadie|sean shawn shaun|sebastian seb|sharon shari|shirley shirl
sidney sid|silvester sylvester sly|solomon sol|stanley stan|stephanie steph|stephen steven steve stevie
stuart stewart stu|susan sue susie suzanne|tamara tammy|terrence terrance terry|theodore ted teddy theo
theresa terry tess|thomas tom tommy|timothy tim timmy|tobias toby|tracy trace|tyler ty|tyrone ty|valerie val
vanessa nessa|victor vic|victoria vicky tori|vincent vince vinny|virginia ginny|wallace wally|walter walt wally
wesley wes|wilfred will fred|william bill billy will willie willy liam|woodrow woody|zachary zach zack
alejandro alex ale jandro|alfonso alphonse poncho|ana anita|antonio tony tono antony anthony|arturo arthur art
beatriz bea|benito ben beno|benjamin mincho|carlos charlie carlitos calo|carmen carmela|cesar checha
concepcion concha|consuelo chelo|cristobal cristo chris|cristina cris tina|daniel dani|dolores lola
eduardo eddie edy lalo ed|emilio milo|enrique kike quique henry rique|ernesto neto ernie|esteban steve steven
eugenio gene geno|federico fede fred|felipe pipe phil|fernando nando fer|francisco paco pancho frank cisco kiko
gabriel gabi|gerardo lalo gera jerry|gilberto beto gil|graciela chela|gregorio goyo greg|guadalupe lupe lupita
guillermo memo guille bill william|gustavo gus tavo|hector tito|heriberto beto|humberto beto|ignacio nacho
isabel chavela|ismael mayo|jaime jimmy james|jesus chuy chucho|joaquin quino|jorge george coque
jose pepe joe joseph chepe|josefina pepa fina|juan john johnny juanito|julio july|leonardo leo nardo
lorenzo larry lencho|luis lucho lou louis|manuel manny manolo memo|marcos mark marc|margarita margo mago
maria mari mary|mario mayo|mauricio moris mau|mercedes meche|miguel mike mickey|nicolas nico nick|oscar oscarin
pablo paul|patricio pato pat|pedro peter pete perico|rafael rafa ralph fallo|ramon moncho ray|raul rulo
ricardo rick ricky cardo richard|roberto beto bob rob robert|rodolfo fito rudy|rodrigo rodri rod|rogelio roger
rosario chayo|ruben rube|salvador chava sal|santiago chago santi|santos tos|sergio checo serge|socorro coco
teodoro teo ted|teresa tere|tomas tom tommy thomas|vicente chente vince vincent|victor vico|george georgie
ramiro miro|alberto beto al albert|adalberto beto|norberto beto|lucas luke|mateo matt matthew|andres andy andrew
angel lito|armando mando|rolando rolo|reynaldo rey|reinaldo rey|orlando lando|edmundo mundo
"""


def unaccented(text: str) -> str:
    """The text in ASCII: accents taken off, UTF-8 that was read as Windows text put right."""
    if text.isascii():
        return text
    try:
        text = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        pass
    text = re.sub("[\u2018\u2019\u02bc\u00b4]", "'", text).translate(UNDIVIDED)
    return unicodedata.normalize("NFKD", re.sub("[\u2010-\u2015]", "-", text)).encode("ascii", "ignore").decode()


def plain(text: str) -> str:
    """The text in lower-case ASCII letters, digits and spaces, its marks and broken encodings undone."""
    if not text.isascii():
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            pass
        # What is left of an apostrophe or a dash that was read in the wrong encoding, perhaps twice.
        mangled = "[ÃÂÄâÅ√‚][^\x00-\x7f]+"
        text = re.sub(f"(?<=[A-Za-z]){mangled}(?=[sS]\\b)", "", text)
        text = unaccented(re.sub(mangled, " ", text))
    text = text.lower().replace("&", " and ").replace("'", "").replace("`", "")
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda found: found[0].replace(".", ""), text)
    text = re.sub(r"(?<=\d)(?=[a-z]{3})|(?<=[a-z]{3})(?=\d)", " ", text)
    text = re.sub(r"[^a-z0-9]+", " ", text)
    return re.sub(r"(?<=[a-z]{2}) s\b", "s", text).strip()


def telling(text: str) -> list[str]:
    """The words of a text, without `and`, `of` and their like unless there is nothing else."""
    words = plain(text).split()
    return [word for word in words if word not in STOP] or words


def canonical(word: str) -> str:
    """The one form that all spellings of a word are rewritten to before comparing."""
    if word in SHORT:
        return SHORT[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
        return SHORT.get(word, word)
    return word


# Words that nearly every facility's name may have or leave out, and others that tell a kind of place.
_GENERIC_WORDS = """
    correctional institution facility center complex prison unit state federal penitentiary department united states us usa
    cca geo corecivic private mens men adult main industrial
"""
_COMMON_WORDS = "camp county city work detention jail sheriff regional office women reentry medical"
GENERIC, COMMON = (frozenset(map(canonical, words.split())) for words in (_GENERIC_WORDS, _COMMON_WORDS))
KINDS = GENERIC | COMMON


def state_code(text: str | None) -> str:
    """The two letters of a state given by code or by name; anything else upper-cased as it is."""
    text = (text or "").strip()
    return CODE_OF_STATE.get(text.lower(), text.upper())


def system_words(text: str) -> frozenset[str]:
    """The words that a system may be called by, its initials among them."""
    words = telling(text)
    return frozenset([*map(canonical, words), "".join(word[0] for word in plain(text).split()), initials_of(words)])


def state_at_the_end(text: str) -> str:
    """The state whose code or name ends a text of several words, or nothing; `CO` alone may be a county."""
    words = plain(text).split()
    for size in (3, 2, 1):
        last = " ".join(words[-size:])
        code = CODE_OF_STATE.get(last) or (last.upper() if last.upper() in STATES and last != "co" else "")
        if code and len(words) > size:
            return code
    return ""


def initials_of(words: Sequence[str]) -> str:
    """The first letters of a name of three words or more; fewer are too common to go by."""
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def initials(words: tuple[str, ...], start: int, stop: int) -> set[str]:
    """The ways in which some words in a row are written as initials."""
    forms = []
    for at in range(start, stop):
        word = words[at]
        options = [word[0]]
        if word in COMPASS:
            options.append(COMPASS[word])
        elif word == "complex":
            options.append("x")
        elif word in CODE_OF_STATE:
            options.append(CODE_OF_STATE[word].lower())
        elif word.isdigit() or word in ("st", "mt"):
            options.append(word)
        elif word.startswith("pre") or word.startswith("re") or word.startswith("mc"):
            options.append(word[0] + word[2 + word.startswith("pre")] if len(word) > 3 else word)
        if at == 0 and len(word) > 2 and word not in COMPASS:
            options.append(word[:2])
        forms.append(options)
    if math.prod(map(len, forms)) > 16:
        forms = [options[:1] for options in forms]
    return {"".join(letters) for letters in product(*forms)}


def spans_of(words: tuple[str, ...], joined: tuple[str, ...]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Every run of words in a name under the short forms it may be written by: joined up, or as initials."""
    spans = defaultdict(list)
    for start in range(len(words)):
        for stop in range(start + 2, min(len(words), start + 8) + 1):
            for short in initials(words, start, stop):
                spans[short].append((start, stop))
            if stop - start <= 3:
                spans["".join(joined[start:stop])].append((start, stop))
    return {short: tuple(where) for short, where in spans.items()}


def is_within(short: str, long: str) -> bool:
    """Whether the letters of the short word are in the long one, in that order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def cut(word: str, known: Callable[[str], bool]) -> list[str]:
    """Words run together, cut at the cheapest places: known words cost little, unknown stretches by the letter."""
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for stop in range(1, len(word) + 1):
        options = []
        for start in range(max(0, stop - 18), stop):
            part, size = word[start:stop], stop - start
            price = {2: 2.5, 3: 1.5}.get(size, 1.0) if size > 1 and known(part) else 2.0 + 0.9 * size
            options.append((best[start][0] + price, (*best[start][1], part)))
        best.append(min(options))
    price, cheapest = best[-1]
    parts = [part for part in cheapest if part not in STOP]
    return parts if parts and price < 2.0 + 0.5 * len(word) else [word]


def families(text: str) -> dict[str, frozenset[str]]:
    """For each first name, the others that may be written for it."""
    others = defaultdict(set)
    for family in text.strip().replace("\n", "|").split("|"):
        for name in family.split():
            others[name].update(family.split())
    return {name: frozenset(known - {name}) for name, known in others.items()}


KNOWN_AS = families(NICKNAMES)


def nicknames(token: str) -> frozenset[str]:
    """The other first names that this one may be written as: bob for robert, and robert for bob."""
    return KNOWN_AS.get(plain(token), frozenset())


def name_key(first: str | None, last: str | None) -> str:
    """A reader's name, first then last, as it compares: lower case, no accents or marks, words one space apart."""
    return " ".join(unaccented(f"{first or ''} {last or ''}").lower().translate(MARKS).split())
