"""A parcel at once: one key, items, signs; copies back to the shelf and off it; what follows for the reader."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp import check
from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid
from bfp.mail import letters, shipments
from bfp.outcomes import outcomes, returned_parcels, what_follows
from bfp.readers import readers
from bfp.shelves import stock

MAILED = date(2026, 6, 1)
TODAY = date(2026, 11, 23)
HOW = "parcel came back"


def tell(con, shipment_id, keys, disputed=False, notice=False, to_shelf=False, **more):
    said = returned_parcels.Said(keys, disputed, notice, to_shelf)
    heard = returned_parcels.Heard(**{"learned_on": TODAY, "learned_how": HOW, **more})
    return returned_parcels.record(con, shipment_id, said, heard, TODAY)


def now(con, shipment_id):
    return list(shipments.items(con, shipment_id)["outcome"])


def news(con, shipment_id, item=0):
    """The latest word about an item."""
    return outcomes.events(con, int(shipments.items(con, shipment_id)["id"][item])).iloc[0]


def test_what_came_back_before_a_count_of_the_shelf_is_asked_for(con):
    book = a_title(con, "Example Law", copies=3)
    parcel = a_shipment(con, on=MAILED, titles=[book])
    stock.take(con, [(book, 1)], MAILED, parcel)
    stock.count(con, book, 3, TODAY, "one more than on file")
    back = returned_parcels.Heard(TODAY, HOW)
    with pytest.raises(Invalid, match=r"Example Law: counted since it came back. Type # behind the key if the count had it"):
        returned_parcels.record(con, parcel, returned_parcels.read("m+", 1), back, TODAY)


@pytest.mark.parametrize(("sign", "on_hand"), [("#", 3), ("++", 4)])
def test_the_sign_behind_the_key_says_whether_the_count_had_what_came_back(con, sign, on_hand):
    book = a_title(con, copies=3)
    parcel = a_shipment(con, on=MAILED, titles=[book])
    stock.count(con, book, 3, TODAY, "")
    returned_parcels.record(con, parcel, returned_parcels.read(f"m{sign}", 1), returned_parcels.Heard(TODAY, HOW), TODAY)
    assert stock.on_hand(con, book) == on_hand
    assert check.run(con, TODAY) == []


def test_an_undone_return_leaves_a_count_that_was_made_since_as_it_is(database):
    with db.transaction(database) as con:
        book = a_title(con, copies=3)
        parcel = a_shipment(con, on=MAILED, titles=[book])
        saved = tell(con, parcel, {1: "m"}, to_shelf=True)
    with db.transaction(database) as con:
        stock.count(con, book, 3, TODAY, "there are three")
    with db.transaction(database) as con:
        returned_parcels.undo(con, saved, TODAY)
        assert stock.on_hand(con, book) == 3
        assert check.run(con, TODAY) == []


# ---- one key ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("m", {1: "m", 2: "m", 3: "m"}),
        ("M", {1: "m", 2: "m", 3: "m"}),
        ("c 1 3", {1: "c", 3: "c"}),
        ("c1,3", {1: "c", 3: "c"}),
        ("c 1-2", {1: "c", 2: "c"}),
        ("c1 r", {1: "c", 2: "r", 3: "r"}),
        ("r c 2", {1: "r", 2: "c", 3: "r"}),
        ("c1m2r3", {1: "c", 2: "m", 3: "r"}),
    ],
)
def test_keys_say_which_items(typed, keys):
    assert returned_parcels.read(typed, 3).keys == keys


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type one key"),
        ("1 c", "Type one key"),
        ("!", "alone says nothing"),
        ("c;?&", "Type one key"),
        ("q", "no key q"),
        ("c 4", "no item 4"),
        ("c 0", "no item 0"),
        ("c1 m1", "can't be both censored and returned: moved"),
        ("c m", "Both c and m"),
    ],
)
def test_keys_that_say_nothing_are_refused_in_words(typed, says):
    with pytest.raises(Invalid, match=says) as refusal:
        returned_parcels.read(typed, 3)
    assert refusal.value.field == "box"


@pytest.mark.parametrize("key", returned_parcels.KEYS)
def test_every_key_can_be_saved(con, key):
    shipment_id = a_shipment(con, on=MAILED)
    saved = tell(con, shipment_id, {1: key}, learned_how="notice from the prison")
    assert saved.sentence == f"{shipments.number(shipment_id)} {returned_parcels.key_says(key)}"


# ---- a parcel at once ---------------------------------------------------------------------------


def test_a_parcel_item_by_item_with_details_only_where_they_fit(con):
    shipment_id = a_shipment(con, on=MAILED, titles=[a_title(con), a_title(con), a_title(con)])
    about = {"learned_how": "notice from the prison", "stated_reason": "hardback", "notice_on": date(2026, 7, 1)}
    saved = tell(con, shipment_id, {1: "c", 2: "m", 3: "r"}, **about)
    items = shipments.items(con, shipment_id)
    assert list(items["outcome"]) == ["censored", "returned", "received"]
    told = [outcomes.events(con, item)["stated_reason"][0] for item in items["id"]]
    assert told == ["hardback", "hardback", ""]
    assert "1 of 3 censored, 1 of 3 returned: moved, 1 of 3 received" in saved.sentence


def test_a_detail_that_fits_no_item_is_refused(con):
    with pytest.raises(Invalid, match="stated reason does not go with received"):
        tell(con, a_shipment(con, on=MAILED), {1: "r"}, learned_how="reader's letter", stated_reason="x")


def test_what_came_back_is_on_the_shelf_again_and_undo_takes_it_off(con):
    one, two = a_title(con, copies=1), a_title(con, copies=1)
    shipment = shipments.mail(con, a_reader(con), [(one, 1), (two, 1)], MAILED)
    saved = tell(con, shipment.id, {1: "m"}, to_shelf=True)
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (1, 0)
    assert "1 copy back to the shelf" in saved.sentence
    returned_parcels.undo(con, saved, TODAY)
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (0, 0)
    assert list(shipments.items(con, shipment.id)["outcome"]) == ["unconfirmed", "unconfirmed"]


def test_what_came_back_once_is_not_put_back_again_by_a_correction_or_a_void(con):
    title_id = a_title(con, copies=2)
    shipment = shipments.mail(con, a_reader(con), [(title_id, 2)], MAILED, shipments.Mailing(because="for two"))
    for key in ("m", "l"):
        tell(con, shipment.id, {1: key}, to_shelf=True)
    assert stock.on_hand(con, title_id) == 2
    shipments.void(con, shipment.id, "never mailed", TODAY)
    assert stock.on_hand(con, title_id) == 2


def test_nothing_goes_back_to_the_shelf_of_what_was_received(con):
    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], MAILED)
    with pytest.raises(Invalid, match="Nothing of this came back"):
        tell(con, shipment.id, {1: "r"}, learned_how="reader's letter", to_shelf=True)


def test_a_voided_shipment_has_no_outcome(con):
    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], MAILED)
    shipments.void(con, shipment.id, "torn", TODAY)
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: torn"):
        tell(con, shipment.id, {1: "r"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("l?", (True, False, False)),
        ("l /", (True, False, False)),
        ("c!", (False, True, False)),
        ("c 1 3 !+", (False, True, True)),
    ],
)
def test_signs_after_the_key_say_more_about_the_parcel(typed, said):
    found = returned_parcels.read(typed, 3)
    assert (found.disputed, found.notice, found.to_shelf) == said
    assert set(found.keys.values()) == {typed[0]}


def test_a_doubted_return_and_an_enclosed_notice_are_kept_with_the_news(con):
    doubted, stopped = a_shipment(con, on=MAILED), a_shipment(con, on=MAILED, titles=[a_title(con), a_title(con)])
    tell(con, doubted, {1: "l"}, disputed=True)
    assert bool(news(con, doubted)["disputed"])
    tell(con, stopped, {1: "c", 2: "u"}, notice=True, note="from the mail room")
    assert news(con, stopped)["note"] == "from the mail room; notice enclosed"
    assert news(con, stopped, 1)["note"] == "from the mail room"
    with pytest.raises(Invalid, match="enclosed with what came back") as refusal:
        tell(con, doubted, {1: "u"}, notice=True)
    assert refusal.value.field == "notice_enclosed"


def test_what_came_back_was_not_received(con):
    shipment_id = a_shipment(con, on=MAILED)
    with pytest.raises(Invalid, match="What came back was not received") as refusal:
        tell(con, shipment_id, {1: "r"})
    assert refusal.value.field == "learned_how"
    tell(con, shipment_id, {1: "r"}, learned_how="reader's letter")
    assert now(con, shipment_id) == ["received"]


# ---- copies --------------------------------------------------------------------------------------


def test_a_correction_to_received_takes_the_copies_off_the_shelf_and_undo_puts_them_back(con):
    one, two = a_title(con, copies=1), a_title(con, copies=1)
    shipment = shipments.mail(con, a_reader(con), [(one, 1), (two, 1)], MAILED)
    tell(con, shipment.id, {1: "m", 2: "m"}, to_shelf=True)
    saved = tell(con, shipment.id, {1: "r"}, learned_how="reader's letter")
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (0, 1)
    assert "1 copy taken off the shelf again" in saved.sentence
    returned_parcels.undo(con, saved, TODAY)
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (1, 1)
    assert now(con, shipment.id) == ["returned", "returned"]
    assert check.run(con, TODAY) == []


def test_a_copy_that_went_out_again_is_said_and_not_invented(con):
    title_id = a_title(con, copies=1)
    shipment = shipments.mail(con, a_reader(con), [(title_id, 1)], MAILED)
    tell(con, shipment.id, {1: "m"}, to_shelf=True)
    shipments.mail(con, a_reader(con), [(title_id, 1)], TODAY)
    saved = tell(con, shipment.id, {1: "r"}, learned_how="reader's letter")
    assert "should come off the shelf, but none is there: count it" in saved.sentence
    assert now(con, shipment.id) == ["received"]


def test_an_item_put_back_before_is_not_in_the_way_of_the_others(con):
    one, two = a_title(con, copies=1), a_title(con, copies=1)
    shipment = shipments.mail(con, a_reader(con), [(one, 1), (two, 1), (a_title(con, copies=1), 1)], MAILED)
    tell(con, shipment.id, {1: "m"}, to_shelf=True)
    saved = tell(con, shipment.id, {1: "l", 2: "l"}, to_shelf=True)
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (1, 1)
    assert saved.shelf == ((two, 1),)


def test_undo_leaves_a_ledger_that_checks(con):
    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], MAILED)
    returned_parcels.undo(con, tell(con, shipment.id, {1: "m"}, to_shelf=True), TODAY)
    assert check.run(con, TODAY) == []


# ---- older news ----------------------------------------------------------------------------------


def test_older_news_typed_late_is_kept_and_changes_nothing_and_says_so(con):
    shipment_id = a_shipment(con, on=MAILED)
    tell(con, shipment_id, {1: "r"}, learned_how="reader's letter", learned_on=date(2026, 9, 1))
    saved = tell(con, shipment_id, {1: "m"}, learned_on=date(2026, 8, 1))
    assert now(con, shipment_id) == ["received"]
    assert saved.sentence.endswith("stays received, learned 1 Sep 2026")
    returned_parcels.undo(con, saved, TODAY)
    assert now(con, shipment_id) == ["received"]


def test_an_entry_that_other_news_came_between_is_not_undone(con):
    shipment_id = a_shipment(con, on=MAILED)
    saved = tell(con, shipment_id, {1: "r"}, learned_how="reader's letter")
    tell(con, shipment_id, {1: "m"}, learned_on=date(2026, 8, 1))
    with pytest.raises(Conflict, match="Other news of this parcel"):
        returned_parcels.undo(con, saved, TODAY)


# ---- what follows for the reader -----------------------------------------------------------------


def follows(con, shipment_id, key, **more):
    return what_follows.offer(con, shipment_id, tell(con, shipment_id, {1: key}, **more).event_ids)


@pytest.mark.parametrize("key", ["m", "n", "b"])
def test_an_address_to_be_found_is_offered_and_stops_mail_only_when_chosen(con, key):
    reader_id = a_reader(con)
    shipment_id = a_shipment(con, reader_id, on=MAILED)
    offer = follows(con, shipment_id, key)
    assert (offer.does, offer.label) == (what_follows.ADDRESS, "Address to be found")
    assert f"came back marked “{offer.reason}”" in offer.sentence and offer.sentence.startswith("The parcel to ")
    assert readers.get(con, reader_id).bad_address_on is None
    what_follows.follow(con, offer, TODAY)
    assert readers.get(con, reader_id).bad_address_on == TODAY
    told = history.of(con, "reader", reader_id).iloc[0]
    assert told["reason"] == f"parcel {shipments.number(shipment_id)} came back: {offer.reason}"


@pytest.mark.parametrize(("key", "status"), [("l", "released"), ("d", "dead")])
def test_released_and_died_offer_to_mark_the_reader_and_undo_takes_it_back(con, key, status):
    reader_id = a_reader(con)
    done = what_follows.follow(con, follows(con, a_shipment(con, reader_id, on=MAILED), key), TODAY)
    assert readers.get(con, reader_id).status == status
    what_follows.undo(con, done)
    assert readers.get(con, reader_id).status == "active"


def test_undo_of_an_address_to_be_found_lets_mail_go_again(con):
    reader_id = a_reader(con)
    what_follows.undo(con, what_follows.follow(con, follows(con, a_shipment(con, reader_id, on=MAILED), "m"), TODAY))
    assert readers.get(con, reader_id).bad_address_on is None


def test_a_doubted_return_changes_no_record(con):
    offer = follows(con, a_shipment(con, on=MAILED), "l", disputed=True)
    assert offer.does == ""
    assert "we doubt this return" in offer.sentence


def test_a_parcel_that_went_where_the_reader_no_longer_is_changes_no_record(con):
    reader_id = a_reader(con)
    shipment_id = a_shipment(con, reader_id, on=MAILED)
    readers.move(con, reader_id, a_facility(con), date(2026, 8, 1))
    offer = follows(con, shipment_id, "m")
    assert offer.does == ""
    assert "by now" in offer.sentence


def test_nothing_is_offered_for_what_is_no_return_or_on_file_already(con):
    reader_id = a_reader(con, status="released")
    assert follows(con, a_shipment(con, on=MAILED), "c") is None
    assert follows(con, a_shipment(con, reader_id, on=MAILED), "l") is None
    assert follows(con, a_shipment(con, reader_id, on=MAILED), "m") is None


def test_an_offer_is_followed_once(con):
    offer = follows(con, a_shipment(con, on=MAILED), "m")
    what_follows.follow(con, offer, TODAY)
    with pytest.raises(Conflict, match="says so already"):
        what_follows.follow(con, offer, TODAY)


def test_a_letter_since_is_said_with_the_offer(con):
    reader_id = a_reader(con)
    letters.add(con, reader_id, postmark_on=date(2026, 11, 3), today=TODAY)
    assert "A letter of 3 Nov 2026, after this was mailed" in follows(con, a_shipment(con, reader_id, on=MAILED), "m").sentence
