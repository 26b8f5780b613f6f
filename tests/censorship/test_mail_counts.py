"""Counts of mail: they add up to what was sent, they are as known on a day, and nothing is said where nothing is known."""

import contextlib
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from builders import RolledBack, a_facility, a_reader, a_shipment, a_system, a_title, an_outcome, begun_with
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bfp.base import db
from bfp.base import settings as program_settings
from bfp.base.periods import BEGINNING, Scope
from bfp.censorship import censorship_report, mail_counts, outcome_reports
from bfp.censorship.mail_counts import COUNTS, JUDGED, NAMES
from bfp.outcomes import still_unconfirmed

TODAY = date(2026, 11, 23)
OLD = date(2026, 1, 5)
GROUPINGS = [
    (), "facility", "system", "state", "tile", "title", "class", "month", "quarter", "year",
    ("facility", "quarter"), ("state", "class"), ("system", "title", "year"),
]  # fmt: skip
LISTS = ("facility", "system", "state", "tile", "title", "class")


def item_of(con, shipment_id):
    return db.value(con, "select min(id) from item where shipment_id = $id", id=shipment_id)


# ---------------------------------------------------------------------------------- against a count by hand

FACILITIES = pd.DataFrame({"id": [1, 2, 3], "system_id": [1, 2, 3], "state": ["TX", "TX", "CA"]})
SYSTEMS = pd.DataFrame({"id": [1, 2, 3], "kind": ["state", "federal", "county"]})
TITLES = pd.DataFrame({"id": [1, 2], "literature_class": ["own", "other"]})
DAY_0 = date(2025, 5, 1)
outcomes = st.sampled_from(["unconfirmed", "received", "censored", "returned", "no reason given"])
events = st.lists(st.tuples(outcomes, st.integers(0, 260), st.booleans()), max_size=3)  # outcome, days after mailing, voided
mailings = st.lists(
    st.tuples(
        st.integers(1, 3), st.integers(1, 4), st.integers(0, 500), st.sampled_from([False] * 5 + [True]),
        st.lists(st.tuples(st.integers(1, 2), events), min_size=1, max_size=2),
    ),
    max_size=12,
)  # fmt: skip
filters = st.fixed_dictionaries({
    "system_id": st.sampled_from([None, None, 1, 2]), "state": st.sampled_from([None, None, "TX"]),
    "federal": st.sampled_from([None, None, True, False]), "facility_id": st.sampled_from([None, None, 1]),
    "title_id": st.sampled_from([None, None, 2]), "literature_class": st.sampled_from([None, None, "own"]),
    "since": st.sampled_from([BEGINNING, DAY_0 + timedelta(days=100)]),
    "until": st.sampled_from([date.max, DAY_0 + timedelta(days=300)]),
})  # fmt: skip


def stored(con, drawn) -> pd.DataFrame:
    """Put the drawn mail into the database; one row per item with all of its events, for counting by hand."""
    db.insert(con, "system", SYSTEMS.assign(name=SYSTEMS["kind"]))
    db.insert(con, "facility", FACILITIES.assign(name=["Unit 1", "Unit 2", "Unit 3"], kind="prison"))
    db.insert(con, "title", TITLES.assign(name=["Title 1", "Title 2"]))
    parcels, items, told, rows = [], [], [], []
    for facility, reader, day, voided, contents in drawn:
        mailed = DAY_0 + timedelta(days=day)
        parcels.append((len(parcels) + 1, reader, facility, mailed, mailed if voided else None))
        for title, happened in contents:
            item = len(items) + 1
            mine = []
            for outcome, days, taken_back in happened:
                learned = mailed + timedelta(days=days)
                told.append((len(told) + 1, item, outcome, learned, learned if taken_back else None))
                if not taken_back:
                    mine.append((outcome, learned))
            items.append((item, len(parcels), title, *(mine[-1] if mine else ("unconfirmed", None))))
            rows.append({
                "facility_id": facility, "title_id": title, "reader": reader, "mailed": mailed, "voided": voided, "events": mine,
            })  # fmt: skip
    stamp = datetime(2026, 1, 1)
    columns = ["id", "reader_id", "facility_id", "mailed_on", "voided_on"]
    db.insert(con, "shipment", pd.DataFrame(parcels, columns=columns).assign(mail_class="Media Mail"))
    db.insert(con, "item", pd.DataFrame(items, columns=["id", "shipment_id", "title_id", "outcome", "learned_on"]))
    news = pd.DataFrame(told, columns=["id", "item_id", "outcome", "learned_on", "voided_on"])
    news["return_reason"] = ["moved" if outcome == "returned" else None for outcome in news["outcome"]]
    db.insert(con, "outcome_event", news.assign(learned_how="reader's letter", saved_at=stamp))
    found = pd.DataFrame(rows, columns=["facility_id", "title_id", "reader", "mailed", "voided", "events"])
    places = FACILITIES.rename(columns={"id": "facility_id"}).merge(SYSTEMS.rename(columns={"id": "system_id"}), on="system_id")
    return found.merge(places, on="facility_id").merge(TITLES.rename(columns={"id": "title_id"}), on="title_id")


