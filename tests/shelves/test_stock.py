import threading
from datetime import date, timedelta

import pandas as pd
import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import shipments
from bfp.packing import pull
from bfp.program import overview_report
from bfp.schema import migrations
from bfp.shelves import stock, titles, wishes

DAY = date(2026, 11, 1)


def ledger(con, title_id):
    return db.value(con, "select cast(coalesce(sum(change), 0) as integer) from stock_movement where title_id = $id", id=title_id)


def test_copies_that_come_in_are_on_hand(con):
    title_id = a_title(con, "Example")
    assert stock.receive(con, title_id, 3, DAY) == 3
    assert stock.receive(con, title_id, 1, DAY, note="donation") == 4
    assert stock.on_hand(con, title_id) == 4
    assert list(stock.movements(con, title_id)["on_hand"]) == [4, 3]


def test_every_movement_says_who_when_and_why(con):
    title_id = a_title(con)
    stock.receive(con, title_id, 2, DAY, note="donation")
    [movement] = stock.movements(con, title_id).to_dict("records")
    assert (movement["volunteer"], movement["reason"], movement["note"], movement["happened_on"]) == (
        "Ada", "received", "donation", pd.Timestamp(DAY),
    )  # fmt: skip
    [entry] = history.of(con, "stock", title_id).to_dict("records")
    assert (entry["volunteer"], entry["what"], entry["reason"]) == ("Ada", "on hand: 0 → 2", "received: donation")


@pytest.mark.parametrize("copies", [0, -1, 5001, 9780802141323])
def test_a_number_of_copies_that_nobody_carries_is_refused(con, copies):
    title_id = a_title(con, copies=3)
    for call in (
        lambda: stock.receive(con, title_id, copies, DAY),
        lambda: stock.write_off(con, title_id, copies, DAY, "damaged"),
        lambda: stock.take(con, [(title_id, copies)], DAY, 1),
    ):
        with pytest.raises(Invalid, match="number of copies"):
            call()
    assert stock.on_hand(con, title_id) == 3


def test_a_count_corrects_with_a_reason(con):
    title_id = a_title(con, copies=5)
    with pytest.raises(Invalid, match="5 on file and 3 counted") as refused:
        stock.count(con, title_id, 3, DAY, "  ")
    assert refused.value.field == "reason"
    assert stock.count(con, title_id, 3, DAY, "two missing") == 3
    assert stock.count(con, title_id, 4, DAY, "one found") == 4
    assert list(stock.movements(con, title_id)["change"]) == [1, -2, 5]
    assert list(stock.movements(con, title_id)["note"]) == ["one found", "two missing", ""]
    with pytest.raises(Invalid):
        stock.count(con, title_id, -1, DAY, "less than nothing")


def test_a_count_that_agrees_is_kept_without_a_movement(con):
    title_id = a_title(con, copies=5)
    assert stock.count(con, title_id, 5, DAY, "") == 5
    assert len(stock.movements(con, title_id)) == 1
    assert list(history.of(con, "stock", title_id)["what"]) == ["counted: 5"]


def test_a_write_off_needs_a_reason_and_copies(con):
    title_id = a_title(con, "Example", copies=2)
    with pytest.raises(Invalid, match="why"):
        stock.write_off(con, title_id, 1, DAY, "")
    with pytest.raises(Conflict, match="Example: 3 to go, but 2 on hand"):
        stock.write_off(con, title_id, 3, DAY, "wet")
    assert stock.write_off(con, title_id, 2, DAY, "wet") == 0
    with pytest.raises(Conflict, match="1 to go, but none on hand"):
        stock.write_off(con, title_id, 1, DAY, "wet")


def test_a_scan_too_many_is_taken_back(con):
    title_id = a_title(con, copies=2)
    assert stock.take_back(con, title_id, 1, DAY) == 1
    assert stock.movements(con, title_id)["note"][0] == "received by mistake"


def test_the_database_keeps_stock_from_falling_below_nothing(database):
    with pytest.raises(db.Broken), db.transaction(database) as tx:
        tx.execute("insert into stock (title_id, on_hand) values (1, -1)")


def test_a_withdrawn_title_takes_no_more_copies_but_gives_and_gets_its_own(con):
    title_id = a_title(con, "Example", copies=1)
    titles.withdraw(con, title_id, "old edition")
    with pytest.raises(Conflict, match="Example was withdrawn"):
        stock.receive(con, title_id, 1, DAY)
    stock.take(con, [(title_id, 1)], DAY, 7)
    assert stock.put_back(con, 7, DAY, "came back") == {title_id: 1}


def test_a_title_that_is_not_there_has_no_stock(con):
    with pytest.raises(NotFound):
        stock.receive(con, 99, 1, DAY)
    assert stock.on_hand(con, 99) == 0


