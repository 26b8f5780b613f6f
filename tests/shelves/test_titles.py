from datetime import date

import pytest
from builders import a_title

from bfp.base import db, history, lists
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.shelves import stock, titles

ISBN = "9780802141323"
OTHER_ISBN = "9780143039433"
DAY = date(2026, 11, 1)


def subject(con, name):
    return next(term_id for term_id, term in lists.names(con, "subject").items() if term == name)


def test_a_title_is_kept_with_all_that_was_said(con):
    [english] = [term_id for term_id, name in lists.names(con, "language").items() if name == "English"]
    title = titles.add(
        con,
        titles.Told(
            name=" The Wretched  of the Earth ",
            author="Frantz Fanon",
            isbn="0-8021-4132-3",
            literature_class="other",
            kind="book",
            binding="paperback",
            language_id=english,
            weight_oz=9,
            price_cents=1700,
            place="B2",
            minimum=3,
            notes="two\nlines",
            subject_ids=(subject(con, "Africa"), subject(con, "political theory")),
        ),
    )
    kept = titles.get(con, title.id)
    assert (kept.name, kept.isbn, kept.language, kept.on_hand) == ("The Wretched of the Earth", ISBN, "English", 0)
    assert kept.subjects == ("political theory", "Africa")
    assert kept.notes == "two\nlines"
    [entry] = history.of(con, "title", title.id).to_dict("records")
    assert entry["action"] == "added" and entry["volunteer"] == "Ada"
    assert "ISBN: 978-0-8021-4132-3" in entry["what"] and "price: $17.00" in entry["what"]


def test_a_title_is_found_by_its_isbn_however_written(con):
    title = titles.add(con, titles.Told(name="Example", isbn=ISBN))
    assert titles.by_isbn(con, "0-8021-4132-3").id == title.id
    assert titles.by_isbn(con, OTHER_ISBN) is None
    with pytest.raises(Invalid, match="check digit"):
        titles.by_isbn(con, "9780802141324")


def test_an_isbn_is_on_the_list_once(con):
    titles.add(con, titles.Told(name="Example", isbn=ISBN))
    with pytest.raises(Conflict, match="978-0-8021-4132-3 is on the list already: Example"):
        titles.add(con, titles.Told(name="Something else", isbn="0802141323"))


def test_a_title_without_isbn_is_on_the_list_once(con):
    titles.add(con, titles.Told(name="The Example Reader", author="A. Author", kind="pamphlet"))
    with pytest.raises(Conflict, match="on the list already"):
        titles.add(con, titles.Told(name="example reader", author="a author", kind="pamphlet"))
    assert (
        titles.add(con, titles.Told(name="The Example Reader", author="A. Author", kind="pamphlet", binding="hardcover")).binding
        == "hardcover"
    )


@pytest.mark.parametrize(
    ("field", "value", "marked"),
    [
        ("name", "  ", "name"),
        ("name", "x" * 301, "name"),
        ("isbn", "123", "isbn"),
        ("kind", "scroll", "kind"),
        ("binding", "spiral", "binding"),
        ("literature_class", "theirs", "literature_class"),
        ("weight_oz", 0, "weight"),
        ("price_cents", -1, "price"),
        ("minimum", -1, "minimum"),
    ],
)
def test_what_no_title_can_be_is_refused(con, field, value, marked):
    with pytest.raises(Invalid) as refused:
        titles.add(con, titles.Told(**{"name": "Example", field: value}))
    assert refused.value.field == marked


@pytest.mark.parametrize("kind", titles.KINDS)
def test_the_database_accepts_every_kind(con, kind):
    assert titles.add(con, titles.Told(name="Example", kind=kind)).kind == kind


@pytest.mark.parametrize("binding", titles.BINDINGS)
def test_the_database_accepts_every_binding(con, binding):
    assert titles.add(con, titles.Told(name="Example", binding=binding)).binding == binding


@pytest.mark.parametrize("literature_class", titles.CLASSES)
def test_the_database_accepts_every_class(con, literature_class):
    assert titles.add(con, titles.Told(name="Example", literature_class=literature_class)).literature_class == literature_class


def test_an_edit_keeps_what_it_was_and_what_it_is(con):
    title = titles.add(con, titles.Told(name="Exmaple", isbn=ISBN, weight_oz=20))
    titles.edit(con, title.id, name="Example", weight_oz=18, subject_ids=(subject(con, "legal"),))
    titles.edit(con, title.id, place="C3")
    kept = titles.get(con, title.id)
    assert (kept.name, kept.weight_oz, kept.subjects, kept.place, kept.isbn) == ("Example", 18, ("legal",), "C3", ISBN)
    changes = list(history.of(con, "title", title.id)["what"])
    assert changes[0] == "place: C3"
    assert changes[1] == "title: Exmaple → Example; subjects: legal; weight: 1 lb 4 oz → 1 lb 2 oz"


