from datetime import date

import pytest

from bfp.base import db, history, importing
from bfp.base.errors import Invalid
from bfp.base.tables import sheets
from bfp.base.tables.columns import recognise
from bfp.shelves import import_titles, stock, titles

DAY = date(2026, 11, 1)
FILE = """Title,Author,ISBN,Copies,Subjects,Format,Cover,Language,Weight,Price,Shelf,Min
The Example Reader,Ann Author,0-8021-4132-3,4,history; legal,Book,PB,English,1 lb 4 oz,$12.50,A1,2
Sample Letters,,,2,,Pamphlet,stapled,Spanish,3 oz,,B2,
Unknown Things,B. Author,,,cooking; history,,,Klingon,,,,
"""


def planned(con, text, **columns):
    sheet = sheets.read(text.encode())
    return import_titles.plan(con, sheet, recognise(sheet.columns, import_titles.COLUMNS) | columns)


def imported(con, text):
    return import_titles.save(con, planned(con, text), DAY)


def whats(plan):
    return [(row.number, row.what) for row in plan.rows]


def test_the_columns_are_recognised_by_their_words():
    sheet = sheets.read(FILE.encode())
    found = recognise(sheet.columns, import_titles.COLUMNS)
    assert found["name"] == "Title" and found["copies"] == "Copies" and found["kind"] == "Format" and found["binding"] == "Cover"
    assert found["place"] == "Shelf" and found["minimum"] == "Min" and found["notes"] is None


def test_titles_come_in_with_their_copies(con):
    result = imported(con, FILE)
    assert (result.new, result.changed, result.unchanged, len(result.rejected)) == (3, 0, 0, 0)
    title = titles.by_isbn(con, "9780802141323")
    assert (title.name, title.author, title.on_hand, title.weight_oz, title.price_cents, title.place, title.minimum) == (
        "The Example Reader",
        "Ann Author",
        4,
        20,
        1250,
        "A1",
        2,
    )
    assert (title.subjects, title.language, title.binding) == (("legal", "history"), "English", "paperback")
    sample = titles.get(con, titles.match(con, "Sample Letters"))
    assert (sample.kind, sample.binding, sample.language, sample.on_hand) == ("pamphlet", "stapled", "Spanish", 2)
    assert list(stock.movements(con, title.id)["reason"]) == ["received"]
    assert stock.movements(con, title.id)["happened_on"][0].date() == DAY
    assert list(history.of(con, "title", title.id)["action"]) == ["imported"]
    assert db.value(con, "select count(*) from stock") == 3


def test_nothing_is_written_by_a_preview(con):
    plan = planned(con, FILE)
    assert (plan.count("new"), plan.table()["copies"].sum()) == (3, 6)
    assert titles.counts(con)["titles"] == 0


def test_importing_twice_changes_nothing(con):
    imported(con, FILE)
    before = db.value(con, "select count(*) from history")
    result = imported(con, FILE)
    assert (result.new, result.changed, result.unchanged, len(result.rejected)) == (0, 0, 3, 0)
    assert titles.counts(con)["copies"] == 6
    assert db.value(con, "select count(*) from history") == before


def test_an_old_file_does_not_undo_what_was_mailed_since(con):
    imported(con, FILE)
    title = titles.by_isbn(con, "9780802141323")
    stock.take(con, [(title.id, 3)], DAY, 1)
    plan = planned(con, FILE)
    assert plan.rows[0].what == "unchanged" and "copies stay 1 (the file says 4)" in plan.rows[0].why
    import_titles.save(con, plan, DAY)
    assert stock.on_hand(con, title.id) == 1


def test_what_is_new_in_a_file_changes_the_title(con):
    imported(con, "title,author,copies\nThe Example Reader,Ann Author,\nSample Letters,,\n")
    plan = planned(con, FILE)
    assert [row.what for row in plan.rows] == ["changed", "new", "new"]  # a stapled pamphlet is another edition of a book
    assert "ISBN: nothing → 978-0-8021-4132-3" in plan.rows[0].why and "weight: nothing → 1 lb 4 oz" in plan.rows[0].why
    import_titles.save(con, plan, DAY)
    title = titles.by_isbn(con, "9780802141323")
    assert (title.on_hand, title.price_cents, title.subjects) == (4, 1250, ("legal", "history"))
    assert list(history.of(con, "title", title.id)["action"]) == ["imported", "imported"]


