"""The packing slip: everything in the parcel is on it, readable and inside the margins, and nothing that is ours alone."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title
from paper_reading import bare, outside, read, scanned

from bfp.base import db, settings
from bfp.base.errors import Conflict
from bfp.mail import mailed, shipments, slips

MAILED = date(2026, 11, 20)
LONG = "On the history of everything that happened in the long struggle of workers and peasants, " * 5
TITLES = [
    ("Los condenados de la tierra", "Frantz Fanon", "9780802141323"),
    ("Война и мир", "Лев Толстой", None),
    (LONG, "Somebody, Someone and others", None),
    ("Donau" + "dampfschiff" * 15, "", None),
    ("#let x = $1$", "*A. Author*", None),
]


def a_parcel(con, titles=TITLES, facility=None, **reader) -> int:
    known = {row["name"]: row["id"] for row in db.rows(con, "select id, name from title")}
    ids = [known.get(name) or a_title(con, name, author=author, isbn=isbn) for name, author, isbn in titles]
    return a_shipment(con, a_reader(con, facility, **reader), MAILED, ids)


def one(con, shipment_id) -> dict:
    [parcel] = mailed.parcels(con, [shipment_id])
    return slips.data(parcel, settings.load(con))


def test_every_title_with_author_isbn_price_and_quantity_is_on_the_slip(con):
    shipment = a_parcel(con)
    con.execute("update item set quantity = 12 where id = (select min(id) from item)")
    [page] = read(slips.pdf(con, [shipment]))
    for name, author, _ in TITLES:
        assert bare(name) in page.bare and bare(author) in page.bare
    assert "978-0-8021-4132-3" in page.text
    assert "12 $15.00 $180.00" in " ".join(page.text.split())
    assert "5 titles, 16 copies" in page.text and "$240.00" in page.text


def test_the_program_and_the_reader_are_on_the_slip_with_number_and_date(con):
    settings.save(con, program_name="Example Program", return_address="c/o Example Shop\n\nP.O. Box 1\nSampleton, TX 75001")
    shipment = a_parcel(con, facility=a_facility(con, "Example Unit"), number="A-77", first_name="José", last_name="Núñez")
    con.execute("update shipment set weight_oz = 37, mail_class = 'Library Mail'")
    [page] = read(slips.pdf(con, [shipment]))
    for line in ("Example Program", "c/o Example Shop", "P.O. Box 1", "José Núñez A-77", "Example Unit", "1 Example Road"):
        assert line in page.text
    assert "20 Nov 2026" in page.text and "Library Mail" in page.text and "2 lb 5 oz" in page.text
    assert page.text.count(shipments.number(shipment)) == 3  # under the bars, among the facts, at the foot


def test_the_barcode_on_a_slip_is_the_shipments_number(con):
    parcels = [a_parcel(con), a_parcel(con)]
    assert scanned(slips.pdf(con, parcels), dots=200) == [[shipments.number(parcel)] for parcel in parcels]


def test_the_wording_of_the_program_is_on_the_slip(con):
    assert "Paid in full" in read(slips.pdf(con, [a_parcel(con)]))[0].text
    settings.save(con, invoice_wording="Donated: no charge to the recipient")
    [page] = read(slips.pdf(con, [a_parcel(con)]))
    assert "Donated: no charge to the recipient" in page.text and "Paid in full" not in page.text


def test_fifty_titles_go_over_several_pages_with_the_head_repeated(con):
    names = [f"Example of fifty number {nth}, {'with a longer name ' * (nth % 4)}" for nth in range(50)]
    shipment = a_parcel(con, [(name, "A. Author", None) for name in names])
    pages = read(slips.pdf(con, [shipment]))
    assert len(pages) > 1
    everything = bare(" ".join(page.text for page in pages))
    assert all(bare(name) in everything for name in names)
    for nth, page in enumerate(pages, start=1):
        assert "Title and author" in page.text and f"page {nth} of {len(pages)}" in page.text
        assert not outside(page, 0.79, 0.6, 0.3)


def test_each_slip_counts_its_own_pages(con):
    long = a_parcel(con, [(f"Title {nth}", "", None) for nth in range(60)])
    pages = read(slips.pdf(con, [a_parcel(con), long, a_parcel(con)]))
    feet = [page.text.split("page ")[-1].split()[:3] for page in pages]
    assert feet == [["1", "of", "1"], ["1", "of", "2"], ["2", "of", "2"], ["1", "of", "1"]]


def test_nothing_runs_over_the_margin_however_long(con):
    facility = a_facility(con, "Example " * 20, street="12345 Very Long County Highway Route " * 4, city="Sampleton-" * 9)
    shipment = a_parcel(con, facility=facility, first_name="Maximiliana " * 6, last_name="W" * 90)
    settings.save(con, program_name="Books " * 30, return_address="X" * 200)
    for page in read(slips.pdf(con, [shipment])):
        assert not outside(page, 0.79, 0.6, 0.3)


def test_the_lines_of_a_long_address_are_whole(con):
    facility = a_facility(con, "Example " * 20 + "Unit", street="12345 Very Long County Highway Route " * 4)
    shipment = a_parcel(con, facility=facility)
    [parcel] = mailed.parcels(con, [shipment])
    [page] = read(slips.pdf(con, [shipment]))
    assert all(bare(line) in page.bare for line in parcel.to)


def test_a_title_without_a_price_is_said_to_have_none_and_the_rest_is_summed(con):
    shipment = a_parcel(con, TITLES[:2])
    con.execute("update title set price_cents = null where isbn is null")
    found = one(con, shipment)
    assert [item["price"] for item in found["items"]] == ["$15.00", ""]
    assert (found["total"], found["unpriced"]) == ("$15.00", "1 of the titles is without a price.")


def test_an_empty_return_address_leaves_the_rest_of_the_slip(con):
    [page] = read(slips.pdf(con, [a_parcel(con)]))
    assert "Books for Prisoners" in page.text and "Los condenados de la tierra" in page.text


def test_the_program_s_own_notes_are_not_printed(con):
    shipment = a_parcel(con)
    con.execute("update shipment set note = 'Went all the same: because we say so', mailed_by = 'Ada'")
    con.execute("update title set notes = 'often refused'")
    [page] = read(slips.pdf(con, [shipment]))
    assert "because we say so" not in page.text and "often refused" not in page.text and "Ada" not in page.text


def test_a_facility_that_wants_an_invoice_gets_one_by_that_name(con):
    facility = a_facility(con)
    sql = """
        insert into restriction (level, facility_id, starts_on, text, source_kind, invoice_needed)
        values ('facility', $id, date '2025-01-01', 'invoice', 'reader', true)
    """
    assert one(con, a_parcel(con, facility=facility))["title"] == "Packing slip and invoice"
    con.execute(sql, {"id": facility})
    assert one(con, a_parcel(con, facility=facility))["title"] == "Invoice and packing slip"


def test_paper_mail_goes_to_the_paper_mail_address(con):
    facility = a_facility(con)
    con.execute("update facility set mail_name = 'Scanning Center', mail_street = 'Box 9', mail_city = 'Elsewhere'")
    shipment = a_parcel(con, facility=facility)
    assert "Scanning Center" not in one(con, shipment)["to"]
    con.execute("update shipment set to_paper_mail = true")
    assert one(con, shipment)["to"][1:3] == ["Scanning Center", "Box 9"]


def test_the_slip_has_the_facility_of_the_day_it_was_mailed(con):
    before, after = a_facility(con, "Unit Before"), a_facility(con, "Unit After")
    shipment = a_parcel(con, facility=before)
    con.execute("update reader set facility_id = $id", {"id": after})
    assert "Unit Before" in one(con, shipment)["to"]


def test_a_void_shipment_has_no_slip(con):
    shipment = a_parcel(con)
    con.execute("update shipment set voided_on = $on, void_reason = 'wrong reader'", {"on": MAILED})
    with pytest.raises(Conflict, match="wrong reader"):
        slips.pdf(con, [shipment])


def test_slips_come_in_the_order_asked_for(con):
    parcels = [a_parcel(con, last_name=f"Reader{nth}") for nth in range(3)]
    pages = read(slips.pdf(con, parcels[::-1]))
    assert [f"Reader{nth}" in page.text for nth, page in zip((2, 1, 0), pages, strict=True)] == [True] * 3


def test_a_very_long_name_is_set_smaller_and_never_broken_in_a_word(con):
    name = "Wolfeschlegelsteinhausenbergerdorff-Rodríguez"
    shipment = a_parcel(con, TITLES[:1], a_facility(con, "Example Unit"), first_name="Maximiliano", last_name=name)
    [page] = read(slips.pdf(con, [shipment]))
    assert any(name in line for line in page.text.splitlines())