def test_an_edit_that_changes_nothing_is_not_in_the_history(con):
    title = titles.add(con, titles.Told(name="Example"))
    titles.edit(con, title.id, name="Example", subject_ids=())
    assert len(history.of(con, "title", title.id)) == 1


def test_what_is_not_there_is_not_found(con):
    for call in (lambda: titles.get(con, 99), lambda: titles.edit(con, 99, name="x"), lambda: titles.withdraw(con, 99, "gone")):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotFound):
        titles.add(con, titles.Told(name="Example", subject_ids=(9999,)))


def test_a_withdrawn_title_leaves_the_lists_and_keeps_its_history(con):
    title = titles.add(con, titles.Told(name="Example Handbook", isbn=ISBN))
    with pytest.raises(Invalid, match="why"):
        titles.withdraw(con, title.id, " ")
    titles.withdraw(con, title.id, "new edition")
    assert titles.options(con, "Example Handbook") == [] and titles.match(con, "Example Handbook") is None
    assert titles.listing(con)[1] == 0
    assert titles.listing(con, titles.Wanted(withdrawn=True, text="handbook"))[1] == 1
    assert titles.by_isbn(con, ISBN).withdrawn
    assert list(history.of(con, "title", title.id)["reason"]) == ["new edition", ""]
    titles.withdraw(con, title.id, "", withdrawn=False)
    assert titles.match(con, "Example Handbook") == title.id
    with pytest.raises(Conflict):
        titles.withdraw(con, title.id, "", withdrawn=False)


# ---- finding ------------------------------------------------------------------------------------


@pytest.fixture
def shelf(con):
    known = [
        ("The Wretched of the Earth", "Frantz Fanon"),
        ("Black Skin, White Masks", "Frantz Fanon"),
        ("A People's History of the United States: 1492-Present", "Howard Zinn"),
        ("Capital: Volume 1", "Karl Marx"),
        ("Capital: Volume 2", "Karl Marx"),
        ("Example Newsletter 71", ""),
        ("Example Newsletter 72", ""),
        ("Los condenados de la tierra", "Frantz Fanon"),
        ("The Autobiography of Malcolm X", "Malcolm X; Alex Haley"),
        ("Dictionary of English", "Example House"),
        ("Pocket Dictionary", "Sample Press"),
        ("毛泽东选集", ""),
        ("Assata", "A. Shakur"),
    ]
    return {name: titles.add(con, titles.Told(name=name, author=author)).id for name, author in known}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wretched of the earth", "The Wretched of the Earth"),
        ("THE WRETCHED OF THE EARTH.", "The Wretched of the Earth"),
        ("Wretched of the Earth by Frantz Fanon", "The Wretched of the Earth"),
        ("Fanon, Wretched of the Earth", "The Wretched of the Earth"),
        ("wretched of the earth fanon", "The Wretched of the Earth"),
        ("Wreched of the Earth", "The Wretched of the Earth"),
        ("peoples history of the united states", "A People's History of the United States: 1492-Present"),
        ("A People’s History of the United States", "A People's History of the United States: 1492-Present"),
        ("capital volume 2", "Capital: Volume 2"),
        ("Example Newsletter #72", "Example Newsletter 72"),
        ("autobiography of malcolm x", "The Autobiography of Malcolm X"),
        ("毛泽东选集", "毛泽东选集"),
    ],
)
def test_a_title_is_matched_when_it_is_sure(con, shelf, text, name):
    assert titles.match(con, text) == shelf[name]


@pytest.mark.parametrize(
    "text",
    [
        "capital",
        "dictionary",
        "example newsletter",
        "example newsletter 73",
        "capital volume 3",
        "fanon",
        "anything legal",
        "",
        "???",
        "history",
        "of the",
    ],
)
def test_a_title_that_may_be_another_is_not_matched(con, shelf, text):
    assert titles.match(con, text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wretch", "The Wretched of the Earth"),
        ("wertched eart", "The Wretched of the Earth"),
        ("earth fanon", "The Wretched of the Earth"),
        ("black sk", "Black Skin, White Masks"),
        ("histroy united states", "A People's History of the United States: 1492-Present"),
        ("malcom", "The Autobiography of Malcolm X"),
        ("condenados", "Los condenados de la tierra"),
        ("assat", "Assata"),
        ("毛泽", "毛泽东选集"),
    ],
)
def test_the_title_meant_comes_first_while_typing(con, shelf, text, name):
    assert titles.options(con, text)[0]["label"] == name


def test_a_title_is_offered_with_its_author_and_copies(con, shelf):
    stock.receive(con, shelf["Pocket Dictionary"], 2, DAY)
    assert titles.options(con, "pocket")[0] == {
        "value": shelf["Pocket Dictionary"],
        "label": "Pocket Dictionary",
        "detail": "Sample Press · 2 on hand",
        "sure": False,
    }
    assert titles.options(con, "dictionary of english")[0]["detail"] == "Example House · none on hand"
    assert titles.options(con, "") == titles.options(con, "zzzz qqqq") == []


