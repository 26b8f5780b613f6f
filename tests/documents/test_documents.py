"""Documents: taken for what they are, never for their name; kept as they came; redacted copies with nothing under the bars."""

import io
import zipfile
from datetime import date, datetime

import pytest
from builders import a_facility
from document_samples import a_huge_picture, a_locked_pdf, a_pdf, a_picture, a_text_pdf, words_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image

from bfp.base import backup, db, history
from bfp.base import settings as program
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.documents import document_reading, documents
from bfp.incidents import incidents
from bfp.schema import migrations

TODAY = date(2026, 11, 23)


@pytest.fixture
def incident(con):
    return incidents.begin(con, incidents.Told(facility_id=a_facility(con), received_on=TODAY), TODAY)


def kept(con, incident, name="notice.pdf", content=None, **more):
    return documents.add(con, "incident", incident, name, content or a_pdf(3), TODAY, **more)


@pytest.mark.parametrize(
    ("name", "content", "kind", "pages"),
    [
        ("notice.pdf", a_pdf(3), "pdf", 3),
        ("notice.jpeg", a_picture("JPEG"), "jpg", 1),
        ("notice.PNG", a_picture(), "png", 1),
        ("notice", a_picture(), "png", 1),
    ],
)
def test_a_scan_is_kept_as_it_came(con, incident, name, content, kind, pages):
    document_id = kept(con, incident, name, content)
    row = documents.of(con, "incident", incident).iloc[0]
    assert (row["kind"], row["pages"], row["size"]) == (kind, pages, len(content))
    assert documents.content(con, document_id) == content


def test_a_file_is_what_its_content_says(con, incident):
    kept(con, incident, "notice.pdf", a_picture())
    assert documents.of(con, "incident", incident)["name"][0] == "notice.png"


BAD = [
        ("notice.pdf", b"MZ\x90\x00" + b"x" * 500, "is not what its name says: it is a Windows program"),
        ("notice.pdf", b"MZ\x90\x00 %PDF-1.4 " + b"x" * 500, "a Windows program"),
        ("notice.exe", b"MZ\x90\x00", "a Windows program"),
        ("notice.jpg", b"<html><script>", "a web page"),
        ("notice.svg", b"<svg onload='x()'>", "a web page"),
        ("notice.tif", b"II*\x00" + b"x" * 50, "a TIFF picture"),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + b"x" * 50, "a HEIC picture"),
        ("notice.docx", b"PK\x03\x04" + b"x" * 50, "a ZIP or Office file"),
        ("notice.pdf", b"", "is empty"),
        ("notice.pdf", b"%PDF-1.4\n" + b"nothing" * 50, "can't be opened: the PDF is damaged"),
        ("notice.pdf", a_locked_pdf(), "locked with a password"),
        ("notice.png", a_picture()[:200], "can't be opened: the picture is damaged"),
        ("notice.jpg", a_picture("JPEG", (900, 900))[:-2000], "can't be opened: the picture is damaged"),
        ("notice.png", a_huge_picture(), "100 million pixels"),
        ("notice.png", a_huge_picture(60_000), "more pixels than any scan"),
        ("notice.pdf", a_pdf(501), "501 pages"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "says"), BAD, ids=[says for _, _, says in BAD])
def test_what_is_no_scan_is_refused_with_what_to_do(con, incident, name, content, says):
    with pytest.raises(Invalid, match=says) as refused:
        documents.add(con, "incident", incident, name, content, TODAY)
    assert refused.value.field == "document"
    assert documents.of(con, "incident", incident).empty


def test_a_scan_larger_than_the_program_set_is_refused(con, incident):
    program.save(con, document_megabytes=1)
    with pytest.raises(Invalid, match=r"notice\.pdf has 1\.2 MB, and at most 1 MB are kept"):
        kept(con, incident, content=a_pdf() + b"\n" * 1_200_000)
    with pytest.raises(Invalid, match="200 MB, and at most 1 MB"):
        kept(con, incident, content=bytes(200_000_000))
    program.save(con, document_megabytes=2)
    kept(con, incident, content=a_pdf() + b"\n" * 1_200_000)


def test_the_same_file_twice_is_one_document(con, incident):
    kept(con, incident)
    with pytest.raises(Conflict, match=r"is here already, as notice\.pdf"):
        kept(con, incident, "again.pdf")


def test_one_notice_for_several_incidents_is_kept_once(con, incident):
    other = incidents.begin(con, incidents.Told(facility_id=a_facility(con), received_on=TODAY), TODAY)
    document_id = kept(con, incident)
    documents.also(con, document_id, "incident", other)
    assert documents.of(con, "incident", other)["shared"][0] == 1
    assert db.value(con, "select count(*) from document") == 1
    with pytest.raises(Conflict, match="here already"):
        documents.also(con, document_id, "incident", other)


def test_a_document_belongs_to_something_that_stands(con, incident):
    with pytest.raises(NotFound, match="no incident number 99"):
        kept(con, 99)
    incidents.void(con, incident, "opened twice", TODAY)
    with pytest.raises(Conflict, match="is void"):
        kept(con, incident)


def test_letters_are_kept_with_appeals_only(con, incident):
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as parts:
        parts.writestr("word/document.xml", "<w/>")
    assert documents.read(con, "letter.docx", letter.getvalue(), "appeal").kind == "docx"
    with pytest.raises(Invalid, match="ZIP or Office"):
        kept(con, incident, "letter.docx", letter.getvalue())


