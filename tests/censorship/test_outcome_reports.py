"""What the reports count, and the rules that keep their numbers honest."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title, an_outcome
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bfp.base import db, periods, settings, words
from bfp.base.errors import Invalid
from bfp.censorship import outcome_reports

GOLDEN = Path(__file__).parents[1] / "golden"
DAY = date(2026, 11, 23)
OLD, YOUNG = date(2026, 3, 2), date(2026, 10, 5)
GROUPINGS = ("facility", "system", "month", "class")


def all_of(con, day=DAY, **more) -> periods.Scope:
    return outcome_reports.scope(con, day, **more)


def counts(con, day=DAY, **more) -> dict:
    table = outcome_reports.outcomes(con, all_of(con, day, **more), "facility")
    return {name: int(table[name].sum()) for name in ("sent", *outcome_reports.OUTCOME_COLUMNS)}


def items_at(con, facility_id, outcome, n, on=OLD, **more):
    reader = a_reader(con, facility_id)
    titles = [a_title(con) for _ in range(n)]
    return a_shipment(con, reader, on=on, titles=titles, outcome=outcome, **more)


def item_of(con, shipment_id) -> int:
    return db.value(con, "select min(id) from item where shipment_id = $id", id=shipment_id)


# Each item is in one of six states


def test_an_item_without_news_is_pending_until_it_is_mature_and_then_unconfirmed(con):
    a_shipment(con, on=DAY - timedelta(days=120))
    a_shipment(con, on=DAY - timedelta(days=119))
    assert counts(con) == {
        "sent": 2, "received": 0, "censored": 0, "returned": 0, "no_reason": 0, "unconfirmed": 1, "pending": 1,
    }  # fmt: skip


def test_maturity_is_the_programs_setting(con):
    settings.save(con, maturity_days=30)
    a_shipment(con, on=DAY - timedelta(days=31))
    assert counts(con)["unconfirmed"] == 1


def test_several_copies_of_one_title_are_one_item(con):
    shipment = a_shipment(con, on=OLD, outcome="censored")
    con.execute("update item set quantity = 3 where shipment_id = $id", {"id": shipment})
    assert counts(con)["censored"] == 1


def test_a_voided_shipment_is_in_no_count(con):
    shipment = a_shipment(con, on=OLD, outcome="censored")
    con.execute("update shipment set voided_on = $on, void_reason = 'wrong reader' where id = $id", {"on": OLD, "id": shipment})
    assert outcome_reports.outcomes(con, all_of(con), "facility").empty


# As of an earlier day


def test_an_outcome_is_unconfirmed_until_the_day_it_was_learned(con):
    a_shipment(con, on=OLD, outcome="censored", learned_on=date(2026, 9, 1))
    assert counts(con, date(2026, 8, 31))["unconfirmed"] == 1
    assert counts(con, date(2026, 9, 1))["censored"] == 1


def test_an_earlier_day_sees_the_outcome_before_its_correction(con):
    shipment = a_shipment(con, on=OLD, outcome="received", learned_on=date(2026, 5, 1))
    an_outcome(con, item_of(con, shipment), "censored", date(2026, 9, 1))
    assert counts(con, date(2026, 8, 1))["received"] == 1
    assert counts(con)["censored"] == 1


def test_of_two_outcomes_learned_by_then_the_one_entered_last_counts(con):
    item = item_of(con, a_shipment(con, on=OLD))
    an_outcome(con, item, "censored", date(2026, 6, 1))
    an_outcome(con, item, "received", date(2026, 5, 1))
    an_outcome(con, item, "returned", date(2026, 10, 1))
    assert counts(con, date(2026, 8, 1))["received"] == 1


def test_a_voided_outcome_never_counted(con):
    item = item_of(con, a_shipment(con, on=OLD))
    wrong = an_outcome(con, item, "censored", date(2026, 5, 1))
    an_outcome(con, item, "received", date(2026, 9, 1))
    con.execute("update outcome_event set voided_on = $on where id = $id", {"on": DAY, "id": wrong})
    assert counts(con, date(2026, 8, 1))["unconfirmed"] == 1


def test_mail_of_a_later_day_is_not_there_yet(con):
    a_shipment(con, on=YOUNG)
    assert outcome_reports.outcomes(con, all_of(con, YOUNG - timedelta(days=1)), "month").empty


class RolledBack(Exception):
    """Ends the transaction of one example; nothing of it is kept."""


OUTCOMES = ("unconfirmed", "received", "censored", "returned", "no reason given")
DAYS = st.dates(date(2025, 1, 1), DAY)


@given(
    mail=st.lists(
        st.tuples(
            DAYS,
            st.integers(0, 3),
            st.integers(0, 2),
            st.lists(st.tuples(DAYS, st.sampled_from(OUTCOMES), st.booleans()), max_size=3),
        ),
        max_size=12,
    ),
    day=DAYS,
    chosen=st.fixed_dictionaries(
        {
            "period_name": st.sampled_from(periods.PERIODS),
            "system": st.sampled_from([None, "Example Department of Corrections", "Federal Bureau of Examples"]),
            "state": st.sampled_from([None, "TX", "NM"]),
            "literature_class": st.sampled_from([None, "own", "letter"]),
            "apart": st.sampled_from([None, *outcome_reports.APART]),
        }
    ),
)
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_six_states_add_up_to_sent_for_every_grouping_and_filter(database, mail, day, chosen):
    """Against a count made one item at a time from the events."""
    try:
        with db.transaction(database, by="Ada") as con:
            state = a_system(con)
            federal = a_system(con, "Federal Bureau of Examples", "federal", None)
            places = [
                (a_facility(con, f"Unit {n}", where, system), where, system)
                for n, (where, system) in enumerate([("TX", state), ("TX", federal), ("NM", state), ("CO", federal)])
            ]
            titles = [(a_title(con, f"Title {name}", literature_class=name), name) for name in ("own", "other", "letter")]
            scope = outcome_reports.scope(con, day, **chosen)
            expected = dict.fromkeys(("sent", *outcome_reports.OUTCOME_COLUMNS), 0)
            for on, place, title, events in mail:
                facility, where, system = places[place]
                item = item_of(con, a_shipment(con, a_reader(con, facility), on=on, titles=[titles[title][0]]))
                kept = []
                for learned_on, outcome, voided in events:
                    event = an_outcome(con, item, outcome, max(learned_on, on))
                    if voided:
                        con.execute("update outcome_event set voided_on = $on where id = $id", {"on": DAY, "id": event})
                    else:
                        kept.append((max(learned_on, on), outcome))
                now = kept[-1] if kept else (None, "unconfirmed")
                sql = "update item set outcome = $outcome, learned_on = $on where id = $id"
                con.execute(sql, {"outcome": now[1], "on": now[0], "id": item})
                wanted = (
                    scope.since <= on <= min(scope.until, day)
                    and chosen["state"] in (None, where)
                    and chosen["literature_class"] in (None, titles[title][1])
                    and scope.system_id in (None, system)
                    and scope.federal in (None, system == federal)
                )
                if wanted:
                    known = [outcome for learned_on, outcome in kept if learned_on <= day]
                    outcome = known[-1] if known else "unconfirmed"
                    if outcome == "unconfirmed" and (day - on).days < 120:
                        outcome = "pending"
                    expected["sent"] += 1
                    expected[outcome.replace("no reason given", "no_reason")] += 1
            for name in GROUPINGS:
                table = outcome_reports.outcomes(con, scope, name)
                assert {state: int(table[state].sum()) for state in expected} == expected, name
                assert (table[list(outcome_reports.OUTCOME_COLUMNS)].sum(axis=1) == table["sent"]).all(), name
            raise RolledBack
    except RolledBack:
        pass


def test_an_item_on_two_subjects_counts_under_both_and_one_on_none_is_there(con):
    two, none = a_title(con), a_title(con)
    for term_id in db.frame(con, "select id from term where list = 'subject' order by position limit 2")["id"]:
        con.execute("insert into title_term values ($title, $term)", {"title": two, "term": int(term_id)})
    a_shipment(con, on=OLD, titles=[two, none])
    table = outcome_reports.outcomes(con, all_of(con), "subject")
    assert dict(zip(table["subject"], table["sent"], strict=True)) == {"political theory": 1, "legal": 1, "no subject": 1}


def test_a_month_without_mail_is_there_with_zeros(con):
    a_shipment(con, on=date(2026, 1, 5))
    a_shipment(con, on=date(2026, 3, 5))
    table = outcome_reports.outcomes(con, all_of(con), "month")
    assert list(table["month"]) == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert list(table["sent"]) == [1, 0, 1]


# Periods and words


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("Last 12 months", date(2025, 12, 1), DAY),
        ("This reporting year", date(2026, 7, 1), DAY),
        ("Last reporting year", date(2025, 7, 1), date(2026, 6, 30)),
        ("All years", periods.BEGINNING, DAY),
    ],
)
def test_a_period_is_whole_months_and_the_reporting_year_is_july_to_june(name, since, until):
    assert periods.period(name, DAY) == (since, until)


def test_in_june_the_reporting_year_is_still_the_old_one():
    assert periods.period("This reporting year", date(2026, 6, 30)) == (date(2025, 7, 1), date(2026, 6, 30))


def test_a_period_that_is_not_there_is_refused():
    with pytest.raises(Invalid, match="no period"):
        periods.period("Last week", DAY)


def test_an_empty_report_says_what_is_missing(con):
    assert "Nothing has been mailed yet" in outcome_reports.missing(con, all_of(con))
    a_shipment(con, on=OLD)
    assert "2 Mar 2026" in outcome_reports.missing(con, all_of(con, date(2026, 3, 1)))
    assert "Choose a longer period" in outcome_reports.missing(con, all_of(con, state="NY"))


def test_a_share_in_words():
    assert [words.percent(share) for share in (0.0, 0.004, 0.123, 1.0, float("nan"))] == [
        "0 %", "0.4 %", "12 %", "100 %", "insufficient data",
    ]  # fmt: skip


# Numbers reviewed as text


@pytest.fixture
def program(con):
    """A little program of two systems, with something in every state; readers have names that no report may tell."""
    strict = a_facility(con, "Strict Unit", "TX")
    mild = a_facility(con, "Mild Camp", "NM")
    federal = a_facility(con, "Far Federal Unit", "CO", a_system(con, "Federal Bureau of Examples", "federal", None))
    own = a_title(con, "Our Newsletter", literature_class="own", kind="newsletter issue")
    book = a_title(con, "A Sample History")
    reader = {
        place: a_reader(con, place, number=f"SECRET{place}", first_name="Zebedee", last_name="Whisper")
        for place in (strict, mild, federal)
    }
    for month in range(1, 7):
        a_shipment(
            con, reader[strict], on=date(2026, month, 3), titles=[own, book], outcome="censored", learned_on=date(2026, month, 28)
        )
        a_shipment(
            con, reader[mild], on=date(2026, month, 9), titles=[book], outcome="received", learned_on=date(2026, month, 28)
        )
        a_shipment(con, reader[mild], on=date(2026, month, 12), titles=[book])
    a_shipment(con, reader[strict], on=date(2026, 2, 1), titles=[own], outcome="received", learned_on=date(2026, 6, 1))
    a_shipment(con, reader[strict], on=date(2026, 2, 1), titles=[own], outcome="no reason given", learned_on=date(2026, 6, 1))
    a_shipment(con, reader[federal], on=date(2026, 2, 1), titles=[own], outcome="returned", learned_on=date(2026, 6, 1))
    a_shipment(con, reader[federal], on=date(2026, 10, 1), titles=[book])
    return con


REPORTS = ("facility", "system", "month", "class", "subject")


def report(con, by):
    return outcome_reports.shown(outcome_reports.outcomes(con, all_of(con), by))


@pytest.mark.parametrize("name", REPORTS)
def test_the_numbers_of_a_report_are_as_reviewed(program, name):
    table = report(program, name)
    assert table.to_csv(index=False, float_format="%.1f", lineterminator="\n") == (GOLDEN / f"outcomes_by_{name}.csv").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_tells_a_readers_name_or_number(program, name):
    table = report(program, name)
    assert not table.empty
    for secret in ("Zebedee", "Whisper", "SECRET", "reader"):
        assert secret not in table.to_csv()


def test_the_line_under_a_chart_says_what_is_counted_n_and_the_day(program):
    scope = all_of(program, period_name="Last 12 months")
    said = outcome_reports.says(outcome_reports.outcomes(program, scope, "facility"), scope, "by facility")
    assert said == (
        "28 items by facility; mailed 1 Dec 2025 to 23 Nov 2026; as of 23 Nov 2026; "
        "pending: without news and younger than 120 days."
    )