def test_what_a_person_corrected_is_not_undone_by_the_same_file(con):
    imported(con, FILE)
    title = titles.by_isbn(con, "9780802141323")
    titles.edit(con, title.id, place="Z9", author="Ann B. Author")
    plan = planned(con, FILE)
    assert plan.rows[0].what == "unchanged" and "place kept as it was corrected by hand" in plan.rows[0].why
    import_titles.save(con, plan, DAY)
    assert titles.get(con, title.id).place == "Z9"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",A. Author,,,", "no title"),
        (f"{'x' * 301},,,,", "signs long"),
        ("Total,,,25,", "a sum of the rows above"),
        ("Example,,,1,Kindle Edition", "no copy on paper"),
        ("Example,,,1,movie", "no copy on paper"),
    ],
)
def test_a_row_that_can_not_be_taken_is_rejected_with_its_reason(con, row, reason):
    plan = planned(con, f"title,author,isbn,copies,kind\n{row}\nGood One,,,,\n")
    assert whats(plan) == [(2, "rejected"), (3, "new")]
    result = import_titles.save(con, plan, DAY)
    [rejected] = result.rejected.to_dict("records")
    assert reason in rejected["reason"] and rejected["row"] == 2
    assert result.new == 1 and titles.counts(con)["titles"] == 1


@pytest.mark.parametrize(
    ("column", "said", "noted"),
    [
        ("isbn", "9780802141324", "check digit must be 3"),
        ("isbn", "9.7808E+12", "spreadsheet shortened"),
        ("isbn", "12345", "none"),
        ("isbn", "LCCN 78-12345", "taken without its ISBN"),
        ("copies", "many", "no number of copies"),
        ("copies", "9780802141323", "no number of copies"),
        ("kind", "scroll", "“scroll” is none of book"),
        ("binding", "Unknown Binding", "left out"),
        ("price", "12.95 €", "left out"),
        ("price", "free", "left out"),
        ("weight", "a lot", "left out"),
    ],
)
def test_a_cell_that_is_not_understood_costs_the_cell_and_is_noted(con, column, said, noted):
    row = planned(con, f"title,author,place,{column}\nExample,Ann Author,A1,{said}\n", **{column: column}).rows[0]
    assert row.what == "new" and noted in row.why
    assert row.values == {"name": "Example", "author": "Ann Author", "place": "A1"} and row.copies == 0


