"""The number on a parcel's label: the shipment's, with a check digit that finds a slip."""

from stdnum import damm

from bfp.base.errors import Invalid


def number(shipment_id: int) -> str:
    """A shipment's number with its check digit, for labels: 4821-7."""
    return f"{shipment_id}-{damm.calc_check_digit(str(shipment_id))}"


def read_number(text: str, field: str | None = "number") -> int:
    """The shipment meant by 4821-7, 48217 or 4821 7; raises Invalid if it is no number or its check digit is wrong."""
    digits = text.strip().lstrip("#").translate({ord(sign): None for sign in " -‐‑–—\u00a0"})
    if not (digits.isascii() and digits.isdigit()) or text.strip()[-1:] not in digits:
        raise Invalid(f"A shipment's number looks like {number(4821)}, not {text.strip()!r}.", field)
    if len(digits) < 2 or len(digits) > 10 or digits.startswith("0"):
        raise Invalid(
            f"{text.strip()} is no shipment's number: it looks like {number(4821)}, the last digit being its check.", field
        )
    if not damm.is_valid(digits):
        right = damm.calc_check_digit(digits[:-1])
        raise Invalid(
            f"A digit of {digits[:-1]}-{digits[-1]} is wrong: the check digit of {digits[:-1]} would be {right}, "
            f"not {digits[-1]}. Read the label once more.",
            field,
        )
    return int(digits[:-1])
