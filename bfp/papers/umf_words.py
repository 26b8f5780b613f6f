"""The words of the unconfirmed-mail form, in the languages it is printed in; any other language gets English.

Sentences are short and plain: the form is often read with a dictionary, or aloud by somebody else. What comes in {} is filled in.
A program may write its own (the page Papers); the few words in WORDS stay as they are.
"""

GIVEN: dict[str, dict[str, str]] = {
    "umf_title": {
        "English": "Did our mail reach you?",
        "Spanish": "¿Le llegó nuestro correo?",
    },
    "umf_asks": {
        "English": (
            "Dear {name}, we sent you the mail listed below and do not know whether you got it. Prisons seldom tell us. "
            "Please tick one box in each line and send this page back. If you are not sure, leave the line empty."
        ),
        "Spanish": (
            "Estimado/a {name}: le enviamos el correo de la lista y no sabemos si lo recibió. Las prisiones casi nunca nos "
            "lo dicen. Por favor marque una casilla en cada línea y devuélvanos esta hoja. Si no lo sabe, deje la línea en "
            "blanco."
        ),
    },
    "umf_heads": {
        "English": "No. / mailed / what we sent",
        "Spanish": "N.º / enviado / lo que enviamos",
    },
    "umf_boxes": {
        "English": "I got it / the prison stopped it / it did not come",
        "Spanish": "lo recibí / la prisión lo detuvo / no llegó",
    },
    "umf_why": {
        "English": (
            "Your answer helps us to see where mail is stopped, and to protest. If the prison gave you a notice or a reason, "
            "please copy it here or enclose it."
        ),
        "Spanish": (
            "Su respuesta nos ayuda a ver dónde detienen el correo y a protestar. Si la prisión le dio un aviso o una razón, "
            "cópielo aquí o adjúntelo, por favor."
        ),
    },
    "umf_reason": {
        "English": "What the prison said, and about which line:",
        "Spanish": "Lo que dijo la prisión, y sobre cuál línea:",
    },
    "umf_moved": {
        "English": "If you were moved, your new address and number:",
        "Spanish": "Si lo/la trasladaron, su nueva dirección y número:",
    },
}
WORDS: dict[str, dict[str, str]] = {
    "English": {"form": "form", "copies": "{count} copies", "page": "page", "of": "of"},
    "Spanish": {"form": "formulario", "copies": "{count} ejemplares", "page": "página", "of": "de"},
}
USUAL = "English"
MONTHS = {
    "English": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "Spanish": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
