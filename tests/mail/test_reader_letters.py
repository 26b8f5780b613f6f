"""The letter in the parcel: in the reader's language, what is enclosed, what is not confirmed, what to give back."""

from datetime import date, timedelta

from builders import a_reader, a_request, a_shipment, a_title
from paper_reading import bare, outside, read

from bfp.base import db, lists, settings
from bfp.mail import mailed, reader_letters, shipments
from bfp.papers import paper_texts

MAILED, TODAY = date(2026, 11, 20), date(2026, 11, 23)


def language(con, name) -> int:
    return db.value(con, "select id from term where list = 'language' and name = $name", name=name)


def words(con, shipment_id) -> str:
    return "\n".join(page.text for page in read(reader_letters.pdf(con, [shipment_id], TODAY)))


def one(con, shipment_id) -> dict:
    return reader_letters.data(con, mailed.parcels(con, [shipment_id]), settings.load(con), TODAY)[0]


def asked_in(con, *names, on=date(2026, 10, 1), reader_id=None) -> int:
    """A shipment to a reader whose request names these languages."""
    reader_id = reader_id or a_reader(con)
    a_request(con, reader_id, on, terms=[language(con, name) for name in names])
    return a_shipment(con, reader_id, MAILED)


def test_the_letter_says_what_is_enclosed(con):
    reader = a_reader(con, first_name="José", last_name="Núñez")
    shipment = a_shipment(
        con, reader, MAILED, [a_title(con, "Example of History", author="B. Writer"), a_title(con, "Diccionario")]
    )
    con.execute("update item set quantity = 12 where id = (select max(id) from item)")
    text = bare(words(con, shipment))
    for said in ("Dear José Núñez,", f"parcel {shipments.number(shipment)} of 20 Nov 2026", "1×Example of History, B. Writer"):
        assert bare(said) in text
    assert bare("12×Diccionario") in text


def test_the_letter_asks_about_every_earlier_item_without_an_outcome(con):
    reader = a_reader(con)
    old = a_shipment(con, reader, date(2026, 1, 5), [a_title(con, "Unknown Book")])
    a_shipment(con, reader, date(2026, 2, 5), [a_title(con, "Known Book")], outcome="received")
    a_shipment(con, None, date(2026, 2, 5), [a_title(con, "Book of Somebody Else")])
    shipment = a_shipment(con, reader, MAILED, [a_title(con, "New Book")])
    assert [item["title"] for item in one(con, shipment)["earlier"]] == ["Unknown Book"]
    text = words(con, shipment)
    assert all(said in text for said in ("Unknown Book", shipments.number(old), "5 Jan 2026", "it came", "it did not come"))
    assert "Known Book" not in text.replace("Unknown Book", "") and "Somebody Else" not in text
    assert text.count("New Book") == 1


def test_mail_of_after_the_parcel_is_not_asked_about(con):
    reader = a_reader(con)
    shipment = a_shipment(con, reader, MAILED)
    a_shipment(con, reader, MAILED + timedelta(days=1))
    assert one(con, shipment)["earlier"] == []


def test_a_void_parcel_is_not_asked_about(con):
    reader = a_reader(con)
    void = a_shipment(con, reader, date(2026, 1, 5))
    con.execute("update shipment set voided_on = $on where id = $id", {"on": MAILED, "id": void})
    assert one(con, a_shipment(con, reader, MAILED))["earlier"] == []


def test_where_all_is_confirmed_nothing_is_asked(con):
    reader = a_reader(con)
    a_shipment(con, reader, date(2026, 1, 5), outcome="received")
    text = words(con, a_shipment(con, reader, MAILED))
    assert "Did our earlier mail" not in text and "it came" not in text


def test_at_most_the_latest_are_asked_about(con):
    reader = a_reader(con)
    for day in range(reader_letters.MOST_ASKED + 5):
        a_shipment(con, reader, date(2026, 1, 1) + timedelta(days=day), [a_title(con, f"Title {day}")])
    asked = [item["title"] for item in one(con, a_shipment(con, reader, MAILED))["earlier"]]
    assert asked == [f"Title {day}" for day in range(reader_letters.MOST_ASKED + 4, 4, -1)]


