"""The shelves through their pages: stock, one title, the wish list; empty and full, saved and refused."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment

from bfp.base import db, lists
from bfp.shelves import stock, titles
from bfp.ui.shelves import receiving
from pages import open_page
from pages import said as marked_up

DAY = date(2026, 11, 20)


@pytest.fixture
def shelf(desk):
    """Two titles, one of them with three copies."""
    with db.transaction(desk, by="Ada") as con:
        reader = titles.add(
            con,
            titles.Told(
                name="The Example Reader", author="Ann Author", isbn="9780802141323", place="A1", minimum=5, weight_oz=20
            ),
        )
        poems = titles.add(con, titles.Told(name="Sample *Poems*", kind="pamphlet", binding="stapled"))
        stock.receive(con, reader.id, 3, DAY)
    return reader.id, poems.id


def said(at):
    """What the page says, without the signs that keep Markdown from taking it for more."""
    return marked_up(at).replace("\\", "")


def new(at, name):
    """A field of the new title's form; each form has fields of its own."""
    title = at.session_state["_receiving"].open[0]
    return at.text_input(title.copies_key if name == "copies" else f"{title.prefix}_{name}")


def new_title(at, **typed):
    """Fill the form of a new title."""
    for name, text in typed.items():
        new(at, name).set_value(text)
    return at


def copies(at, name):
    """A field of the form for copies; each form has fields of its own."""
    return next(field for field in at.text_input if field.key.startswith("copies_") and field.key.endswith(f"_{name}"))


def table(at, column):
    """The first table that has this column: one that nobody can click has no key here."""
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


# ---- stock --------------------------------------------------------------------------------------


def test_an_empty_shelf_says_how_to_begin(desk):
    at = open_page("stock")
    assert "No title is on the list yet: scan the first book" in said(at)
    assert len(at.dataframe) == 0


def test_the_shelf_is_listed_with_what_is_on_hand(desk, shelf):
    at = open_page("stock")
    assert "2 titles, 3 copies on hand, 1 below the minimum." in said(at)
    shown = table(at, "on_hand")
    assert list(shown["name"]) == ["Sample *Poems*", "The Example Reader"]
    assert list(shown["on_hand"]) == [0, 3]
    assert shown["isbn"][1] == "978-0-8021-4132-3"
    assert "id" not in shown.columns


def test_the_shelf_is_searched_and_filtered(desk, shelf):
    at = open_page("stock")
    at.text_input("shelf_text").set_value("exmaple").run()
    assert list(table(at, "on_hand")["name"]) == ["The Example Reader"]
    at.text_input("shelf_text").set_value("").run()
    at.selectbox("shelf_kind").set_value("pamphlet").run()
    assert list(table(at, "on_hand")["name"]) == ["Sample *Poems*"]
    at.selectbox("shelf_place").set_value("A1").run()
    assert "No title fits" in said(at)


def test_a_new_title_is_saved_with_its_copies(desk):
    at = open_page("stock")
    at.button("new_title_open").click().run()
    new_title(
        at, name="The Example Reader", author="Ann Author", isbn="0-8021-4132-3", copies="4", weight="1 lb 4 oz", price="12.50"
    )
    at.multiselect[0].set_value([next(iter(lists.names(desk, "subject")))])
    at.button("new_save").click().run()
    assert "The Example Reader, Ann Author: new on the list, 4 on hand" in said(at)
    title = titles.by_isbn(desk, "9780802141323")
    assert (title.on_hand, title.weight_oz, title.price_cents, title.subjects) == (4, 20, 1250, ("political theory",))
    assert stock.movements(desk, title.id)["volunteer"][0] == "Ada"
    assert "Came in today: The Example Reader +4" in said(at)
    assert "new_save" not in [button.key for button in at.button]


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("isbn", "9780802141324", "check digit must be 3"),
        ("name", "", "Write the title"),
        ("weight", "heavy", "Write the weight like"),
        ("price", "cheap", "Write the amount in dollars"),
        ("copies", "many", "Write the number of copies"),
        ("minimum", "few", "Write the minimum as a number"),
    ],
)
def test_a_refused_title_keeps_every_typed_word(desk, field, text, sentence):
    at = open_page("stock")
    at.button("new_title_open").click().run()
    new_title(at, **{"name": "Example", "author": "Ann Author", "copies": "2", field: text})
    at.button("new_save").click().run()
    assert sentence in said(at) and "mend this field" in said(at)
    assert new(at, field).value == text
    assert new(at, "author").value == "Ann Author"
    assert titles.counts(desk)["titles"] == 0


def test_a_title_much_like_one_on_the_list_is_asked_about(desk, shelf):
    _, poems_id = shelf
    at = open_page("stock")
    at.button("new_title_open").click().run()
    new_title(at, name="Sample Poem", isbn="9780143039433", copies="2")
    at.button("new_save").click().run()
    assert "much like it is on the list already" in said(at)
    assert titles.counts(desk)["titles"] == 2
    at.button(f"alike_{poems_id}").click().run()
    title = titles.get(desk, poems_id)
    assert (title.isbn, title.on_hand) == ("9780143039433", 2)
    assert "new_save" not in [button.key for button in at.button]


