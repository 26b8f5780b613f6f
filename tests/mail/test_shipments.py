"""The rules of parcels: copies never run below nothing, the facility of the day stays, and one of two packers wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from hypothesis import given
from hypothesis import strategies as st

from bfp.base import db, history
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.mail import book_requests, parcel_checks, shipments
from bfp.mail.shipments import Mailing
from bfp.packing import parcel_contents
from bfp.places import restrictions
from bfp.schema import migrations
from bfp.shelves import stock

TODAY = date(2026, 11, 23)


def a_rule(con, facility_id, **flags):
    about = {"level": "facility", "facility_id": facility_id, "starts_on": date(2024, 2, 1), "source_kind": "experience"}
    return restrictions.add(con, restrictions.Told(**about, **flags))


def facility_of(con, reader_id):
    return db.value(con, "select facility_id from reader where id = $id", id=reader_id)


# ---- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["4821-7", "48217", "4821 7", " 4821-7 ", "#48217", "4821–7"])
def test_a_number_is_read_however_it_is_written(text):
    assert shipments.read_number(text) == 4821


def test_a_wrong_check_digit_is_named():
    with pytest.raises(Invalid, match="the check digit of 4821 would be 7, not 3"):
        shipments.read_number("4821-3")


@pytest.mark.parametrize("text", ["", "x", "7", "0", "4821-", "12345678901", "٤٨٢١٧"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Invalid, match="4821-7"):
        shipments.read_number(text)


@given(st.integers(1, 99_999_999), st.data())
def test_every_single_wrong_or_swapped_digit_is_found(shipment_id, data):
    digits = list(shipments.number(shipment_id).replace("-", ""))
    assert shipments.read_number("".join(digits)) == shipment_id
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = digits.copy()
    wrong[place] = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    with pytest.raises(Invalid):
        shipments.read_number("".join(wrong))
    swapped = digits.copy()
    if place + 1 < len(digits) and digits[place] != digits[place + 1]:
        swapped[place], swapped[place + 1] = digits[place + 1], digits[place]
        with pytest.raises(Invalid):
            shipments.read_number("".join(swapped))


# ---- mailing ------------------------------------------------------------------------------------


def test_a_parcel_takes_its_copies_fills_its_request_and_says_who_mailed_it(con):
    reader_id, title_id = a_reader(con), a_title(con, copies=3)
    request_id = a_request(con, reader_id)
    shipment = shipments.mail(
        con,
        reader_id,
        [(title_id, 2)],
        TODAY,
        Mailing(mail_class="Library Mail", postage_cents=463, weight_oz=30, because="asked for two"),
        book_request_id=request_id,
    )
    assert stock.on_hand(con, title_id) == 1
    assert book_requests.get(con, request_id).status == "filled"
    assert (shipment.mailed_by, shipment.mail_class, shipment.postage_cents, shipment.weight_oz) == (
        "Ada",
        "Library Mail",
        463,
        30,
    )
    assert shipment.facility_id == facility_of(con, reader_id)
    assert "× 2" in history.of(con, "shipment", shipment.id)["what"][0]
    items = shipments.items(con, shipment.id)
    assert items[["title_id", "quantity", "outcome"]].values.tolist() == [[title_id, 2, "unconfirmed"]]


def test_a_title_put_in_twice_is_one_item_of_two(con):
    title_id = a_title(con, copies=3)
    shipment = shipments.mail(con, a_reader(con), [(title_id, 1), (title_id, 1)], TODAY, Mailing(because="asked for two"))
    assert list(shipments.items(con, shipment.id)["quantity"]) == [2]


def test_the_facility_of_the_day_is_kept_when_the_reader_moves(con):
    reader_id = a_reader(con)
    then = facility_of(con, reader_id)
    shipment = shipments.mail(con, reader_id, [(a_title(con, copies=1), 1)], TODAY)
    con.execute("update reader set facility_id = $there where id = $id", {"there": a_facility(con), "id": reader_id})
    assert shipments.get(con, shipment.id).facility_id == then


def test_never_more_than_there_are_and_every_short_title_is_named(con):
    reader_id = a_reader(con)
    one, none = a_title(con, "Only One", copies=1), a_title(con, "None Left")
    with pytest.raises(Conflict, match=r"None Left.*1 short|Only One.*2 short") as refusal:
        shipments.mail(con, reader_id, [(one, 3), (none, 1)], TODAY)
    assert "Only One" in str(refusal.value) and "None Left" in str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"items": []}, "empty"),
        ({"items": [(1, 0)]}, "at least one copy"),
        ({"how": Mailing("Pigeon")}, "class of mail"),
        ({"how": Mailing(postage_cents=-1)}, "Postage"),
        ({"how": Mailing(weight_oz=0)}, "weighs something"),
        ({"on": date(2026, 11, 24)}, "24 Nov 2026 has not come yet"),
    ],
)
def test_what_cannot_be_is_refused_in_words(con, wrong, says):
    given = {"items": [(a_title(con, copies=1), 1)], "on": TODAY, "today": TODAY, **wrong}
    with pytest.raises(Invalid, match=says):
        shipments.mail(con, a_reader(con), **given)


def test_a_parcel_goes_to_a_reader_on_file(con):
    with pytest.raises(NotFound, match="no reader"):
        shipments.mail(con, 999, [(a_title(con, copies=1), 1)], TODAY)


def test_a_request_is_filled_for_its_own_reader_only(con):
    with pytest.raises(Conflict, match="another reader's"):
        shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], TODAY, book_request_id=a_request(con))


def test_the_second_to_fill_a_request_hears_who_was_first(con):
    reader_id, title_id = a_reader(con), a_title(con, copies=2)
    request_id = a_request(con, reader_id)
    first = shipments.mail(con, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id)
    with pytest.raises(Conflict, match=f"already filled by Ada: shipment {first.number} of 23 Nov 2026"):
        shipments.mail(con, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id)


# ---- nothing is passed over in silence ----------------------------------------------------------


def test_a_breach_needs_a_reason_that_is_kept(con):
    reader_id, title_id = a_reader(con), a_title(con, copies=1)
    rule = a_rule(con, facility_of(con, reader_id), refuses_all=True)
    with pytest.raises(Invalid, match="refuses all books") as refusal:
        shipments.mail(con, reader_id, [(title_id, 1)], TODAY)
    assert refusal.value.field == "because"
    shipment = shipments.mail(con, reader_id, [(title_id, 1)], TODAY, Mailing(because=" test  mailing "))
    [breach] = shipments.breaches(con, shipment.id).to_dict("records")
    assert (breach["rule"], breach["restriction_id"], breach["reason"]) == ("refuses all", rule, "test mailing")
    assert "refuses all books" in breach["sentence"]
    assert "Went all the same: test mailing" in history.of(con, "shipment", shipment.id)["reason"][0]


def test_a_scanned_isbn_is_no_reason(con):
    reader_id, title_id = a_reader(con), a_title(con, copies=1)
    a_rule(con, facility_of(con, reader_id), refuses_all=True)
    with pytest.raises(Invalid, match="is an ISBN and no reason") as refusal:
        shipments.mail(con, reader_id, [(title_id, 1)], TODAY, Mailing(because="978-0-14-044792-7"))
    assert refusal.value.field == "because"
    shipments.mail(con, reader_id, [(title_id, 1)], TODAY, Mailing(because="see letter 123456789"))


def test_each_breach_may_have_a_reason_of_its_own(con):
    reader_id = a_reader(con)
    a_rule(con, facility_of(con, reader_id), max_items=1, paperback_only=True)
    hard, soft = a_title(con, "Hard", copies=1, binding="hardcover"), a_title(con, "Soft", copies=1)
    wanted = {hard: 1, soft: 1}
    keys = {one.rule: one.key for one in parcel_checks.check(con, reader_id, wanted, TODAY)}
    reasons = {keys["paperback only"]: "the mail room agreed"}
    with pytest.raises(Invalid, match="takes at most 1") as refusal:
        shipments.mail(con, reader_id, wanted.items(), TODAY, Mailing(reasons=reasons))
    assert "hardcover" not in str(refusal.value)
    shipment = shipments.mail(con, reader_id, wanted.items(), TODAY, Mailing(reasons=reasons, because="two thin ones"))
    kept = shipments.breaches(con, shipment.id)
    assert dict(zip(kept["rule"], kept["reason"], strict=True)) == {
        "at most": "two thin ones",
        "paperback only": "the mail room agreed",
    }
    assert kept.set_index("rule")["title_id"]["paperback only"] == hard


def test_a_parcel_that_breaks_nothing_keeps_nothing(con):
    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], TODAY, Mailing(because="just in case"))
    assert shipments.breaches(con, shipment.id).empty


def test_a_short_title_is_said_before_a_reason_is_asked(con):
    title_id = a_title(con, copies=1)
    with pytest.raises(Conflict, match="1 short"):
        shipments.mail(con, a_reader(con), [(title_id, 2)], TODAY)


def test_the_address_that_was_used_is_kept(con):
    facility_id = a_facility(con)
    con.execute("update facility set mail_street = 'PO Box 1' where id = $id", {"id": facility_id})
    letter, book = a_title(con, kind="letter", literature_class="letter", copies=1), a_title(con, copies=2)

    def mailed(title_id, **more):
        return shipments.mail(con, a_reader(con, facility_id), [(title_id, 1)], TODAY, Mailing(**more)).to_paper_mail

    assert (mailed(letter), mailed(book)) == (True, False)
    assert mailed(book, to_paper_mail=True, because="they said so") is True
    there = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], TODAY, Mailing(to_paper_mail=True))
    assert there.to_paper_mail is False


# ---- voiding ------------------------------------------------------------------------------------


def test_a_voided_parcel_gives_its_copies_back_and_its_request_waits_again(con):
    reader_id, title_id = a_reader(con), a_title(con, copies=2)
    request_id = a_request(con, reader_id)
    shipment = shipments.mail(
        con, reader_id, [(title_id, 2)], TODAY, Mailing(because="asked for two"), book_request_id=request_id
    )
    with pytest.raises(Invalid, match="why"):
        shipments.void(con, shipment.id, " ", TODAY)
    shipments.void(con, shipment.id, "wrong reader", TODAY)
    assert stock.on_hand(con, title_id) == 2
    assert book_requests.get(con, request_id).status == "waiting"
    assert db.value(con, "select count(*) from mailed_item") == 0
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: wrong reader"):
        shipments.void(con, shipment.id, "again", TODAY)


def test_a_voided_parcel_has_no_outcomes(con):
    from bfp.outcomes import outcomes

    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], date(2026, 11, 1))
    item_id = int(shipments.items(con, shipment.id)["id"][0])
    outcomes.record(con, item_id, outcomes.News("received", TODAY, "reader's letter"))
    shipments.void(con, shipment.id, "never mailed", TODAY)
    assert db.value(con, "select count(*) from outcome_event where voided_on is null") == 0
    assert list(shipments.items(con, shipment.id)["outcome"]) == ["unconfirmed"]
    with pytest.raises(Conflict, match="was voided"):
        outcomes.record(con, item_id, outcomes.News("received", TODAY, "reader's letter"))


def test_a_number_that_does_not_exist_says_so(con):
    with pytest.raises(NotFound, match="no shipment number 4821-7"):
        shipments.get(con, 4821)


# ---- what a reader was sent ---------------------------------------------------------------------


def test_the_interval_runs_from_books_not_from_newsletters(con):
    reader_id = a_reader(con)
    assert shipments.last_books(con, reader_id) is None
    books = a_shipment(con, reader_id, on=date(2026, 3, 1))
    a_shipment(con, reader_id, on=date(2026, 6, 1), titles=[a_title(con, kind="newsletter issue", binding="stapled")])
    assert shipments.last_books(con, reader_id) == (books, date(2026, 3, 1))


def test_unconfirmed_and_latest_list_what_a_reader_was_sent(con):
    reader_id = a_reader(con)
    old = a_shipment(con, reader_id, on=date(2025, 1, 1), outcome="received")
    new = a_shipment(con, reader_id, on=date(2026, 1, 1), titles=[a_title(con, "First"), a_title(con, "Second")])
    assert list(shipments.unconfirmed(con, reader_id)["title"]) == ["First", "Second"]
    table = shipments.latest(con, reader_id)
    assert list(table["number"]) == [shipments.number(new), shipments.number(old)]
    assert list(table["unconfirmed"]) == [2, 0]
    assert table["titles"][0] == "First; Second"


def test_a_parcel_weighs_what_its_titles_weigh_as_far_as_known(con):
    known, unknown = a_title(con, copies=1), a_title(con, copies=1)
    con.execute("update title set weight_oz = null where id = $id", {"id": unknown})
    assert parcel_contents.weight(parcel_contents.contents(con, {known: 2})) == 24
    assert parcel_contents.weight(parcel_contents.contents(con, {known: 2, unknown: 1})) is None  # half a sum is no weight
    assert parcel_contents.weight(parcel_contents.contents(con, {unknown: 1})) is None
    assert list(parcel_contents.contents(con, {unknown: 3, known: 1})["short"]) == [2, 0]


# ---- two packers --------------------------------------------------------------------------------


@pytest.fixture
def many_packers(tmp_path):
    """Twenty threads at one real file, each with its own name, let go at the same moment."""
    con = db.connect(tmp_path / "packers.duckdb")
    migrations.migrate(con)

    def race(work):
        start = Barrier(20)

        def one(nth):
            start.wait()
            try:
                with db.transaction(con, by=f"Packer {nth}") as tx:
                    return work(tx, nth)
            except BfpError as error:
                return error

        with ThreadPoolExecutor(20) as pool:
            results = list(pool.map(one, range(20)))
        mailed = [result for result in results if not isinstance(result, BfpError)]
        return mailed, [result for result in results if isinstance(result, BfpError)]

    yield con, race
    con.close()


def test_twenty_packers_and_the_last_copy_one_mails_it_and_the_others_hear_who(many_packers):
    con, race = many_packers
    with db.transaction(con) as tx:
        title_id = a_title(tx, "The Last One", copies=1)
        readers = [a_reader(tx) for _ in range(20)]
    mailed, refused = race(lambda tx, nth: shipments.mail(tx, readers[nth], [(title_id, 1)], TODAY))
    [winner] = mailed
    assert len(refused) == 19
    assert all(
        isinstance(error, Conflict) and "The Last One" in str(error) and winner.mailed_by in str(error) for error in refused
    )
    assert stock.on_hand(con, title_id) == 0
    assert db.value(con, "select sum(change) from stock_movement") == 0
    assert db.value(con, "select count(*) from item") == 1


def test_twenty_packers_and_one_request_one_fills_it_and_the_others_hear_who(many_packers):
    con, race = many_packers
    with db.transaction(con) as tx:
        title_id, reader_id = a_title(tx, copies=50), a_reader(tx)
        request_id = a_request(tx, reader_id)
    mailed, refused = race(lambda tx, nth: shipments.mail(tx, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id))
    [winner] = mailed
    assert len(refused) == 19
    assert all(f"already filled by {winner.mailed_by}: shipment {winner.number}" in str(error) for error in refused)
    assert stock.on_hand(con, title_id) == 49
    assert book_requests.get(con, request_id).status == "filled"