def test_a_title_is_offered_by_the_beginning_of_its_isbn(con):
    title_id = titles.add(con, titles.Told(name="Example", isbn=ISBN)).id
    for text in ("97808021", "978-0-8021", "0802141", "0802141323"):
        assert [option["value"] for option in titles.options(con, text)] == [title_id], text


def test_no_more_than_ten_are_offered(con):
    for number in range(15):
        titles.add(con, titles.Told(name=f"Example Reader {number}"))
    assert len(titles.options(con, "example reader")) == 10


def test_a_new_title_that_may_be_on_the_list_is_noticed(con, shelf):
    assert titles.near(con, "wretched of the earth", "Fanon")[0].id == shelf["The Wretched of the Earth"]
    assert titles.near(con, "Quite another book about gardening") == []


def test_what_is_found_follows_every_change_also_one_undone(database):
    class Undone(Exception):
        pass

    with db.transaction(database) as tx:
        title_id = titles.add(tx, titles.Told(name="First Name")).id
    assert titles.match(database, "first name") == title_id
    with pytest.raises(Undone), db.transaction(database) as tx:
        titles.edit(tx, title_id, name="Second Name")
        assert titles.match(tx, "second name") == title_id
        raise Undone
    assert titles.match(database, "second name") is None
    assert titles.match(database, "first name") == title_id


def test_among_five_thousand_titles_options_come_within_30_ms(con):
    words = [
        "history",
        "struggle",
        "people",
        "land",
        "prison",
        "labor",
        "letters",
        "theory",
        "law",
        "garden",
        "river",
        "workers",
        "north",
        "south",
        "night",
        "city",
        "road",
    ]
    for number in range(60):  # few by hand, the rest in bulk
        a_title(con, name=f"{words[number % 17].title()} and {words[number * 7 % 17].title()} {number}")
    sql = """
        insert into title (name, author)
        select list_extract($words, 1 + n % 17) || ' ' || list_extract($words, 1 + (n // 17) % 17) || ' and word' || (n // 3)
            || ' of ' || list_extract($words, 1 + (n // 289) % 17), 'Author ' || (n // 7)
        from range(5000) as numbers(n)
    """
    con.execute(sql, {"words": words})
    for text in (
        "history of the land",
        "word1203 wrkers",
        "garden and riv",
        "struggle people author 77",
        "prisn labr lettrs thery",
    ):
        assert titles.options(con, text)


# ---- lists --------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_all_that_is_chosen(con):
    legal = subject(con, "legal")
    spanish = next(term_id for term_id, name in lists.names(con, "language").items() if name == "Spanish")
    wanted = titles.add(
        con,
        titles.Told(
            name="Sample Law",
            kind="study pack",
            literature_class="own",
            place="A1",
            minimum=2,
            language_id=spanish,
            subject_ids=(legal,),
        ),
    )
    other = titles.add(con, titles.Told(name="Sample Poems", place="B1"))
    stock.receive(con, other.id, 1, DAY)
    filters = (
        {"subject_id": legal},
        {"literature_class": "own"},
        {"kind": "study pack"},
        {"language_id": spanish},
        {"place": "A1"},
        {"low": True},
        {"text": "law"},
    )
    for chosen in filters:
        found, total = titles.listing(con, titles.Wanted(**chosen))
        assert (list(found["id"]), total) == ([wanted.id], 1), chosen
    assert list(titles.listing(con, titles.Wanted(in_stock=True))[0]["name"]) == ["Sample Poems"]
    assert titles.listing(con, titles.Wanted(text="law", place="B1"))[1] == 0
    assert list(titles.listing(con)[0]["name"]) == ["Sample Law", "Sample Poems"]
    assert titles.listing(con)[0]["subjects"][0] == "legal"


def test_the_list_comes_page_by_page_in_an_order_that_holds(con):
    for number in range(7):
        titles.add(con, titles.Told(name=f"Same {'name' if number < 5 else 'other'}", author=f"Author {number}"))
    pages = [titles.listing(con, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(page) for page, _ in pages] == [3, 3, 1]
    assert {total for _, total in pages} == {7}
    assert len({title_id for page, _ in pages for title_id in page["id"]}) == 7


def test_a_search_shows_the_best_first(con, shelf):
    found, _ = titles.listing(con, titles.Wanted(text="dictionary of english"))
    assert found["name"][0] == "Dictionary of English"


def test_the_shelf_is_counted(con):
    assert titles.counts(con) == {"titles": 0, "copies": 0, "low": 0}
    short = titles.add(con, titles.Told(name="Example", minimum=2, place="Z9"))
    stock.receive(con, short.id, 1, DAY)
    a_title(con, copies=4)
    assert titles.counts(con) == {"titles": 2, "copies": 5, "low": 1}
    assert titles.places(con) == ["A1", "Z9"]
