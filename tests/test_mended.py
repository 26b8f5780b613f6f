"""Slips that a review found: each was accepted, lost or crashed once."""

from datetime import date, timedelta

import pandas as pd
import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title

from bfp import __main__ as command_line
from bfp import ui
from bfp.base import dates, db, settings
from bfp.base.errors import BfpError, Conflict, Invalid
from bfp.base.tables import sheets
from bfp.base.tables.columns import recognise
from bfp.desk import entry
from bfp.desk.entry import Entry
from bfp.mail import parcel_checks
from bfp.places import facilities, import_facilities
from bfp.readers import readers
from pages import open_page, said

TODAY = date(2026, 11, 23)


def test_declining_does_not_pass_over_the_same_letter(con):
    reader = a_reader(con)
    entry.save(con, Entry(TODAY, reader_id=reader), TODAY)
    with pytest.raises(Conflict, match="was entered today"):
        entry.save(con, Entry(TODAY, reader_id=reader, decline_reason="too soon"), TODAY)


def test_declining_asks_on_the_page_about_the_same_letter_and_then_saves(desk):
    with db.transaction(desk) as con:
        reader = a_reader(con)
        entry.save(con, Entry(TODAY, reader_id=reader), TODAY)
    at = open_page("letters", reader=reader)

    def field(kind, name):
        return getattr(at, kind)(f"{name}_{at.session_state['desk'].serial}")

    field("button", "decline").click().run()
    field("text_input", "reason").set_value("asks for a guitar")
    field("button", "do_decline").click().run()
    assert "was entered today" in said(at) and db.value(desk, "select count(*) from letter") == 1
    field("button", "do_decline").click().run()
    assert db.value(desk, "select reason from letter_warning") == "asks for a guitar"


def test_a_facility_that_changes_its_system_takes_its_readers_numbers_along(con):
    ohio = a_system(con, "Ohio Example", "state", "OH")
    facility = a_facility(con)
    reader = a_reader(con, facility, "123")
    facilities.edit(con, facility, system_id=ohio)
    assert readers.get(con, reader).system_id == ohio
    with pytest.raises(Conflict, match="123"):
        readers.add(con, facility_id=facility, first_name="Testa", last_name="Two", number="123", on=TODAY)


def test_a_change_of_system_is_refused_where_numbers_would_clash(con):
    ohio = a_system(con, "Ohio Example", "state", "OH")
    facility = a_facility(con)
    a_reader(con, facility, "123")
    a_reader(con, a_facility(con, state="OH", system_id=ohio), "123")
    with pytest.raises(Conflict, match="123"):
        facilities.edit(con, facility, system_id=ohio)


def test_rejected_rows_can_be_mended_and_brought_again(con):
    sheet = sheets.read(b"Name,State,row,reason\nFoo Unit,TX,3,old\nBar Unit,QQ,4,old\nBaz,TX,1,2,3,4\n")
    plan = import_facilities.plan(con, sheet, recognise(sheet.columns, import_facilities.COLUMNS))
    told = ui.csv_bytes(plan.rejected()).decode("utf-8-sig")
    assert told.splitlines()[0] == "Name,State,row,reason"
    assert "old" not in told and told.count("reason") == 1


def test_a_csv_is_safe_in_headers_and_with_two_columns_of_one_name():
    table = pd.DataFrame([["=1+1", "b", 1]], columns=["=a", "x", "x"])
    assert ui.csv_bytes(table).decode("utf-8-sig") == "'=a,x,x\r\n'=1+1,b,1\r\n"


def test_restrictions_are_imported_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "places.csv").write_text("name,state,city,zip\nExample Unit,TX,Sampleton,75001\n")
    (tmp_path / "rules.csv").write_text(
        "Facility_Name,State,City,num_max_books,only_paperback\nExample Unit,Texas,Sampleton,3,TRUE\nNowhere,Texas,Deep,3,TRUE\n"
    )
    where = ["--database", str(tmp_path / "new.duckdb")]
    assert command_line.main(["import", "facilities", "places.csv", *where]) == 0
    assert command_line.main(["import", "restrictions", "rules.csv", *where]) == 0
    assert "1 new" in capsys.readouterr().out
    assert "Nowhere" in (tmp_path / "rules.csv.rejected.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("typed", ["1/" + "9" * 20, "99999999999/1", "13/13/2026", "0", "-1", "11/30", "12/31"])
def test_a_date_that_can_not_be_is_a_sentence(typed):
    with pytest.raises(Invalid):
        dates.read(typed, TODAY)


def test_a_day_of_last_winter_may_go_without_its_year():
    assert dates.read("12/20", date(2027, 1, 5)) == date(2026, 12, 20)


@pytest.mark.parametrize("address", ["²", "9" * 40, "-1", "x"])
def test_an_odd_number_in_the_address_breaks_nothing(desk, address):
    open_page("facility", facility=address)
    open_page("readers", reader=address)


def test_an_interval_of_a_thousand_years_is_refused(con):
    with pytest.raises(Invalid, match="more than"):
        settings.save(con, interval_days="9999999999")


def test_a_number_too_large_is_a_sentence(con):
    with pytest.raises(BfpError, match="too large"):
        con.execute("insert into title (name, price_cents) values ('x', $price)", {"price": 99_999_999_999})


def test_an_item_of_somebody_else_or_mailed_later_is_not_confirmed(con):
    reader, other = a_reader(con), a_reader(con)
    a_shipment(con, other, on=date(2026, 1, 5))
    item = db.value(con, "select id from item")
    with pytest.raises(Invalid, match="not mailed to this reader"):
        entry.save(con, Entry(TODAY, reader_id=reader, marks={item: "received"}), TODAY)
    with pytest.raises(Invalid, match="earlier letter"):
        early = Entry(date(2026, 1, 4), reader_id=other, marks={item: "received"}, asks_for_books=False)
        entry.save(con, early, TODAY)


@pytest.mark.parametrize("status", ["released", "dead", "moved"])
def test_a_parcel_to_a_reader_who_left_is_asked_about(con, status):
    found = parcel_checks.check(con, a_reader(con, status=status), {a_title(con): 1}, TODAY)
    assert [one.rule for one in found] == ["reader gone"]


def test_a_parcel_to_a_closed_facility_is_asked_about(con):
    facility = a_facility(con)
    con.execute("update facility set status = 'closed'")
    found = parcel_checks.check(con, a_reader(con, facility), {a_title(con): 1}, TODAY)
    assert [one.rule for one in found] == ["facility closed"]


def test_prior_approval_and_vendors_are_asked_about(con):
    facility = a_facility(con)
    sql = """
        insert into restriction (level, facility_id, starts_on, text, source_kind, prior_approval)
        values ('facility', $id, $on, 'prior approval', 'reader', true)
    """
    con.execute(sql, {"id": facility, "on": TODAY - timedelta(days=100)})
    found = parcel_checks.check(con, a_reader(con, facility), {a_title(con): 1}, TODAY)
    assert [one.rule for one in found] == ["prior approval"]
