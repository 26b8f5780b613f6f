"""Numbers and texts in the words of a sentence."""


def plural(n: int, word: str) -> str:
    """The word for so many of it: copy, copies; day, days."""
    if n == 1:
        return word
    return f"{word[:-1]}ies" if word[-1] == "y" and word[-2] not in "aeiou" else f"{word}s"


def number_of(n: int, word: str) -> str:
    """So many of it: 1 copy, 1,234 copies."""
    return f"{n:,} {plural(n, word)}"


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
