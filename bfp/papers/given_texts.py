"""The texts of papers that go to readers, as given until a program writes its own: by name, then by language."""

from bfp.papers import umf_words

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
    "joining_introduction": {
        "English": """\
Dear {name},

You wrote that you want to take part in the work: {offered}. Thank you. Many ask for books; few offer to do something with \
them, and those few make this program.

This is how we work. We send books so that people study, write and organize. In return we ask you to review what you read, to \
write about what you see, or to study with others, by mail or where you are. What you send may be printed, without your name.

Please answer three questions in your next letter:

1. What do you want to do first: a review, an article, a study group, art, translation, legal work, or something else?
2. What do you want to study, and with whom?
3. May we print what you send, without your name and number?

In solidarity,
{program}
{return_address}
""",
        "Spanish": """\
Estimado/a {name}:

Usted escribió que quiere participar en el trabajo: {offered}. Gracias. Muchas personas piden libros; pocas ofrecen hacer algo \
con ellos, y esas pocas hacen este programa.

Así trabajamos. Enviamos libros para que la gente estudie, escriba y se organice. A cambio le pedimos que escriba una reseña de \
lo que lee, que cuente lo que ve, o que estudie con otros, por correo o donde está. Lo que envíe puede publicarse, sin su nombre.

Por favor responda a tres preguntas en su próxima carta:

1. ¿Qué quiere hacer primero: una reseña, un artículo, un grupo de estudio, arte, traducción, trabajo legal u otra cosa?
2. ¿Qué quiere estudiar, y con quién?
3. ¿Podemos publicar lo que envíe, sin su nombre ni su número?

En solidaridad,
{program}
{return_address}
""",
    },
    "joining_introduction_reminder": {
        "English": """\
Dear {name},

On {since} we wrote to you about taking part in the work, and we don't know whether that letter reached you. You had offered: \
{offered}.

If it did not come, tell us, and we send it again. If it did, a few lines are enough: what do you want to do first?

In solidarity,
{program}
{return_address}
""",
        "Spanish": """\
Estimado/a {name}:

El {since} le escribimos sobre cómo participar en el trabajo, y no sabemos si esa carta le llegó. Usted había ofrecido: \
{offered}.

Si no llegó, díganos y la enviamos otra vez. Si llegó, bastan unas líneas: ¿qué quiere hacer primero?

En solidaridad,
{program}
{return_address}
""",
    },
    "joining_introduction_welcome": {
        "English": """\
Dear {name},

Thank you for your answer. Welcome. Here is a first thing to do: take the book you have from us, or one you know well, and write \
a page about it. What does it say, is it true where you are, and what would you tell somebody who has not read it?

Send the page with your next letter. We answer it, and it opens your next request.

In solidarity,
{program}
{return_address}
""",
        "Spanish": """\
Estimado/a {name}:

Gracias por su respuesta. Bienvenido/a. Lo primero que puede hacer: tome el libro que tiene de nosotros, o uno que conozca bien, \
y escriba una página. ¿Qué dice, es verdad donde usted está, y qué le diría a alguien que no lo ha leído?

Envíe la página con su próxima carta. La respondemos, y con ella se abre su próximo pedido.

En solidaridad,
{program}
{return_address}
""",
    },
    **umf_words.GIVEN,
}

PAGE = {"English": {"page": "page", "of": "of"}, "Spanish": {"page": "página", "of": "de"}}
CODES = {"English": "en", "Spanish": "es", "French": "fr", "Chinese": "zh", "Arabic": "ar", "Vietnamese": "vi"}
SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
