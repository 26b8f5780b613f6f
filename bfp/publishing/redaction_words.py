"""The words by which identifying text is known in what readers write: titles of staff, cells, dates, numbers, facilities."""

import re

# Whoever is called by one of these is staff, or somebody else with a name: what follows is taken for it.
TITLES = (
    r"officers?|ofc|ofcr|off|c\s?/\s?o|c\.\s?o\.|co|cos|sgts?|sergeants?|lts?|lieutenants?|lieut|cpl|corporal|capts?|captains?|majors?|maj|"
    r"wardens?|(?:asst|assistant|dep|deputy|associate)\.?\s+(?:wardens?|superintendents?|supt)|deputy|deputies|dep|superintendent|supt|"
    r"nurse|dr|doctor|counselor|counsellor|chaplain|inspector|investigator|commissioner|director|administrator|judge|justice|"
    r"attorney|lawyer|unit manager|case manager|caseworker|librarian|guard|mr|mrs|ms|miss|sra?|se[nñ]ora?|judge"
)
# After a title these are no names: "Officer Told me", "the Captain And two others" in letters written in capitals.
_NO_NAMES = """
a an and are as at be but by can come came could did do does down for from gave go got had has have he her here him his
how i if in into is it its just let like made may me more my never no not now of off on one or our out over put read
refused review s said saw say says she so some stated still t take that the their them then there these they this those to
told took two under unit up us was we went were what when where which while who whom why will with would wrote you your
because after before until about again all also always another any been being both each even every had his office officer
mail room block yard on sir union report
"""
NO_NAMES = frozenset(_NO_NAMES.split())
# Names on file that are words too: a lone one in small letters is the word, not the name.
_WORDS_TOO = """
art ash banks bell berry bill bird bishop black blue booker bond brown bush can chance chase cook cross day dean drew fair
field fields fish flowers ford forest fox frank free gray green grant grace hall hand hill holder holiday home hope house
hunt hunter john joy judge jack king knight lamb land lane law lee little long love low mack major march mark mason may
miles mill mills mo moon moore ned nick noble north pace page park parks pat peace pepper pike poor pope pound power price
pride rich ride ring rivers rob rock rose rush sample savage shields short small snow speed stone strong summers sue swift
temple tony walker wall walls ware waters watts way web wells west white wild will wise wood woods worth young ray drew
gene rusty sandy sky star christian angel jesus lance major pierce ernest max miles norm randy van von de la el los las
del dos das
"""
WORDS_TOO = frozenset(_WORDS_TOO.split())
_PARTICLES = "de la del los las el van von der den da do dos das di du le mc mac st san santa o d al bin ibn y jr sr ii iii iv"
PARTICLES = frozenset(_PARTICLES.split())
_HONORIFICS = "mr mrs ms miss jr sr ii iii iv brother sister comrade bro sis"
HONORIFICS = frozenset(_HONORIFICS.split())
# Words that many facilities have in their names: alone they name none.
_GENERIC = """
correctional corrections correction facility institution institute center centre unit prison state county jail complex
camp detention penitentiary federal medium minimum maximum security house custody reception medical north south east west
new department of and the at for fci usp sci ci cf regional central community processing reentry reformatory united states
us bureau private correct annex work women men mens womens youth juvenile hospital
"""
GENERIC = frozenset(_GENERIC.split())
FACILITY_TAIL = (
    r"(?:[\s,]+(?:correctional|corrections|state|county|federal|unit|facility|institution|center|prison|jail|complex|camp|"
    r"penitentiary|detention|c\.?\s?f\.?|c\.?\s?i\.?|s\.?\s?p\.?)(?![\w]))*"
)

MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
    r"sep?tiembre|octubre|noviembre|diciembre)"
)
DAY = re.compile(
    rf"\b(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?{MONTH},?\s+(?:del?\s+)?\d{{4}})\b",
    re.I,
)
DAY_OF_BIRTH = re.compile(
    rf"\b(?:{MONTH}\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?|(?:del?\s+)?\d{{4}}\b)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?{MONTH}\b|(?:19|20)\d{{2}}\b|\d{{1,2}}/\d{{1,2}}\b)",
    re.I,
)
BORN = re.compile(
    r"\b(?:born|d\.?o\.?b\.?|birthday|birth\s?date|date of birth|nac[ií]|nacid[oa]|nacimiento|cumplea[nñ]os)\b", re.I
)
NEAR = 40  # signs between a word for a birthday and the day
PHONE = re.compile(r"(?<![\w-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w-])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
CELL = re.compile(
    r"\b(?:cells?|bunks?|beds?|cube|cubicle|dorms?|pods?|tiers?|blocks?|wing|range|rack|house|building|bldg|section|quad|row|room)"
    r"\s*(?:\#|no\.?\s|number\s)?\s*(?:[A-Z]{0,2}-?\d{1,4}(?:-?[A-Z0-9]{1,3})?|[A-Z]-[A-Z0-9]{1,3}|(?-i:[A-HJ-Z])(?![\w'’]))(?!\w)",
    re.I,
)
STREET = re.compile(
    r"\b\d{1,6}\s+(?:[A-Z][\w.'’]*\s+){1,3}(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|highway|hwy)\b\.?",
    re.I,
)
A_NUMBER = re.compile(
    r"(?:(?<=\#)\s?|\b(?:number|no\.|num\.|cdcr?|tdcj|doc|din|reg\.?)\s*(?:is|\#|:|-)?\s*)"
    r"([A-Z]{0,3}-?\d[\d\-]{3,10}[A-Z]{0,2}|[A-Z]{1,3}\d{3,8})(?!\w)|(?<![\w$.,/-])(\d{6,9}|[A-Z]{1,3}-?\d{4,7})(?![\w/-])"
)
TITLED = re.compile(rf"(?<![\w/])({TITLES})\.?(?!\w)[\s,]+(?=[\"“]?\w)", re.I)
