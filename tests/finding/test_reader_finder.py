import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bfp.finding.finder_words import name_key, nicknames
from bfp.finding.reader_finder import looks_like_number, number_key, rank_readers
from bfp.finding.reader_index import ReaderIndex, Record

SYLLABLES = "ba ko ri mon tel var sho quin der fal wick ton mer gra ple sun ost hul"

READERS = pd.DataFrame(
    [
        (1, "A12345", "Juan", "Rivera"),
        (2, "A12354", "Joan", "Rivers"),
        (3, "B-98765", "Robert", "Muñoz-García"),
        (4, "C55501", "William", "O'Hara"),
        (5, "D77777-042", "José", "de la Cruz"),
        (6, None, "Marcus", "Tolliver"),
        (7, "E10001", None, "Whitlock"),
        (8, "A92345", "J", "Ravenel"),
    ],
    columns=["id", "number", "first_name", "last_name"],
)


def best(text: str) -> int | None:
    ranked = rank_readers(text, READERS)
    return None if ranked.empty else int(ranked["id"].iloc[0])


def test_names_compare_without_accents_hyphens_apostrophes_or_case():
    assert name_key("Ana", "Muñoz-García") == name_key("ANA", "munoz garcia") == "ana munoz garcia"
    assert name_key("Bill", "O'Hara") == name_key("bill", "O’Hara") == "bill ohara"
    assert name_key(None, "  Cruz ") == "cruz"


def test_numbers_compare_by_letters_and_digits():
    assert number_key(" a-12 345/b ") == "A12345B"
    assert number_key(None) == ""


def test_nicknames_go_both_ways_in_english_and_spanish():
    for short, full in [
        ("bob", "robert"),
        ("bill", "william"),
        ("pepe", "jose"),
        ("chuy", "jesus"),
        ("paco", "francisco"),
    ]:
        assert full in nicknames(short) and short in nicknames(full)
    assert nicknames("José") == nicknames("jose")
    assert nicknames("Xyzzy") == frozenset()


@pytest.mark.parametrize("text", ["12345", "A12345", "a-12345", "12345-678", "QN 1234", "#55", "5"])
def test_numbers_look_like_numbers(text):
    assert looks_like_number(text)


@pytest.mark.parametrize("text", ["Juan Rivera", "", "A", "Rivera 12345", "Lee 12345", "-"])
def test_names_do_not_look_like_numbers(text):
    assert not looks_like_number(text)


@pytest.mark.parametrize("text", ["A12345", "a-12345", "A 12345", "A1234", "12345", "A21345", "A1345"])
def test_a_reader_is_found_by_number_with_digits_swapped_or_missing(text):
    assert best(text) == 1


@pytest.mark.parametrize(
    "text", ["Juan Rivera", "Rivera, Juan", "RIVERA JUAN", "Rivera J", "j rivera", "juan riv", "Jaun Rivera"]
)
def test_a_reader_is_found_by_name_in_any_order(text):
    assert best(text) == 1


@pytest.mark.parametrize(
    ("text", "reader"),
    [("Bob Munoz", 3), ("garcia robert", 3), ("munoz garcia", 3), ("Bill Ohara", 4), ("Willie O'Hara", 4),
     ("Pepe Cruz", 5), ("marc toliver", 6), ("whitlok", 7)],
)  # fmt: skip
def test_nicknames_and_double_surnames_find_a_reader(text, reader):
    assert best(text) == reader


def test_a_name_and_a_number_together_agree():
    assert best("Rivera A12345") == 1
    assert best("A12354 rivers") == 2


def test_nothing_typed_finds_no_reader():
    assert rank_readers("", READERS).empty and rank_readers(" , ", READERS).empty
    assert rank_readers("juan", READERS[:0]).empty
    assert "score" in rank_readers("juan", READERS[:0])


@settings(deadline=None)
@given(st.permutations(["juan", "rivera", "tolliver", "bob"]))
def test_the_order_of_words_does_not_matter_for_readers(words):
    expected = rank_readers("juan rivera tolliver bob", READERS)
    pd.testing.assert_frame_equal(rank_readers(" ".join(words), READERS), expected)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_anything_may_be_typed_for_a_reader(text):
    ranked = rank_readers(text, READERS)
    assert len(ranked) <= 10 and ranked["score"].between(0, 100).all()


def test_of_two_thousand_readers_ten_at_the_most_are_offered():
    rng = np.random.default_rng(1)
    parts = SYLLABLES.split()
    many = pd.DataFrame({
        "id": range(2000),
        "number": [f"A{number:05d}" for number in rng.integers(0, 99999, 2000)],
        "first_name": ["".join(rng.choice(parts, 2)).title() for _ in range(2000)],
        "last_name": ["".join(rng.choice(parts, 3)).title() for _ in range(2000)],
    })  # fmt: skip
    assert 0 < len(rank_readers("komon shoquin", many)) <= 10


def test_of_very_many_only_those_with_the_same_initials_are_compared_and_the_best_is_the_same():
    lasts = [f"{last}{end}" for last in ("River", "Quill", "Lantern") for end in "abcdefghij"]
    names = [(first, last) for first in ("Juan", "Testa", "Maria") for last in lasts]
    people = [Record(at, None, first, last, name_key(first, last)) for at, (first, last) in enumerate(names)]
    all_of_them, some = ReaderIndex(people), ReaderIndex(people, few=0)
    for typed in ("Rivrea Juan", "Juan Rvera", "lantenrd", "Qiulla Maria", "Tseta Quillc"):
        frames = [pd.DataFrame(index.by_name(typed)) for index in (all_of_them, some)]
        best, same = (rank_readers(typed, frame).iloc[0] for frame in frames)
        assert (same["id"], same["score"]) == (best["id"], best["score"]), typed
        assert len(some.by_name(typed)) < len(all_of_them.by_name(typed))
