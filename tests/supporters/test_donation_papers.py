"""Papers for supporters: what stands on a receipt, a letter of thanks and the wish list, and what never does."""

from datetime import date

import pytest
from builders import a_reader, a_request, a_title
from paper_reading import bare, outside, read

from bfp.base import settings
from bfp.base.errors import Conflict
from bfp.papers import paper_texts
from bfp.supporters import donation_papers, donations, money, supporters

TODAY = date(2026, 11, 23)
ADDRESS = "1 Example Street\nSampleton, TX 75001"


@pytest.fixture
def giver(con) -> int:
    settings.save(con, program_name="Example Books", return_address="9 Paper Lane, Sampleton")
    return supporters.add(con, "Lantern Reading Circle", TODAY, TODAY, address=ADDRESS).id


def a_gift(con, **more) -> int:
    more = {"amount_cents": 2500, "form": "stamps", "on": date(2026, 11, 2)} | more
    return money.gift(con, money.Gift(**more), today=TODAY).id


def a_box(con, giver=None, titles=3) -> int:
    donation = donations.start(con, giver, date(2026, 11, 2), "brought", TODAY)
    for nth in range(titles):
        donations.scan(con, donation.id, "", TODAY, title_id=a_title(con, f"Example of History {nth}"), copies=2)
    return donation.id


def words(made: bytes) -> str:
    return bare("".join(page.text for page in read(made)))


def test_a_receipt_says_who_gave_what_when_and_what_for(con, giver):
    said = words(donation_papers.receipt(con, a_gift(con, supporter_id=giver, fund_id=2), TODAY))
    for part in ("Receipt 1", "Lantern Reading Circle", "Sampleton, TX 75001", "2 Nov 2026", "$25.00", "stamps", "postage",
                 "Nothing was given in return", "Example Books", "9 Paper Lane"):  # fmt: skip
        assert bare(part) in said
    assert "VOID" not in said


def test_a_voided_receipt_says_so(con, giver):
    entry_id = a_gift(con, supporter_id=giver)
    money.counter(con, entry_id, TODAY, "the check came back")
    assert bare("VOID: taken back on 23 Nov 2026.") in words(donation_papers.receipt(con, entry_id, TODAY))


def test_an_expense_or_a_counter_entry_has_no_receipt(con):
    spent = money.expense(con, amount_cents=100, purpose="printing", on=TODAY, today=TODAY).id
    counter = money.counter(con, a_gift(con), TODAY, "typed twice").id
    for entry_id in (spent, counter):
        with pytest.raises(Conflict, match="Only a gift has a receipt"):
            donation_papers.receipt(con, entry_id, TODAY)
        with pytest.raises(Conflict):
            donation_papers.thanks_for_money(con, entry_id, TODAY)


def test_a_readers_stamps_have_a_receipt_to_the_reader(con, giver):
    reader = a_reader(con, number="01234567")
    said = words(donation_papers.receipt(con, a_gift(con, reader_id=reader), TODAY))
    assert bare("Testa Reader") in said and "01234567" in said


def test_a_receipt_for_books_lists_every_title_and_no_value(con, giver):
    said = words(donation_papers.receipt_of_books(con, a_box(con, giver), TODAY))
    for part in ("Receipt for books", "6 copies of 3 titles", "2 × Example of History 0", "Example of History 2", "good"):
        assert bare(part) in said
    assert "$" not in said


def test_thanks_for_books_and_money_are_the_programs_own_words(con, giver):
    paper_texts.save(con, "thanks_books", "English", "Hello {name}, {gift} on {date}!\n\n{books}")
    said = words(donation_papers.thanks_for_books(con, a_box(con, giver), TODAY))
    assert bare("Hello Lantern Reading Circle, 6 books on 2 Nov 2026!") in said and bare("2 × Example of History 0") in said
    said = words(donation_papers.thanks_for_money(con, a_gift(con, supporter_id=giver), TODAY))
    assert bare("Thank you for $25.00 in stamps") in said and bare("general") in said


def test_thanks_in_spanish(con, giver):
    assert "Estimado" in words(donation_papers.thanks_for_books(con, a_box(con, giver), TODAY, "Spanish"))


def test_an_anonymous_donor_is_a_friend(con, giver):
    assert bare("Dear friend,") in words(donation_papers.thanks_for_books(con, a_box(con), TODAY))


def test_a_voided_or_empty_donation_has_no_paper(con, giver):
    box, empty = a_box(con, giver), a_box(con, giver, titles=0)
    donations.void(con, box, "the same box twice", TODAY)
    for donation_id in (box, empty):
        for made in (donation_papers.thanks_for_books, donation_papers.receipt_of_books):
            with pytest.raises(Conflict):
                made(con, donation_id, TODAY)


def test_a_box_of_many_titles_goes_over_pages_and_nothing_over_the_edge(con, giver):
    supporters.edit(con, giver, TODAY, name="X" * 190)
    pages = read(donation_papers.receipt_of_books(con, a_box(con, giver, titles=120), TODAY))
    assert len(pages) > 2 and all(outside(page, 0.7, 0.4, 0.3) == [] for page in pages)
    assert bare(f"page 2 of {len(pages)}") in pages[1].bare


def test_signs_of_typesetting_in_a_name_stay_as_they_are(con, giver):
    supporters.edit(con, giver, TODAY, name="#emph[*Circle*] $x$ {date}")
    assert bare("#emph[*Circle*] $x$ {date}") in words(donation_papers.thanks_for_books(con, a_box(con, giver), TODAY))


@pytest.mark.parametrize("name", [name for name in paper_texts.TEXTS if name not in paper_texts.LETTER])
def test_every_text_for_supporters_has_a_sample(con, name):
    body = paper_texts.get(con, name)
    assert donation_papers.sample(con, name, "English", body, TODAY)["blocks"]


# ---- the wish list -------------------------------------------------------------------------------


def test_the_wish_list_counts_what_waits_and_says_nothing_about_readers(con, giver):
    reader = a_reader(con, number="01234567", last_name="Rivera")
    wanted = a_title(con, "Wanted Handbook")
    for _ in range(3):
        a_request(con, reader, titles=((wanted, "Wanted Handbook"),), terms=(2,))
    said = words(donation_papers.wish_list(con, TODAY))
    assert bare("Wanted Handbook A. Author 3") in said and bare("legal 0 3") in said
    assert "Rivera" not in said and "01234567" not in said
    assert list(donation_papers.wished_titles(con).columns) == ["title", "author", "waiting"]


def test_what_a_single_letter_names_in_its_own_words_is_not_told(con, giver):
    a_request(con, titles=((None, "the book about my case Rivera v. Example"),))
    for _ in range(2):
        a_request(con, titles=((None, "A Book Many Ask For"),))
    assert donation_papers.wished_titles(con)["title"].tolist() == ["A Book Many Ask For"]
    assert "Rivera" not in words(donation_papers.wish_list(con, TODAY))


def test_an_empty_wish_list_says_so(con, giver):
    assert bare("Everything that is asked for is on the shelf") in words(donation_papers.wish_list(con, TODAY))
