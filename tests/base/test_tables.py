"""A file of rows as people have it: its letters, its delimiter, its header and its sheets are found out; what is lost is told."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bfp.base.errors import Invalid
from bfp.base.tables import lines, sheets
from bfp.base.tables.sheets import Manner

KNOWN = {"title", "author", "isbn", "copies", "date"}


def read(text, **manner):
    return sheets.read(text if isinstance(text, bytes) else text.encode(), KNOWN, Manner(**manner))


def cells(sheet):
    return sheet.rows[sheet.columns].values.tolist()


# ---- letters ------------------------------------------------------------------------------------

ACCENTS = "title;author\nSeñales de “vida”;Núñez\nDon’t – stop;Éva Madeup\nL’été;Übel\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_letters_are_read_in_whatever_encoding_and_it_is_named(encoding):
    sheet = read(ACCENTS.encode(encoding))
    assert cells(sheet) == [["Señales de “vida”", "Núñez"], ["Don’t – stop", "Éva Madeup"], ["L’été", "Übel"]]
    assert sheet.encoding == encoding.removesuffix("-sig")


def test_an_encoding_that_was_found_wrongly_is_changed():
    assert cells(read("title,copies\nÈ,1\n".encode("mac_roman"), encoding="mac_roman")) == [["È", "1"]]
    with pytest.raises(Invalid, match="none of the encodings"):
        read("title\n", encoding="klingon")


def test_a_few_bad_bytes_spoil_nothing_but_themselves_and_their_rows_are_named():
    sheet = read("title,author\nCafé,Ada\nNiñ".encode() + b"\xe9a,Bea\n" + "Año,Cora\n".encode())
    assert cells(sheet) == [["Café", "Ada"], ["Niñ\ufffda", "Bea"], ["Año", "Cora"]]
    assert sheet.notes == ("Letters that can't be read, shown as \ufffd: row 3",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_machine_ends_them(end):
    assert cells(read(end.join(["title,author", "A,B", "", '"C', 'D",E', ""]))) == [["A", "B"], ["C\nD", "E"]]


# ---- the header ---------------------------------------------------------------------------------


def test_a_line_that_names_the_delimiter_is_no_row():
    sheet = read("sep=;\ntitle;copies\nOne, two, three;1\n")
    assert (sheet.columns, cells(sheet), sheet.rows["_row"].tolist()) == (["title", "copies"], [["One, two, three", "1"]], [3])


def test_lines_above_the_header_are_left_out_and_told():
    sheet = read("Books on hand as of 1 March,,\n,,\nTitle,Shelf,Copies\nA,x,1\n")
    assert (sheet.columns, sheet.header, cells(sheet)) == (["Title", "Shelf", "Copies"], 3, [["A", "x", "1"]])
    assert sheet.notes == ("Left out, above the table: Books on hand as of 1 March",)


def test_the_header_again_on_each_page_is_no_row():
    page = "Page:,{},\nTitle,Author,Date\n{},Ada,May\n\n"
    sheet = read(page.format(1, "A") + page.format(2, "B") + page.format(3, "C"))
    assert [row[0] for row in cells(sheet)] == ["A", "B", "C"]
    assert sheet.notes[1] == "Left out, the header again: rows 5, 6, 9, 10"


def test_a_list_without_a_header_keeps_its_first_row():
    sheet = read("Decisions to date,,\nA BOOK,REJECTED,3/8/2023\nANOTHER,APPROVED,1/1/2022\n")
    assert sheet.header == sheets.NONE and sheet.columns == ["column 1", "column 2", "column 3"]
    assert cells(sheet) == [["A BOOK", "REJECTED", "3/8/2023"], ["ANOTHER", "APPROVED", "1/1/2022"]]


def test_which_row_is_the_header_may_be_said():
    text = "what,who\nA,Ada\nB,Bea\n"
    assert cells(read(text, header=sheets.NONE)) == [["what", "who"], ["A", "Ada"], ["B", "Bea"]]
    assert read(text, header=2).columns == ["A", "Ada"]
    with pytest.raises(Invalid, match="Row 9 of the file names no columns"):
        read(text, header=9)


@pytest.mark.parametrize("text", ["Title\nPlain words\nOther, with a comma\n", "isbn\n9780306406157\n9780804429573\n"])
def test_one_column_is_a_table_too_whatever_signs_stand_in_it(text):
    name, *rows = text.split("\n")[:-1]
    assert (read(text).columns, cells(read(text))) == ([name], [[row] for row in rows])


# ---- quotes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lost",
    ['"Never closed,Ada,1', 'A,"Never closed,1', 'A,Ada,"1', '"One ""two"", three,Ada,1'],
)
@pytest.mark.parametrize("after", ["B,Bea,2\nC,Cora,3", '"B","Bea","2"\n"C","Cora",3', 'B,"Be\na",2\nC,Cora,3'])
def test_a_quote_that_is_never_closed_costs_its_own_line(lost, after):
    sheet = read(f"Title,Author,Copies\nFirst,Ada,1\n{lost}\n{after}\n")
    assert [row[0] for row in cells(sheet)] == ["First", "B", "C"]
    assert sheet.broken.values.tolist() == [[3, lost, lines.NEVER_CLOSED]]


def test_a_quote_within_a_cell_is_a_sign_like_others():
    sheet = read('Title,Author\n12" by 14" pictures,Ada\n5\'6",Bea\n"Said ""so""",Cora\n="x", "Dee, D"\n')
    assert [row[0] for row in cells(sheet)] == ['12" by 14" pictures', "5'6\"", 'Said "so"', '="x"']
    assert cells(sheet)[3][1] == "Dee, D"