def test_a_save_outside_a_transaction_is_refused(database):
    with db.transaction(database) as tx:
        title_id = a_title(tx)
    with pytest.raises(RuntimeError):
        stock.receive(database, title_id, 1, DAY)


# ---- shipments ----------------------------------------------------------------------------------


def test_a_shipment_takes_all_its_copies_or_none(con):
    plenty, short, gone = a_title(con, "Plenty", copies=5), a_title(con, "Short", copies=1), a_title(con, "Gone")
    with pytest.raises(Conflict) as refused:
        stock.take(con, [(plenty, 2), (short, 3), (gone, 1)], DAY, 1)
    said = str(refused.value)
    assert "Short: 3 wanted, 1 on hand, 2 short" in said
    assert "Gone: 1 wanted, none on hand, 1 short" in said
    assert "Plenty" not in said
    assert [stock.on_hand(con, title_id) for title_id in (plenty, short, gone)] == [5, 1, 0]
    stock.take(con, [(plenty, 2), (short, 1)], DAY, 1)
    assert [stock.on_hand(con, title_id) for title_id in (plenty, short)] == [3, 0]


def test_the_same_title_twice_in_a_shipment_is_counted_together(con):
    title_id = a_title(con, "Example", copies=2)
    with pytest.raises(Conflict, match="Example: 3 wanted, 2 on hand, 1 short"):
        stock.take(con, [(title_id, 1), (title_id, 2)], DAY, 1)


def test_who_comes_second_reads_who_had_the_last_copy(database):
    with db.transaction(database, by="Ada") as tx:
        title_id = a_title(tx, "Example", copies=1)
    with db.transaction(database, by="Bea") as tx:
        stock.take(tx, [(title_id, 1)], DAY, 1)
    with (
        pytest.raises(Conflict, match=r"1 short \(Bea packed the last copy a moment ago\)"),
        db.transaction(database, by="Cy") as tx,
    ):
        stock.take(tx, [(title_id, 1)], DAY, 2)


def test_who_had_the_last_copy_long_ago_is_not_named(con):
    title_id = a_title(con, copies=1)
    stock.take(con, [(title_id, 1)], DAY, 1)
    con.execute("update stock_movement set saved_at = saved_at - interval 12 minute where change < 0")
    with pytest.raises(Conflict, match="Ada packed the last copy 12 minutes ago"):
        stock.take(con, [(title_id, 1)], DAY, 2)
    con.execute("update stock_movement set saved_at = saved_at - interval 1 hour where change < 0")
    with pytest.raises(Conflict) as refused:
        stock.take(con, [(title_id, 1)], DAY, 2)
    assert "Ada" not in str(refused.value)


