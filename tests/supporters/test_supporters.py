"""Supporters: on file once, merged when two are one, never taken away while something hangs on them."""

from datetime import date

import pytest

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.supporters import donations, money, supporters

TODAY = date(2026, 11, 23)
SINCE = date(2024, 5, 1)


def a_supporter(con, name="Lantern Reading Circle", since_on=SINCE, **more) -> supporters.Supporter:
    return supporters.add(con, name, since_on, TODAY, **more)


def test_a_supporter_is_on_file_with_name_address_and_day(con):
    found = a_supporter(con, name="  Lantern   Reading Circle ", address="1 Example Street\n\n Sampleton, TX 75001 ")
    assert (found.name, found.since_on) == ("Lantern Reading Circle", SINCE)
    assert found.lines == ["Lantern Reading Circle", "1 Example Street", "Sampleton, TX 75001"]
    assert history.of(con, "supporter", found.id)["action"].tolist() == ["added"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_an_empty_or_endless_name_is_refused(con, name):
    with pytest.raises(Invalid) as told:
        a_supporter(con, name=name)
    assert told.value.field == "supporter_name"


@pytest.mark.parametrize("since", [date(2026, 11, 24), date(1949, 1, 1)])
def test_since_a_day_to_come_or_long_gone_is_refused(con, since):
    with pytest.raises(Invalid):
        a_supporter(con, since_on=since)


def test_the_same_name_twice_is_asked_about(con):
    a_supporter(con, address="1 Example Street")
    with pytest.raises(Conflict, match="1 Example Street is on file already"):
        a_supporter(con, name="lantern reading CIRCLE")
    assert a_supporter(con, another=True).id != 1 and len(supporters.listing(con)[0]) == 2


def test_what_is_edited_is_kept_with_before_and_after(con):
    found = a_supporter(con)
    supporters.edit(con, found.id, TODAY, name="Lamp Reading Circle", notes="gives in spring")
    assert supporters.get(con, found.id).name == "Lamp Reading Circle"
    assert "Lantern Reading Circle → Lamp Reading Circle" in history.of(con, "supporter", found.id)["what"][0]


def test_two_that_are_one_are_merged_with_all_they_gave(con):
    kept, other = a_supporter(con), a_supporter(con, name="Lantern R. C.", since_on=date(2020, 1, 1), address="2 Example Street")
    donation = donations.start(con, other.id, TODAY, "brought", TODAY)
    gift = money.gift(con, money.Gift(amount_cents=500, form="cash", on=TODAY, supporter_id=other.id), today=TODAY)
    merged = supporters.merge(con, kept.id, other.id)
    assert (merged.since_on, merged.address) == (date(2020, 1, 1), "2 Example Street")
    assert donations.get(con, donation.id).supporter_id == kept.id and money.get(con, gift.id).supporter_id == kept.id
    assert supporters.get(con, other.id) == merged and len(supporters.listing(con)[0]) == 1
    assert history.of(con, "supporter", other.id)["action"][0] == "merged"


def test_what_was_merged_into_another_is_merged_on_with_it(con):
    first, second, third = (a_supporter(con, name=f"Example Friends {nth}") for nth in "abc")
    supporters.merge(con, second.id, first.id)
    supporters.merge(con, third.id, second.id)
    assert supporters.get(con, first.id).id == third.id


def test_one_record_is_not_merged_with_itself(con):
    kept, other = a_supporter(con), a_supporter(con, name="Other")
    supporters.merge(con, kept.id, other.id)
    with pytest.raises(Conflict, match="one record already"):
        supporters.merge(con, kept.id, other.id)


def test_what_is_given_by_a_merged_supporter_is_the_kept_ones(con):
    kept, other = a_supporter(con), a_supporter(con, name="Other")
    supporters.merge(con, kept.id, other.id)
    assert donations.start(con, other.id, TODAY, "brought", TODAY).supporter == kept.name


def test_a_record_is_voided_with_a_reason_and_not_while_something_hangs_on_it(con):
    found = a_supporter(con)
    with pytest.raises(Invalid):
        supporters.void(con, found.id, " ", TODAY)
    donation = donations.start(con, found.id, TODAY, "brought", TODAY)
    with pytest.raises(Conflict, match="1 donation of books"):
        supporters.void(con, found.id, "typed twice", TODAY)
    donations.void(con, donation.id, "typed twice", TODAY)
    supporters.void(con, found.id, "typed twice", TODAY)
    assert supporters.listing(con)[0].empty
    with pytest.raises(Conflict, match="typed twice"):
        donations.start(con, found.id, TODAY, "brought", TODAY)


def test_a_supporter_that_there_is_not(con):
    with pytest.raises(NotFound):
        supporters.get(con, 99)


def test_the_finder_forgives_a_slip_and_offers_no_one_who_is_gone(con):
    found = a_supporter(con, address="1 Example Street\nSampleton")
    gone = a_supporter(con, name="Lantern Reading Club")
    supporters.void(con, gone.id, "typed twice", TODAY)
    assert supporters.options(con, "lanten readng") == [
        {
            "value": found.id, "label": "Lantern Reading Circle", "detail": "1 Example Street, Sampleton", "sure": False,
            "near": False,
        }
    ]  # fmt: skip
    assert supporters.options(con, " ") == [] and supporters.options(con, "qqq") == []


def test_the_list_counts_what_each_gave(con):
    found = a_supporter(con)
    a_supporter(con, name="Another")
    money.gift(con, money.Gift(amount_cents=1234, form="cash", on=TODAY, supporter_id=found.id), today=TODAY)
    donation = donations.start(con, found.id, date(2026, 11, 1), "brought", TODAY)
    donations.scan(con, donation.id, "9780802141323", TODAY, copies=3)
    table, total = supporters.listing(con)
    assert total == 2 and table["name"].tolist() == ["Another", "Lantern Reading Circle"]
    assert table.loc[1, ["donations", "copies", "cents"]].tolist() == [1, 3, 1234]
    assert supporters.listing(con, "lantern")[1] == 1
    assert supporters.listing(con, limit=1, offset=1)[0]["id"].tolist() == [found.id]
    assert db.value(con, "select count(*) from supporter") == 2
