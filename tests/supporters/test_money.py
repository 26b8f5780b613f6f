"""Money: whole cents, receipts without gaps, nothing changed and everything taken back by its counter-entry."""

from datetime import date

import pytest
from builders import a_reader, a_shipment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bfp import check, ui
from bfp.base import db, history
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.mail import shipments
from bfp.supporters import money, money_postage, money_report, supporters

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 1)


def a_gift(con, cents=2500, on=TODAY, form="cash", **more) -> money.Entry:
    return money.gift(con, money.Gift(amount_cents=cents, form=form, on=on, **more), today=TODAY)


def an_expense(con, cents=1000, purpose="printing", on=TODAY, **more) -> money.Entry:
    return money.expense(con, amount_cents=cents, purpose=purpose, on=on, today=TODAY, **more)


def a_parcel(con, cents=400, on=date(2026, 10, 5)) -> int:
    shipment_id = a_shipment(con, on=on)
    con.execute("update shipment set postage_cents = $cents where id = $id", {"cents": cents, "id": shipment_id})
    return shipment_id


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("12.50", 1250), ("$12.50", 1250), (" $ 12.5 ", 1250), ("12", 1200), ("1,250", 125000), ("1,250.05", 125005),
     ("12,50", 1250), ("0.01", 1), ("100000", 10_000_000), ("0.29", 29), ("1.15", 115)],
)  # fmt: skip
def test_amounts_are_read_to_the_cent(typed, cents):
    assert money.read_amount(typed) == cents


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("-5", "more than nothing"), ("-$5.00", "more than nothing"), ("$-5", "more than nothing"), ("−5", "more than nothing"),
     ("(5.00)", "more than nothing"), ("0", "more than nothing"), ("", "Write the amount"), ("five", "like 12.50"),
     ("12.505", "whole cents"), ("1e3", "like 12.50"), ("nan", "like 12.50"), ("inf", "like 12.50"), ("١٢", "like 12.50"),
     ("1_000", "like 12.50"), ("1,2,3", "like 12.50"), ("100000.01", "at most"), ("9" * 40, "at most|too large")],
)  # fmt: skip
def test_what_is_no_amount_is_a_sentence(typed, sentence):
    with pytest.raises(Invalid, match=sentence) as told:
        money.read_amount(typed)
    assert told.value.field == "amount"


def test_an_amount_is_never_a_float(con):
    with pytest.raises(TypeError):
        a_gift(con, cents=12.5)


@pytest.mark.parametrize(("cents", "words"), [(1250, "$12.50"), (-1250, "−$12.50"), (0, "$0.00"), (123456789, "$1,234,567.89")])
def test_amounts_are_written_to_the_cent(cents, words):
    assert money.written(cents) == words


def test_gifts_get_receipts_in_their_order_and_general_is_where_no_earmark_is(con):
    first, second = a_gift(con), a_gift(con, form="stamps", fund_id=2)
    assert (first.receipt_number, second.receipt_number) == (1, 2) and (first.fund, second.fund) == ("general", "postage")
    assert history.of(con, "money", first.id)["action"].tolist() == ["added"]


def test_a_gift_is_from_a_supporter_or_from_a_reader(con):
    giver, reader = supporters.add(con, "Lantern Reading Circle", TODAY, TODAY).id, a_reader(con)
    assert a_gift(con, supporter_id=giver).supporter_id == giver and a_gift(con, reader_id=reader).reader_id == reader
    with pytest.raises(Invalid, match="not from both"):
        a_gift(con, supporter_id=giver, reader_id=reader)
    with pytest.raises(NotFound):
        a_gift(con, reader_id=999)


def test_stamps_of_a_reader_who_was_merged_are_the_kept_ones(con):
    kept, other = a_reader(con), a_reader(con)
    con.execute("update reader set merged_into = $kept where id = $other", {"kept": kept, "other": other})
    assert a_gift(con, form="stamps", reader_id=other).reader_id == kept


@pytest.mark.parametrize("form", money.FORMS)
def test_the_database_accepts_every_form(con, form):
    assert a_gift(con, form=form).form == form and an_expense(con, form=form).form == form


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(1987, 12, 31), None])
def test_a_day_to_come_or_none_is_refused(con, on):
    for enter in (a_gift, an_expense):
        with pytest.raises(Invalid) as told:
            enter(con, on=on)
        assert told.value.field == "happened_on"


