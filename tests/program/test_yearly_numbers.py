"""The yearly report's page of the program in numbers: beside the year before, small groups blank, on paper and in a CSV."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from paper_reading import bare, read

from bfp.program import yearly_numbers, yearly_paper, yearly_report
from bfp.program.yearly_report import TOO_FEW_READERS, Year
from bfp.supporters import money

YEAR, AS_OF = Year(date(2025, 7, 1)), date(2026, 11, 23)


@pytest.fixture
def year(con):
    """Seven readers written to in both years, two of whom reviewed the book of the year before."""
    facility = a_facility(con)
    for nth in range(7):
        reader, book = a_reader(con, facility, last_name="Secretname"), a_title(con)
        a_shipment(con, reader, on=date(2024, 9, 2), titles=[book])
        a_shipment(con, reader, on=date(2025, 9, 2))
        a_request(con, reader, on=date(2025, 8, 2), status="filled")
        sql = """
            insert into letter (reader_id, facility_id, postmark_on, entered_on)
            values ($reader, $facility, '2025-08-01', '2025-08-02')
        """
        con.execute(sql, {"reader": reader, "facility": facility})
        if nth < 2:
            sql = """
                insert into contribution (reader_id, kind, title_id, received_on)
                values ($reader, 'book review', $book, '2025-08-01')
            """
            con.execute(sql, {"reader": reader, "book": book})
    money.gift(con, money.Gift(amount_cents=10_050, form="cash", on=date(2025, 10, 1)), today=AS_OF)
    money.expense(con, amount_cents=700, purpose="postage", on=date(2025, 10, 2), today=AS_OF)
    return yearly_numbers.numbers(con, YEAR, AS_OF)


def test_a_year_stands_beside_the_year_before(year):
    table = yearly_numbers.totals(year).set_index("what")
    now, then = "July 2025 to June 2026", "July 2024 to June 2025"
    assert list(table.loc[["items sent", "letters"], now]) == ["7", "7"]
    assert list(table.loc[["items sent", "letters"], then]) == ["7", "0"]
    assert table.loc["items sent", f"a reader, {now}"] == "1.00"


def test_what_few_readers_gave_is_blank_everywhere(year):
    table = yearly_numbers.totals(year).set_index("what")
    assert table.loc["given back", "July 2025 to June 2026"] == TOO_FEW_READERS
    assert not year.followed.get("reviews")
    found = yearly_numbers.csv(year)
    told = found[(found["what"] == "given back") & (found["section"] == "total")]
    assert told["number"].isna().sum() == 1


def test_money_is_told_to_the_cent_and_what_a_parcel_cost(year):
    said = " ".join(yearly_numbers.money_says(year))
    assert "$100.50 came in and $7.00 went out; $93.50 was left" in said
    assert "$1.00 a parcel (n 7)" in said


def test_the_csv_agrees_with_the_page_and_names_nobody(year):
    found = yearly_numbers.csv(year)
    months = found[(found["section"] == "month") & (found["what"] == "items sent")]
    whole = found[(found["section"] == "total") & (found["part"] == YEAR.name) & (found["what"] == "items sent")]
    assert months["number"].sum() == whole["number"].iloc[0] == 7
    assert set(found["at least readers"]) == {5} and set(found["as of"]) == {AS_OF}
    assert "Secretname" not in found.to_csv()


def test_the_program_in_numbers_is_a_page_of_its_own_on_paper(con, year):
    report = yearly_report.report(con, YEAR, AS_OF)
    without, sheets = (read(yearly_paper.pdf(report, *more)) for more in ((), (year,)))
    pages = [bare(sheet.text) for sheet in sheets]
    heading = bare("The program in numbers, July 2025 to June 2026")
    assert len(sheets) == len(without) + 1
    assert heading in pages[-1] and not any(heading in page for page in pages[:-1])
    assert not any("Secretname" in page for page in pages)


def test_a_year_of_which_nothing_is_on_file_says_so(con):
    found = yearly_numbers.numbers(con, YEAR, AS_OF)
    assert "Nothing is on file of July 2025 to June 2026" in found.sentence
    assert yearly_numbers.data(found) == {"sentence": found.sentence}
