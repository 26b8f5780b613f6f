"""Numbers and texts in the words of a sentence."""


def plural(n: int, word: str) -> str:
    return word if n == 1 else f"{word}s"


def percent(share: float, digits: int = 0) -> str:
    """A share in words: 12 %, 0.4 %, or insufficient data where there is none."""
    if share != share:
        return "insufficient data"
    if share in (0, 1):
        digits = 0
    elif share < 0.01:
        digits = max(digits, 1)
    return f"{share:.{digits}%}".replace("%", " %")


def lines(text: str) -> list[str]:
    """The lines of an address as it was typed, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