@pytest.mark.parametrize("cents", [0, -1, 10_000_001])
def test_nothing_less_and_too_much_are_refused(con, cents):
    with pytest.raises(Invalid):
        a_gift(con, cents=cents)
    assert db.value(con, "select count(*) from money_entry") == 0


def test_a_refused_gift_leaves_no_gap_in_the_receipts(con):
    a_gift(con)
    with pytest.raises(Invalid):
        a_gift(con, on=date(2027, 1, 1))
    assert a_gift(con).receipt_number == 2


def test_a_save_that_is_undone_leaves_no_gap_in_the_receipts(database):
    with pytest.raises(ZeroDivisionError), db.transaction(database) as tx:
        a_gift(tx)
        raise ZeroDivisionError
    with db.transaction(database) as tx:
        assert a_gift(tx).receipt_number == 1


def test_a_voided_receipt_stays_and_its_counter_entry_takes_it_back(con):
    gift = a_gift(con, fund_id=2)
    counter = money.counter(con, gift.id, TODAY, "the check came back")
    assert (counter.amount_cents, counter.corrects, counter.receipt_number) == (-2500, gift.id, None)
    assert money.of_receipt(con, 1).corrected_by == counter.id and money.fund(con, 2).balance_cents == 0
    assert a_gift(con).receipt_number == 2
    assert history.of(con, "money", gift.id)[["action", "reason"]].values.tolist()[0] == ["voided", "the check came back"]


def test_a_receipt_is_voided_once(con):
    gift = a_gift(con)
    money.counter(con, gift.id, TODAY, "typed twice")
    with pytest.raises(Conflict, match=r"Receipt 1, \$25.00, was taken back on 23 Nov 2026 already"):
        money.counter(con, gift.id, TODAY, "typed twice")


def test_a_counter_entry_has_no_counter_entry(con):
    counter = money.counter(con, a_gift(con).id, TODAY, "typed twice")
    with pytest.raises(Conflict, match="counter-entry itself"):
        money.counter(con, counter.id, TODAY, "was right after all")


def test_a_counter_entry_says_why(con):
    with pytest.raises(Invalid) as told:
        money.counter(con, an_expense(con).id, TODAY, "  ")
    assert told.value.field == "why"


def test_an_expense_is_for_something_known(con):
    assert an_expense(con, purpose="legal").receipt_number is None
    with pytest.raises(Invalid, match="postage, printing"):
        an_expense(con, purpose="fun")


def test_a_fund_is_an_earmark_with_a_name_of_its_own(con):
    fund = money.add_fund(con, " Texas  legal fees ", "appeals in Texas")
    assert fund.name == "Texas legal fees"
    for name in ("texas LEGAL fees", "", "x" * 61):
        with pytest.raises(BfpError):
            money.add_fund(con, name)
    assert money.edit_fund(con, fund.id, "Texas appeals").name == "Texas appeals"
    with pytest.raises(Conflict, match="keeps its name"):
        money.edit_fund(con, 1, "everything")


def test_only_an_empty_fund_is_closed_and_nothing_goes_into_a_closed_one(con):
    fund = money.add_fund(con, "Winter campaign")
    gift = a_gift(con, fund_id=fund.id)
    with pytest.raises(Conflict, match=r"has \$25.00 in it"):
        money.close_fund(con, fund.id, TODAY)
    an_expense(con, 2500, fund_id=fund.id)
    money.close_fund(con, fund.id, TODAY)
    for closed in (fund.id, 1):
        with pytest.raises(Conflict):
            money.close_fund(con, closed, TODAY)
    with pytest.raises(Conflict, match="was closed on 23 Nov 2026"):
        a_gift(con, fund_id=fund.id)
    assert gift.fund not in [each.name for each in money.funds(con)]


# ---- postage ------------------------------------------------------------------------------------


def test_a_months_postage_is_booked_once_a_shipment(con):
    first = [a_parcel(con, 463), a_parcel(con, 538)]
    a_parcel(con, 463, on=date(2026, 9, 30))
    assert money_postage.to_book(con, OCTOBER, TODAY).sentence == "2 parcels of Oct 2026 are not booked yet: $10.01."
    money_postage.book(con, OCTOBER, TODAY, fund_id=2)
    assert money.fund(con, 2).balance_cents == -1001
    assert [row["shipment_id"] for row in db.rows(con, "select shipment_id from money_entry order by shipment_id")] == first
    with pytest.raises(Conflict, match="All postage of Oct 2026 is booked"):
        money_postage.book(con, OCTOBER, TODAY)
    a_parcel(con, 100)
    assert money_postage.book(con, OCTOBER, TODAY).cents == 100
    assert check.run(con, TODAY) == []


