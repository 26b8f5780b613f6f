"""Address labels: every line of every address on its own label, on common sheets from any label on."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment
from paper_reading import bare, read, scanned

from bfp.base import settings
from bfp.base.errors import Invalid
from bfp.mail import labels, mailed, shipments
from bfp.outcomes import umf, umf_paper

MAILED = date(2026, 11, 20)
MANY = {"30 a page (5160)": 30, "10 a page (5163)": 10, "4 x 6 in. (label printer)": 1}
every_sheet = pytest.mark.parametrize("sheet", labels.SHEETS)


def parcels(con, count=1, facility=None, **reader) -> list[int]:
    facility = facility or a_facility(con, "Example Unit")
    return [a_shipment(con, a_reader(con, facility, **reader), MAILED) for _ in range(count)]


def box(sheet: str, nth: int) -> tuple[float, float, float, float]:
    """Where the label `nth` (from 1) lies on its page, in inches: as the maker of the sheet says."""
    if sheet.startswith("30"):
        left, top = 0.1875 + 2.75 * ((nth - 1) % 3), 0.5 + (nth - 1) // 3
        return left, top, left + 2.625, top + 1
    if sheet.startswith("10"):
        left, top = 0.15625 + 4.1875 * ((nth - 1) % 2), 0.5 + 2 * ((nth - 1) // 2)
        return left, top, left + 4, top + 2
    return 0, 0, 4, 6


def on_label(page, sheet: str, nth: int) -> str:
    """What stands wholly within one label."""
    left, top, right, bottom = box(sheet, nth)
    inside = [s[0] for s in page.signs if s[1] >= left and s[2] >= top and s[3] <= right and s[4] <= bottom]
    return bare("".join(inside))


@every_sheet
def test_every_line_stands_within_its_label(con, sheet):
    ids = parcels(con, MANY[sheet])
    [page] = read(labels.pdf(con, ids, sheet))
    for nth, parcel in enumerate(mailed.parcels(con, ids), start=1):
        found = on_label(page, sheet, nth)
        assert all(bare(line) in found for line in (*parcel.to, parcel.shipment.number))


@every_sheet
def test_nothing_stands_between_the_labels(con, sheet):
    ids = parcels(con, MANY[sheet])
    [page] = read(labels.pdf(con, ids, sheet))
    within = "".join(on_label(page, sheet, nth) for nth in range(1, MANY[sheet] + 1))
    assert len(within) == len(bare("".join(sign[0] for sign in page.signs)))


@every_sheet
def test_a_very_long_address_is_made_smaller_and_never_cut_off(con, sheet):
    facility = a_facility(
        con, "Example State Correctional Facility and Reception Center for Women at North Sampleton, Building 12",
        street="Attn: Mail Room, Property Office, 12345 Very Long County Highway Route North-East 4567, Suite 890",
        city="Sampleton-upon-the-River-and-under-the-Bridge", zip="75001-1234",
    )  # fmt: skip
    ids = parcels(con, 1, facility, first_name="María José Guadalupe " * 2, last_name="Rodríguez-Fernández" * 3)
    [page] = read(labels.pdf(con, ids, sheet))
    [parcel] = mailed.parcels(con, ids)
    found = on_label(page, sheet, 1)
    assert all(bare(line) in found for line in parcel.to)


@every_sheet
def test_a_usual_address_is_printed_large_enough_to_read(con, sheet):
    [page] = read(labels.pdf(con, parcels(con, 1, first_name="Hhhh"), sheet))
    tall = max(bottom - top for sign, _, top, _, bottom in page.signs if sign == "H")
    assert tall >= 0.09  # inches: letters of ten points


@every_sheet
def test_the_code_on_a_label_is_the_shipments_number(con, sheet):
    ids = parcels(con, min(4, MANY[sheet]))
    assert scanned(labels.pdf(con, ids, sheet), dots=600 if sheet.startswith("30") else 300) == [
        sorted(shipments.number(shipment_id) for shipment_id in ids)
    ]


@pytest.mark.parametrize(("sheet", "start"), [("30 a page (5160)", 1), ("30 a page (5160)", 17), ("10 a page (5163)", 10)])
def test_labels_start_at_any_label_and_go_on_on_the_next_sheet(con, sheet, start):
    count = MANY[sheet]
    ids = parcels(con, count)
    pages = read(labels.pdf(con, ids, sheet, start))
    assert len(pages) == (1 if start == 1 else 2)
    for nth, shipment_id in enumerate(ids):
        page, place = divmod(start - 1 + nth, count)
        assert bare(shipments.number(shipment_id)) in on_label(pages[page], sheet, place + 1)
    if start > 1:
        assert on_label(pages[0], sheet, start - 1) == ""


@pytest.mark.parametrize(
    ("sheet", "start"), [("30 a page (5160)", 31), ("10 a page (5163)", 0), ("4 x 6 in. (label printer)", 2)]
)
def test_a_label_that_the_sheet_has_not_is_refused(con, sheet, start):
    with pytest.raises(Invalid, match=f"no label {start}"):
        labels.pdf(con, parcels(con), sheet, start)


def test_a_sheet_that_there_is_not_is_refused(con):
    with pytest.raises(Invalid, match="5160"):
        labels.pdf(con, parcels(con), "99 a page")


def test_the_return_address_and_the_class_of_mail_are_on_large_labels(con):
    settings.save(con, program_name="Example Program", return_address="P.O. Box 1\nSampleton, TX 75001")
    ids = parcels(con)
    for sheet in list(labels.SHEETS)[1:]:
        [page] = read(labels.pdf(con, ids, sheet))
        assert all(text in page.text for text in ("Example Program", "P.O. Box 1", "Media Mail"))


def test_labels_are_made_without_a_return_address(con):
    [page] = read(labels.pdf(con, parcels(con), "10 a page (5163)"))
    assert "Example Unit" in page.text


def test_labels_printers_get_one_label_to_a_page(con):
    pages = read(labels.pdf(con, parcels(con, 3), "4 x 6 in. (label printer)"))
    assert [(page.width, page.height) for page in pages] == [(4, 6)] * 3


@every_sheet
def test_forms_are_printed_on_labels_too_with_their_number_to_scan(con, sheet):
    people = [a_reader(con, a_facility(con, f"Example Unit {nth}"), last_name=f"Reader{nth}") for nth in range(2)]
    for reader_id in people:
        a_shipment(con, reader_id, date(2026, 3, 2))
    made = umf.print_for(con, people, MAILED)
    pdf = umf_paper.labels_pdf(con, made, sheet)
    pages = read(pdf)
    for nth, (number, to) in enumerate(umf_paper.addressed(con, made)):
        page, place = divmod(nth, MANY[sheet])
        found = on_label(pages[page], sheet, place + 1)
        assert all(bare(line) in found for line in (*to, number))
    dots = 600 if sheet.startswith("30") else 300
    assert sorted(code for page in scanned(pdf, dots=dots) for code in page) == sorted(map(umf.number, made))
