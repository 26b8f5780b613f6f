"""Restrictions: whose they are, when they hold, how they read."""

from datetime import date

import pytest
from builders import a_facility, a_system

from bfp.base import history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.places import restrictions

ON = date(2026, 11, 23)


def add(con, facility_id, **more):
    entry = {
        "level": "facility",
        "facility_id": facility_id,
        "starts_on": date(2025, 3, 1),
        "source_kind": "official document",
        **more,
    }
    if entry["level"] == "facility":
        entry["facility_id"] = facility_id
    return restrictions.add(con, restrictions.Told(**entry))


def sentences(con, facility_id, on=ON):
    return [rule.sentence for rule in restrictions.in_force(con, facility_id, on)]


def test_a_rule_reads_as_a_sentence_with_whose_who_and_when(con):
    unit = a_facility(con)
    add(con, unit, max_items=3, source_kind="staff on the phone")
    add(con, unit, level="system", system_id=a_system(con), paperback_only=True, starts_on=date(2024, 1, 1))
    assert sentences(con, unit) == ["paperback only (state, 2024)", "at most 3 books (unit, staff by phone, 2025)"]


def test_a_text_that_says_what_a_flag_says_is_not_said_twice(con):
    unit = a_facility(con)
    add(con, unit, paperback_only=True, text="Paperback only.")
    add(con, unit, new_only=True, text="no spiral bindings")
    assert [rule.rule for rule in restrictions.in_force(con, unit, ON)] == ["paperback only", "new only; no spiral bindings"]


def test_rules_come_down_from_the_system_and_the_kind(con):
    system, other = a_system(con), a_system(con, "Other Department", state="FL")
    prison, jail = a_facility(con, system_id=system), a_facility(con, system_id=system, kind="jail")
    elsewhere = a_facility(con, system_id=other, state="FL")
    add(con, None, level="system", system_id=system, text="of the system")
    add(con, None, level="kind", kind="prison", system_id=system, text="of its prisons")
    add(con, None, level="kind", kind="prison", text="of all prisons")
    add(con, prison, text="its own")

    def texts(facility):
        return [rule.text for rule in restrictions.in_force(con, facility, ON)]

    assert texts(prison) == ["of the system", "of its prisons", "of all prisons", "its own"]
    assert texts(jail) == ["of the system"]
    assert texts(elsewhere) == ["of all prisons"]


def test_a_rule_holds_from_its_first_day_until_the_day_it_ended(con):
    unit = a_facility(con)
    rule = add(con, unit, text="no hardcovers", starts_on=date(2026, 1, 10))
    restrictions.end(con, rule, date(2026, 2, 1))
    days = (date(2026, 1, 9), date(2026, 1, 10), date(2026, 1, 31), date(2026, 2, 1))
    assert [bool(sentences(con, unit, day)) for day in days] == [False, True, True, False]


def test_a_rule_can_not_end_before_it_began(con):
    rule = add(con, a_facility(con), text="x", starts_on=ON)
    with pytest.raises(Invalid, match="void it instead"):
        restrictions.end(con, rule, ON)


def test_a_voided_rule_never_held_and_keeps_its_reason(con):
    unit = a_facility(con)
    rule = add(con, unit, text="a rumour")
    restrictions.void(con, rule, "staff say it never was", ON)
    assert sentences(con, unit) == []
    assert list(restrictions.of_facility(con, unit)["void_reason"]) == ["staff say it never was"]
    with pytest.raises(NotFound):
        restrictions.end(con, rule, ON)


def test_voiding_needs_a_reason(con):
    rule = add(con, a_facility(con), text="x")
    with pytest.raises(Invalid) as refusal:
        restrictions.void(con, rule, " ", ON)
    assert refusal.value.field == "void_reason"


def test_a_rule_says_something(con):
    with pytest.raises(Invalid) as refusal:
        add(con, a_facility(con))
    assert refusal.value.field == "text"


def test_the_same_rule_is_on_file_once(con):
    unit = a_facility(con)
    add(con, unit, paperback_only=True)
    with pytest.raises(Conflict):
        add(con, unit, paperback_only=True, starts_on=ON)


def test_a_correction_tells_the_history_of_the_facility(con):
    unit = a_facility(con)
    rule = add(con, unit, max_items=3)
    restrictions.edit(con, rule, max_items=5)
    assert "at most 3 books → at most 5 books" in history.of(con, "facility", unit)["what"].iloc[0]
    assert sentences(con, unit) == ["at most 5 books (unit, 2025)"]


def test_rules_of_many_facilities_in_one_answer(con):
    one, two = a_facility(con), a_facility(con)
    add(con, one, refuses_all=True)
    found = restrictions.in_force_at(con, [one, two], ON)
    assert list(found) == [one] and found[one][0].refuses_all


@pytest.mark.parametrize("source", restrictions.SOURCE_KINDS)
def test_the_database_accepts_every_source(con, source):
    assert add(con, a_facility(con), text="x", source_kind=source)


def test_hardcover_weight_and_size_read_as_a_rule(con):
    unit = a_facility(con)
    rule = add(con, unit, no_hardcover=True, max_weight_oz=52, max_size="9 x 12 in", text="no tape")
    assert sentences(con, unit) == ["no hardcover, at most 3 lb 4 oz, no larger than 9 x 12 in; no tape (unit, 2025)"]
    restrictions.edit(con, rule, no_hardcover=False, max_weight_oz=None, max_size=" 10 x  13 in ")
    assert sentences(con, unit) == ["no larger than 10 x 13 in; no tape (unit, 2025)"]
    assert "no hardcover, at most 3 lb 4 oz" in history.of(con, "facility", unit)["what"].iloc[0]


@pytest.mark.parametrize("says", [{"no_hardcover": True}, {"max_weight_oz": 48}, {"max_size": "9 x 12 in"}])
def test_each_alone_is_a_rule_and_on_file_once(con, says):
    unit = a_facility(con)
    add(con, unit, **says)
    add(con, unit, **{**says, "text": "and no tape"})
    with pytest.raises(Conflict):
        add(con, unit, **says)


@pytest.mark.parametrize("weight", [0, -1, 70 * 16 + 1])
def test_a_weight_that_no_parcel_has_is_refused(con, weight):
    with pytest.raises(Invalid) as refusal:
        add(con, a_facility(con), max_weight_oz=weight)
    assert refusal.value.field == "max_weight_oz"