def test_what_a_parcel_cost_may_be_an_estimate_or_unknown(con):
    a_parcel(con, 463)
    weighed, bare = a_shipment(con, on=date(2026, 10, 6)), a_shipment(con, on=date(2026, 10, 7))
    con.execute("update shipment set weight_oz = 20 where id = $id", {"id": weighed})
    con.execute("update title set weight_oz = null")
    con.execute("update shipment set mail_class = 'other' where id = $id", {"id": bare})
    found = money_postage.to_book(con, OCTOBER, TODAY)
    assert (found.parcels, found.estimated, found.unknown) == (2, 1, 1) and "can't be booked" in found.sentence
    money_postage.book(con, OCTOBER, TODAY)
    assert db.value(con, "select note from money_entry where shipment_id = $id", id=weighed) == "estimated from the weight"


def test_free_mail_needs_no_entry(con):
    a_parcel(con, 0)
    assert money_postage.to_book(con, OCTOBER, TODAY).nothing and money_postage.unbooked(con, OCTOBER, TODAY) == 0


def test_postage_of_a_shipment_voided_since_is_taken_back(con):
    shipment_id = a_parcel(con, 463)
    money_postage.book(con, OCTOBER, TODAY)
    shipments.void(con, shipment_id, "never went", TODAY)
    assert "1 booked shipment of Oct 2026 was voided since: $4.63" in money_postage.to_book(con, OCTOBER, TODAY).sentence
    money_postage.book(con, OCTOBER, TODAY)
    assert money.fund(con, 1).balance_cents == 0 and money_postage.to_book(con, OCTOBER, TODAY).nothing
    assert check.run(con, TODAY) == []


def test_postage_taken_back_by_hand_can_be_booked_again(con):
    a_parcel(con, 463)
    money_postage.book(con, OCTOBER, TODAY)
    money.counter(con, db.value(con, "select min(id) from money_entry"), TODAY, "wrong fund")
    assert money_postage.book(con, OCTOBER, TODAY, fund_id=2).parcels == 1 and money.fund(con, 2).balance_cents == -463


def test_a_month_to_come_is_not_booked(con):
    with pytest.raises(Invalid, match="Dec 2026 has not come yet"):
        money_postage.book(con, date(2026, 12, 1), TODAY)


# ---- what it costs and how long it lasts ---------------------------------------------------------


def test_what_a_parcel_an_item_a_reader_cost(con):
    for cents in (400, 500):
        a_parcel(con, cents)
    money_postage.book(con, OCTOBER, TODAY)
    an_expense(con, 101)
    found = money_report.costs(con, date(2026, 1, 1), TODAY)
    assert (found.cents, found.parcels, found.items, found.readers) == (1001, 2, 2, 2)
    assert found.per(found.parcels) == 501 and found.per(0) is None  # a half cent is rounded up
    assert found.unbooked == 0 and "$10.01 spent and 2 parcels mailed" in found.basis


def test_how_many_parcels_the_money_lasts_is_said_with_its_basis(con):
    for _ in range(3):
        a_parcel(con, 400)
    a_gift(con, 5000, fund_id=2)
    money_postage.book(con, OCTOBER, TODAY, fund_id=2)
    a_gift(con, 100_000, fund_id=money.add_fund(con, "Texas legal fees").id)
    found = money_report.lasting(con, TODAY)
    assert (found.parcels, found.cost_cents, found.funds) == (9, 400, ("postage",))  # 38.00 left, 4.00 a parcel
    assert "$38.00 in postage, divided by $4.00 a parcel" in found.sentence
    assert "3 parcels mailed from 1 Dec 2025" in found.sentence


def test_unbooked_postage_is_said_with_the_cost(con):
    a_parcel(con)
    an_expense(con, 1000, purpose="supplies")
    a_gift(con, 5000)
    assert "the postage of 1 of them is not in the ledger yet" in money_report.lasting(con, TODAY).sentence


