"""The texts of papers that go to readers, as given until a program writes its own: by name, then by language."""

import tomllib
from pathlib import Path

from bfp.papers import umf_words

GIVEN: dict[str, dict[str, str]] = {
    **tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")),
    **umf_words.GIVEN,
}

PAGE = {"English": {"page": "page", "of": "of"}, "Spanish": {"page": "página", "of": "de"}}
CODES = {"English": "en", "Spanish": "es", "French": "fr", "Chinese": "zh", "Arabic": "ar", "Vietnamese": "vi"}
SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
