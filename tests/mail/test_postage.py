"""Postage: rates as data, each from its day; what parcels cost, typed or estimated, to the cent."""

from datetime import date, timedelta

import pytest
from builders import RolledBack, a_facility, a_reader, a_shipment, a_title
from hypothesis import given, settings
from hypothesis import strategies as st

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid
from bfp.censorship import outcome_reports
from bfp.mail import postage, postage_charts, postage_report
from bfp.schema import migrations

TODAY = date(2026, 11, 23)


def a_rate(con, holds_from=date(2026, 1, 18), first=500, more=80, mail_class="Media Mail", **more_fields):
    return postage.add(
        con, mail_class=mail_class, holds_from=holds_from, first_pound_cents=first, each_more_cents=more, **more_fields
    )


@pytest.fixture
def no_rates(con):
    con.execute("delete from postage_rate")
    return con


# ---- rates --------------------------------------------------------------------------------------


def test_the_rates_the_program_starts_with_are_all_to_be_checked_and_say_where_they_were_read(con):
    rates = postage.listing(con)
    assert {one.mail_class for one in rates} == set(postage.CLASSES)
    assert not any(one.checked for one in rates)
    assert min(len(one.source) for one in rates) > 10
    assert [one.mail_class for one in postage.to_check(con, TODAY)] == ["Media Mail", "Library Mail"]


@pytest.mark.parametrize(
    ("ounces", "cents"), [(1, 500), (16, 500), (17, 580), (32, 580), (33, 660), (70 * 16, 500 + 69 * 80), (70 * 16 + 1, None)]
)
def test_postage_goes_by_whole_pounds_begun(no_rates, ounces, cents):
    a_rate(no_rates)
    assert postage.rate(no_rates, "Media Mail", ounces, TODAY) == cents


@pytest.mark.parametrize("ounces", [None, 0, -3, float("nan")])
def test_without_a_weight_there_is_no_rate(con, ounces):
    assert postage.rate(con, "Media Mail", ounces, TODAY) is None


def test_the_latest_rate_begun_by_that_day_holds(no_rates):
    a_rate(no_rates, date(2026, 1, 18), 500)
    a_rate(no_rates, date(2026, 7, 12), 520)
    asked = [date(2026, 1, 17), date(2026, 1, 18), date(2026, 7, 11), date(2026, 7, 12)]
    assert [postage.rate(no_rates, "Media Mail", 10, day) for day in asked] == [None, 500, 500, 520]


def test_a_voided_rate_holds_no_more_and_the_one_before_does(no_rates):
    a_rate(no_rates, date(2026, 1, 18), 500)
    wrong = a_rate(no_rates, date(2026, 7, 12), 5200)
    postage.void(no_rates, wrong, "a slip of the finger", TODAY)
    assert postage.rate(no_rates, "Media Mail", 10, TODAY) == 500
    assert a_rate(no_rates, date(2026, 7, 12), 520)
    assert postage.rate(no_rates, "Media Mail", 10, TODAY) == 520
    assert list(history.of(no_rates, "postage_rate", wrong)["reason"]) == ["a slip of the finger", ""]


def test_a_class_that_goes_by_zone_has_no_rate(con):
    assert postage.rate(con, "Priority", 10, TODAY) is None
    with pytest.raises(Invalid, match="whole pounds is one of"):
        a_rate(con, mail_class="Priority")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first": None}, "first_pound_cents"), ({"first": 0}, "first_pound_cents"), ({"more": None}, "each_more_cents"),
        ({"more": 900_000}, "each_more_cents"), ({"holds_from": date(1926, 1, 1)}, "holds_from"),
        ({"checked_on": TODAY}, "source"), ({"holds_from": None}, "holds_from"),
    ],
)  # fmt: skip
def test_a_rate_that_cannot_be_right_is_refused(con, wrong, field):
    with pytest.raises(Invalid) as refused:
        a_rate(con, **wrong)
    assert refused.value.field == field


def test_two_rates_of_one_class_and_day_clash(no_rates):
    a_rate(no_rates)
    with pytest.raises(Conflict, match="already"):
        a_rate(no_rates, first=510)