def test_cells_that_are_missing_at_the_end_are_empty_and_empty_ones_too_many_are_nothing():
    assert cells(read("Title,Author,Copies\nA\nB,Bea,2,,\n,,\n")) == [["A", "", ""], ["B", "Bea", "2"]]


# ---- spreadsheets -------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def an_xlsx(**tables):
    """A spreadsheet with these sheets, each a list of rows."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        related, named = "", ""
        for number, (name, rows) in enumerate(tables.items(), start=1):
            written = "".join("<row>" + "".join(map(_cell, row)) + "</row>" for row in rows)
            sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'
            file.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
            kind = f"{_DOCUMENT}/worksheet"
            related += f'<Relationship Id="r{number}" Type="{kind}" Target="worksheets/sheet{number}.xml"/>'
            named += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{named}</sheets></workbook>'
        file.writestr("xl/workbook.xml", book)
        file.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>')
        main = f'<Relationship Id="a" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
        file.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{main}</Relationships>')
    return made.getvalue()


def _cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


class FarOff(int):
    """A number in the last cell that a sheet can have."""

    def __str__(self):
        return f'</v></c><c r="XFD1048576"><v>{int(self)}'


def an_ods(name, rows):
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join("<table:table-row>" + "".join(map(cell.format, row)) + "</table:table-row>" for row in rows)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
            f'<office:spreadsheet><table:table table:name="{name}">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return made.getvalue()


def test_a_spreadsheet_is_read_by_its_sheets_as_it_shows_its_cells():
    stock = [["Title", "ISBN", "Price"], ["A, B", 9780306406157, 12.5]]
    data = an_xlsx(Empty=[], Stock=stock, More=[["Title", "Date"], ["C", 3]])
    sheet = read(data)
    assert (sheet.sheet, sheet.sheets) == ("Stock", ("Empty", "Stock", "More"))
    assert cells(sheet) == [["A, B", "9780306406157", "12.5"]]
    assert cells(read(data, sheet="More")) == [["C", "3"]]
    with pytest.raises(Invalid, match="no sheet Nowhere; it has Empty, Stock, More"):
        read(data, sheet="Nowhere")
    assert cells(read(an_ods("Stock", [["Title", "Author"], ["Say “so”\nor", "Ada"]]))) == [["Say “so”\nor", "Ada"]]


def test_a_sheet_whose_cells_lie_endlessly_apart_is_refused():
    with pytest.raises(Invalid, match="The file can't be read: it takes more than 1 GB of memory"):
        read(an_xlsx(Stock=[["Title", "Author"], ["A", FarOff(1)]]))


@pytest.mark.parametrize("data", [b"PK\x03\x04 another zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", an_xlsx(A=[])])
def test_a_file_that_only_begins_like_a_spreadsheet_is_refused_with_what_to_do(data):
    with pytest.raises(Invalid):
        read(data)


# ---- whatever comes -----------------------------------------------------------------------------


@given(some.binary(max_size=300) | some.text(alphabet='"a,;\t|\n\r =é\0\x1e', max_size=120).map(str.encode))
def test_any_bytes_are_a_table_or_are_refused_in_words(data):
    try:
        sheet = sheets.read(data, KNOWN)
    except Invalid:
        return
    assert sheet.rows["_row"].is_monotonic_increasing and len(sheet.columns) == len(set(sheet.columns))
    assert not {*sheet.rows["_row"]} & {*sheet.broken["row"]}


@given(some.lists(some.lists(some.text(alphabet='a",;é\n ', max_size=6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_quoted_rightly_is_read_as_it_stood(rows):
    text = "\n".join(lines.written(row, ",") for row in [["Title", "Author", "Copies"], *rows])
    assert cells(read(text)) == [row for row in rows if any(cell.strip() for cell in row)]


def test_a_list_made_to_fill_the_memory_is_refused_and_stops_nobody_else():
    evil = (",".join(f"c{at}" for at in range(500)) + "\n" + "x\n" * 200_000).encode()
    with pytest.raises(Invalid, match="takes more than"):
        sheets.read(evil)
    assert sheets.read(b"name,state\nExample Unit,TX\n").rows["name"].tolist() == ["Example Unit"]
