"""The page of money: gifts, expenses, counter-entries, postage by a button, what it costs; empty and full, saved and refused."""

from datetime import date

import pytest
from builders import a_shipment

from bfp.base import db
from bfp.supporters import money, money_report
from pages import open_page
from pages import said as marked_up

TODAY = date(2026, 11, 23)


def said(at):
    return marked_up(at).replace("\\", "")


def tab(name):
    at = open_page("money")
    at.session_state["money_view"] = name
    return at.run()


def metrics(at):
    return {metric.label: metric.value for metric in at.metric}


@pytest.fixture
def ledger(desk):
    """A gift, an expense, and two parcels of October."""
    with db.transaction(desk, by="Ada") as con:
        money.gift(con, money.Gift(amount_cents=5000, form="check", on=date(2026, 10, 2)), today=TODAY)
        money.expense(con, amount_cents=1250, purpose="printing", on=date(2026, 10, 3), today=TODAY)
        for _ in range(2):
            a_shipment(con, on=date(2026, 10, 5))
        con.execute("update shipment set postage_cents = 463")
    return desk


def test_an_empty_ledger_says_what_is_not_known(desk):
    at = open_page("money")
    assert metrics(at) == {"Left in all": "$0.00", "Lasts for": "not known"}
    assert "nothing was mailed in the last twelve months" in said(at)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Postage", "Nothing was mailed yet"), ("Ledger", "Nothing is entered yet"), ("Costs", "Nothing came in or went out"),
     ("Earmarks", "A new earmark")],
)  # fmt: skip
def test_every_part_of_an_empty_page_says_so(desk, name, sentence):
    assert sentence in said(tab(name))


def test_a_gift_is_entered_and_its_receipt_offered(desk):
    at = open_page("money")
    at.text_input(key="gift_0_amount").set_value("$12.50")
    at.selectbox(key="gift_0_form").set_value("stamps")
    at.selectbox(key="gift_0_fund").set_value(2)
    at.button(key="gift_0_save").click().run()
    made = money.of_receipt(desk, 1)
    assert (made.amount_cents, made.form, made.fund, made.happened_on) == (1250, "stamps", "postage", TODAY)
    assert "Receipt 1, $12.50 for postage, entered." in said(at) and metrics(at)["Left in all"] == "$12.50"
    assert [button.proto.label for button in at.get("download_button")] == ["Receipt", "Thank-you letter"]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("amount", "-5", "more than nothing"), ("amount", "five", "like 12.50"), ("amount", "", "Write the amount"),
     ("amount", "1000000", "at most"), ("on", "1 Jan 2027", "in the future")],
)  # fmt: skip
def test_a_wrong_gift_is_a_sentence_and_what_was_typed_stays(desk, field, typed, sentence):
    at = open_page("money")
    at.text_input(key="gift_0_amount").set_value("12.50")
    at.selectbox(key="gift_0_form").set_value("cash")
    at.text_input(key="gift_0_note").set_value("at the book fair")
    at.text_input(key=f"gift_0_{field}").set_value(typed)
    at.button(key="gift_0_save").click().run()
    assert "Not saved" in said(at) and sentence in said(at)
    assert at.text_input(key=f"gift_0_{field}").value == typed and at.text_input(key="gift_0_note").value == "at the book fair"
    assert money_report.ledger(desk)[1] == 0


def test_a_gift_without_its_form_is_asked_for(desk):
    at = open_page("money")
    at.text_input(key="gift_0_amount").set_value("12.50")
    at.button(key="gift_0_save").click().run()
    assert "Say how it came" in said(at)


def test_an_expense_goes_out_of_its_fund(desk):
    at = tab("Expense")
    at.text_input(key="expense_0_amount").set_value("40")
    at.button(key="expense_0_save").click().run()
    assert "Say what it was spent for" in said(at)
    at.selectbox(key="expense_0_purpose").set_value("printing")
    at.button(key="expense_0_save").click().run()
    assert money.fund(desk, 1).balance_cents == -4000 and "Expense 1 for printing, $40.00, from general, entered." in said(at)


