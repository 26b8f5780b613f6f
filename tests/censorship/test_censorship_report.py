"""What the page Where says: which places it lists and in which order, what changed, how much is unknown."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title, begun_with, many_shipments

from bfp.base import db, kept
from bfp.base.periods import USUAL_PERIOD
from bfp.base.words import percent
from bfp.censorship import alarms, censorship_report, censorship_words, facility_censorship, outcome_reports
from bfp.censorship.censorship_report import NO_RATE
from bfp.censorship.mail_counts import Ranking
from bfp.outcomes import chase_report
from bfp.program import yearly_report
from bfp.schema import migrations
from bfp.stats.rates import HIGH, TOO_FEW

DAY, OLD = date(2026, 11, 23), date(2026, 3, 2)


def mailed(con, facility, outcome, n, on=OLD, learned_on=None, readers=3):
    for number in range(min(readers, n)):
        titles = [a_title(con) for _ in range(number, n, readers)]
        a_shipment(con, a_reader(con, facility), on=on, titles=titles, outcome=outcome, learned_on=learned_on or on)


def a_program(con):
    """Forty ordinary facilities, one that stops nearly everything, one never heard of, one heard of too little."""
    for number in range(40):
        place = a_facility(con, f"Plain Unit {number:02}")
        mailed(con, place, "received", 9)
        mailed(con, place, "censored", 1)
    strict, silent, little = (a_facility(con, name) for name in ("Strict Unit", "Silent Unit", "Little Unit"))
    mailed(con, strict, "censored", 24)
    mailed(con, strict, "received", 2)
    mailed(con, silent, "unconfirmed", 30)
    mailed(con, little, "censored", 3)
    mailed(con, little, "unconfirmed", 60)
    return strict, silent, little


@pytest.fixture
def program():
    with begun_with(a_program) as begun:
        yield begun


def where(con, day=DAY, by="facility", **more) -> Ranking:
    return censorship_report.where(con, outcome_reports.scope(con, day, **more), by)


def test_the_list_begins_with_what_is_furthest_above_the_program_and_says_so_in_words(program):
    con, _ = program
    first = censorship_report.listed(where(con)).iloc[0]
    assert (first["label"], first["flag"], first["said"]) == ("Strict Unit, TX", HIGH, "HIGH")


def test_insufficient_data_is_below_every_place_with_enough_and_says_what_it_is(program):
    con, _ = program
    listed = censorship_report.listed(where(con), 100)
    assert listed.iloc[-1][["label", "said"]].tolist() == ["Little Unit, TX", "insufficient data"]
    assert "Silent Unit, TX" not in set(listed["label"])


def test_one_of_one_is_not_on_top(program):
    con, _ = program
    once = a_facility(con, "Once Unit")
    mailed(con, once, "censored", 1)
    assert list(censorship_report.listed(where(con), 100)["label"]).index("Once Unit, TX") > 40


def test_how_many_places_nothing_is_known_of_is_said(program):
    con, _ = program
    assert censorship_report.unknown(where(con)) == "2 % of facilities have no known outcome: we do not know about them."


def test_the_whole_is_told_with_its_interval_and_both_bounds(con):
    place = a_facility(con)
    mailed(con, place, "censored", 30)
    mailed(con, place, "received", 10)
    mailed(con, place, "unconfirmed", 60)
    told = censorship_report.summary(where(con))
    assert "**30 of 40** mailings that we heard about were censored: 75 % (95 % interval 60 % to 86 %)" in told
    assert "Of 100 mature items 60 % are unconfirmed" in told
    assert "if all of them arrived, 30 % of the mail was censored; if none did, 90 %" in told


def test_list_systems_tiles_headline_facility_and_yearly_report_ask_one_rule_whether_enough_is_known(con):
    place = a_facility(con)
    on = date(2026, 1, 7)

    def told():
        report = yearly_report.report(con, yearly_report.of(on), DAY)
        return (
            *(not where(con, by=by).table["insufficient"].any() for by in ("facility", "system", "tile")),
            NO_RATE not in censorship_report.summary(where(con)),
            report.lines["data"].eq(yearly_report.ENOUGH).all(),
            "Insufficient data" not in facility_censorship.told(con, place, DAY).summary,
        )

    mailed(con, place, "returned", 6, on=on, readers=6)  # of so many readers the year may tell
    mailed(con, place, "censored", 2, on=on)
    assert told() == (False,) * 6
    mailed(con, place, "received", 27, on=on)
    assert told() == (True, False, False, False, False, True)  # a facility is no group: three outcomes will do
    mailed(con, place, "received", 1, on=on)
    assert told() == (True,) * 6
    mailed(con, place, "unconfirmed", 121, on=on)
    assert told() == (False,) * 6


def test_a_system_of_which_too_little_is_known_has_no_flag(program):
    con, _ = program
    few = a_facility(con, "Few Unit", system_id=a_system(con, "Small System"))
    mailed(con, few, "censored", 29)
    table = where(con, by="system").table.set_index("label")
    assert table.loc["Small System", ["insufficient", "flag"]].tolist() == [True, TOO_FEW]
    assert where(con).table.set_index("label").loc["Few Unit, TX", "flag"] == HIGH


def test_a_facility_that_became_high_within_the_month_is_named(program):
    con, (strict, *_) = program
    late = {"on": DAY - timedelta(days=5), "id": strict}
    con.execute("update item set learned_on = $on where shipment_id in (select id from shipment where facility_id = $id)", late)
    sql = """
        update outcome_event set learned_on = $on
        where item_id in (select id from mailed_item where facility_id = $id)
    """
    con.execute(sql, late)
    found = where(con)
    told = censorship_report.changes(con, outcome_reports.scope(con, DAY), found)
    assert told == "Since 23 Oct 2026: 1 facility newly HIGH (Strict Unit, TX)."


def test_alarms_of_the_month_are_counted(program):
    con, _ = program
    sql = "insert into alarm (kind, scope, scope_id, raised_on, sentence, chance) values ($kind, 'facility', 1, $on, 'x', 0.0001)"
    con.execute(sql, {"kind": alarms.NEW_BAN, "on": DAY - timedelta(days=3)})
    con.execute(sql, {"kind": alarms.LIFTED_BAN, "on": DAY - timedelta(days=3)})
    con.execute(sql, {"kind": alarms.NEW_BAN, "on": DAY - timedelta(days=60)})
    told = censorship_report.changes(con, outcome_reports.scope(con, DAY), where(con))
    assert "1 new ban suspected, 1 ban lifted, it seems" in told


def test_points_of_the_funnel_are_every_place_heard_of_once(program):
    con, _ = program
    points = censorship_report.funnel_points(where(con))
    assert points["places"].sum() == 42
    assert points.loc[points["places"] == 40, ["C", "n", "label"]].values.tolist() == [[1, 10, "40 facilities"]]
    assert points.loc[points["flag"] == HIGH, "label"].tolist() == ["Strict Unit, TX"]


def test_a_kind_of_system_that_is_no_states_has_a_tile_of_its_own(con):
    federal = a_facility(con, "Far Unit", system_id=a_system(con, "Federal Bureau of Examples", "federal", None))
    mailed(con, federal, "received", 40)
    mailed(con, a_facility(con, "Near Unit"), "received", 5)
    tiles = censorship_report.tiles(where(con, by="tile")).set_index("id")
    assert dict(tiles["insufficient"]) == {"TX": True, "federal": False}
    assert tiles.loc["federal", "says"] == "0 censored of 40 known · 0 unknown · 0 too recent to say"


def test_a_table_has_every_number_and_its_parts_add_up_to_what_was_sent(program):
    con, _ = program
    found = where(con)
    shown = censorship_report.shown(found)
    assert (shown[["C", "R", "O", "X", "U", "pending", "early"]].sum(axis=1) == shown["sent"]).all()
    needed = {*"CROXUnSTN", "low", "high", "m1", "lo", "hi", "P1", "P2", "flag", "a1", "b1", "a2", "b2", "as_of"}
    assert needed <= set(found.export.columns)


def test_a_reporting_ratio_moves_shares_and_not_the_order_or_the_bounds(program):
    con, _ = program
    found = where(con)
    rows = censorship_report.listed(found)
    as_is, moved = censorship_report.shown(found, rows), censorship_report.moved(found, rows, 4)
    assert moved["facility"].tolist() == as_is["facility"].tolist()
    assert (moved["m1"] < as_is["m1"]).all()
    pd.testing.assert_frame_equal(moved[["low", "high"]], as_is[["low", "high"]])


def test_words_never_say_safe():
    texts = {name: text for name, text in vars(censorship_words).items() if name.isupper()}
    assert len(texts) > 10
    assert not [name for name, text in texts.items() if "safe" in text.lower()]


# Answers that are kept


def test_an_answer_is_kept_until_somebody_saves(tmp_path):
    con = db.connect(tmp_path / "kept.duckdb")
    migrations.migrate(con)
    asked = []

    def question(con, about):
        asked.append(about)
        return len(asked)

    assert [kept.kept(con, question, 1), kept.kept(con, question, 1), kept.kept(con, question, 2)] == [1, 1, 2]
    with db.transaction(con, by="Ada") as tx:
        mailed(tx, a_facility(tx), "received", 1)
        assert kept.kept(tx, question, 1) == 3  # inside a transaction nothing is kept
    assert kept.kept(con, question, 1) == 4
    con.close()


def test_the_list_after_a_save_has_what_was_saved(tmp_path):
    con = db.connect(tmp_path / "fresh.duckdb")
    migrations.migrate(con)
    with db.transaction(con, by="Ada") as tx:
        place = a_facility(tx)
        mailed(tx, place, "received", 3)
    before = where(con).table["n"].sum()
    with db.transaction(con, by="Ada") as tx:
        mailed(tx, place, "censored", 2)
    assert (before, where(con).table["n"].sum()) == (3, 5)
    con.close()


# The chase


def test_the_list_to_chase_has_parcel_numbers_and_no_names(con):
    reader = a_reader(con, number="SECRET1", first_name="Zebedee", last_name="Whisper")
    for month in range(1, 4):
        a_shipment(con, reader, on=date(2026, month, 3))
    number = chase_report.draw(con, DAY, "2", "spring")
    table = chase_report.desk_list(con, number)
    assert len(table) == 2 and table["parcel"].str.fullmatch(r"\d+-\d").all()
    assert not [secret for secret in ("SECRET", "Zebedee", "Whisper") if secret in table.to_csv()]
    assert np.array_equal(table["outcome"].unique(), ["unconfirmed"])


def test_a_facilitys_page_has_the_estimate_and_the_period_of_the_page_where(con):
    title = a_title(con)
    place, other = a_facility(con, "Example Unit", "TX"), a_facility(con, "North Camp", "TX")
    for at, outcomes in ((place, ["censored"] * 12 + ["received"] * 28), (other, ["censored"] * 4 + ["received"] * 56)):
        readers = [a_reader(con, at)]
        many_shipments(con, readers, date(2026, 2, 3), title, outcomes, date(2026, 3, 3))
        many_shipments(con, readers, date(2019, 2, 3), title, ["censored"] * 50, date(2019, 3, 3))
    table = censorship_report.where(con, outcome_reports.scope(con, DAY, period_name=USUAL_PERIOD)).table
    [row] = table[table["id"] == place].to_dict("records")
    told = facility_censorship.told(con, place, DAY).summary
    assert told.startswith(f"{USUAL_PERIOD}: 12 censored of 40 known")
    assert f"Estimate {percent(row['m1'])} (95 % range {percent(row['lo'])} to {percent(row['hi'])})" in told
    assert f"Flag: {censorship_report.WORDS[row['flag']]}" in told