def test_a_title_much_like_one_on_the_list_can_still_be_new(desk, shelf):
    at = open_page("stock")
    at.button("new_title_open").click().run()
    new_title(at, name="Sample Poem", copies="1")
    for _ in range(3):  # however often: Enter saves no second one
        at.button("new_save").click().run()
    assert titles.counts(desk)["titles"] == 2
    at.button("new_anew").click().run()
    assert titles.counts(desk)["titles"] == 3


def test_a_scan_into_the_title_field_is_a_scan(desk, shelf):
    at = open_page("stock")
    at.button("new_title_open").click().run()
    new_title(at, name="9780802141323")
    at.button("new_save").click().run()
    assert "The Example Reader, Ann Author: 4 on hand" in said(at)
    assert new(at, "name").value == ""
    assert titles.counts(desk) == {"titles": 2, "copies": 4, "low": 1}


def test_what_was_received_last_is_taken_back(desk):
    at = open_page("stock")
    at.button("new_title_open").click().run()
    new_title(at, name="Example", copies="4").button("new_save").click().run()
    at.button("undo_receive").click().run()
    assert "Taken back: Example, 0 on hand" in said(at)
    assert at.button("undo_receive").disabled


def test_a_title_in_hand_is_counted_with_a_reason(desk, shelf):
    reader_id, _ = shelf
    at = open_page("stock")
    at.session_state["_in_hand"] = reader_id
    at.run()
    copies(at, "number").set_value("2")
    at.button(f"copies_save_{reader_id}").click().run()
    assert "3 on file and 2 counted" in said(at)
    assert copies(at, "number").value == "2"
    copies(at, "reason").set_value("one lent")
    at.button(f"copies_save_{reader_id}").click().run()
    assert "The Example Reader: 2 on hand." in said(at)
    assert stock.on_hand(desk, reader_id) == 2


def test_the_list_comes_in_pages(desk):
    with db.transaction(desk) as con:
        for number in range(60):
            titles.add(con, titles.Told(name=f"Example {number:02}"))
    at = open_page("stock")
    assert len(table(at, "on_hand")) == 50
    assert "60 titles, 1 to 50 shown" in said(at)
    [pages] = at.get("pagination")
    at.session_state[pages.key] = 2
    at.run()
    assert table(at, "on_hand")["name"][0] == "Example 50"
    at.text_input("shelf_text").set_value("example").run()
    assert "60 titles, 1 to 50 shown" in said(at)


def test_of_five_thousand_titles_only_a_page_goes_to_the_browser(desk):
    with db.transaction(desk) as con:
        con.execute("insert into title (name, author) select 'Example ' || n, 'Author ' || n % 99 from range(5000) as numbers(n)")
        con.execute("insert into stock (title_id, on_hand) select id, id % 5 from title")
    at = open_page("stock")
    for text in ("example 77", "author 12", ""):
        at.text_input("shelf_text").set_value(text).run()
        assert len(table(at, "on_hand")) == 50


# ---- titles from a CSV --------------------------------------------------------------------------


def test_titles_come_in_by_csv_after_a_preview(desk):
    at = open_page("stock")
    at.button("to_imports").click().run()
    assert "You see what each row would do before anything is written" in said(at)
    at = open_page("imports")
    at.file_uploader("file").upload("titles.csv", b"Title,ISBN,Qty\nExample,9780802141323,3\nTotal,,1\n", "text/csv").run()
    assert at.segmented_control[0].value == "Titles"
    show = next(one for one in at.segmented_control if one.label == "Show")
    assert show.options == ["Rejected 1", "Changed 0", "New 1", "Unchanged 0"] and len(at.dataframe[0].value) == 1
    show.set_value("new").run()
    assert at.dataframe[0].value[["Title", "Copies"]].values.tolist() == [["Example", 3]]
    assert titles.counts(desk)["titles"] == 0
    at.button("import").click().run()
    assert "Titles imported: 1 new, 0 changed, 0 unchanged, 1 rejected." in said(at)
    assert titles.by_isbn(desk, "9780802141323").on_hand == 3
    assert "The rejected rows, each with its reason" in said(at)


# ---- one title ----------------------------------------------------------------------------------


def test_a_title_page_without_a_title_leads_to_the_shelf(desk):
    assert "Choose a title on the Stock page" in said(open_page("title"))
    assert "There is no title number 99" in said(open_page("title", title=99))


def test_a_title_is_shown_with_all_that_is_known(desk, shelf):
    text = said(open_page("title", title=shelf[0]))
    for part in ("The Example Reader", "Ann Author", "978-0", "1 lb 4 oz", "**3** on hand", "**2 short**", "place **A1**"):
        assert part in text
    assert "Sample \\*Poems\\*" in marked_up(open_page("title", title=shelf[1]))


