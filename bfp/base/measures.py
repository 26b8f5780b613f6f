"""Weights and prices as people type them, and as we write them: whole ounces and whole cents."""

import re
from decimal import Decimal, InvalidOperation
from math import ceil

from bfp.base.errors import Invalid

OUNCES = 16  # in a pound
MOST_OUNCES = 70 * OUNCES  # the post takes nothing heavier
MOST_DOLLARS = 10_000

_POUNDS = re.compile(r"(?P<pounds>\d+(?:\.\d+)?)(?:lbs?|pounds?|#)\.?(?:,?(?P<ounces>\d+(?:\.\d+)?)(?:oz|ounces?)?\.?)?")
_OUNCES = re.compile(r"(?P<ounces>\d+(?:\.\d+)?)(?:oz|ounces?)?\.?")


def read_weight(text: str, field: str | None = "weight") -> int | None:
    """Ounces, rounded up, from "1 lb 4 oz", "20 oz", "20" or "1.25 lb"; None for nothing typed."""
    bare = "".join(text.lower().split())
    if not bare:
        return None
    found = _POUNDS.fullmatch(bare) or _OUNCES.fullmatch(bare)
    if not found:
        raise Invalid(f"Write the weight like 1 lb 4 oz or 20 oz, not {text.strip()!r}.", field)
    parts = found.groupdict()
    exact = Decimal(parts.get("pounds") or 0) * OUNCES + Decimal(parts["ounces"] or 0)
    ounces = ceil(exact)
    if not 0 < ounces <= MOST_OUNCES:
        raise Invalid(f"The weight of one copy is between 1 oz and 70 lb, not {text.strip()}.", field)
    return ounces


def written_weight(ounces: int | None) -> str:
    """1 lb 4 oz; nothing for no weight."""
    if ounces is None or ounces != ounces:
        return ""
    pounds, rest = divmod(int(ounces), OUNCES)
    return " ".join(part for part in (f"{pounds} lb" if pounds else "", f"{rest} oz" if rest or not pounds else "") if part)


def read_dollars(text: str, field: str | None = "price") -> int | None:
    """Cents from "12.50", "$12.50" or "12"; None for nothing typed."""
    bare = text.strip().removeprefix("$").strip()
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", bare):  # 12,50 as many write it
        bare = bare.replace(",", ".")
    bare = re.sub(r",(?=\d{3}\b)", "", bare)
    if not bare:
        return None
    try:
        cents = Decimal(bare) * 100
    except InvalidOperation as error:
        raise Invalid(f"Write the amount in dollars like 12.50, not {text.strip()!r}.", field) from error
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise Invalid(f"Write the amount in dollars and whole cents, like 12.50, not {text.strip()!r}.", field)
    if not 0 <= cents <= MOST_DOLLARS * 100:
        raise Invalid(f"An amount is between 0 and {MOST_DOLLARS:,} dollars, not {text.strip()}.", field)
    return int(cents)


def written_dollars(cents: int | None) -> str:
    """$12.50; nothing for no amount."""
    return "" if cents is None or cents != cents else f"${int(cents) // 100:,}.{int(cents) % 100:02d}"
