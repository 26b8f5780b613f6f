"""Each rule about donations and money notices what breaks it, and a sound evening of giving breaks none."""

from datetime import date

import pytest
from builders import a_shipment, a_title

from bfp import check
from bfp.supporters import donations, money, money_postage, supporters

TODAY = date(2026, 11, 23)
READER = "9780802141323"
# The rule, and what a careless hand could do that it must notice.
HARM = [
    ("a merged supporter points to one that stands, and nothing hangs on it", "update supporter set merged_into = 999"),
    ("a voided supporter or donation says why", "update donation set voided_on = '2026-11-01'"),
    ("every donation is from a supporter on file, or anonymous", "update donation set supporter_id = 999"),
    ("a donation's days are in order", "update donation set donated_on = '2026-11-24'"),
    ("a donation's days are in order", "update donation set thanked_on = '2026-01-01'"),
    ("every line of a donation is of a donation, and of a title if it names one", "update donation_copy set title_id = 999"),
    ("every line of a donation is of a donation, and of a title if it names one", "update donation_copy set title_id = null"),
    ("a closed donation has no book without a title", "update donation_copy set title_id = null, isbn = 'x'"),
    ("the copies of a donation are those that entered stock", "update donation_copy set copies = 7"),
    ("the copies of a donation are those that entered stock", "update stock_movement set donation_id = null"),
    ("every entry of the ledger is of a fund", "update money_entry set fund_id = 999"),
    ("who gave money is on file", "update money_entry set reader_id = 999"),
    ("a gift has one giver", "update money_entry set reader_id = 1 where supporter_id is not null"),
    ("receipts are numbered without gaps", "update money_entry set receipt_number = 7 where receipt_number = 2"),
    ("every gift has a receipt, and nothing else has", "update money_entry set receipt_number = null where receipt_number = 2"),
    ("only counter-entries are less than nothing", "update money_entry set amount_cents = -5 where corrects is null"),
    ("a counter-entry takes back one entry, whole", "update money_entry set amount_cents = -5 where corrects is not null"),
    ("a counter-entry takes back one entry, whole", "update money_entry set corrects = 999 where corrects is not null"),
    ("an entry is taken back once", "update money_entry set corrects = 1 where id > 1"),
    ("a counter-entry says why", "update money_entry set note = '' where corrects is not null"),
    ("the postage of a shipment is booked once", "update money_entry set shipment_id = 1 where kind = 'expense'"),
    ("no money comes or goes in the future", "update money_entry set happened_on = '2026-11-24'"),
    ("a closed fund is empty", "update fund set closed_on = '2026-11-01'"),
]


@pytest.fixture
def evening(con):
    """A supporter, a box that is closed, two gifts of which one is taken back, an expense, and a parcel's postage."""
    giver = supporters.add(con, "Lantern Reading Circle", date(2024, 5, 1), TODAY).id
    a_title(con, isbn=READER)
    donation = donations.start(con, giver, date(2026, 11, 2), "brought", TODAY).id
    donations.scan(con, donation, READER, TODAY, copies=2)
    donations.close(con, donation, TODAY)
    gifts = [
        money.gift(con, money.Gift(amount_cents=500, form="cash", on=TODAY, supporter_id=giver), today=TODAY).id for _ in range(2)
    ]
    money.counter(con, gifts[1], TODAY, "typed twice")
    money.expense(con, amount_cents=100, purpose="printing", on=TODAY, today=TODAY)
    a_shipment(con, on=date(2026, 10, 5))
    con.execute("update shipment set postage_cents = 463")
    money_postage.book(con, date(2026, 10, 1), TODAY)
    return con


def test_a_sound_evening_breaks_no_rule(evening):
    assert check.run(evening, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_each_rule_notices(evening, rule, harm):
    evening.execute(harm)
    assert check.broken(evening, rule, TODAY)
