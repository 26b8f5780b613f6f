"""The words in which letters ask: what is said around a wish, subjects by other names, languages. General usage only."""

_AROUND = """
    i we id ill need want wanted wants would like love looking for am is are please plz send me us can could you do have get any
    anything some something all more good other a an the book books literature material materials info information title titles
    works work writings reading publications stuff copy edition editions thing things my your to if possible thanks thank help
    quiero necesito quisiera busco algo algun alguna algunos libro libros un una unos unas por favor me gustaria mandar manden
    envien el la los las para mi mis tiene tienen
"""
AROUND = frozenset(_AROUND.split())  # said before or after what is meant
BY = frozenset(("by", "from", "por"))
ABOUT = frozenset(("on", "about", "regarding", "concerning", "sobre", "acerca", "related", "dealing"))
OF = frozenset(("of", "de", "del", "in", "with", "or", "and", "y", "o"))

# The program's subjects (as first set up) by what letters call them. A subject that the program renamed goes by its own name.
SAID = {
    "political theory": (
        "political politics politica revolutionary socialism socialist communism communist marxism marxist leninism maoism "
        "anarchism anarchist socialismo comunismo marxismo teoria~politica"
    ),
    "legal": (
        "legal law laws lawyer lawyers attorney lawsuit lawsuits sue suing litigation court courts trial case~law my~case habeas "
        "conviction postconviction parole civil~rights~act derecho derechos ley leyes abogado juridico inmigracion immigration"
    ),
    "history": "history historical histories historia",
    "Black liberation": (
        "black black~history black~power black~panther black~panthers african~american african~americans afro~american "
        "black~studies new~afrikan black~nationalism panthers"
    ),
    "First Nations": (
        "native~american native~americans native~history indigenous indian indians american~indian american~indians first~nation "
        "tribes tribal aboriginal indigena indigenas"
    ),
    "Latin America": (
        "latin~american latino latinos latina chicano chicanos chicana mexico mexican cuba cuban puerto~rico puerto~rican "
        "central~america south~america nicaragua el~salvador zapatista zapatistas america~latina latinoamerica mexicana"
    ),
    "Africa": "african afrika afrikan pan~african pan~africanism congo ghana kenya south~africa nigeria africana",
    "Asia": "asian china chinese korea korean vietnam vietnamese india philippines filipino japan japanese maoist~china",
    "economics": "economy economic economies capitalism capitalist finance economia economica capitalismo",
    "labor": "labour union unions worker workers strike strikes working~class obrero obreros trabajadores sindicato sindicatos",
    "women and gender": (
        "women woman womens gender feminism feminist feminists lgbt lgbtq queer gay lesbian trans transgender mujer mujeres "
        "feminismo genero"
    ),
    "prisons and prisoners' movement": (
        "prison prisons prisoner prisoners incarceration mass~incarceration prison~industrial~complex prison~abolition abolition "
        "solitary~confinement solitary prisiones carcel presos"
    ),
    "anti-imperialism": "imperialism imperialist colonialism colonial anti~colonial decolonization imperialismo colonialismo",
    "philosophy": "philosophical philosopher philosophers ethics logic materialism dialectics dialectical stoicism filosofia",
    "science": "sciences scientific physics biology chemistry math mathematics algebra astronomy ciencia ciencias",
    "health": (
        "medical medicine fitness exercise exercises workout yoga hepatitis hiv aids nutrition diabetes disease salud medicina"
    ),
    "art and culture": "arts artist drawing draw drawings painting music poetry poems poem hip~hop culture arte poesia poemas",
    "biography": "biographies autobiography autobiographies memoir memoirs life~story biografia biografias autobiografia",
    "fiction": "novel novels stories science~fiction sci~fi urban~fiction novela novelas cuentos ficcion",
    "reference": "almanac almanacs atlas encyclopedia ged textbook grammar learn learning learn~english",
    "dictionary": "dictionaries thesaurus diccionario diccionarios",
    "writing": "writer writers write how~to~write grammar creative~writing journalism poetry~writing escribir gramatica",
    "Spanish": "learn~spanish",
}  # fmt: skip
GENERAL = frozenset(("reference", "Spanish"))  # a title may have these beside what it is about

# What a language is called in letters, and the words that only its own letters have.
LANGUAGES = {
    "english": "English", "ingles": "English", "spanish": "Spanish", "espanol": "Spanish", "castellano": "Spanish",
    "french": "French", "frances": "French", "chinese": "Chinese", "arabic": "Arabic", "arabe": "Arabic",
    "vietnamese": "Vietnamese", "swahili": "Swahili", "german": "German", "latin": "Latin", "portuguese": "Portuguese",
    "russian": "Russian", "italian": "Italian",
}  # fmt: skip
_SPANISH = """
    libros libro sobre algo quiero necesito quisiera algun alguna historia leyes derecho derechos novela novelas espanol
    diccionario una un unos ingles aprender poemas poesia filosofia economia revolucion
"""
_SPANISH_LITTLE = "de del la el los las y en mis mi por para con que"
# One of these words, or two of those.
OWN_WORDS = {"Spanish": (frozenset(_SPANISH.split()), frozenset(_SPANISH_LITTLE.split()))}

# The same word in English and in Spanish, where a title in the other language is looked for.
ACROSS = {
    "history": "historia", "people": "pueblo", "peoples": "pueblo", "revolution": "revolucion", "mexican": "mexicana",
    "cuban": "cubana", "prisons": "prisiones", "prison": "prision", "women": "mujeres", "woman": "mujer", "war": "guerra",
    "rights": "derechos", "poems": "poemas", "poetry": "poesia", "love": "amor", "dictionary": "diccionario",
    "english": "ingles", "spanish": "espanol", "law": "derecho", "legal": "juridico", "lawyer": "abogado", "class": "clase",
    "race": "raza", "state": "estado", "states": "estados", "united": "unidos", "earth": "tierra", "manifesto": "manifiesto",
    "communist": "comunista", "autobiography": "autobiografia", "veins": "venas", "solitude": "soledad", "years": "anos",
    "hundred": "cien", "diaries": "diarios", "motorcycle": "motocicleta", "doctor": "doctor", "book": "libro", "red": "rojo",
    "grammar": "gramatica", "immigration": "inmigracion", "health": "salud", "work": "trabajo", "labor": "trabajo",
    "world": "mundo", "freedom": "libertad", "life": "vida", "death": "muerte", "house": "casa", "land": "tierra",
    "education": "educacion", "oppressed": "oprimido", "philosophy": "filosofia", "economics": "economia", "art": "arte",
}  # fmt: skip
BACK = {spanish: english for english, spanish in ACROSS.items()}