def test_a_checked_rate_is_no_longer_to_be_checked(no_rates):
    rate_id = a_rate(no_rates)
    assert [one.id for one in postage.to_check(no_rates, TODAY)] == [rate_id]
    postage.confirm(no_rates, rate_id, "Notice 123 of 18 Jan 2026", TODAY)
    assert postage.to_check(no_rates, TODAY) == []


def test_the_table_shows_each_rate_in_dollars(no_rates):
    postage.void(no_rates, a_rate(no_rates, first=447, more=75), "wrong", TODAY)
    a_rate(no_rates)
    table = postage.shown(postage.listing(no_rates, voided=True))
    assert list(table["First pound"]) == ["$5.00", "$4.47"] and list(table["Each further"]) == ["$0.80", "$0.75"]
    assert list(table["State"]) == ["to be checked", "voided: wrong"]


# ---- what parcels cost --------------------------------------------------------------------------


def mailed(con, on=date(2026, 5, 1), typed=None, weight=None, facility=None, titles=None, mail_class="Media Mail"):
    shipment = a_shipment(con, a_reader(con, facility), on=on, titles=titles)
    sql = "update shipment set postage_cents = $typed, weight_oz = $weight, mail_class = $mail_class where id = $id"
    con.execute(sql, {"typed": typed, "weight": weight, "mail_class": mail_class, "id": shipment})
    return shipment


def test_typed_postage_counts_and_is_no_estimate(no_rates):
    a_rate(no_rates)
    assert postage_report.of_shipment(no_rates, mailed(no_rates, typed=612, weight=20)) == (612, False)


def test_without_typed_postage_the_rate_of_that_day_is_the_estimate(no_rates):
    a_rate(no_rates, date(2026, 1, 18), 500)
    a_rate(no_rates, date(2026, 7, 12), 520)
    assert postage_report.of_shipment(no_rates, mailed(no_rates, date(2026, 7, 11), weight=20)) == (580, True)
    assert postage_report.of_shipment(no_rates, mailed(no_rates, date(2026, 7, 12), weight=16)) == (520, True)


def test_a_parcel_that_was_not_weighed_weighs_what_its_titles_weigh(no_rates):
    a_rate(no_rates)
    two_of_twelve_ounces = [a_title(no_rates), a_title(no_rates)]
    assert postage_report.of_shipment(no_rates, mailed(no_rates, titles=two_of_twelve_ounces)) == (580, True)


def test_a_parcel_with_a_title_of_unknown_weight_has_no_estimate(no_rates):
    a_rate(no_rates)
    light, unknown = a_title(no_rates), a_title(no_rates)
    no_rates.execute("update title set weight_oz = null where id = $id", {"id": unknown})
    assert postage_report.of_shipment(no_rates, mailed(no_rates, titles=[light, unknown])) is None


@pytest.mark.parametrize("more", [{"mail_class": "Priority"}, {"on": date(2025, 1, 1)}, {"weight": 71 * 16}])
def test_without_a_rate_for_it_a_parcel_has_no_estimate(no_rates, more):
    a_rate(no_rates)
    assert postage_report.of_shipment(no_rates, mailed(no_rates, **{"weight": 20, **more})) is None


def test_a_voided_shipment_cost_nothing(no_rates):
    shipment = mailed(no_rates, typed=500)
    no_rates.execute("update shipment set voided_on = date '2026-05-02' where id = $id", {"id": shipment})
    assert postage_report.of_shipment(no_rates, shipment) is None
    assert postage_report.costs(no_rates, outcome_reports.scope(no_rates, TODAY), "month").empty


def test_costs_by_month_have_every_month_and_by_facility_the_dearest_first(no_rates):
    a_rate(no_rates)
    cheap, dear = a_facility(no_rates), a_facility(no_rates)
    mailed(no_rates, date(2026, 5, 1), typed=400, facility=cheap)
    mailed(no_rates, date(2026, 7, 1), weight=20, facility=dear)
    scope = outcome_reports.scope(no_rates, TODAY)
    months = postage_report.costs(no_rates, scope, "month")
    assert [(str(row.month), row.cents) for row in months.itertuples()] == [
        ("2026-05-01", 400), ("2026-06-01", 0), ("2026-07-01", 580),
    ]  # fmt: skip
    places = postage_report.costs(no_rates, scope, "facility")
    assert list(places["facility_id"]) == [dear, cheap]
    assert list(places["estimated_cents"]) == [580, 0]


