"""Each rule about what packing stores notices what breaks it, and a sound evening of packing breaks none."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp import check
from bfp.mail import shipments
from bfp.outcomes import umf
from bfp.packing import packing_session
from bfp.places import restrictions
from bfp.readers import readers

TODAY = date(2026, 11, 23)
# The rule, and what a careless hand could do that it must notice.
HARM = [
    ("every breach kept is of a shipment", "update shipment_breach set shipment_id = 999"),
    ("every breach has its reason", "update shipment_breach set reason = ' '"),
    ("a breach's restriction and title are there", "update shipment_breach set title_id = 999"),
    ("a breach's restriction and title are there", "update shipment_breach set restriction_id = 999"),
    ("a restriction's limits can be kept", "update restriction set max_weight_oz = 0"),
    ("no address was found bad in the future", "update reader set bad_address_on = '2026-11-24'"),
    (
        "every disapproved publication is on a list",
        "insert into disapproved (list_id, key, name, decision) values (999, 'x', 'X', 'disapproved')",
    ),
    (
        "every match is of a publication and a title",
        "insert into disapproved_match (disapproved_id, title_id, likeness) select 999, id, 90 from title",
    ),
    (
        "every answered match says since when",
        "insert into disapproved_match (disapproved_id, title_id, same, likeness) select 999, id, true, 90 from title",
    ),
    (
        "no publication is decided on in the future",
        "insert into disapproved (list_id, key, name, decision, decided_on) values (1, 'x', 'X', 'approved', '2026-11-24')",
    ),
    (
        "one postage rate holds from a day",
        "insert into postage_rate (mail_class, holds_from, first_pound_cents, each_more_cents) "
        "select mail_class, holds_from, 1, 1 from postage_rate",
    ),
    ("every form is to a reader about a facility", "update umf set reader_id = 999"),
    ("a form asks only about what was mailed to its reader", "update umf_item set item_id = 999"),
    ("ticks are on forms that came back", "update umf set answered_on = null"),
    ("a form comes back after it was printed and mailed, and by today", "update umf set answered_on = '2026-11-24'"),
    ("what a form told is ticked on it", "update umf_item set answer = 'censored'"),
    ("a checked postage rate says who checked it, and with what", "update postage_rate set checked_on = '2026-01-01'"),
    ("a voided postage rate says why", "update postage_rate set voided_on = '2026-01-01'"),
    ("every parcel of a session is of a session and a request", "update session_parcel set book_request_id = 999"),
    ("every parcel of a session is of a session and a request", "update packing_session set id = 999"),
    (
        "a request is in one open session",
        "update session_parcel set book_request_id = (select max(book_request_id) from session_parcel) where state = 'open'",
    ),
    ("a packed parcel has the shipment of its request", "update session_parcel set shipment_id = null"),
    ("a packed parcel has the shipment of its request", "update session_parcel set state = 'open'"),
    ("a parcel is in somebody's hands only while it is to be packed", "update session_parcel set held_by = 'Bea'"),
    ("a parcel is in somebody's hands only while it is to be packed", "update session_parcel set held_at = null"),
    ("a skipped parcel says why", "update session_parcel set state = 'skipped' where state = 'open'"),
    ("a skipped parcel says why", "update session_parcel set skipped_at = timestamp '2026-11-20' where state = 'open'"),
    ("every title promised is of a parcel and a title", "update session_title set title_id = 999"),
    ("every title promised is of a parcel and a title", "update session_title set position = position + 900"),
]


@pytest.fixture
def sound(con):
    """A parcel that went all the same, to a reader whose address was found bad since; a form that came back."""
    facility = a_facility(con)
    reader = a_reader(con, facility)
    about = {"level": "facility", "facility_id": facility, "starts_on": date(2025, 1, 1), "source_kind": "experience"}
    restrictions.add(con, restrictions.Told(**about, paperback_only=True, max_weight_oz=48))
    shipments.mail(
        con, reader, [(a_title(con, binding="hardcover", copies=1), 1)], TODAY, shipments.Mailing(because="asked the mail room")
    )
    readers.mark_bad_address(con, reader, TODAY)
    asked = a_reader(con, facility)
    a_shipment(con, asked, on=date(2026, 3, 2))
    [form] = umf.print_for(con, [asked], TODAY)
    umf.answer(con, form, {1: "received"}, on=TODAY)
    half_an_evening(con)
    return con


def half_an_evening(con):
    """A session of three parcels: one packed, one in hand, one on the table."""
    wanted = a_title(con, copies=3)
    requests = [a_request(con, titles=[(wanted, "")]) for _ in range(3)]
    session = packing_session.start(con, requests, TODAY)
    packing_session.next_parcel(con, session)
    packing_session.pack(con, session, 1, [(wanted, 1)], TODAY)
    packing_session.next_parcel(con, session)


def test_a_sound_evening_breaks_no_rule(sound):
    assert check.run(sound, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_harm_is_noticed(sound, rule, harm):
    sound.execute(harm)
    assert check.broken(sound, rule, TODAY)
