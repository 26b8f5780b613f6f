"""Postage through its pages: the rates, a new one, a wrong one; what mailing cost."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment

from bfp.base import db
from bfp.mail import postage
from pages import open_page, said


@pytest.fixture
def mailed(desk):
    """Two parcels to one facility: one with typed postage, one without, of twelve ounces."""
    with db.transaction(desk, by="Ada") as con:
        place = a_facility(con, "Example Unit")
        reader = a_reader(con, place, first_name="Quill", last_name="Lanternfield")
        typed = a_shipment(con, reader, on=date(2026, 9, 1))
        con.execute("update shipment set postage_cents = 600 where id = $id", {"id": typed})
        a_shipment(con, reader, on=date(2026, 10, 1))
    return place


def words(at):
    return said(at).replace("\\", "")


def chosen(at, row):
    at.session_state["rates_0"] = {"selection": {"rows": [], "columns": [], "cells": [(row, "Class")]}}
    return at.run()


def typed_rate(at, **values):
    at.date_input("rate_new_0_holds_from").set_value(values.get("since", date(2026, 7, 12)))
    at.text_input("rate_new_0_first_pound_cents").set_value(values.get("first", "4.99"))
    at.text_input("rate_new_0_each_more_cents").set_value(values.get("more", "0.80"))
    return at.button("rate_new_0_save").click().run()


def test_the_page_says_which_rates_are_to_be_checked_and_where_they_were_read(desk):
    at = open_page("postage")
    assert "3 rates are still to be checked. Compare each with the post office’s Notice 123" in words(at)
    assert any(source.startswith("Notice 123 as of 26 Apr 2026") for source in at.dataframe[0].value["Source"])


def test_a_new_rate_is_added_and_holds_from_its_day(desk):
    at = typed_rate(open_page("postage"))
    assert "Rate added. It is to be checked" in words(at)
    assert at.text_input("rate_new_1_first_pound_cents").value == ""
    assert postage.rate(desk, "Media Mail", 20, date(2026, 7, 12)) == 579
    assert at.dataframe[0].value["First pound"].iloc[0] == "$4.99"


def test_a_rate_that_was_compared_with_its_list_is_added_as_checked(desk):
    at = open_page("postage")
    at.checkbox("rate_new_0_checked").set_value(True)
    at = typed_rate(at)
    assert "Not saved." in said(at) and "Say what it was compared with" in words(at)
    at.text_input("rate_new_0_source").set_value("Notice 123 of 12 Jul 2026")
    at.button("rate_new_0_save").click().run()
    assert "Rate added, checked by you today." in words(at)
    assert postage.in_force(desk, "Media Mail", date(2026, 7, 12)).status == "checked 23 Nov 2026 by Ada"


@pytest.mark.parametrize(
    ("values", "said_so"),
    [({"first": "four"}, "like 12.50"), ({"more": ""}, "further pound costs"), ({"since": None}, "from which day")],
)
def test_a_rate_typed_wrong_is_refused_and_stays_in_the_fields(desk, values, said_so):
    before = len(postage.listing(desk))
    at = typed_rate(open_page("postage"), **values)
    assert "Not saved." in said(at) and said_so in words(at)
    assert said(at).count("mend this field") == 1
    assert at.text_input("rate_new_0_first_pound_cents").value == values.get("first", "4.99")
    assert len(postage.listing(desk)) == before


def test_a_rate_is_checked_on_the_page(desk):
    at = chosen(open_page("postage"), 0)
    key = f"rate_confirm_{postage.listing(desk)[0].id}_0"
    at.button(f"{key}_save").click().run()
    assert "Say what it was compared with" in words(at)
    chosen(at, 0).text_input(f"{key}_source").set_value("Notice 123 of 12 Jul 2026")
    at.button(f"{key}_save").click().run()
    assert "2 rates are still to be checked" in words(at)


def test_a_rate_is_corrected_by_a_new_one(desk):
    at = chosen(open_page("postage"), 0)
    one = postage.listing(desk)[0]
    key = f"rate_correct_{one.id}_0"
    assert at.text_input(f"{key}_first_pound_cents").value == f"${one.first_pound_cents / 100:.2f}"
    at.text_input(f"{key}_first_pound_cents").set_value("5.01")
    at.text_input(f"{key}_why").set_value("a slip of the finger")
    at.button(f"{key}_save").click().run()
    assert "Corrected." in words(at)
    assert postage.rate(desk, one.mail_class, 10, one.holds_from) == 501


def test_a_wrong_rate_is_voided_with_a_reason_on_the_page_and_put_back(desk):
    at = chosen(open_page("postage"), 0)
    key = f"rate_void_{postage.listing(desk)[0].id}_0"
    at.text_input(f"{key}_void_reason").set_value("not the list of that day")
    at.button(f"{key}_save").click().run()
    assert "Voided." in words(at) and len(at.dataframe[0].value) == 2
    at.toggle("rates_voided").set_value(True).run()
    assert list(at.dataframe[0].value["State"])[-1] == "voided: not the list of that day"
    at.session_state["rates_1"] = {"selection": {"rows": [], "columns": [], "cells": [(2, "Class")]}}
    at.run()
    at.button(key.replace("void", "restore") + "_save").click().run()
    assert "In use again." in words(at) and len(postage.listing(desk)) == 3


def costs():
    at = open_page("shipments", mail_by="Postage")
    assert not at.exception, at.exception
    return at


def test_without_mail_the_costs_say_so(desk):
    assert "Nothing has been mailed yet." in words(costs())


@pytest.mark.parametrize("by", ["month", "facility", "mail class"])
def test_what_mailing_cost_is_told_with_its_estimates_and_names_nobody(desk, mailed, by):
    at = costs()
    at.segmented_control("postage_by").set_value(by).run()
    assert f"Postage by {by}: $10.47 for 2 parcels, $4.47 of it estimated from the weight of 1 parcel" in words(at)
    assert "The estimates use rates that are still to be checked" in words(at)
    assert "Lanternfield" not in words(at) + str([frame.value.to_csv() for frame in at.dataframe])
    assert round(float(at.dataframe[0].value["postage"].sum()), 2) == 10.47


def test_the_page_of_a_facility_says_what_postage_cost(desk, mailed):
    text = words(open_page("facility", facility=mailed))
    assert "Postage in the last 12 months: $10.47 for 2 parcels, $4.47 of it estimated" in text