def test_twenty_people_on_the_last_copy_one_gets_it_and_the_others_read_who(tmp_path):
    con = db.connect(tmp_path / "desk.duckdb")
    migrations.migrate(con)
    with db.transaction(con) as tx:
        title_id = a_title(tx, "The Last One", copies=1)
    start = threading.Barrier(20)
    got, refused, broken = [], [], []

    def pack(number):
        start.wait()
        try:
            with db.transaction(con, by=f"Volunteer {number}") as tx:
                stock.take(tx, [(title_id, 1)], DAY, number)
            got.append(f"Volunteer {number}")
        except Conflict as error:
            refused.append(str(error))
        except BaseException as error:
            broken.append(error)

    threads = [threading.Thread(target=pack, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(got) == 1 and len(refused) == 19
    assert all(f"({got[0]} packed the last copy a moment ago)" in sentence for sentence in refused)
    assert stock.on_hand(con, title_id) == ledger(con, title_id) == 0
    con.close()


def test_a_voided_shipment_gives_back_what_it_took_once(con):
    first, second = a_title(con, copies=3), a_title(con, copies=1)
    stock.take(con, [(first, 2), (second, 1)], DAY, 7)
    assert stock.put_back(con, 7, DAY, "shipment voided") == {first: 2, second: 1}
    assert stock.put_back(con, 7, DAY, "shipment voided") == {}
    assert (stock.on_hand(con, first), stock.on_hand(con, second)) == (3, 1)


def test_what_came_back_is_not_given_back_again_by_a_void(con):
    title_id = a_title(con, "Example", copies=3)
    stock.take(con, [(title_id, 3)], DAY, 7)
    stock.put_back(con, 7, DAY, "came back", [(title_id, 1)], note="wet corner")
    with pytest.raises(Conflict, match="Example: 3 to put back, but 2 copies of it still out"):
        stock.put_back(con, 7, DAY, "came back", [(title_id, 3)])
    assert stock.put_back(con, 7, DAY, "shipment voided") == {title_id: 2}
    with pytest.raises(Conflict, match="no copy of it still out"):
        stock.put_back(con, 7, DAY, "came back", [(title_id, 1)])
    with pytest.raises(Invalid):
        stock.put_back(con, 7, DAY, "mailed")


def test_mail_from_before_the_ledger_gives_back_what_was_in_it(con):
    title_id = a_title(con)
    shipment_id = a_shipment(con, titles=[title_id])
    assert stock.put_back(con, shipment_id, DAY, "came back", [(title_id, 1)]) == {title_id: 1}
    assert stock.put_back(con, shipment_id, DAY, "came back") == {}


@pytest.mark.parametrize("reason", stock.REASONS)
def test_the_database_accepts_every_reason(con, reason):
    con.execute(
        "insert into stock_movement (title_id, change, reason, happened_on, saved_at) values (1, 1, $reason, $on, $at_moment)",
        {"reason": reason, "on": DAY, "at_moment": con.at},
    )


STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("receive"), some.integers(-1, 4)),
        some.tuples(some.just("take"), some.integers(0, 4)),
        some.tuples(some.just("count"), some.integers(-1, 6)),
        some.tuples(some.just("write_off"), some.integers(0, 3)),
        some.tuples(some.just("take_back"), some.integers(0, 3)),
        some.tuples(some.just("put_back"), some.integers(1, 6)),
        some.tuples(some.just("came_back"), some.integers(1, 6)),
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def ledger_database():
    con = db.connect()
    migrations.migrate(con)
    yield con
    con.close()


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_happens_the_count_is_the_sum_of_the_ledger_and_never_below_nothing(ledger_database, steps):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), db.transaction(ledger_database, by="Ada") as con:
        title_id, expected, out = a_title(con), 0, {}
        for number, (step, amount) in enumerate(steps, start=1):
            try:
                if step == "receive":
                    stock.receive(con, title_id, amount, DAY)
                    expected += amount
                elif step == "take":
                    stock.take(con, [(title_id, amount)], DAY, number)
                    expected, out[number] = expected - amount, amount
                elif step == "count":
                    stock.count(con, title_id, amount, DAY, "counted")
                    expected = amount
                elif step == "write_off":
                    stock.write_off(con, title_id, amount, DAY, "wet")
                    expected -= amount
                elif step == "take_back":
                    stock.take_back(con, title_id, amount, DAY)
                    expected -= amount
                elif step == "put_back":
                    back = stock.put_back(con, amount, DAY, "shipment voided")
                    assert back == ({title_id: out[amount]} if out.get(amount) else {})
                    expected, out[amount] = expected + out.get(amount, 0), 0
                elif step == "came_back":
                    stock.put_back(con, amount, DAY, "came back", [(title_id, 1)])
                    expected, out[amount] = expected + 1, out[amount] - 1
            except (Conflict, Invalid):
                pass
            assert stock.on_hand(con, title_id) == ledger(con, title_id) == expected >= 0
            assert all(copies >= 0 for copies in out.values())
        raise Undone


# ---- lists --------------------------------------------------------------------------------------


def test_a_title_below_its_minimum_is_low(con):
    fine, low, lower, gone = (titles.add(con, titles.Told(name=name, minimum=3)).id for name in ("Fine", "Low", "Lower", "Gone"))
    stock.receive(con, fine, 3, DAY)
    stock.receive(con, low, 2, DAY)
    titles.withdraw(con, gone, "out of print")
    found = stock.low(con)
    assert list(found["id"]) == [lower, low]
    assert list(found["short"]) == [3, 1]


def test_what_came_in_today_is_listed_latest_first(con):
    first, second = a_title(con, "First"), a_title(con, "Second")
    stock.receive(con, first, 1, DAY - timedelta(days=1))
    stock.receive(con, first, 2, DAY)
    stock.receive(con, second, 1, DAY)
    stock.receive(con, second, 1, DAY)
    assert [(line["name"], line["copies"], line["on_hand"]) for line in stock.latest_received(con, DAY)] == [
        ("Second", 2, 2),
        ("First", 2, 3),
    ]


def test_where_a_title_went_is_counted_by_facility_and_outcome(con):
    title_id, here = a_title(con), a_facility(con, "Example Unit", "TX")
    reader = a_reader(con, here)
    for outcome in ("received", "censored", "censored", "returned", "no reason given", "unconfirmed"):
        a_shipment(con, reader, titles=[title_id], outcome=outcome)
    voided = a_shipment(con, reader, titles=[title_id])
    con.execute("update shipment set voided_on = mailed_on where id = $id", {"id": voided})
    [row] = stock.sent(con, title_id).to_dict("records")
    assert row["facility"] == "Example Unit, TX"
    assert [row[part] for part in ("sent", "received", "censored", "returned", "no_reason", "unconfirmed")] == [6, 1, 2, 1, 1, 1]


