"""What requests ask for by name is read in one way, on every page."""

from datetime import date

from builders import a_request, a_title

from bfp.mail import book_requests
from bfp.packing import matching, next_requests
from bfp.program import overview_report

TODAY = date(2026, 11, 23)


def test_a_title_spelt_otherwise_is_in_stock_on_every_page_as_packing_finds_it(con):
    title = a_title(con, "The Wretched of the Earth", copies=20, author="Frantz Fanon")
    a_title(con, "A Dictionary of Examples")
    misspelt = a_request(con, titles=[(None, "Wretchd of the Erth")])
    a_request(con, titles=[(None, "Something nobody has")])
    assert list(matching.for_request(con, misspelt, TODAY)["title_id"])[:1] == [title]
    assert list(book_requests.queue(con, TODAY)["in_stock"]) == ["1 of 1", "0 of 1"]
    assert list(book_requests.queue(con, TODAY, in_stock=True)["id"]) == [misspelt]
    assert next_requests.of(con, TODAY, in_stock=True).ids == [misspelt]
    assert overview_report.today(con, TODAY).can_be_packed == 1
