"""Papers are the same on every machine, take nothing for an instruction, and their barcodes can be scanned."""

import pytest
from paper_reading import read, scanned

from bfp.mail import shipments
from bfp.papers import typesetting

ODD = '#let x = 1 $a^2$ *b* _c_ [d] @e <f> `g` \\h // i /* j */ "k" = l'


def sentence(text: str) -> bytes:
    return typesetting.pdf("sentence", {"title": "Title", "sentence": text})


def test_the_same_data_make_the_same_file():
    assert sentence("Prisión") == sentence("Prisión") != sentence("Prision")


def test_what_people_wrote_is_never_taken_for_an_instruction():
    [page] = read(sentence(ODD))
    assert ODD.replace(" ", "") in page.bare.replace(" ", "")


@pytest.mark.parametrize("text", ["Ñandú, éàüçøł", "Tiếng Việt", "Война и мир", "Ελληνικά", "שלום", "“quoted” – and … more"])
def test_the_fonts_have_the_letters_of(text):
    assert typesetting.unprintable(text) == []
    [page] = read(sentence(text))
    assert set(text) - {" "} <= set(page.text)


def test_letters_that_no_font_has_are_named_once():
    assert typesetting.unprintable("Ein 文 and 文 and 🙂") == ["文", "🙂"]


def test_only_the_fonts_that_come_with_the_program_are_used():
    assert set(typesetting._fonts().families()) == {
        "DejaVu Sans Mono", "Libertinus Serif", "New Computer Modern", "New Computer Modern Math",
    }  # fmt: skip


@pytest.fixture
def a_paper_of_codes(tmp_path, monkeypatch):
    """A page with a barcode for each of these texts, as on the papers of parcels."""
    (tmp_path / "common.typ").write_bytes((typesetting.PAPERS / "common.typ").read_bytes())
    (tmp_path / "codes.typ").write_text(
        """#import "common.typ": *
        #set page(margin: 0.5in)
        #let wall = rect(width: 2mm, height: 9mm, fill: black) // what a scanner must not take for a bar
        #grid(columns: 6, row-gutter: 6mm, align: right, ..data.codes.map(code => (barcode(code), wall)).flatten())
        """
    )
    monkeypatch.setattr(typesetting, "PAPERS", tmp_path)
    return lambda texts: typesetting.pdf("codes", {"codes": [typesetting.barcode(text) for text in texts]})


def test_a_scanner_reads_every_number(a_paper_of_codes):
    parcels = [1, 9, 10, 11, 99, 100, 123, 999, 1000, 4821, 12345, 99999, 123456, 1000000, 9876543, 123456789]
    numbers = [shipments.number(shipment_id) for shipment_id in parcels]
    forms = ["U-1-3", "U-12-3", "U-123-4", "U-1234-5", "U-12345-6", "U-123456-7"]
    [page] = scanned(a_paper_of_codes(numbers + forms))
    assert page == sorted(numbers + forms)


def test_a_scan_is_read_as_the_shipment(a_paper_of_codes):
    [[scan]] = scanned(a_paper_of_codes([shipments.number(4821)]))
    assert shipments.read_number(scan) == 4821
