"""Who is silent: what was regular and has stopped, said as not knowing."""

from datetime import date, timedelta

from builders import a_facility, a_reader, a_shipment

from bfp.base import db
from bfp.censorship import silence

TODAY = date(2026, 11, 23)


def months(first: date, count: int) -> list[date]:
    return [first + timedelta(days=30 * number) for number in range(count)]


def a_letter(con, reader, on, voided_on=None):
    sql = """
        insert into letter (reader_id, facility_id, postmark_on, entered_on, voided_on)
        select id, facility_id, $on, $on, $voided_on from reader where id = $reader
    """
    con.execute(sql, {"reader": reader, "on": on, "voided_on": voided_on})


def said(con, as_of=TODAY) -> dict:
    return {(row["label"], row["kind"]): row["sentence"] for row in silence.listing(con, as_of).to_dict("records")}


def test_a_facility_where_regular_mail_stopped_is_listed_as_not_known(con):
    reader = a_reader(con, a_facility(con, "Quiet Unit"))
    for day in months(date(2025, 1, 10), 8):
        a_shipment(con, reader, on=day)
    assert said(con)[("Quiet Unit, TX", "mail")] == (
        "We mailed in 8 of the 12 months to 8 Aug 2025, and nothing in the 16 months since. "
        "We do not know how mail is treated there now."
    )
    assert silence.summary(silence.listing(con, TODAY)).startswith("1 facility has fallen silent. We do not know")


def test_readers_who_stopped_writing_are_told_with_what_we_mailed_since(con):
    reader = a_reader(con, a_facility(con, "Hushed Unit"))
    for day in months(date(2025, 6, 15), 7):
        a_letter(con, reader, day)
    for day in months(date(2025, 6, 15), 18):
        a_shipment(con, reader, on=day)
    [key] = said(con)
    assert key == ("Hushed Unit, TX", "readers")
    assert said(con)[key] == (
        "Readers wrote or confirmed mail in 7 of the 12 months to 12 Dec 2025, and not once in the 11 months since, "
        "though we mailed 11 parcels since. We do not know why."
    )


def test_a_confirmation_is_writing_too(con):
    reader = a_reader(con, a_facility(con, "Confirming Unit"))
    for day in months(date(2025, 6, 15), 7):
        a_letter(con, reader, day)
    a_shipment(con, reader, on=date(2026, 7, 1), outcome="received", learned_on=date(2026, 8, 15))
    assert said(con) == {}
    con.execute("update outcome_event set learned_how = 'delivery record'")
    assert list(said(con)) == [("Confirming Unit, TX", "readers")]


def test_what_was_never_regular_or_is_recent_is_not_silent(con):
    seldom, recent = a_reader(con), a_reader(con)
    for day in months(date(2024, 1, 1), 5):
        a_shipment(con, seldom, on=day)
    for day in months(date(2025, 12, 1), 10):
        a_shipment(con, recent, on=day)
    assert said(con) == {}


def test_a_closed_facility_and_voided_things_are_not_listed(con):
    closed = a_facility(con, "Closed Unit")
    reader, other = a_reader(con, closed), a_reader(con)
    for day in months(date(2025, 1, 1), 8):
        a_shipment(con, reader, on=day)
        a_letter(con, other, day, voided_on=day)
        a_shipment(con, other, on=day)
    con.execute("update facility set status = 'closed' where id = $id", {"id": closed})
    con.execute("update shipment set voided_on = mailed_on where reader_id = $id", {"id": other})
    assert said(con) == {}


def test_silence_is_as_known_on_the_day(con):
    reader = a_reader(con, a_facility(con, "Quiet Unit"))
    for day in months(date(2025, 1, 10), 8):
        a_shipment(con, reader, on=day)
    assert said(con, date(2025, 9, 1)) == {} and said(con, date(2024, 1, 1)) == {}
    a_shipment(con, reader, on=date(2026, 11, 1))
    assert said(con) == {} and list(said(con, date(2026, 10, 31))) == [("Quiet Unit, TX", "mail")]


def test_nobody_silent_is_a_sentence(con):
    found = silence.listing(con, TODAY)
    assert found.empty and {"label", "what", "last_on", "sentence"} <= set(found)
    assert silence.summary(found) == "No facility that we mailed to or heard from regularly has fallen silent."
    assert db.value(con, "select count(*) from facility") == 0