def test_copies_are_received_written_off_and_in_the_ledger(desk, shelf):
    reader_id, _ = shelf
    at = open_page("title", title=reader_id)
    copies(at, "number").set_value("2")
    at.button(f"copies_save_{reader_id}").click().run()
    at.button_group(f"copies_what_{reader_id}").set_value("write off").run()
    copies(at, "number").set_value("9")
    copies(at, "reason").set_value("wet")
    at.button(f"copies_save_{reader_id}").click().run()
    assert "9 to go, but 5 on hand" in said(at)
    copies(at, "number").set_value("1")
    at.button(f"copies_save_{reader_id}").click().run()
    assert "The Example Reader: 4 on hand." in said(at)
    ledger = table(at, "change")
    assert list(ledger["change"]) == [-1, 2, 3] and list(ledger["note"]) == ["wet", "", ""]


def test_a_double_enter_receives_once(desk, shelf):
    reader_id, _ = shelf
    at = open_page("title", title=reader_id)
    for _ in range(2):
        copies(at, "number").set_value("2")
        at.button(f"copies_save_{reader_id}").click().run()
    assert stock.on_hand(desk, reader_id) == 5
    assert "The Example Reader: 5 on hand." in said(at)


def test_a_title_is_edited_and_its_history_says_so(desk, shelf):
    reader_id, _ = shelf
    at = open_page("title", title=reader_id)
    at.text_input(f"title_{reader_id}_name").set_value("The Sample Reader")
    at.text_input(f"title_{reader_id}_price").set_value("12.50")
    at.button(f"title_{reader_id}_save").click().run()
    assert "Title saved." in said(at)
    assert titles.get(desk, reader_id).price_cents == 1250
    assert "title: The Example Reader → The Sample Reader; price: $12.50" in list(table(at, "What")["Change"])
    at.text_input(f"title_{reader_id}_isbn").set_value("9780802141324")
    at.button(f"title_{reader_id}_save").click().run()
    assert "check digit" in said(at) and at.text_input(f"title_{reader_id}_isbn").value == "9780802141324"


def test_a_title_is_withdrawn_with_a_reason_and_put_back(desk, shelf):
    reader_id, _ = shelf
    at = open_page("title", title=reader_id)
    at.button(f"title_{reader_id}_withdraw_save").click().run()
    assert "why the title is withdrawn" in said(at)
    at.text_input(f"title_{reader_id}_reason").set_value("new edition")
    at.button(f"title_{reader_id}_withdraw_save").click().run()
    assert "**withdrawn**" in said(at)
    at.button(f"title_{reader_id}_restore").click().run()
    assert not titles.get(desk, reader_id).withdrawn


def test_where_a_title_went_is_counted_and_names_nobody(desk, shelf):
    reader_id, _ = shelf
    with db.transaction(desk) as con:
        facility = a_facility(con, "Example Unit", "TX")
        person = a_reader(con, facility, "7654321", "Quill", "Lanternfield")
        a_shipment(con, person, titles=[reader_id], outcome="censored")
        a_shipment(con, person, titles=[reader_id])
    at = open_page("title", title=reader_id)
    [row] = table(at, "Sent").to_dict("records")
    assert (row["Facility"], row["Sent"], row["Censored"], row["Unconfirmed"]) == ("Example Unit, TX", 2, 1, 1)
    everything = said(at) + "".join(frame.value.to_csv() for frame in at.dataframe)
    assert "Lanternfield" not in everything and "7654321" not in everything


# ---- the wish list ------------------------------------------------------------------------------


def test_an_empty_wish_list_says_where_wishes_come_from(desk):
    assert "No waiting request asks for anything that is not here" in said(open_page("wish_list"))


def test_the_wish_list_counts_what_is_asked_for_and_names_nobody(desk, shelf):
    _, poems_id = shelf
    with db.transaction(desk) as con:
        person = a_reader(con, None, "7654321", "Quill", "Lanternfield")
        legal = next(term_id for term_id, name in lists.names(con, "subject").items() if name == "legal")
        a_request(con, person, titles=[(poems_id, "Poems"), (None, "A Law Handbook")], terms=[legal])
        a_request(con, person, titles=[(None, "a law handbook")], terms=[legal])
    at = open_page("wish_list")
    assert at.dataframe("wished").value.to_dict("records")[0]["requests"] == 1
    assert list(at.dataframe("unlisted").value["requests"]) == [2]
    [subject] = table(at, "subject").to_dict("records")
    assert (subject["subject"], subject["requests"], subject["copies"]) == ("legal", 2, 0)
    everything = said(at) + "".join(frame.value.to_csv() for frame in at.dataframe)
    assert "Lanternfield" not in everything and "7654321" not in everything


def test_a_wish_begins_a_new_title_of_that_name(desk):
    at = open_page("stock")
    at.session_state["_receiving"].open.append(receiving.New(name="A Law Handbook", copies=0))
    at.run()
    assert new(at, "name").value == "A Law Handbook"
    at.button("new_save").click().run()
    assert titles.match(desk, "a law handbook") is not None