# ---- the wish list ------------------------------------------------------------------------------


def test_what_waiting_requests_ask_for_and_is_not_there_is_wished(con):
    there, gone = a_title(con, "There", copies=1), a_title(con, "Gone")
    a_request(con, titles=[(there, "There"), (gone, "Gone")])
    a_request(con, titles=[(gone, "gone!")], on=date(2026, 9, 1))
    a_request(con, titles=[(None, "GONE")])
    a_request(con, titles=[(gone, "Gone")], status="filled")
    a_request(con, titles=[(gone, "Gone")], status="declined", reason="too late")
    voided = a_request(con, titles=[(gone, "Gone")])
    con.execute("update book_request set voided_on = asked_on where id = $id", {"id": voided})
    [wish] = wishes.titles(con).to_dict("records")
    assert (wish["id"], wish["requests"], wish["oldest_on"]) == (gone, 3, pd.Timestamp(2026, 9, 1))
    assert "reader" not in " ".join(wishes.titles(con).columns)


def test_spellings_of_a_title_that_is_not_listed_are_one_wish(con):
    for text in ("Example Law!", "example  law", "Example Law!", "Exámple, law"):
        a_request(con, titles=[(None, text)])
    twice = a_request(con, titles=[(None, "Other"), (None, "other")])
    assert twice
    found = wishes.unlisted(con)
    assert list(found["name"]) == ["Example Law!", "Other"]
    assert list(found["requests"]) == [4, 1]


def test_a_wish_that_was_added_to_the_catalogue_is_listed_as_that_title(con):
    a_request(con, titles=[(None, "Example Law")])
    title = titles.add(con, titles.Told(name="Example law"))
    assert len(wishes.unlisted(con)) == 0
    assert list(wishes.titles(con)["id"]) == [title.id]
    stock.receive(con, title.id, 1, DAY)
    assert len(wishes.titles(con)) == 0


def test_subjects_asked_for_stand_against_the_copies_on_hand(con):
    subjects = {row["name"]: row["id"] for row in db.rows(con, "select id, name from term where list = 'subject'")}
    legal, history_, work = subjects["legal"], subjects["history"], db.value(con, "select min(id) from term where list = 'work'")
    a_request(con, terms=[legal, work])
    a_request(con, terms=[legal, history_])
    a_request(con, terms=[history_], status="filled")
    book = titles.add(con, titles.Told(name="Example Law", subject_ids=(legal, history_)))
    stock.receive(con, book.id, 1, DAY)
    found = wishes.subjects(con).to_dict("records")
    assert [(row["subject"], row["requests"], row["copies"], row["titles"]) for row in found] == [
        ("legal", 2, 1, 1),
        ("history", 1, 1, 1),
    ]


@pytest.mark.parametrize("counted", [True, False])
def test_a_parcel_voided_after_a_count_asks_whether_the_count_had_its_copies(database, counted):
    with db.transaction(database) as con:
        book = a_title(con, copies=5)
        parcel = a_shipment(con, titles=[book])
        stock.take(con, [(book, 1)], DAY, parcel)
    with db.transaction(database) as con:
        stock.count(con, book, 4, DAY, "")
    with pytest.raises(Invalid, match="counted after this parcel was packed"), db.transaction(database) as con:
        shipments.void(con, parcel, "never mailed", DAY)
    with db.transaction(database) as con:
        shipments.void(con, parcel, "never mailed", DAY, counted)
        assert stock.on_hand(con, book) == (4 if counted else 5)


def test_the_wish_list_reads_a_misspelled_title_as_packing_does_and_the_overview_counts_the_same(con):
    gone, there = a_title(con, "The Wretched of the Earth"), a_title(con, "A Prison Handbook", copies=20)
    a_request(con, titles=[(None, "Wreched of the Earth"), (None, "Prison Handbok")])
    a_request(con, titles=[(gone, "The Wretched of the Earth"), (there, "A Prison Handbook")])
    a_request(con, titles=[(None, "anything on history"), (None, "Zorn's Zither Primer")])
    [wish] = wishes.titles(con).to_dict("records")
    assert (wish["id"], wish["requests"]) == (gone, 2)
    assert list(wishes.unlisted(con)["name"]) == ["Zorn's Zither Primer"]
    assert overview_report.today(con, DAY).titles_not_there == 1
    listed, _ = pull.not_in_stock(con)
    assert list(listed["title"]) == ["The Wretched of the Earth", "Zorn's Zither Primer"]
