"""Where a parcel goes: the package address or the one for paper mail, and what is said about it before it is closed."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_title

from bfp.mail import parcel_checks
from bfp.places import facilities
from bfp.readers import addresses, readers

TODAY = date(2026, 11, 23)


@pytest.fixture
def place(con):
    return a_facility(con, "Example Unit")


@pytest.fixture
def reader(con, place):
    return a_reader(con, place, number="AB12")


@pytest.fixture
def apart(con, place):
    con.execute("update facility set mail_street = 'PO Box 7', mail_city = 'Scanville', mail_zip = '75002'")


def a_letter(con):
    return a_title(con, kind="letter", literature_class="letter")


def check(con, reader, titles, **more):
    return parcel_checks.check(con, reader, dict.fromkeys(titles, 1), TODAY, **more)


def rules(con, reader, titles, **more):
    return {one.rule: one for one in check(con, reader, titles, **more)}


def label(con, reader, place, paper_mail):
    return addresses.for_parcel(readers.get(con, reader), facilities.get(con, place), paper_mail)


def test_the_reader_comes_first_then_the_address_of_packages_or_of_paper_mail(con, apart, reader, place):
    assert label(con, reader, place, False) == ["Testa Reader AB12", "Example Unit", "1 Example Road", "Sampleton, TX 75001"]
    assert label(con, reader, place, True) == ["Testa Reader AB12", "Example Unit", "PO Box 7", "Scanville, TX 75002"]


def test_paper_mail_goes_where_packages_go_if_nothing_else_is_known(con, reader, place):
    assert label(con, reader, place, True) == label(con, reader, place, False)


def test_a_reader_without_a_number_has_a_label_too(con, reader, place):
    con.execute("update reader set number = null")
    assert label(con, reader, place, False)[0] == "Testa Reader"


def test_letters_and_newsletters_alone_are_paper_mail(con):
    letter, issue, book = a_letter(con), a_title(con, kind="newsletter issue"), a_title(con)
    assert addresses.which(con, {letter: 1, issue: 2}) is True
    assert addresses.which(con, {letter: 1, book: 1}) is False
    assert addresses.which(con, {}) is False


# ---- before a parcel is closed ------------------------------------------------------------------


def test_the_address_used_is_said_where_there_are_two(con, apart, reader):
    [found] = check(con, reader, [a_title(con)])
    assert (found.rule, found.needs_reason) == ("address", False)
    assert found.sentence == "Goes to the package address: Example Unit, 1 Example Road, Sampleton, TX 75001."
    letter = a_letter(con)
    [found] = check(con, reader, [letter], mail_class="First Class")
    assert found.sentence == "Goes to the paper-mail address: Example Unit, PO Box 7, Scanville, TX 75002."


def test_books_to_the_paper_mail_address(con, apart, reader):
    found = rules(con, reader, [a_title(con)], to_paper_mail=True)["wrong address"]
    assert found.needs_reason and "packages there go to Example Unit, 1 Example Road" in found.sentence


def test_paper_mail_to_the_package_address(con, apart, reader):
    issue = a_title(con, kind="newsletter issue")
    found = rules(con, reader, [issue], to_paper_mail=False, mail_class="First Class")["wrong address"]
    assert found.needs_reason and "paper mail there goes to Example Unit, PO Box 7" in found.sentence


def test_a_letter_in_a_parcel_of_books(con, apart, reader):
    letter = a_letter(con)
    assert rules(con, reader, [a_title(con), letter])["letter with books"].needs_reason
    assert check(con, a_reader(con), [a_title(con), letter]) == []  # one address for both


def test_letters_by_media_mail_are_shown(con, reader):
    letter = a_letter(con)
    [found] = check(con, reader, [letter])
    assert (found.rule, found.needs_reason) == ("class of mail", False)