def test_the_line_under_the_chart_tells_estimates_and_what_is_not_known(no_rates):
    a_rate(no_rates)
    mailed(no_rates, typed=123456)
    mailed(no_rates, weight=20)
    mailed(no_rates, date(2025, 1, 1), weight=20)
    scope = outcome_reports.scope(no_rates, TODAY)
    assert postage_report.says(postage_report.costs(no_rates, scope, "month"), scope, "month") == (
        "Postage by month: $1,240.36 for 3 parcels, $5.80 of it estimated from the weight of 1 parcel, 1 parcel without "
        "postage, weight or rate not counted in; in all years; whole parcels, whatever literature is in them."
    )


def test_each_parcel_is_listed_with_its_cost_and_no_reader(no_rates):
    a_rate(no_rates)
    mailed(no_rates, typed=400)
    mailed(no_rates, weight=20)
    mailed(no_rates, date(2025, 1, 1))
    table = postage_report.parcels(no_rates, outcome_reports.scope(no_rates, TODAY))
    assert list(table["known how"]) == ["typed", "estimate", "not known"]
    assert list(table["postage"].fillna(-1)) == [4.0, 5.8, -1.0]
    assert list(table.columns) == ["shipment", "mailed on", "facility", "mail class", "weight oz", "postage", "known how"]
    assert "Reader" not in table.to_csv()


def test_postage_to_one_facility_is_a_sentence(no_rates):
    place = a_facility(no_rates)
    assert postage_report.of_facility(no_rates, place, TODAY) == ""
    mailed(no_rates, typed=400, facility=place)
    mailed(no_rates, date(2024, 5, 1), typed=800, facility=place)
    mailed(no_rates, typed=999)
    assert postage_report.of_facility(no_rates, place, TODAY) == "Postage in the last 12 months: $4.00 for 1 parcel."


def test_a_chart_draws_only_what_was_spent(no_rates):
    mailed(no_rates, typed=400)
    scope = outcome_reports.scope(no_rates, TODAY)
    month = postage_charts.by_month(postage_report.costs(no_rates, scope, "month")).to_dict()
    place = postage_charts.by_name(postage_report.costs(no_rates, scope, "facility"), "facility").to_dict()
    for chart in (month, place):
        drawn = [row for data in chart["datasets"].values() for row in data if "dollars" in row]
        assert [(row["kind"], row["dollars"], row["parcels"]) for row in drawn] == [("as typed", 4.0, 1)]


@given(
    parcels=st.lists(
        st.tuples(
            st.integers(0, 500), st.one_of(st.none(), st.integers(0, 9_999)), st.one_of(st.none(), st.integers(1, 1_300)),
            st.sampled_from(["Media Mail", "Library Mail", "Priority"]), st.integers(0, 2),
        ),
        min_size=1, max_size=12,
    )
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_the_sums_of_parcels_months_facilities_and_classes_agree_to_the_cent(parcels):
    database = db.connect()
    migrations.migrate(database)
    try:
        with db.transaction(database, by="Ada") as con:
            a_rate(con, date(2026, 1, 18), 533, 77)
            places = [a_facility(con) for _ in range(3)]
            unweighed = a_title(con)
            con.execute("update title set weight_oz = null where id = $id", {"id": unweighed})
            expected = 0
            for days, typed, weight, mail_class, place in parcels:
                on = TODAY - timedelta(days=days)
                mailed(con, on, typed, weight, places[place], [unweighed], mail_class)
                expected += typed if typed is not None else postage.rate(con, mail_class, weight, on) or 0
            scope = outcome_reports.scope(con, TODAY)
            sums = {by: int(postage_report.costs(con, scope, by)["cents"].sum()) for by in postage_report.BY}
            sums["parcel"] = round(postage_report.parcels(con, scope)["postage"].sum() * 100)
            assert sums == dict.fromkeys(("month", "facility", "mail class", "parcel"), expected)
            raise RolledBack
    except RolledBack:
        pass
    finally:
        database.close()