# ---- redacted copies ----------------------------------------------------------------------------


def test_a_redacted_copy_has_no_words_under_its_bars(con, incident):
    original = kept(con, incident, content=a_text_pdf("Wobblegate 1234567"))
    copy = kept(con, incident, "redacted.pdf", a_text_pdf("Wobblegate 1234567 ") + b"\n", redacts=original)
    assert "Wobblegate" in words_of(documents.content(con, original))
    assert words_of(documents.content(con, copy)).strip() == ""
    table = documents.of(con, "incident", incident)
    assert list(table["id"]) == [original, copy]
    assert table["redacts"][1] == original


def test_a_redacted_picture_keeps_nothing_of_the_camera_nor_what_is_see_through(con, incident):
    original = kept(con, incident, "notice.jpg", a_picture("JPEG"))
    exif = Image.Exif()
    exif[0x010E] = "Wobblegate 1234567"
    copy = kept(con, incident, "redacted.jpg", a_picture("JPEG", text="", exif=exif.tobytes()), redacts=original)
    assert b"Wobblegate" not in documents.content(con, copy)
    hidden = Image.new("RGBA", (40, 40), (200, 10, 10, 0))  # red, but not to be seen
    kept_as = io.BytesIO()
    hidden.save(kept_as, "PNG")
    second = kept(con, incident, "redacted.png", kept_as.getvalue(), redacts=original)
    with Image.open(io.BytesIO(documents.content(con, second))) as shown:
        assert (shown.mode, shown.getpixel((5, 5))) == ("RGB", (255, 255, 255))


def test_the_original_itself_is_no_redacted_copy(con, incident):
    original = kept(con, incident)
    with pytest.raises(Invalid, match="the very file it should redact"):
        kept(con, incident, "copy.pdf", redacts=original)
    copy = kept(con, incident, "copy.pdf", a_pdf(2), redacts=original)
    with pytest.raises(Invalid, match="is a redacted copy itself"):
        kept(con, incident, "third.pdf", a_pdf(4), redacts=copy)
    other = incidents.begin(con, incidents.Told(facility_id=a_facility(con), received_on=TODAY), TODAY)
    with pytest.raises(Invalid, match="belongs to another incident"):
        kept(con, other, "copy.pdf", a_pdf(2), redacts=original)


def test_what_is_taken_out_goes_with_its_copies_and_stays_on_file(con, incident):
    original = kept(con, incident)
    kept(con, incident, "copy.pdf", a_pdf(2), redacts=original)
    with pytest.raises(Invalid, match="Say why"):
        documents.void(con, original, " ", TODAY)
    documents.void(con, original, "another reader's", TODAY)
    assert documents.of(con, "incident", incident).empty
    assert db.value(con, "select count(*) from document") == 2
    with pytest.raises(Conflict, match="was taken back"):
        documents.content(con, original)
    kept(con, incident)  # and may be added anew


def test_history_has_name_size_and_digest_and_never_the_bytes(con, incident):
    document_id = kept(con, incident)
    [line] = history.of(con, "document", document_id)["what"]
    assert "name: notice.pdf" in line
    assert f"size: {len(a_pdf(3))}" in line
    assert documents.get(con, document_id)["digest"] in line
    assert "content" not in line
    assert f"document {document_id}" in history.of(con, "incident", incident)["what"][0]


def test_a_page_can_be_looked_at(con, incident):
    document_id = kept(con, incident)
    with Image.open(io.BytesIO(documents.picture(con, document_id, 3))) as page:
        assert page.format == "JPEG"
    assert documents.picture(con, kept(con, incident, "p.png", a_picture()))[:2] == b"\xff\xd8"


def test_a_backup_has_the_documents(tmp_path):
    con = db.connect(tmp_path / "desk.duckdb", folders=(tmp_path,))
    migrations.migrate(con)
    with db.transaction(con) as tx:
        incident = incidents.begin(tx, incidents.Told(facility_id=a_facility(tx), received_on=TODAY), TODAY)
        document_id = documents.add(tx, "incident", incident, "notice.pdf", a_pdf(3), TODAY)
        content = documents.content(tx, document_id)
    made = backup.make(con, datetime(2026, 11, 23), tmp_path / "copy.duckdb")
    con.close()
    copy = db.connect(made.path)
    assert documents.content(copy, document_id) == content
    copy.close()


# ---- whatever comes in --------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04word/"]),
    some.binary(max_size=400),
    some.text(max_size=40),
)
def test_no_file_is_anything_but_kept_or_refused_in_words(start, rest, name):
    try:
        scan = document_reading.read(name, start + rest, 1)
    except BfpError as error:
        assert str(error)
    else:
        assert scan.content == start + rest


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 2000), some.integers(0, 255))
def test_a_damaged_scan_never_stops_the_program(place, byte):
    for sound in (a_pdf(2), a_picture(), a_picture("JPEG")):
        broken = bytearray(sound)
        broken[place % len(broken)] = byte
        try:
            scan = document_reading.read("notice", bytes(broken), 1)
            document_reading.page_picture(scan.kind, scan.content, 1)
        except BfpError as error:
            assert str(error)


@given(some.text(max_size=400))
def test_a_name_is_one_line_without_a_folder(name):
    clean = document_reading.clean_name(name)
    assert clean and "/" not in clean and "\\" not in clean and clean.isprintable() and len(clean) <= 150
