"""The texts of papers that go to readers, as given until a program writes its own: by name, then by language."""

GIVEN: dict[str, dict[str, str]] = {
    "letter": {
        "English": """\
Dear {name},

Enclosed is what we could send you this time. It is our parcel {number} of {date}:

{enclosed}

{earlier}

{give_back}

In solidarity,
{program}
""",
        "Spanish": """\
Estimado/a {name}:

Le enviamos lo que pudimos reunir esta vez. Es nuestro paquete {number} del {date}:

{enclosed}

{earlier}

{give_back}

En solidaridad,
{program}
""",
    },
    "letter_earlier": {
        "English": """\
Did our earlier mail reach you? Prisons seldom tell us what they stop, so only you can say. \
Please tick each line and send us this page, or write it in your next letter:

{items}
""",
        "Spanish": """\
¿Recibió lo que le enviamos antes? Las prisiones casi nunca nos dicen qué detienen: solo usted puede decirlo. \
Por favor marque cada línea y envíenos esta hoja, o escríbalo en su próxima carta:

{items}
""",
    },
    "letter_boxes": {
        "English": "it came / it did not come / it was stopped",
        "Spanish": "llegó / no llegó / lo detuvieron",
    },
    "letter_give_back": {
        "English": """\
The books are free, and we ask for something back, so that others learn from them too. You could send us a review of what you \
read, an article, a poem or a drawing; start a study group; do legal work for others or translate; tell us what the mail room \
lets in and what it refuses; or send stamps, if you have them. Tell us what you would like to do.
""",
        "Spanish": """\
Los libros son gratis, y le pedimos algo a cambio para que otros también aprendan de ellos. Puede enviarnos una reseña de lo que \
leyó, un artículo, un poema o un dibujo; formar un grupo de estudio; hacer trabajo legal para otros o traducir; contarnos qué \
deja pasar la oficina de correo y qué rechaza; o enviar estampillas, si tiene. Díganos qué le gustaría hacer.
""",
    },
    "thanks_books": {
        "English": """\
Dear {name},

Thank you for {gift}, which came on {date}. They go to people in prison who read, study and write with them, and who tell \
others what they learned.

{books}

Prisons stop a good part of what we send, so every book that can go to another place counts.

In solidarity,
{program}
""",
        "Spanish": """\
Estimado/a {name}:

Gracias por su donación ({gift}) del {date}. Los libros van a personas en prisión que leen, estudian y escriben con ellos, y \
que cuentan a otros lo que aprendieron.

{books}

Las prisiones detienen buena parte de lo que enviamos: cada libro que puede ir a otro lugar cuenta.

En solidaridad,
{program}
""",
    },
    "thanks_money": {
        "English": """\
Dear {name},

Thank you for {gift}, which came on {date}. It is entered for: {fund}. Most of what the program spends is postage, so it turns \
into books that arrive.

In solidarity,
{program}
""",
        "Spanish": """\
Estimado/a {name}:

Gracias por su donación ({gift}) del {date}. Está anotada para: {fund}. La mayor parte de lo que gastamos es correo: su \
donación se convierte en libros que llegan.

En solidaridad,
{program}
""",
    },
    "receipt_foot": {
        "English": "Nothing was given in return. With thanks, {program}.",
        "Spanish": "No se dio nada a cambio. Con agradecimiento, {program}.",
    },
}

PAGE = {"English": {"page": "page", "of": "of"}, "Spanish": {"page": "página", "of": "de"}}
CODES = {"English": "en", "Spanish": "es", "French": "fr", "Chinese": "zh", "Arabic": "ar", "Vietnamese": "vi"}
SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
