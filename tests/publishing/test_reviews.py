"""Reviews belong to titles, and are quoted without names."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.base.errors import Conflict, Invalid
from bfp.contributions import contributions
from bfp.mail import letters
from bfp.publishing import reviews

TODAY = date(2026, 11, 23)


def a_review(con, title, body="A strong book.", consent="yes", reader=None, on=date(2026, 11, 2)) -> int:
    reader = reader or a_reader(con, first_name="Robert", last_name="Testerman")
    made = contributions.add(con, reader, "book review", on, contributions.Told(title_id=title, body=body), today=TODAY)
    if consent != "not asked":
        contributions.agree(con, made, consent, letters.add(con, reader, postmark_on=on, today=TODAY))
    return made


def test_a_title_shows_what_readers_said_quotes_first(con):
    title = a_title(con)
    quoted = a_review(con, title, on=date(2026, 1, 2))
    later = a_review(con, title, "Weak at the end.")
    reviews.quote(con, quoted, "A strong book.")
    table, many = reviews.of_title(con, title)
    assert many == 2 and table["id"].tolist() == [quoted, later]
    assert table["text"].iloc[1] == "Weak at the end." and table["words"].iloc[1] == 4


def test_a_quote_with_a_name_or_number_on_file_is_refused(con):
    place = a_facility(con)
    a_reader(con, place, "02345671", "William", "Fauxworth")
    made = a_review(con, a_title(con), reader=a_reader(con, place, "01234567", "Robert", "Testerman"))
    for words in ("Bob Testerman liked it.", "Read it, says Fauxworth.", "Signed 0123-4567."):
        with pytest.raises(Conflict, match="name or number on file stands in the quote"):
            reviews.quote(con, made, words)


def test_a_quote_needs_consent(con):
    for consent, said in (("not asked", "was not asked yet"), ("no", "said no")):
        with pytest.raises(Invalid, match=said):
            reviews.quote(con, a_review(con, a_title(con), consent=consent), "A strong book.")


def test_quotes_leave_without_names_and_only_with_consent(con):
    title = a_title(con, "The Samples")
    made = a_review(con, title)
    reviews.quote(con, made, "A strong book.")
    told = reviews.quotes(con)
    assert list(told.columns) == ["title", "author", "year", "quote"]
    assert told["quote"].tolist() == ["A strong book."]
    contributions.agree(con, made, "no", contributions.get(con, made).consent_letter_id)
    assert reviews.quotes(con).empty


def test_titles_with_most_reviews_come_first_with_copies_sent(con):
    much, little = a_title(con, "Much"), a_title(con, "Little")
    for _ in range(12):
        a_shipment(con, titles=[much])
    for title in (much, much, much, little):
        a_review(con, title)
    table, many = reviews.by_title(con)
    assert many == 2 and table["title"].tolist() == ["Much", "Little"]
    assert table["sent"].tolist() == [12, 0] and table["reviews"].tolist() == [3, 1]
    assert table["per_hundred"].iloc[0] == 25.0
    assert table["per_hundred"].isna().iloc[1]  # of too few copies there is no rate


def test_titles_never_reviewed_are_those_that_were_sent(con):
    sent, never_sent, reviewed = a_title(con, "Sent"), a_title(con), a_title(con)
    a_shipment(con, titles=[sent, reviewed])
    a_review(con, reviewed)
    table, many = reviews.by_title(con, "never")
    assert table["title_id"].tolist() == [sent] and many == 1
    assert never_sent not in table["title_id"].tolist()


def test_the_csv_has_nothing_about_readers(con):
    title = a_title(con, "The Samples")
    a_review(con, title, "I am Testerman and liked it.")
    table = reviews.for_csv(con)
    assert list(table.columns) == ["title", "author", "sent", "reviews", "per hundred copies", "quoted"]
    assert "Testerman" not in table.to_csv()


def test_a_voided_review_counts_no_more(con):
    title = a_title(con)
    contributions.void(con, a_review(con, title), "another title", TODAY)
    assert reviews.of_title(con, title)[1] == 0 and reviews.by_title(con)[1] == 0


def test_a_review_of_a_withdrawn_title_still_counts(con):
    title = a_title(con)
    a_review(con, title)
    con.execute("update title set withdrawn = true where id = $id", {"id": title})
    table, _ = reviews.by_title(con)
    assert table["title_id"].tolist() == [title] and bool(table["withdrawn"].iloc[0])
