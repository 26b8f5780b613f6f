import pytest
from hypothesis import given
from hypothesis import strategies as some

from bfp.base import measures
from bfp.base.errors import Invalid


@pytest.mark.parametrize(
    ("text", "ounces"),
    [
        ("1 lb 4 oz", 20),
        ("20 oz", 20),
        ("20", 20),
        ("1.25 lb", 20),
        ("1lb4oz", 20),
        ("1 lb, 4 oz.", 20),
        ("2 lbs", 32),
        ("2 pounds", 32),
        ("12.5 oz", 13),
        ("", None),
        ("  ", None),
    ],
)
def test_a_weight_is_read_as_people_write_it(text, ounces):
    assert measures.read_weight(text) == ounces


@pytest.mark.parametrize("text", ["heavy", "1 kg", "0", "0 lb", "-3 oz", "4 lb lb", "9999 lb"])
def test_what_is_no_weight_is_refused(text):
    with pytest.raises(Invalid) as refused:
        measures.read_weight(text, "weight")
    assert refused.value.field == "weight"


@given(some.integers(1, measures.MOST_OUNCES))
def test_a_weight_written_is_read_as_the_same(ounces):
    assert measures.read_weight(measures.written_weight(ounces)) == ounces


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12.50", 1250), ("$12.50", 1250), ("12", 1200), ("12,50", 1250), ("1,234.50", 123450), ("0", 0), ("", None)],
)
def test_a_price_is_read_in_dollars(text, cents):
    assert measures.read_dollars(text) == cents


@pytest.mark.parametrize("text", ["cheap", "-1", "1.234", "NaN", "1e9", "99999"])
def test_what_is_no_price_is_refused(text):
    with pytest.raises(Invalid):
        measures.read_dollars(text)


@given(some.integers(0, measures.MOST_DOLLARS * 100))
def test_a_price_written_is_read_as_the_same(cents):
    assert measures.read_dollars(measures.written_dollars(cents)) == cents


def test_nothing_known_is_written_as_nothing():
    assert measures.written_weight(None) == measures.written_dollars(None) == ""
    assert measures.written_weight(float("nan")) == measures.written_dollars(float("nan")) == ""
