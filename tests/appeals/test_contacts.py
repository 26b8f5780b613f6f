"""Officials and addresses: the facility's own before its system's, never guessed, corrected by a new row."""

from datetime import date

import pytest
from builders import a_facility, a_system

from bfp.appeals import contacts
from bfp.base.errors import Invalid, NotFound

ON = date(2026, 11, 23)


@pytest.fixture
def place(con):
    return a_facility(con, name="Example Unit", state="TX")


def a_contact(con, **more) -> int:
    return contacts.add(con, **{"role": "warden", "office": "Warden", "address": "1 Example Road", "source": "web", **more})


def test_the_facilitys_own_goes_before_its_systems(con, place):
    of_system = a_contact(con, system_id=a_system(con))
    assert contacts.for_facility(con, place, "warden").id == of_system
    own = a_contact(con, facility_id=place)
    assert contacts.for_facility(con, place, "warden").id == own
    assert contacts.for_facility(con, a_facility(con, state="TX"), "warden").id == of_system


def test_nobody_on_file_is_none_and_said_where_an_address_is_needed(con, place):
    assert contacts.for_facility(con, place, "warden") is None
    with pytest.raises(NotFound, match=r"No warden of Example Unit, TX is on file\. Find the address"):
        contacts.needed(con, place, "warden")
    a_contact(con, facility_id=place, name="A. Official", address="")
    with pytest.raises(NotFound, match="on file without an address"):
        contacts.needed(con, place, "warden")


def test_an_address_that_is_there_is_given_with_its_lines(con, place):
    a_contact(con, facility_id=place, name="A. Official", address=" 1 Example Road \n Sampleton, TX  75001 ")
    assert contacts.needed(con, place, "warden").lines == ["A. Official", "Warden", "1 Example Road", "Sampleton, TX 75001"]


def test_the_latest_entered_is_in_office(con, place):
    a_contact(con, facility_id=place, name="Old")
    a_contact(con, facility_id=place, name="New")
    assert contacts.for_facility(con, place, "warden").name == "New"


def test_the_contacts_of_a_merged_facility_stay_those_of_the_one_kept(con, place):
    other = a_facility(con, state="TX")
    contact = a_contact(con, facility_id=other)
    con.execute("update facility set merged_into = $kept where id = $id", {"kept": place, "id": other})
    assert contacts.for_facility(con, place, "warden").id == contact
    assert contacts.for_facility(con, other, "warden").id == contact


def test_the_corrected_contact_is_in_office(con, place):
    old = a_contact(con, facility_id=place, name="Old")
    new = contacts.correct(con, old, "retired", ON, name="New")
    assert contacts.for_facility(con, place, "warden").name == "New"
    assert [one.id for one in contacts.listing(con)] == [new]
    assert [one.id for one in contacts.listing(con, voided=True)] == [new, old]


def test_a_voided_contact_is_written_to_no_more(con, place):
    contact = a_contact(con, facility_id=place)
    contacts.void(con, contact, "office closed", ON)
    assert contacts.for_facility(con, place, "warden") is None


@pytest.mark.parametrize(
    ("wrong", "sentence", "field"),
    [
        ({"facility_id": None}, "one facility's, or a whole system's", "whose"),
        ({"role": "king"}, "A role is one of", "role"),
        ({"name": "", "office": " ", "address": ""}, "at least a name", "name"),
        ({"source": ""}, "where this was read", "source"),
    ],
)
def test_what_cannot_be_a_contact_is_refused_with_a_sentence(con, place, wrong, sentence, field):
    with pytest.raises(Invalid, match=sentence) as refused:
        a_contact(con, **{"facility_id": place, **wrong})
    assert refused.value.field == field


@pytest.mark.parametrize("role", contacts.ROLES)
def test_the_database_accepts_every_role(con, place, role):
    a_contact(con, facility_id=place, role=role)
    assert contacts.for_facility(con, place, role).role == role


@pytest.mark.parametrize(
    ("addressee", "role"),
    [("Director's Review Committee", "review committee"), ("The Warden", "warden"), ("Somebody", None), ("", None)],
)
def test_the_words_of_an_addressee_name_a_role(addressee, role):
    assert contacts.role_of(addressee) == role
