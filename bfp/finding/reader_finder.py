"""Find a reader by number or name, while typing. Records in, hits out: no database, no screen."""

import re
from bisect import bisect_left
from string import ascii_uppercase

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bfp.finding.finder_words import name_key, nicknames

FAIR = 35  # a hit below this is an accident
MOST_ZEROS = 8  # in front of a number
SAME = 97  # a hit from here on has just this number, zeros aside, or just this name
ALIKE = 84  # two names as much alike may be one person's

# What stands before a number on a letter and is no part of it: "Reg. No.", "TDC#", "Inmate number:".
_LABEL = re.compile(
    r"\s*(?:(?:reg(?:ister|istration)?|inmate|prisoner|offender|booking|number|num|tdcj?|cdcr?|doc|bop|spn|sid)\b[\s.:#/-]*"
    r"|[a-z]{1,9}\s*[:#]+\s*|(?:id|no|nr)\.\s*|no\s+(?=\d{5})|#)",
    re.I,
)


def bare_number(text: str) -> str:
    """What was typed or pasted for a number, without the words that label it."""
    rest = text
    while (label := _LABEL.match(rest)) and re.search(r"[0-9]", rest[label.end() :]):
        rest = rest[label.end() :]
    return rest.strip()


def number_key(text: str | None) -> str:
    """A reader's number as it compares: letters and digits only, upper case."""
    return re.sub(r"[^A-Z0-9]", "", bare_number(str(text or "")).upper())


def zeros_aside(number: str) -> str:
    """A number without the zeros in front that its writers may leave out: C456 for C00456."""
    return re.sub(r"^([A-Z]*)0+(?=[0-9])", r"\1", number)


def with_zeros(number: str) -> list[str]:
    """The number with fewer zeros in front, and with more: all that it may be on file as."""
    aside = zeros_aside(number)
    digits = aside.lstrip(ascii_uppercase)
    letters = aside[: len(aside) - len(digits)]
    return [letters + "0" * zeros + digits for zeros in range(MOST_ZEROS + 1)]


def slips(one: str, other: str) -> int:
    """By how many slips (a digit wrong, missing or swapped) two numbers differ, zeros aside."""
    return OSA.distance(zeros_aside(one), zeros_aside(other))


def looks_like_number(text: str) -> bool:
    """Whether what was typed is a reader's number, not a name: it has a digit, and only a few letters together."""
    text = bare_number(text)
    a_name = re.search(r"[^\W\d_]{4}", text) or any(len(word) > 2 and word.isalpha() for word in text.split())
    return re.search(r"[0-9]", text) is not None and not a_name


def rank_readers(text: str, candidates: pd.DataFrame) -> pd.DataFrame:
    """The ten readers that the text most likely means, best first, with a score of 0 to 100.

    Candidates have id, number, first_name and last_name; the order of words in the text does not matter.
    """
    words = [] if looks_like_number(text) else name_key(text, "").split()[:8]
    number = "".join(word for word in words if any(map(str.isdigit, word))) if words else text
    names = sorted({word for word in words if not any(map(str.isdigit, word))}, key=lambda word: (-len(word), word))
    parts = []
    if number_key(number):
        numbers = [number_key(known) for known in candidates["number"].fillna("")]
        parts.append((1.5, _number_scores(number_key(number), numbers)))
    if names:
        columns = candidates["first_name"].fillna(""), candidates["last_name"].fillna("")
        known = [tuple(name_key(part, "").split()[:4] for part in pair) for pair in zip(*columns, strict=True)]
        parted = [first + last + ["".join(last)] * (len(last) > 1) for first, last in known]  # Van Kirk is vankirk, too
        joined = "".join(word for word in words if not any(map(str.isdigit, word)))
        whole = [joined in ("".join(first + last), "".join(last + first)) for first, last in known]
        surname = [joined == "".join(last) for _, last in known]
        alike = _name_scores(names, parted)
        parts.append((1.0, np.maximum.reduce([alike, 100.0 * np.array(whole), 92.0 * np.array(surname)])))
    scores = sum((share * score for share, score in parts), np.zeros(len(candidates)))
    scores = np.round(scores / (sum(share for share, _ in parts) or 1), 3)
    ranked = candidates.assign(score=scores)
    return ranked[ranked["score"] >= FAIR].sort_values(["score", "id"], ascending=[False, True]).head(10)


def _number_scores(typed: str, known: list[str]) -> np.ndarray:
    """How alike numbers are: digits swapped, missing or wrong cost little, and a beginning is as good as the rest."""
    alike = cdist([typed], known, scorer=OSA.normalized_similarity, score_cutoff=0.6)[0] * 96
    begun = [88 + 8 * len(typed) / len(number) if number.startswith(typed) else 0 for number in known]
    within = [75 if len(typed) >= 3 and typed in number else 0 for number in known]
    same = [100 if number == typed else 98 * (zeros_aside(number) == zeros_aside(typed)) for number in known]
    return np.maximum.reduce([alike, begun, within, same])


def _name_scores(typed: list[str], known: list[list[str]]) -> np.ndarray:
    """How well names explain the words typed (most of the score), and are explained by them."""
    vocabulary = sorted({"", *(word for words in known for word in words)})
    at = {word: number for number, word in enumerate(vocabulary)}
    width = max(map(len, known), default=0) or 1
    table = np.array([[at[word] for word in words] + [at[""]] * (width - len(words)) for words in known], dtype=int)
    table = table.reshape(len(known), width)
    alike = cdist(typed, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=0.6) ** 1.5
    for which, word in enumerate(typed):
        for other in vocabulary[bisect_left(vocabulary, word) : bisect_left(vocabulary, word + "{")]:
            alike[which, at[other]] = max(alike[which, at[other]], 0.75 + 0.25 * len(word) / len(other))
        for other in nicknames(word) & at.keys():
            alike[which, at[other]] = max(alike[which, at[other]], 0.9)
        if word[0] in at:  # an initial on file
            alike[which, at[word[0]]] = max(alike[which, at[word[0]]], 0.7)
    free, rows = np.ones(table.shape), np.arange(len(known))
    total = named = np.zeros(len(known))
    for which, word in enumerate(typed):
        here = alike[which][table] * free
        best = here.argmax(axis=1)
        got = here[rows, best]
        free[rows, best] = np.where(got > 0, 0, free[rows, best])
        total = total + got * min(len(word), 5)
        named = named + got
    size = np.array([max(1, len(words)) for words in known])
    return 85 * total / sum(min(len(word), 5) for word in typed) + 15 * np.minimum(1, named / size)