@pytest.mark.parametrize(
    ("column", "said", "meant"),
    [
        ("copies", "~10", ("copies", 10)), ("copies", "10+", ("copies", 10)), ("copies", "2 copies", ("copies", 2)),
        ("price", "USD 7.00", ("price_cents", 700)), ("price", "4.99 used", ("price_cents", 499)),
        ("weight", "350 g", ("weight_oz", 13)), ("weight", "1.28 pounds", ("weight_oz", 21)),
        ("kind", "Paperback", ("binding", "paperback")), ("kind", "Graphic Novel", ("kind", "book")),
        ("binding", "Mass Market Paperback", ("binding", "paperback")), ("binding", "Library Binding", ("binding", "hardcover")),
        ("volume", "2", ("name", "Example, vol. 2")), ("issue", "#75", ("name", "Example, #75")),
        ("title", "This &amp; That", ("name", "This & That")),
        *(("isbn", text, ("isbn", "9780306406157")) for text in (
            "[0306406152]", '"=""9780306406157"""', "9780306406157 (pbk.)", "9780306406157 : $12.95", "'9780306406157",
            '"junk, 9780306406157"', "ISBN-13: 978-0306406157", "]E09780306406157",
            "0306406152; 9780804429573", "978 0 306 40615 7 (hbk)",
        )),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_and_programs_write_it(con, column, said, meant):
    head, row = ("title", said) if column == "title" else (f"title,{column}", f"Example,{said}")
    sheet = sheets.read(f"{head}\n{row}\n".encode(), import_titles.KIND.words)
    found = import_titles.plan(con, sheet, import_titles.KIND.recognised(sheet)).rows[0]
    assert ({**found.values, "copies": found.copies}[meant[0]], found.what) == (meant[1], "new")


def test_a_second_column_of_numbers_is_read_where_the_first_has_none(con):
    sheet = sheets.read(b"Title,ISBN,ISBN13\nOne,,9780306406157\nTwo,soon,9780804429573\nThree,0802141323,x\n")
    rows = import_titles.plan(con, sheet, import_titles.KIND.recognised(sheet)).rows
    assert [row.values["isbn"] for row in rows] == ["9780306406157", "9780804429573", "9780802141323"]


def test_what_is_not_owned_is_left_out(con):
    sheet = sheets.read(b"Title,ISBN/UID,Owned?\nOne,9780306406157,No\nTwo,,Yes\n")
    rows = import_titles.plan(con, sheet, import_titles.KIND.recognised(sheet)).rows
    assert [row.what for row in rows] == ["rejected", "new"]


def test_one_isbn_in_several_spellings_is_one_title_and_another_volume_is_not(con):
    names = ("The Rules", "Rules (The)", "RULES: A NOVEL", "Rules 2")
    plan = planned(con, "title,isbn,copies\n" + "".join(f"{name},0802141323,1\n" for name in names))
    assert [row.what for row in plan.rows] == ["new", "unchanged", "unchanged", "rejected"] and plan.rows[0].copies == 3


def test_subjects_and_languages_not_on_the_lists_are_said_and_left_out(con):
    row = planned(con, FILE).rows[2]
    assert row.what == "new"
    assert "left out: cooking" in row.why and "“Klingon” is not on the list of languages" in row.why


def test_rows_of_one_title_are_counted_together(con):
    plan = planned(
        con,
        "title,author,isbn,copies\nExample,,0802141323,2\nExample,,9780802141323,3\nOther,,9780802141323,1\nSame,,,1\nsame,,,1\n",
    )
    assert whats(plan) == [(2, "new"), (3, "unchanged"), (4, "rejected"), (5, "new"), (6, "unchanged")]
    assert "same title as row 2; its 3 copies are counted there" in plan.rows[1].why
    assert "row 2 has the same ISBN, as Example" in plan.rows[2].why
    import_titles.save(con, plan, DAY)
    assert titles.counts(con) == {"titles": 2, "copies": 7, "low": 0}


def test_an_author_turned_round_is_the_same_author(con):
    imported(con, "title,author\nExample,Ann Author\n")
    assert whats(planned(con, 'title,author\nexample,"Author, Ann"\nThe Example,\n')) == [(2, "unchanged"), (3, "rejected")]
    assert whats(planned(con, "title,author\nExample,Another Person\n")) == [(2, "new")]


def test_a_withdrawn_title_is_not_brought_back_by_a_file(con):
    imported(con, FILE)
    titles.withdraw(con, titles.by_isbn(con, "9780802141323").id, "old edition")
    assert planned(con, FILE).rows[0].why == "The Example Reader was withdrawn; put it back on the list first"


def test_a_file_without_a_title_column_is_refused(con):
    with pytest.raises(Invalid, match="which column holds the title") as refused:
        planned(con, "isbn,copies\n9780802141323,1\n")
    assert refused.value.field == "name"


def test_a_file_of_the_command_line_is_taken_in(con, tmp_path):
    (tmp_path / "titles.csv").write_text(FILE, encoding="cp1252")
    assert importing.import_file(con, import_titles.KIND, tmp_path / "titles.csv", DAY).new == 3


def test_the_preview_shows_what_needs_reading_first(con):
    imported(con, "title,author\nThe Example Reader,Ann Author\n")
    table = planned(con, FILE + ",Nobody,,,,,,,,,,\n").table()
    assert list(table["what"]) == ["rejected", "changed", "new", "new"]
    assert list(table.columns) == ["row", "what", "title", "author", "copies", "why"]


def test_many_changes_in_one_file_are_saved(con):
    rows = [f"Example Title {number},Author {number},{number % 9}" for number in range(300)]
    imported(con, "\n".join(["title,author,copies", *rows]))
    result = imported(
        con, "\n".join(["title,author,price,place", *(f"{row.rsplit(',', 1)[0]},10.00,C{at}" for at, row in enumerate(rows))])
    )
    assert (result.new, result.changed) == (0, 300)
    assert titles.listing(con, titles.Wanted(place="C7"))[0]["name"].tolist() == ["Example Title 7"]
    wrong = """
        select count(*) from stock
        where on_hand <> (select coalesce(sum(change), 0) from stock_movement where stock_movement.title_id = stock.title_id)
    """
    assert db.value(con, wrong) == 0
