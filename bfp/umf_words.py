"""The words of the unconfirmed-mail form, in the languages it is printed in; any other language gets English.

Sentences are short and plain: the form is often read with a dictionary, or aloud by somebody else. What comes in {} is filled in.
"""

WORDS: dict[str, dict[str, str]] = {
    "English": {
        "lang": "en",
        "title": "Did our mail reach you?",
        "asks": (
            "Dear {name}, we sent you the mail listed below and do not know whether you got it. Prisons seldom tell us. "
            "Please tick one box in each line and send this page back. If you are not sure, leave the line empty."
        ),
        "why": (
            "Your answer helps us to see where mail is stopped, and to protest. If the prison gave you a notice or a reason, "
            "please copy it here or enclose it."
        ),
        "number": "No.",
        "mailed": "mailed",
        "what": "what we sent",
        "received": "I got it",
        "censored": "the prison stopped it",
        "missing": "it did not come",
        "moved": "If you were moved, your new address and number:",
        "reason": "What the prison said, and about which line:",
        "form": "form",
        "copies": "{count} copies",
        "page": "page",
        "of": "of",
    },
    "Spanish": {
        "lang": "es",
        "title": "¿Le llegó nuestro correo?",
        "asks": (
            "Estimado/a {name}: le enviamos el correo de la lista y no sabemos si lo recibió. Las prisiones casi nunca nos lo "
            "dicen. Por favor marque una casilla en cada línea y devuélvanos esta hoja. Si no lo sabe, deje la línea en "
            "blanco."
        ),
        "why": (
            "Su respuesta nos ayuda a ver dónde detienen el correo y a protestar. Si la prisión le dio un aviso o una razón, "
            "cópielo aquí o adjúntelo, por favor."
        ),
        "number": "N.º",
        "mailed": "enviado",
        "what": "lo que enviamos",
        "received": "lo recibí",
        "censored": "la prisión lo detuvo",
        "missing": "no llegó",
        "moved": "Si lo/la trasladaron, su nueva dirección y número:",
        "reason": "Lo que dijo la prisión, y sobre cuál línea:",
        "form": "formulario",
        "copies": "{count} ejemplares",
        "page": "página",
        "of": "de",
    },
}
USUAL = "English"
MONTHS = {
    "English": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "Spanish": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