def by_hand(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The items counted, each with what was known of it on the day: by the definition, in plain Python."""
    kept = []
    for row in rows.itertuples():
        if row.voided or not scope.since <= row.mailed <= min(scope.until, scope.day):
            continue
        same = all(
            getattr(scope, name) in (None, getattr(row, name))
            for name in ("system_id", "state", "facility_id", "title_id", "literature_class")
        )
        if not same or scope.federal not in (None, row.kind == "federal"):
            continue
        heard = [outcome for outcome, learned in row.events if learned <= scope.day]
        outcome = heard[-1] if heard else "unconfirmed"
        mature = (scope.day - row.mailed).days >= scope.maturity_days
        letter = {"censored": "C", "received": "R", "returned": "O", "no reason given": "X", "unconfirmed": "U"}[outcome]
        kept.append(row._asdict() | {"count": letter if mature else ("pending" if letter == "U" else "early")})
    return pd.DataFrame(kept, columns=[*rows.columns, "count"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mailings, filters, st.integers(-10, 800), st.sampled_from([0, 30, 120]), st.sampled_from(GROUPINGS))
def test_every_grouping_filter_and_day_adds_up_to_what_was_sent(database, drawn, chosen, day, maturity_days, by):
    with contextlib.suppress(RolledBack), db.transaction(database, "Ada") as con:
        rows = stored(con, drawn)
        scope = Scope(DAY_0 + timedelta(days=day), maturity_days, **chosen)
        table = mail_counts.counts(con, scope, by)
        expected = by_hand(rows, scope)
        for row in table.to_dict("records"):
            assert sum(row[name] for name in ("C", "R", "O", "X", "U", "pending", "early")) == row["sent"] > 0
            assert row["n"] == row["C"] + row["R"] and row["S"] == row["n"] + row["U"] and row["K"] <= row["C"]
        assert table["sent"].sum() == len(expected)
        for name in ("C", "R", "O", "X", "U", "pending", "early"):
            assert table[name].sum() == (expected["count"] == name).sum(), name
        if by == "facility":
            people = expected[expected["count"] == "C"].groupby("facility_id")["reader"].nunique()
            assert table.set_index("facility_id")["K"].to_dict() == people.reindex(table["facility_id"], fill_value=0).to_dict()
        raise RolledBack


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mailings, st.integers(-10, 800), st.sampled_from(LISTS))
def test_a_list_can_be_made_of_any_mail_on_any_day(database, drawn, day, by):
    with contextlib.suppress(RolledBack), db.transaction(database, "Ada") as con:
        stored(con, drawn)
        found = mail_counts.ranking(con, Scope(DAY_0 + timedelta(days=day)), by)
        assert set(found.table) >= {*NAMES, *COUNTS, *JUDGED, "insufficient", "doubt"}
        assert found.table["flag"].isin(["HIGH", "WATCH", "TOO FEW", "NO DATA", "NOT DISTINGUISHED"]).all()
        assert (found.sentence == "") == (found.table["n"].sum() > 0)
        raise RolledBack


# ------------------------------------------------------------------------------------------------- rule by rule


def test_a_disputed_return_stays_a_return(con):
    shipment = a_shipment(con, on=OLD)
    event = an_outcome(con, item_of(con, shipment), "returned", date(2026, 2, 1))
    con.execute("update outcome_event set disputed = true where id = $id", {"id": event})
    [row] = mail_counts.counts(con, Scope(TODAY)).to_dict("records")
    assert (row["O"], row["C"], row["sent"]) == (1, 0, 1)


def test_censored_mail_of_one_reader_is_one_reader(con):
    reader = a_reader(con)
    for day in (5, 6, 7):
        a_shipment(con, reader, on=date(2026, 1, day), outcome="censored", learned_on=date(2026, 2, 1))
    [row] = mail_counts.counts(con, Scope(TODAY), "facility").to_dict("records")
    assert (row["C"], row["K"]) == (3, 1)


def test_news_of_young_mail_is_in_no_rate(con):
    a_shipment(con, on=date(2026, 11, 1), outcome="censored", learned_on=date(2026, 11, 20))
    a_shipment(con, on=date(2026, 11, 1))
    table = mail_counts.counts(con, Scope(TODAY, 120))
    assert table[["C", "n", "S", "early", "pending", "sent"]].iloc[0].tolist() == [0, 0, 0, 1, 1, 2]


def test_mail_is_mature_on_the_day_it_is_as_old_as_that(con):
    a_shipment(con, on=TODAY - timedelta(days=120))
    assert mail_counts.counts(con, Scope(TODAY, 120))["U"].sum() == 1
    assert mail_counts.counts(con, Scope(TODAY, 121))["pending"].sum() == 1


def test_the_reporting_year_begins_in_july(con):
    for day in (date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1)):
        a_shipment(con, on=day)
    table = mail_counts.counts(con, Scope(TODAY), "year")
    assert table["period_on"].tolist() == [date(2024, 7, 1), date(2025, 7, 1), date(2026, 7, 1)]
    assert table["sent"].tolist() == [1, 2, 1]


def test_federal_prisons_are_apart_from_their_state_and_county_jails_have_a_tile_of_their_own(con):
    for kind in ("state", "federal", "county", "private"):
        system = a_system(con, f"A {kind} system", kind)
        a_shipment(con, a_reader(con, a_facility(con, system_id=system)), on=OLD)
    by_state = mail_counts.counts(con, Scope(TODAY), "state").set_index("place")["sent"]
    assert by_state.to_dict() == {"TX": 3, "federal": 1}
    tiles = mail_counts.counts(con, Scope(TODAY), "tile")["place"]
    assert sorted(tiles) == ["TX", "county", "federal", "private"]


def test_counts_by_what_nobody_counts_by_are_refused(con):
    for by in (("facility", "state"), "reader"):
        with pytest.raises(ValueError, match="at most one"):
            mail_counts.counts(con, Scope(TODAY), by)


def test_last_years_list_can_be_made_again_as_it_was(con):
    then = date(2026, 7, 1)
    facility = a_facility(con)
    for number in range(8):
        reader = a_reader(con, facility)
        outcome = ("censored", "received", "unconfirmed")[number % 3]
        a_shipment(con, reader, on=OLD, outcome=outcome, learned_on=date(2026, 3, 1))
    before = mail_counts.ranking(con, Scope(then))
    for number, row in enumerate(db.rows(con, "select id from item order by id")):
        an_outcome(con, row["id"], ("received", "returned", "censored", "no reason given")[number % 4], date(2026, 8, 1))
    a_shipment(con, on=date(2026, 7, 2))
    after = mail_counts.ranking(con, Scope(then))
    pd.testing.assert_frame_equal(before.table, after.table)
    assert before.parameters == after.parameters
    assert mail_counts.ranking(con, Scope(TODAY)).table["C"].sum() == 2


def test_of_several_words_the_latest_by_the_day_counts(con):
    shipment = a_shipment(con, on=OLD)
    item = item_of(con, shipment)
    for outcome, month in (("received", 2), ("censored", 3), ("returned", 8)):
        an_outcome(con, item, outcome, date(2026, month, 1))
    then = mail_counts.counts(con, Scope(date(2026, 6, 1), 30), "facility").iloc[0]
    assert then[["C", "R", "O", "K", "sent"]].tolist() == [1, 0, 0, 1, 1]
    assert mail_counts.known_by_title(con, Scope(date(2026, 6, 1), 30))["censored"].tolist() == [1]
    assert mail_counts.counts(con, Scope(date(2026, 2, 15), 30))["R"].tolist() == [1]
    assert mail_counts.counts(con, Scope(TODAY))["O"].tolist() == [1]


def a_program(con):
    """Forty facilities of two systems: at most 1 of 12 known is censored, and 8 of 9 at the last one."""
    first, second = a_system(con, "First System"), a_system(con, "Second System")
    title = a_title(con, "Everywhere")
    for number in range(40):
        facility = a_facility(con, f"Unit {number:02d}", system_id=first if number % 2 else second)
        for mailing in range(15):
            outcome = "unconfirmed" if mailing >= 12 else "censored" if mailing == 0 and number % 4 == 0 else "received"
            if number == 39:
                outcome = "unconfirmed" if mailing >= 9 else "censored" if mailing < 8 else "received"
            a_shipment(con, a_reader(con, facility), on=OLD, titles=[title], outcome=outcome, learned_on=date(2026, 2, 1))
    return first, second


@pytest.fixture
def program():
    with begun_with(a_program) as begun:
        yield begun


def test_the_worst_facility_is_first_and_flagged(program):
    con, _ = program
    found = mail_counts.ranking(con, Scope(TODAY))
    top = found.table.iloc[0]
    assert (top["label"], top["flag"], top["C"], top["n"], top["K"]) == ("Unit 39, TX", "HIGH", 8, 9, 8)
    assert found.table["T"].is_monotonic_decreasing and found.sentence == ""
    assert found.parameters["N"] == 120 and found.export["a1"].nunique() == 1
    exported = {"C", "R", "O", "X", "U", "n", "S", "low", "high", "m1", "lo", "hi", "T", "P1", "P2", "flag"}
    assert set(found.export) >= exported | {"a1", "b1", "a2", "b2", "N", "as_of"}


def test_a_filtered_list_is_compared_with_the_whole_program(program):
    con, (first, _) = program
    whole = mail_counts.ranking(con, Scope(TODAY)).table.set_index("id")
    part = mail_counts.ranking(con, Scope(TODAY, system_id=first)).table.set_index("id")
    assert len(part) == 20
    pd.testing.assert_frame_equal(part, whole.loc[part.index], check_dtype=False)


def test_the_program_can_be_handed_in(program):
    con, (first, _) = program
    program = mail_counts.program(con, TODAY, 120)
    handed = mail_counts.ranking(con, Scope(TODAY, system_id=first), against=program)
    assert handed.table.equals(mail_counts.ranking(con, Scope(TODAY, system_id=first)).table)


def test_too_little_known_is_insufficient_and_not_zero(con):
    facility = a_facility(con)
    for number in range(20):
        outcome = "received" if number < 3 else "unconfirmed"
        a_shipment(con, a_reader(con, facility), on=OLD, outcome=outcome, learned_on=date(2026, 2, 1))
    [row] = mail_counts.ranking(con, Scope(TODAY)).table.to_dict("records")
    assert row["known_share"] == 0.15 and row["insufficient"]
    program_settings.save(con, minimum_known_share=0.1)
    assert not mail_counts.ranking(con, Scope(TODAY)).table["insufficient"].any()


# -------------------------------------------------------------------------------------------------- titles, reasons


def test_a_title_is_judged_by_where_it_was_sent(con):
    """One title is stopped where everything is; another where nothing else is."""
    strict, easy = a_facility(con, "Strict Unit"), a_facility(con, "Easy Unit")
    sent_to_strict, stopped, usual = (a_title(con, name) for name in ("Sent to strict", "Stopped", "Usual"))

    def send(facility, title, outcome, times):
        for _ in range(times):
            a_shipment(con, a_reader(con, facility), on=OLD, titles=[title], outcome=outcome, learned_on=date(2026, 2, 1))

    send(strict, sent_to_strict, "censored", 8)
    send(strict, usual, "censored", 12)
    send(easy, usual, "received", 30)
    send(easy, stopped, "censored", 8)
    a_shipment(con, on=OLD, titles=[a_title(con, "Never heard of")])
    found = mail_counts.ranking(con, Scope(TODAY), "title").table.set_index("name")
    assert found.index[0] == "Stopped" and found.index[-1] == "Never heard of"
    assert found.loc["Stopped", "ratio"] > 1.5 > found.loc["Sent to strict", "ratio"]
    assert found.loc["Never heard of", ["observed", "expected", "ratio"]].tolist() == [0, 0, 1]
    assert found.loc["Sent to strict", "observed"] == 8


def a_censored(con, *names):
    event = an_outcome(con, item_of(con, a_shipment(con, on=OLD)), "censored", date(2026, 2, 1))
    for name in names:
        sql = "insert into outcome_reason select $event, id from term where list = 'reason' and name = $name"
        con.execute(sql, {"event": event, "name": name})


def test_reasons_are_shares_of_all_censored_and_not_stated_is_one(con):
    a_censored(con, "racial content", "used or not new")
    a_censored(con, "racial content")
    a_censored(con, "other")
    a_censored(con)
    given, kinds = mail_counts.reasons(con, Scope(TODAY))
    shares = given.set_index("reason")["share"].to_dict()
    assert shares == {"racial content": 0.5, "used or not new": 0.25, "other": 0.25, "not stated": 0.25}
    assert kinds.set_index("reason")["C"].to_dict() == {"content-based": 2, "content-neutral": 1, "not said": 2}
    assert (given["of_censored"] == 4).all() and (given["wilson_low"] < given["share"]).all()


def test_reasons_are_those_known_on_the_day(con):
    a_censored(con, "violence")
    con.execute("update outcome_event set learned_on = date '2026-09-01'")
    assert mail_counts.reasons(con, Scope(date(2026, 8, 31)))[0].empty
    assert mail_counts.reasons(con, Scope(date(2026, 9, 1)))[0]["reason"].tolist() == ["violence"]


# ------------------------------------------------------------------------------------------------- maturity, nothing


def test_n_is_as_set_while_news_is_short_and_measured_after(con):
    found = mail_counts.maturity(con, TODAY)
    assert (found.days, found.measured) == (120, False) and "Only 0 mailings" in found.note
    program_settings.save(con, maturity_days=90)
    assert mail_counts.maturity(con, TODAY).days == 90
    facility = a_facility(con)
    reader, title = a_reader(con, facility), a_title(con)
    for number in range(80):
        outcome, wait = ("censored", 20) if number % 2 else ("received", 40 + number)
        on = date(2025, 3, 1)
        a_shipment(con, reader, on=on, titles=[title], outcome=outcome, learned_on=on + timedelta(days=wait))
    found = mail_counts.maturity(con, TODAY)
    # 40 received, learned after 40, 42, ... 118 days: 36 of them within 110
    assert (found.days, found.measured) == (110, True)
    ranked = mail_counts.ranking(con, Scope(TODAY), waited=found)
    assert ranked.maturity == censorship_report.base(con, TODAY).maturity == found and ranked.scope.maturity_days == 110
    assert outcome_reports.scope(con, TODAY).maturity_days == still_unconfirmed_for(con) == 110  # the same on every page
    assert not mail_counts.maturity(con, date(2025, 4, 1)).measured


def still_unconfirmed_for(con):
    return (TODAY - still_unconfirmed.days(con, TODAY, "old enough to ask")[1]).days


def nothing(con):
    return "has been mailed yet", {}


def before_the_first(con):
    a_shipment(con, on=OLD)
    return "the first parcel left on 5 Jan 2026", {"day": date(2025, 12, 31)}


def filters_leave_nothing(con):
    a_shipment(con, on=OLD)
    return "is of this choice", {"literature_class": "letter", "state": "CA", "until": date(2024, 1, 1)}


def all_too_young(con):
    a_shipment(con, on=TODAY)
    return "younger than 120 days", {}


def all_unconfirmed(con):
    for _ in range(3):
        a_shipment(con, on=OLD)
    return "not the same as no censorship", {}


@pytest.mark.parametrize("by", LISTS)
@pytest.mark.parametrize("mail", [nothing, before_the_first, filters_leave_nothing, all_too_young, all_unconfirmed])
def test_a_sentence_says_what_is_missing(con, mail, by):
    says, chosen = mail(con)
    found = mail_counts.ranking(con, Scope(**{"day": TODAY} | chosen), by)
    assert says in found.sentence
    assert {*NAMES, *COUNTS, *JUDGED, "insufficient", "doubt"} <= set(found.table)
    assert found.table["rate"].isna().all() and found.table["T"].isna().all() and (found.table["flag"] == "NO DATA").all()


@pytest.mark.parametrize("mailed", [1, 12])
@pytest.mark.parametrize("outcome", ["censored", "received", "returned", "no reason given"])
def test_one_facility_where_all_is_alike_is_never_flagged(con, outcome, mailed):
    facility = a_facility(con)
    for _ in range(mailed):
        a_shipment(con, a_reader(con, facility), on=OLD, outcome=outcome, learned_on=date(2026, 2, 1))
    found = mail_counts.ranking(con, Scope(TODAY))
    assert found.table["flag"].isin(["NOT DISTINGUISHED", "TOO FEW", "NO DATA"]).all()
    assert np.isfinite([found.parameters[name] for name in ("a1", "b1", "a2", "b2")]).all()