def test_how_long_it_lasts_is_not_known_without_parcels_or_without_expenses(con):
    a_gift(con)
    assert "nothing was mailed" in money_report.lasting(con, TODAY).sentence
    a_parcel(con)
    assert "no expense is in the ledger" in money_report.lasting(con, TODAY).sentence
    assert money_report.lasting(con, TODAY).parcels is None


def test_money_that_is_gone_lasts_no_parcel(con):
    a_parcel(con)
    an_expense(con, 1000, purpose="postage")
    assert money_report.lasting(con, TODAY).parcels == 0


def test_months_follow_each_other_and_carry_the_balance(con):
    a_gift(con, 5000, on=date(2026, 8, 3))
    an_expense(con, 1500, on=date(2026, 10, 3))
    table = money_report.by_month(con, date(2026, 9, 1), TODAY)
    found = table[["gift_cents", "expense_cents", "balance_cents"]].values.tolist()
    assert found == [[0, 0, 5000], [0, 1500, 3500], [0, 0, 3500]]


def test_the_export_names_nobody_unless_chosen(con):
    giver = supporters.add(con, "Lantern Reading Circle", TODAY, TODAY).id
    a_gift(con, supporter_id=giver, note="for the Lantern Circle")
    money.counter(con, a_gift(con).id, TODAY, "Lantern typed twice")
    table = money_report.export(con, date(2026, 1, 1), TODAY)
    assert b"Lantern" not in ui.csv_bytes(table) and table["amount"].map(str).tolist() == ["25.00", "25.00", "-25.00"]
    named = ui.csv_bytes(money_report.export(con, date(2026, 1, 1), TODAY, names=True)).decode()
    assert "Lantern Reading Circle" in named and ",-25.00," in named


def test_the_ledger_says_who_gave_and_what_was_taken_back(con):
    gift = a_gift(con, reader_id=a_reader(con))
    money.counter(con, gift.id, TODAY, "typed twice")
    a_parcel(con)
    money_postage.book(con, OCTOBER, TODAY)
    table, total = money_report.ledger(con)
    assert total == 2 and table["state"].tolist() == ["takes back receipt 1", "taken back"]
    assert table["giver"].tolist() == ["a reader"] * 2 and money_report.ledger(con, postage=True)[1] == 3


GIFT = st.tuples(st.just("gift"), st.integers(1, 10_000_000), st.integers(1, 3))
EXPENSE = st.tuples(st.just("expense"), st.integers(1, 10_000_000), st.integers(1, 3))
COUNTER = st.tuples(st.just("counter"), st.integers(1, 30), st.just(1))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(GIFT, EXPENSE, COUNTER), max_size=20))
def test_sums_equal_the_ledger_to_the_cent(database, steps):
    with pytest.raises(ZeroDivisionError), db.transaction(database, by="Ada") as con:  # rolled back at its end
        money.add_fund(con, "Texas legal fees")
        funds = [fund.id for fund in money.funds(con)]
        expected, standing = dict.fromkeys(funds, 0), {}
        for what, number, nth in steps:
            place = funds[nth - 1]
            if what == "counter":
                wanted = list(standing)[number % len(standing)] if standing else 0
                try:
                    money.counter(con, wanted, TODAY, "typed twice")
                except BfpError:
                    assert wanted == 0 or standing[wanted] is None
                else:
                    signed, place = standing[wanted]
                    expected[place] -= signed
                    standing[wanted] = None
                continue
            made = a_gift(con, number, fund_id=place) if what == "gift" else an_expense(con, number, fund_id=place)
            signed = number if what == "gift" else -number
            standing[made.id] = (signed, place)
            expected[place] += signed
        assert {fund.id: fund.balance_cents for fund in money.funds(con)} == expected
        months = money_report.by_month(con, date(2026, 10, 1), TODAY)
        assert int(months["balance_cents"].iloc[-1]) == sum(expected.values())
        assert int(months["gift_cents"].sum() - months["expense_cents"].sum()) == sum(expected.values())
        table = money_report.export(con, date(2026, 1, 1), TODAY)
        sign = {"gift": 1, "expense": -1}
        assert sum(int(row.amount * 100) * sign[row.kind] for row in table.itertuples()) == sum(expected.values())
        assert check.run(con, TODAY) == []
        raise ZeroDivisionError
