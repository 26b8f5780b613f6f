"""Numbers in the words of a sentence."""

import pytest

from bfp.base import words


@pytest.mark.parametrize(
    ("n", "word", "said"),
    [(1, "copy", "1 copy"), (0, "copy", "0 copies"), (2, "day", "2 days"), (1234, "business day", "1,234 business days")],
)
def test_a_number_stands_with_the_word_for_so_many(n, word, said):
    assert words.number_of(n, word) == said
