"""Many hands on one packing table at once: one wins and the others read who; whatever happens, no copy is promised twice."""

import threading
from datetime import date, timedelta

import pytest
from builders import a_reader, a_request, a_title
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from bfp.base import db
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import book_requests
from bfp.mail.shipments import Mailing
from bfp.packing import packing_session, promises
from bfp.schema import migrations
from bfp.shelves import stock

TODAY = date(2026, 11, 23)


def asking(con, *titles, reader=None):
    """A waiting request for these titles by name."""
    return a_request(con, reader, on=date(2026, 9, 1), titles=[(title_id, "") for title_id in titles])


# ---- twenty at once -----------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path):
    con = db.connect(tmp_path / "desk.duckdb")
    migrations.migrate(con)
    yield con
    con.close()


def at_once(con, work, number=20):
    """What came of it when so many volunteers did the same at the same moment: what they got, and what they were told."""
    start, got, refused, broken = threading.Barrier(number), {}, {}, []

    def volunteer(name):
        start.wait()
        try:
            with db.transaction(con, by=name) as tx:
                got[name] = work(tx)
        except (Conflict, Invalid) as error:
            refused[name] = str(error)
        except BaseException as error:
            broken.append(error)

    threads = [threading.Thread(target=volunteer, args=(f"Volunteer {n}",)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return got, refused


def test_twenty_volunteers_at_once_get_twenty_parcels(table):
    with db.transaction(table, by="Ada") as con:
        session_id = packing_session.start(con, [asking(con) for _ in range(20)], TODAY)
    got, refused = at_once(table, lambda con: packing_session.next_parcel(con, session_id).position)
    assert sorted(got.values()) == list(range(1, 21))
    assert refused == {}


def test_twenty_packers_on_the_same_request_one_wins_and_the_others_read_who(table):
    with db.transaction(table, by="Ada") as con:
        title_id = a_title(con, copies=50)
        session_id = packing_session.start(con, [asking(con, title_id)], TODAY)

    def pack(con):
        packing_session.hold(con, session_id, 1, take_over=True)
        return packing_session.pack(con, session_id, 1, [(title_id, 1)], TODAY).number

    got, refused = at_once(table, pack)
    [(winner, number)] = got.items()
    assert len(refused) == 19
    assert set(refused.values()) == {f"Parcel 1 was packed by {winner}: shipment {number}."}
    assert stock.on_hand(table, title_id) == 49


def test_twenty_packers_on_the_last_copy_one_wins_and_the_others_read_who(table):
    with db.transaction(table, by="Ada") as con:
        title_id = a_title(con, "The Last One", copies=1)
        session_id = packing_session.start(con, [asking(con) for _ in range(20)], TODAY)

    def put(con):
        position = packing_session.next_parcel(con, session_id).position
        packing_session.put_in(con, session_id, position, title_id)
        return position

    got, refused = at_once(table, put)
    [(winner, position)] = got.items()
    assert set(refused.values()) == {f"The Last One: the last copy is for parcel {position} in {winner}’s hands."}
    assert len(refused) == 19


# ---- whatever happens ---------------------------------------------------------------------------

WHO = ("Ada", "Bea", "Cy")
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("start"), some.sets(some.integers(0, 5), max_size=4), some.just(0)),
        some.tuples(some.just("next"), some.sampled_from(WHO), some.integers(0, 1)),
        some.tuples(some.just("take over"), some.sampled_from(WHO), some.integers(1, 4)),
        some.tuples(some.just("put in"), some.sampled_from(WHO), some.integers(0, 2)),
        some.tuples(some.just("take out"), some.sampled_from(WHO), some.integers(0, 2)),
        some.tuples(some.just("pack"), some.sampled_from(WHO), some.just(0)),
        some.tuples(some.just("undo"), some.sampled_from(WHO), some.integers(1, 4)),
        some.tuples(some.just("skip"), some.sampled_from(WHO), some.just(0)),
        some.tuples(some.just("put back"), some.sampled_from(WHO), some.integers(1, 4)),
        some.tuples(some.just("decline"), some.just("Dan"), some.integers(0, 5)),
        some.tuples(some.just("wait"), some.just("Dan"), some.just(0)),
        some.tuples(some.just("close"), some.sampled_from(WHO), some.just(0)),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def evening():
    con = db.connect()
    migrations.migrate(con)
    yield con
    con.close()


def one_step(con, step, who, number, requests, ids, hands):
    """One thing that somebody does; what is refused changes nothing."""
    sessions = packing_session.listing(con)["id"].tolist()
    if step == "start":
        packing_session.start(con, [requests[n] for n in sorted(who)], TODAY)
    elif step == "decline":
        book_requests.decline(con, requests[number], "released", TODAY)
    elif step == "wait":
        con.at += timedelta(minutes=10)
    elif step == "next":
        hands[who] = (sessions[number], packing_session.next_parcel(con, sessions[number]).position)
    elif step == "take over":
        hands[who] = (sessions[0], packing_session.hold(con, sessions[0], number, take_over=True).position)
    elif step == "put in":
        packing_session.put_in(con, *hands[who], ids[number])
    elif step == "take out":
        packing_session.take_out(con, *hands[who], ids[number])
    elif step == "pack":
        inside = promises.to_parcel(con, *hands[who])
        taken = zip(inside["title_id"], inside["quantity"], strict=True)
        packing_session.pack(con, *hands[who], taken, TODAY, Mailing(because="all the same"))
    elif step == "undo":
        packing_session.unpack(con, sessions[0], number, "slip", TODAY)
    elif step == "skip":
        packing_session.skip(con, *hands[who], "nothing fits")
    elif step == "put back":
        packing_session.put_back(con, sessions[0], number)
    else:
        packing_session.close(con, sessions[0], TODAY)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_happens_no_copy_is_promised_twice_and_no_request_is_in_two_sessions(evening, steps):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), db.transaction(evening, by="Ada") as con:
        ids = [a_title(con, copies=copies) for copies in (1, 2, 3)]
        readers = [a_reader(con) for _ in range(6)]
        requests = [asking(con, *ids, reader=reader) for reader in readers]
        hands = {}
        for step, who, number in steps:
            con.by = who if isinstance(who, str) else "Ada"
            try:
                one_step(con, step, who, number, requests, ids, hands)
            except (Conflict, Invalid, NotFound, KeyError, IndexError):
                pass
            sound(con, ids)
        raise Undone


def sound(con, ids):
    """What always holds, in one look."""
    on_hand = {title_id: stock.on_hand(con, title_id) for title_id in ids}
    assert all(copies >= 0 for copies in on_hand.values())
    assert all(free >= 0 for free in promises.free(con, ids).values())
    sql = """
        select session_parcel.book_request_id, count(*) as times from session_parcel
        join packing_session on packing_session.id = session_parcel.session_id
        where session_parcel.state = 'open' and packing_session.closed_on is null
        group by session_parcel.book_request_id
    """
    assert all(row["times"] == 1 for row in db.rows(con, sql))
    held = "select held_by, session_id, count(*) as many from session_parcel where held_by <> '' group by held_by, session_id"
    assert all(row["many"] == 1 for row in db.rows(con, held))
    packed = """
        select count(*) from session_parcel left join shipment on shipment.id = session_parcel.shipment_id
        where (session_parcel.state = 'packed') <> (shipment.id is not null)
    """
    assert db.value(con, packed) == 0
