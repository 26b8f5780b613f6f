"""The words of the made-up program, from names.toml: no person and no place in it is a real one; the books are."""

import tomllib
from pathlib import Path
from typing import Any


def _fixed(value: Any) -> Any:
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


_WORDS = {name: _fixed(value) for name, value in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()}
STATES = {state: tuple(about) for state, about in _WORDS["states"].items()}  # middle of the state, first digits of its ZIPs
FACILITY_KINDS = {kind: _fixed(ways) for kind, ways in _WORDS["facility_kinds"].items()}
SYSTEM_SHARES = {kind: _fixed(share) for kind, share in _WORDS["system_shares"].items()}
THINGS, PLACES, ONSETS, ENDINGS, VOLUNTEERS = (_WORDS[name] for name in ("things", "places", "onsets", "endings", "volunteers"))
STATED_REASONS, REASON_SHARES, REFUSAL_REASON = (_WORDS[name] for name in ("stated_reasons", "reason_shares", "refusal_reason"))
RETURN_SHARES = _WORDS["return_shares"]
DECLINE_REASONS, RESTRICTIONS, BOOKS = _WORDS["decline_reasons"], _WORDS["restrictions"], _WORDS["books"]
