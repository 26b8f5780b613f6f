"""Donations of books: a scan is a copy in stock, what is unknown waits, what can't be sent never enters stock."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_title
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import ean

from bfp import check
from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import shipments
from bfp.outcomes import outcomes
from bfp.shelves import stock, titles
from bfp.supporters import donation_lists, donations, supporters

TODAY = date(2026, 11, 23)
READER, NEW, OTHER, WRONG = "9780802141323", "9780143039433", "9780306406157", "9780802141324"


@pytest.fixture
def book(con) -> int:
    return a_title(con, "The Example Reader", isbn=READER)


def a_donation(con, supporter_id=None, on=TODAY, way="brought") -> int:
    return donations.start(con, supporter_id, on, way, TODAY).id


def scan(con, donation_id, *codes, **more):
    return [donations.scan(con, donation_id, code, TODAY, **more) for code in codes][-1]


def sound(con) -> None:
    """Everything on file agrees with itself."""
    assert check.run(con, TODAY) == []


def test_a_donation_begins_with_donor_day_and_way(con):
    giver = supporters.add(con, "Lantern Reading Circle", TODAY, TODAY)
    found = donations.start(con, giver.id, date(2026, 11, 2), "wish list", TODAY, note=" by  the stairs ")
    assert (found.donor, found.donated_on, found.way, found.note) == (giver.name, date(2026, 11, 2), "wish list", "by the stairs")
    assert found.open and found.entered_by == "Ada" and history.of(con, "donation", found.id)["action"].tolist() == ["added"]


def test_an_anonymous_donation_has_no_supporter(con):
    assert donations.get(con, a_donation(con)).donor == "anonymous"


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(1987, 1, 1), None])
def test_a_day_to_come_or_none_is_refused(con, on):
    with pytest.raises(Invalid) as told:
        a_donation(con, on=on)
    assert told.value.field == "donated_on"


def test_an_unknown_way_is_refused(con):
    with pytest.raises(Invalid, match="brought, mailed"):
        a_donation(con, way="flew in")


@pytest.mark.parametrize("way", donations.WAYS)
def test_the_database_accepts_every_way(con, way):
    assert donations.get(con, a_donation(con, way=way)).way == way


@pytest.mark.parametrize("condition", donations.CONDITIONS)
def test_the_database_accepts_every_condition(con, book, condition):
    scan(con, a_donation(con), READER, condition=condition)


def test_a_scan_is_a_copy_in_stock_and_the_same_scan_counts_one_more(con, book):
    donation_id = a_donation(con)
    assert scan(con, donation_id, READER).on_hand == 1
    again = scan(con, donation_id, "978-0-8021-4132-3")
    assert (again.in_donation, again.on_hand, again.position) == (2, 2, 1)
    assert stock.on_hand(con, book) == 2 and len(donation_lists.lines(con, donation_id)) == 1
    told = db.rows(con, "select change, reason, donation_id from stock_movement where title_id = $id", id=book)
    assert told == [{"change": 1, "reason": "received", "donation_id": donation_id}] * 2
    sound(con)


def test_an_unknown_isbn_waits_and_takes_no_stock(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, NEW, NEW, READER, OTHER)
    found = donations.get(con, donation_id)
    assert (found.copies, found.received, found.unknown) == (4, 1, 3)
    assert donation_lists.unknown(con, donation_id)[["isbn", "copies"]].values.tolist() == [[NEW, 2], [OTHER, 1]]
    sound(con)


def test_once_named_all_its_copies_enter_stock_in_every_condition(con):
    donation_id = a_donation(con)
    scan(con, donation_id, NEW, NEW)
    scan(con, donation_id, NEW, condition="worn")
    title = donations.name_it(con, donation_id, 1, TODAY, name="A New Handbook", author="Ann Author")
    assert (title.isbn, title.on_hand, title.label) == (NEW, 3, "A New Handbook, Ann Author")
    assert donations.get(con, donation_id).unknown == 0
    assert sorted(donation_lists.lines(con, donation_id)["condition"]) == ["good", "worn"]
    sound(con)


def test_an_unknown_isbn_may_be_a_title_that_is_on_the_list_without_one(con):
    known = a_title(con, "A Pamphlet")
    donation_id = a_donation(con)
    scan(con, donation_id, NEW)
    assert donations.name_it(con, donation_id, 1, TODAY, title_id=known).isbn == NEW
    assert scan(con, donation_id, NEW).on_hand == 2


def test_a_title_that_was_named_is_not_named_again(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, READER)
    with pytest.raises(Conflict, match="already"):
        donations.name_it(con, donation_id, 1, TODAY, name="Another")


def test_a_title_without_a_name_is_refused_and_still_waits(con):
    donation_id = a_donation(con)
    scan(con, donation_id, NEW)
    with pytest.raises(Invalid, match="Write the title"):
        donations.name_it(con, donation_id, 1, TODAY, name=" ")
    assert donations.get(con, donation_id).unknown == 1


def test_a_title_typed_is_found_by_its_name_or_waits_with_it(con, book):
    donation_id = a_donation(con)
    assert scan(con, donation_id, "the example reader").title.id == book
    assert scan(con, donation_id, "Something Never Heard Of").title is None
    assert donation_lists.unknown(con, donation_id)["name"].tolist() == ["Something Never Heard Of"]


@pytest.mark.parametrize("text", [WRONG, "", "012345678905"])
def test_a_wrong_scan_is_a_sentence_and_counts_nothing(con, book, text):
    donation_id = a_donation(con)
    with pytest.raises(Invalid):
        scan(con, donation_id, text)
    assert donations.get(con, donation_id).copies == 0


@pytest.mark.parametrize("copies", [0, -1, 501, 10_000])
def test_ten_thousand_copies_are_a_slip(con, book, copies):
    donation_id = a_donation(con)
    with pytest.raises(Invalid, match="1 to 500 copies"):
        scan(con, donation_id, READER, copies=copies)
    assert stock.on_hand(con, book) == 0


def test_what_is_set_aside_has_a_reason_and_never_enters_stock(con, book):
    donation_id = a_donation(con)
    found = scan(con, donation_id, READER, set_aside="mouldy or wet")
    assert found.on_hand == 0 and stock.on_hand(con, book) == 0
    assert donations.get(con, donation_id).set_aside == 1
    sound(con)


def test_an_unknown_book_that_is_set_aside_is_not_asked_about(con):
    donation_id = a_donation(con)
    scan(con, donation_id, NEW, set_aside="marked or written in")
    assert donation_lists.unknown(con, donation_id).empty
    assert not donations.close(con, donation_id, TODAY).open


def test_a_hardcover_is_set_aside_only_if_no_facility_takes_it(con, book):
    donation_id, facility_id = a_donation(con), a_facility(con)
    with pytest.raises(Conflict, match="1 of 1 facilities take hardcovers"):
        scan(con, donation_id, READER, set_aside=donations.HARDCOVER)
    sql = """
        insert into restriction (level, facility_id, starts_on, text, source_kind, no_hardcover)
        values ('facility', $id, $on, 'No hardcovers.', 'experience', true)
    """
    con.execute(sql, {"id": facility_id, "on": date(2026, 1, 1)})
    assert scan(con, donation_id, READER, set_aside=donations.HARDCOVER).set_aside == donations.HARDCOVER


def test_a_withdrawn_title_is_a_sentence_and_can_be_set_aside(con, book):
    donation_id = a_donation(con)
    titles.withdraw(con, book, "replaced by a new edition")
    with pytest.raises(Conflict, match="withdrawn"):
        scan(con, donation_id, READER)
    assert scan(con, donation_id, READER, set_aside="out of date").in_donation == 1


def test_a_scan_too_many_is_taken_back(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, READER, READER)
    assert donations.take_back(con, donation_id, 1, TODAY) == 1 and stock.on_hand(con, book) == 1
    assert donations.take_back(con, donation_id, 1, TODAY) == 0 and stock.on_hand(con, book) == 0
    with pytest.raises(NotFound, match="not there any more"):
        donations.take_back(con, donation_id, 1, TODAY)
    sound(con)


@pytest.mark.parametrize("whole", [False, True], ids=["a scan too many", "the donation"])
def test_what_never_came_leaves_a_count_that_was_made_since_as_it_is(database, whole):
    with db.transaction(database) as con:
        book = titles.add(con, titles.Told(name="Example Reader", isbn=READER)).id
        donation_id = a_donation(con)
        scan(con, donation_id, READER, READER)
    with db.transaction(database) as con:
        stock.count(con, book, 1, TODAY, "one is there")
    with db.transaction(database) as con:
        if whole:
            donations.void(con, donation_id, "the same box twice", TODAY)
        else:
            donations.take_back(con, donation_id, 1, TODAY)
        assert stock.on_hand(con, book) == 1
        sound(con)


def test_more_than_came_is_not_taken_back(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, READER)
    with pytest.raises(Conflict, match="2 to take back, but 1 came"):
        donations.take_back(con, donation_id, 1, TODAY, copies=2)


def test_a_copy_scanned_as_good_can_be_worn_or_set_aside_after_all(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, READER, copies=3)
    donations.change(con, donation_id, 1, TODAY, condition="worn")
    donations.change(con, donation_id, 1, TODAY, set_aside="mouldy or wet")
    lines = donation_lists.lines(con, donation_id).sort_values("position")
    assert lines[["copies", "condition", "set_aside"]].values.tolist() == [
        [1, "good", ""], [1, "worn", ""], [1, "good", "mouldy or wet"]
    ]  # fmt: skip
    assert stock.on_hand(con, book) == 2
    sound(con)


def test_a_donation_is_closed_when_every_book_is_known(con, book):
    donation_id = a_donation(con)
    with pytest.raises(Conflict, match="Nothing was scanned"):
        donations.close(con, donation_id, TODAY)
    scan(con, donation_id, READER, NEW)
    with pytest.raises(Conflict, match="1 book waits for a title: 978-0-14-303943-3"):
        donations.close(con, donation_id, TODAY)
    donations.name_it(con, donation_id, 2, TODAY, name="A New Handbook")
    assert donations.close(con, donation_id, TODAY).closed_on == TODAY
    with pytest.raises(Conflict, match="closed"):
        scan(con, donation_id, READER)
    assert donations.reopen(con, donation_id).open and scan(con, donation_id, READER).in_donation == 2


def test_what_somebody_else_put_into_the_catalogue_meanwhile_is_received_at_the_end(con):
    donation_id = a_donation(con)
    scan(con, donation_id, NEW)
    titles.add(con, titles.Told(name="A New Handbook", isbn=NEW))
    assert donations.close(con, donation_id, TODAY).received == 1
    sound(con)


def test_the_same_box_twice_is_asked_about(con, book):
    giver = supporters.add(con, "Lantern Reading Circle", TODAY, TODAY).id
    first, second = a_donation(con, giver), a_donation(con, giver)
    scan(con, first, READER, READER, OTHER)
    scan(con, second, READER, READER)
    assert donation_lists.twin(con, second) is None  # too few to tell
    scan(con, second, OTHER)
    twin = donation_lists.twin(con, second)
    assert twin.donation_id == first and "all 3 scanned here are in it as well" in twin.sentence
    donations.name_it(con, first, 2, TODAY, name="Another Handbook")
    donations.settle(con, second, TODAY)
    with pytest.raises(Conflict, match=f"donation {first}.*If it is the same box, void this one"):
        donations.close(con, second, TODAY)
    assert not donations.close(con, second, TODAY, another_box=True).open
    assert f"another box than donation {first}" in history.of(con, "donation", second)["reason"].tolist()


@pytest.mark.parametrize("other", ["another day", "another donor", "another book", "voided"])
def test_other_boxes_are_not_taken_for_the_same(con, book, other):
    giver = supporters.add(con, "Lantern Reading Circle", TODAY, TODAY).id
    first = a_donation(con, None if other == "another donor" else giver, date(2026, 11, 1) if other == "another day" else TODAY)
    second = a_donation(con, giver)
    scan(con, first, *[READER] * 3)
    if other == "voided":
        donations.void(con, first, "the same box", TODAY)
    scan(con, second, *[READER] * 3, *[NEW] * (other == "another book"))
    assert donation_lists.twin(con, second) is None


def test_a_voided_donation_takes_its_copies_out_of_stock_again(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, *[READER] * 3, NEW)
    with pytest.raises(Invalid):
        donations.void(con, donation_id, "", TODAY)
    donations.void(con, donation_id, "the same box twice", TODAY)
    assert stock.on_hand(con, book) == 0
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: the same box twice"):
        donations.void(con, donation_id, "again", TODAY)
    with pytest.raises(Conflict, match="voided"):
        scan(con, donation_id, READER)
    sound(con)


def test_a_donation_whose_copies_are_mailed_is_not_voided(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, *[READER] * 3)
    shipments.mail(con, a_reader(con), [(book, 2)], TODAY, shipments.Mailing(because="asked for two"))
    with pytest.raises(Conflict, match="The Example Reader: 3 came, 1 on hand"):
        donations.void(con, donation_id, "the same box twice", TODAY)
    assert donations.get(con, donation_id).voided_on is None


def test_what_became_of_a_donors_books_is_counted_first_in_first_out(con, book):
    giver = supporters.add(con, "Lantern Reading Circle", TODAY, TODAY).id
    first, gift, last = a_donation(con), a_donation(con, giver), a_donation(con)
    scan(con, first, READER)
    scan(con, gift, *[READER] * 4)
    scan(con, gift, READER, set_aside="mouldy or wet")
    scan(con, gift, NEW)
    scan(con, last, *[READER] * 2)
    sent = [shipments.mail(con, a_reader(con), [(book, 1)], TODAY).id for _ in range(4)]
    for shipment_id, outcome in zip(sent, ("received", "received", "censored"), strict=False):
        item = int(shipments.items(con, shipment_id)["id"][0])
        outcomes.record(con, item, outcomes.News(outcome, TODAY, "reader's letter", happened_on=TODAY))
    assert donation_lists.became(con, supporter_id=giver) == {
        "here": 1, "received": 1, "censored": 1, "unconfirmed": 1, "set aside": 1, "unknown": 1,
    }  # fmt: skip
    said = donation_lists.in_words(donation_lists.became(con, donation_id=gift))
    assert said.startswith("Of 6 books that came: 1 still here") and "estimate" in said
    assert donation_lists.became(con, donation_id=last) == {"here": 2} and donation_lists.became(con, supporter_id=99) == {}


def test_a_parcel_that_came_back_is_here_again_and_what_was_taken_back_never_came(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, *[READER] * 3)
    donations.take_back(con, donation_id, 1, TODAY)
    shipment = shipments.mail(con, a_reader(con), [(book, 1)], TODAY)
    shipments.void(con, shipment.id, "wrong reader", TODAY)
    assert donation_lists.became(con, donation_id=donation_id) == {"here": 2}


def test_a_lost_copy_is_gone(con, book):
    donation_id = a_donation(con)
    scan(con, donation_id, READER, READER)
    stock.write_off(con, book, 1, TODAY, "damaged")
    assert donation_lists.became(con, donation_id=donation_id) == {"here": 1, "gone": 1}


STEP = st.tuples(st.sampled_from(["scan", "set aside", "back", "mail", "change", "void"]), st.integers(0, 2), st.integers(1, 4))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14))
def test_whatever_happens_stock_agrees_with_donations_and_no_book_is_counted_twice(database, steps):
    with pytest.raises(ZeroDivisionError), db.transaction(database, by="Ada") as con:  # rolled back at its end
        book, reader = a_title(con, "The Example Reader", isbn=READER), a_reader(con)
        boxes = [a_donation(con) for _ in range(3)]
        for what, nth, copies in steps:
            try:
                if what in ("scan", "set aside"):
                    scan(con, boxes[nth], READER, copies=copies, set_aside="mouldy or wet" if what == "set aside" else "")
                elif what == "back":
                    donations.take_back(con, boxes[nth], 1, TODAY, copies)
                elif what == "change":
                    donations.change(con, boxes[nth], 1, TODAY, copies, condition="worn")
                elif what == "mail":
                    shipments.mail(con, reader, [(book, copies)], TODAY, shipments.Mailing(because="asked for them"))
                else:
                    donations.void(con, boxes[nth], "the same box twice", TODAY)
            except (Conflict, Invalid, NotFound):
                assert not con.failed
        sound(con)
        standing = [donations.get(con, box) for box in boxes]
        for box in standing:
            if box.voided_on is None:
                assert sum(donation_lists.became(con, donation_id=box.id).values()) == box.copies
        raise ZeroDivisionError


def test_a_box_of_fifty_is_fifty_scans(con):
    codes = [code + ean.calc_check_digit(code) for code in (f"978000000{nth:03}" for nth in range(25))]
    for code in codes[:20]:
        a_title(con, isbn=code)
    donation_id = a_donation(con)
    for code in codes * 2:
        scan(con, donation_id, code)
    found = donations.get(con, donation_id)
    assert (found.copies, found.received, found.unknown) == (50, 40, 10)
    assert len(donation_lists.unknown(con, donation_id)) == 5
    sound(con)


def test_a_price_code_is_no_book_unless_a_title_is_called_so(con):
    donation = a_donation(con)
    with pytest.raises(Invalid, match="51499 is the price code beside the bars, not the book"):
        scan(con, donation, "51499")
    assert donation_lists.lines(con, donation).empty
    named = a_title(con, "51499")
    assert scan(con, donation, "51499").title.id == named
