"""Finding a reader, and what is on file of them."""

from datetime import date

import pytest
from builders import a_facility, a_reader

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.desk import reader_card
from bfp.finding import finder_words
from bfp.readers import readers

TODAY = date(2026, 11, 23)


@pytest.fixture
def known(con):
    """Four readers with names and numbers that are easily mixed up."""
    facility = a_facility(con)
    people = [
        ("1234567", "Robert", "Lanternfield"),
        ("1234657", "Ana", "Muñoz-García"),
        ("7654321", "Quill", "Brass"),
        ("12", "Pia", "Oarlock"),
    ]
    return {
        number: readers.add(con, facility_id=facility, first_name=first, last_name=last, number=number, on=TODAY).id
        for number, first, last in people
    }


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234567", "1234567"),
        ("123-4567", "1234567"),
        ("12345", "1234567"),
        ("7654312", "7654321"),
        ("765431", "7654321"),
        ("76543221", "7654321"),
        ("Lanternfield, Robert", "1234567"),
        ("bob lanternfield", "1234567"),
        ("Lanternfeild", "1234567"),
        ("munoz garcia", "1234657"),
        ("garcia ana", "1234657"),
        ("Muñoz-G", "1234657"),
    ],
)
def test_a_reader_is_found_in_spite_of_slips(con, known, typed, number):
    assert readers.find(con, typed).id.iloc[0] == known[number]


def test_nobody_is_found_for_nothing(con, known):
    assert readers.find(con, "").empty and readers.find(con, "  ,- ").empty and readers.find(con, "xyzzyq").empty


def test_an_exact_number_opens_at_once_only_if_no_longer_one_begins_with_it(con, known):
    first = readers.options(con, "1234567")[0]
    assert (first["value"], first["sure"], first["only"]) == (known["1234567"], True, True)
    short = readers.options(con, "12")[0]
    assert (short["value"], short["sure"], short["only"]) == (known["12"], True, False)
    assert not any(option["sure"] for option in readers.options(con, "1234576"))


def test_two_systems_with_one_number_open_neither_by_themselves(con, known):
    from builders import a_system

    elsewhere = a_facility(con, state="OH", system_id=a_system(con, "Ohio Example", "state", "OH"))
    readers.add(con, facility_id=elsewhere, first_name="Other", last_name="Person", number="1234567", on=TODAY)
    options = readers.options(con, "1234567")
    assert len([option for option in options if option["label"].startswith("1234567 ")]) == 2
    assert not any(option["sure"] for option in options)


def test_a_reader_without_a_number_is_an_explicit_choice(con):
    facility = a_facility(con)
    with pytest.raises(Invalid, match="number"):
        readers.add(con, facility_id=facility, first_name="Testa", last_name="Reader", number="", on=TODAY)
    reader = readers.add(
        con, facility_id=facility, first_name="Testa", last_name="Reader", number="", on=TODAY, without_number=True
    )
    assert reader.number is None
    assert readers.options(con, "Testa")[0]["label"] == "no number  Reader, Testa"


def test_a_reader_needs_a_name(con):
    with pytest.raises(Invalid) as refusal:
        readers.add(con, facility_id=a_facility(con), first_name=" ", last_name="", number="5", on=TODAY)
    assert refusal.value.field == "last_name"


def test_a_change_is_in_the_history_with_who_and_from_what(con):
    reader = readers.get(con, a_reader(con, last_name="Before"))
    readers.edit(con, reader.id, last_name="After", reason="misspelled")
    told = history.of(con, "reader", reader.id).iloc[0]
    assert (told.volunteer, told.what, told.reason) == ("Ada", "last name: Before → After", "misspelled")
    assert readers.find(con, "After").id.tolist() == [reader.id]


def test_saving_without_a_change_leaves_no_trace(con):
    reader = readers.get(con, a_reader(con))
    readers.edit(con, reader.id, last_name=reader.last_name)
    assert history.of(con, "reader", reader.id).empty


def test_a_moved_reader_keeps_the_facility_of_earlier_mail(con):
    from builders import a_shipment

    home, elsewhere = a_facility(con), a_facility(con)
    reader = a_reader(con, home)
    a_shipment(con, reader)
    readers.move(con, reader, elsewhere, TODAY)
    assert readers.get(con, reader).facility_id == elsewhere
    assert db.value(con, "select facility_id from shipment") == home


def test_a_number_of_somebody_else_is_refused_with_the_name(con, known):
    with pytest.raises(Conflict, match="Brass, Quill"):
        readers.edit(con, known["12"], number="7654321")


def test_a_record_with_mail_is_not_taken_back(con):
    from builders import a_shipment

    reader = a_reader(con)
    a_shipment(con, reader)
    with pytest.raises(Conflict, match="letters or shipments"):
        readers.void(con, reader, "mistake", TODAY)


def test_an_unknown_reader_is_said_so(con):
    with pytest.raises(NotFound, match="999"):
        readers.get(con, 999)


def test_names_compare_without_accents_and_hyphens():
    assert finder_words.name_key("Ana", "Muñoz-García") == finder_words.name_key("ana", "munoz garcia")


# ---- an address that mail came back from --------------------------------------------------------


def bad_since(con, reader):
    return readers.get(con, reader).bad_address_on


def test_a_bad_address_keeps_the_first_day_it_was_known_and_says_why(con):
    reader = a_reader(con)
    readers.mark_bad_address(con, reader, date(2026, 11, 3), "came back: no such street")
    readers.mark_bad_address(con, reader, date(2026, 11, 20), "came back again")
    assert bad_since(con, reader) == date(2026, 11, 3)
    assert history.of(con, "reader", reader)["reason"].tolist() == ["came back: no such street"]
    readers.mark_bad_address(con, reader, date(2026, 11, 1), "and before that")
    assert bad_since(con, reader) == date(2026, 11, 1)


def test_correcting_the_name_number_or_facility_corrects_the_address(con):
    reader = a_reader(con)
    for corrected in ({"first_name": "Tessa"}, {"last_name": "Reeder"}, {"number": "AB9"}):
        readers.mark_bad_address(con, reader, TODAY)
        readers.edit(con, reader, notes=f"before {corrected}", solitary=True)
        assert bad_since(con, reader) == TODAY
        readers.edit(con, reader, **corrected)
        assert bad_since(con, reader) is None
    readers.mark_bad_address(con, reader, TODAY)
    readers.move(con, reader, a_facility(con), TODAY)
    assert bad_since(con, reader) is None
    assert "bad address on: 2026-11-23 → nothing" in history.of(con, "reader", reader)["what"].iloc[0]


def test_an_address_that_somebody_made_sure_of_is_right_again(con):
    reader = a_reader(con)
    readers.mark_bad_address(con, reader, TODAY)
    readers.address_corrected(con, reader, "the prison's page says so")
    assert bad_since(con, reader) is None
    assert history.of(con, "reader", reader)["reason"].iloc[0] == "the prison's page says so"


def test_the_card_says_that_an_address_is_bad(con):
    reader = a_reader(con)
    readers.mark_bad_address(con, reader, date(2026, 11, 3))
    assert "bad address since 3 Nov 2026: find the right one before mailing" in reader_card.of(con, reader, TODAY).flags