def test_a_months_postage_is_booked_by_one_button(ledger):
    at = tab("Postage")
    assert "2 parcels of Oct 2026 are not booked yet: $9.26." in said(at)
    at.button(key="postage_book").click().run()
    assert "$9.26 for 2 parcels of Oct 2026 booked." in said(at) and "All postage of Oct 2026 is booked." in said(at)
    assert money.fund(ledger, 2).balance_cents == -926 and at.button(key="postage_book").disabled


def in_hand(at, row):
    at.session_state["ledger_None_None_False_1"] = {"selection": {"rows": [], "columns": [], "cells": [(row, "What")]}}
    return at.run()


def test_a_receipt_is_taken_back_once_with_a_reason(ledger):
    at = in_hand(tab("Ledger"), 1)
    assert at.dataframe[0].value["What"].tolist() == ["printing", "receipt 1, check"]
    at.button(key="entry_1_back").click().run()
    assert "Say what was wrong" in said(at)
    at.text_input(key="entry_1_why").set_value("the check came back")
    at.button(key="entry_1_back").click().run()
    assert "Receipt 1, $50.00, is taken back by a counter-entry" in said(at)
    assert money.of_receipt(ledger, 1).corrected_by == 3 and money.fund(ledger, 1).balance_cents == -1250
    at = in_hand(tab("Ledger"), 2)
    assert "Taken back by a counter-entry." in said(at) and not [one for one in at.button if one.key == "entry_1_back"]


def test_costs_are_told_with_their_basis_and_a_chart(ledger):
    at = tab("Costs")
    assert metrics(at)["A parcel"] == "$6.25" and metrics(at)["A month"] == "$1.04"
    assert "$12.50 spent and 2 parcels mailed from 1 Dec 2025 to 23 Nov 2026; the postage of 2 of them is not in" in said(at)
    assert len(at.get("vega_lite_chart")) == 1


def test_how_long_the_money_lasts_stands_on_top(ledger):
    assert metrics(open_page("money")) == {"Left in all": "$37.50", "Lasts for": "6 parcels"}


def test_an_earmark_is_added_changed_and_closed(desk):
    at = tab("Earmarks")
    at.button(key="fund_0_save").click().run()
    assert "Write what the money is for" in said(at)
    at.text_input(key="fund_0_name").set_value("Texas legal fees")
    at.button(key="fund_0_save").click().run()
    assert [fund.name for fund in money.funds(desk)] == ["general", "postage", "Texas legal fees"]
    at.session_state["funds"] = {"selection": {"rows": [], "columns": [], "cells": [(2, "Earmark")]}}
    at.run()
    at.button(key="fund_close_3").click().run()
    assert money.fund(desk, 3).closed_on == TODAY


def test_the_csv_has_no_names_unless_they_are_chosen(ledger):
    at = tab("Ledger")
    assert not at.checkbox(key="export_names").value


@pytest.mark.parametrize(
    ("form", "button", "typed", "wrong"),
    [("gift", "save", {}, "amount"), ("gift", "save", {"amount": "5"}, "form"),
     ("gift", "save", {"amount": "5", "on": "x"}, "on"), ("expense", "save", {}, "amount"),
     ("expense", "save", {"amount": "5"}, "purpose")],
)  # fmt: skip
def test_the_mark_stands_with_the_field_that_is_to_be_mended(desk, form, button, typed, wrong):
    at = open_page("money") if form == "gift" else tab("Expense")
    if wrong == "on":
        at.selectbox(key=f"{form}_0_form").set_value("cash")
    for name, text in typed.items():
        at.text_input(key=f"{form}_0_{name}").set_value(text)
    at.button(key=f"{form}_0_{button}").click().run()
    [marked] = [column for column in at.columns if any("mend this field" in one.value for one in column.markdown)]
    assert [field.key for field in [*marked.text_input, *marked.selectbox]] == [f"{form}_0_{wrong}"]