def test_a_long_letter_goes_over_pages_inside_the_margins(con):
    reader = a_reader(con)
    for day in range(25):
        a_shipment(con, reader, date(2026, 1, 1) + timedelta(days=day), [a_title(con, f"Title {day} " + "and so on " * 12)])
    titles = [a_title(con, f"Enclosed {nth} " + "at length " * 9 + "w" * 120) for nth in range(50)]
    shipment = a_shipment(con, reader, MAILED, titles)
    pages = read(reader_letters.pdf(con, [shipment], TODAY))
    text = bare("".join(page.text for page in pages))
    assert len(pages) > 2 and not [sign for page in pages for sign in outside(page, 0.99, 0.7, 0.3)]
    assert all(bare(f"Enclosed {nth} at") in text for nth in range(50)) and all(
        bare(f"Title {day} and") in text for day in range(25)
    )


def test_the_letter_says_what_a_reader_can_give_back(con):
    text = " ".join(words(con, a_shipment(con, on=MAILED)).split())
    assert "a review" in text and "study group" in text and "stamps" in text


def test_a_reader_who_asks_in_spanish_has_a_spanish_letter(con):
    reader = a_reader(con, first_name="Ana", last_name="Peña")
    a_shipment(con, reader, date(2026, 1, 5), [a_title(con, "Libro anterior")])
    text = " ".join(words(con, asked_in(con, "Spanish", reader_id=reader)).split())
    assert all(
        said in text for said in ("Ana Peña:", "20 de noviembre de 2026", "¿Recibió", "no llegó", "reseña", "página 1 de 1")
    )
    assert "Dear" not in text and "it came" not in text


def test_without_a_language_the_letter_is_english(con):
    assert one(con, a_shipment(con, on=MAILED))["lang"] == "en"


def test_who_asks_in_english_too_has_an_english_letter(con):
    shipment = asked_in(con, "Spanish", "English")
    assert reader_letters.languages(con, [shipment]) == {shipment: "English"}


def test_a_language_without_a_letter_falls_back_to_english(con):
    shipment = asked_in(con, "Vietnamese")
    assert reader_letters.languages(con, [shipment]) == {shipment: "English"}


def test_the_parcel_s_own_request_decides_before_a_later_one(con):
    reader = a_reader(con)
    own = a_request(con, reader, date(2026, 9, 1), terms=[language(con, "Spanish")])
    a_request(con, reader, date(2026, 10, 1), terms=[language(con, "English")])
    shipment = a_shipment(con, reader, MAILED)
    assert reader_letters.languages(con, [shipment]) == {shipment: "English"}
    con.execute("update shipment set book_request_id = $id where id = $shipment", {"id": own, "shipment": shipment})
    assert reader_letters.languages(con, [shipment]) == {shipment: "Spanish"}


def test_a_text_of_the_program_in_another_language_is_used(con):
    assert "French" in lists.names(con, "language").values()
    paper_texts.save(con, "letter", "French", "Cher {name},\n\n{enclosed}\n\n{earlier}\n\nÀ bientôt")
    text = words(con, asked_in(con, "French"))
    assert "Cher Testa Reader" in text and "À bientôt" in text


def test_an_empty_return_address_leaves_no_gap(con):
    paper_texts.save(con, "letter", "English", "Dear {name},\n\n{enclosed}\n\nWrite to us\n{return_address}\nsoon")
    shipment = a_shipment(con, on=MAILED)
    assert one(con, shipment)["blocks"][-1] == {"kind": "text", "lines": ["Write to us", "soon"]}
    settings.save(con, return_address="P.O. Box 1\nSampleton")
    assert one(con, shipment)["blocks"][-1]["lines"] == ["Write to us", "P.O. Box 1", "Sampleton", "soon"]


def test_what_stands_in_a_name_is_not_filled_in_again(con):
    reader = a_reader(con, first_name="{program}", last_name="#strong[x]")
    text = words(con, a_shipment(con, reader, MAILED, [a_title(con, "{number}")]))
    assert "Dear {program} #strong[x]," in text and "{number}" in text


def test_no_number_of_another_reader_is_in_a_letter(con):
    a_shipment(con, a_reader(con, number="SECRET1"), MAILED)
    assert "SECRET1" not in words(con, a_shipment(con, a_reader(con, number="OWN22"), MAILED))
