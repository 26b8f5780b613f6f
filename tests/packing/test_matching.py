"""Which titles fit a request: each rule of the matching, and the 200 requests written by hand."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_system, a_title

from bfp.base import db, lists
from bfp.base.errors import NotFound
from bfp.bench import matching as bench
from bfp.bench import matching_sample as sample
from bfp.packing import matching
from bfp.places import restrictions

TODAY = date(2026, 11, 23)
SPAIN = "Spanish"


def term(con, name, kind="subject") -> int:
    return next(number for number, said in lists.names(con, kind).items() if said == name)


def a_book(con, name, copies=2, subjects=(), language=None, **more) -> int:
    """A title on the shelf with its subjects and language."""
    title_id = a_title(con, name, copies, **more)
    for subject in subjects:
        con.execute("insert into title_term values ($title, $term)", {"title": title_id, "term": term(con, subject)})
    if language:
        values = {"id": title_id, "language": term(con, language, "language")}
        con.execute("update title set language_id = $language where id = $id", values)
    return title_id


def asked(con, *texts, reader=None, subjects=(), languages=(), on=date(2026, 10, 1)) -> int:
    """A waiting request in the reader's own words, or for titles by number."""
    ticked = [term(con, name) for name in subjects] + [term(con, name, "language") for name in languages]
    wanted = [(text, "chosen") if isinstance(text, int) else (None, text) for text in texts]
    return a_request(con, reader, on=on, terms=ticked, titles=wanted)


def proposed(con, request_id) -> list[int]:
    return list(matching.for_request(con, request_id, TODAY)["title_id"])


def promise(con, title_id, request_id, quantity=1, closed=None, state="open") -> None:
    """A packing session in which copies of a title are promised to a request."""
    sql = "insert into packing_session (name, started_on, closed_on) values ('Evening', $on, $closed) returning id"
    session = db.value(con, sql, on=TODAY, closed=closed)
    con.execute(
        "insert into session_parcel (session_id, position, book_request_id, reader_id, state) "
        "select $session, 1, id, reader_id, $state from book_request where id = $request",
        {"session": session, "request": request_id, "state": state},
    )
    con.execute(
        "insert into session_title (session_id, position, title_id, quantity) values ($session, 1, $title, $quantity)",
        {"session": session, "title": title_id, "quantity": quantity},
    )


# ---- what fits ----------------------------------------------------------------------------------


def test_a_title_asked_for_by_name_comes_before_those_of_the_subject(con):
    subject = a_book(con, "A Short History", subjects=["history"], copies=9)
    named = a_book(con, "Rivers of Salt")
    found = matching.for_request(con, asked(con, "rivers of sault", subjects=["history"]), TODAY)
    assert list(found["title_id"]) == [named, subject]
    assert list(found["why"]) == ["asked for by name, spelt otherwise", "subject: history"]


def test_the_answer_says_where_it_stands_and_how_many_are_there(con):
    title = a_book(con, "Rivers of Salt", copies=3)
    [row] = matching.for_request(con, asked(con, title), TODAY).to_dict("records")
    assert row == {
        "title_id": title, "title": "Rivers of Salt", "author": "A. Author", "place": "A1", "on_hand": 3, "free": 3,
        "why": "asked for by name", "mark": "",
    }  # fmt: skip


def test_another_edition_of_the_title_asked_for_counts(con):
    gone = a_book(con, "Rivers of Salt", copies=0, author="Ada Birch", isbn="9780802141323")
    other = a_book(con, "Rivers of Salt", author="Birch, Ada", isbn="9780140449136")
    stranger = a_book(con, "Rivers of Salt", author="Hugo Lomax")
    found = matching.for_request(con, asked(con, gone), TODAY)
    assert list(found["title_id"]) == [other]
    assert found["why"][0] == "asked for by name, another edition"
    assert stranger not in set(found["title_id"])


def test_the_same_name_without_its_subtitle_is_another_edition(con):
    full = a_book(con, "Rivers of Salt: A History of the Coast", copies=0, author="Ada Birch")
    short = a_book(con, "Rivers of Salt", author="Ada Birch")
    assert proposed(con, asked(con, full)) == [short]


def test_volumes_of_one_work_are_not_editions_of_each_other(con):
    first = a_book(con, "The Coast, Volume 1", copies=0, author="Ada Birch")
    second = a_book(con, "The Coast, Volume 2", author="Ada Birch")
    assert proposed(con, asked(con, first)) == []
    assert proposed(con, asked(con, "The Coast vol. II"))[0] == second


def test_an_author_alone_proposes_what_that_author_wrote(con):
    alone = a_book(con, "Rivers of Salt", author="Ada Fenwick")
    mine = {alone, a_book(con, "Bread and Iron", author="Bela Orchard and Ada Fenwick")}
    a_book(con, "Winter", author="Hugo Lomax")
    found = matching.for_request(con, asked(con, "anything by Ada Fenwik"), TODAY)
    assert set(found["title_id"]) == mine
    assert set(found["why"]) == {"by Ada Fenwick, as asked", "by Bela Orchard and Ada Fenwick, as asked"}


@pytest.mark.parametrize(
    "text, subject",
    [("anything on labor unions", "labor"), ("a law dictionary", "legal"), ("black history", "Black liberation"),
     ("novels", "fiction"), ("books about women", "women and gender")],
)  # fmt: skip
def test_the_subject_is_read_out_of_the_words(con, text, subject):
    right = a_book(con, "Rivers of Salt", subjects=[subject])
    a_book(con, "Winter", subjects=["science"])
    assert proposed(con, asked(con, text)) == [right]


def test_a_dictionary_is_a_need_and_one_of_another_language_is_not_meant(con):
    foreign = a_book(con, "Swahili Dictionary", kind="dictionary", subjects=["dictionary"], copies=30)
    plain = a_book(con, "School Dictionary", kind="dictionary", subjects=["dictionary"])
    assert proposed(con, asked(con, "I need a dictionary please")) == [plain, foreign]
    assert proposed(con, asked(con, "swahili dictionary"))[0] == foreign


def test_a_subject_the_program_added_is_read_by_its_own_name(con):
    lists.add(con, "subject", "beekeeping")
    bees = a_book(con, "Rivers of Honey", subjects=["beekeeping"])
    assert proposed(con, asked(con, "anything on beekeeping")) == [bees]


def test_a_title_of_more_of_the_subjects_comes_first(con):
    one = a_book(con, "Winter", subjects=["labor"], copies=9)
    both = a_book(con, "Rivers of Salt", subjects=["labor", "history"])
    found = matching.for_request(con, asked(con, subjects=["labor", "history"]), TODAY)
    assert list(found["title_id"]) == [both, one]
    assert found["why"][0] == "subjects: history, labor"


def test_a_language_ticked_leaves_the_others_out(con):
    spanish = a_book(con, "Ríos de sal", subjects=["legal"], language=SPAIN)
    a_book(con, "Rivers of Law", subjects=["legal"], language="English")
    a_book(con, "Law of Rivers", subjects=["legal"])
    found = matching.for_request(con, asked(con, subjects=["legal"], languages=[SPAIN]), TODAY)
    assert list(found["title_id"]) == [spanish]
    assert found["why"][0] == "subject: legal, in Spanish"


def test_a_language_asked_for_in_words_counts_and_nobody_else_gets_it(con):
    spanish = a_book(con, "Ríos de sal", subjects=["history"], language=SPAIN)
    english = a_book(con, "Rivers of Salt", subjects=["history"])
    assert proposed(con, asked(con, "libros en español sobre historia")) == [spanish]
    assert proposed(con, asked(con, "anything on history")) == [english]


def test_a_work_asked_for_in_spanish_leads_to_its_author_in_spanish(con):
    a_book(con, "Rivers of Salt", author="Ada Fenwick", language="English")
    spanish = a_book(con, "Ríos de sal", author="Ada Fenwick", language=SPAIN)
    found = matching.for_request(con, asked(con, "a spanish copy of rivers of salt", languages=[SPAIN]), TODAY)
    assert found["title_id"][0] == spanish
    assert found["why"][0] == "by Ada Fenwick, in Spanish"


def test_nothing_is_proposed_for_what_nothing_fits(con):
    a_book(con, "Rivers of Salt", subjects=["history"])
    assert proposed(con, asked(con, "zzyzx qwertz")) == []
    assert proposed(con, asked(con)) == []


def test_a_request_that_is_not_there_is_said_to_be_missing(con):
    with pytest.raises(NotFound, match="no request number 77"):
        matching.for_request(con, 77, TODAY)


# ---- what must not be proposed ------------------------------------------------------------------


def test_what_is_not_on_hand_or_withdrawn_is_not_proposed(con):
    a_book(con, "Rivers of Salt", subjects=["history"], copies=0)
    withdrawn = a_book(con, "Winter", subjects=["history"])
    con.execute("update title set withdrawn = true where id = $id", {"id": withdrawn})
    assert proposed(con, asked(con, "winter", "rivers of salt", withdrawn, subjects=["history"])) == []


@pytest.mark.parametrize("outcome, again", [("unconfirmed", 0), ("received", 0), ("returned", 1)])
def test_a_title_that_the_reader_has_had_is_not_proposed_again(con, outcome, again):
    title = a_book(con, "Rivers of Salt", subjects=["history"])
    reader = a_reader(con)
    a_shipment(con, reader, titles=[title], outcome=outcome)
    assert len(proposed(con, asked(con, title, reader=reader, subjects=["history"]))) == again


def test_neither_is_another_edition_of_it_even_if_the_one_had_was_withdrawn(con):
    had = a_book(con, "Rivers of Salt", author="Ada Birch", isbn="9780802141323")
    other = a_book(con, "Rivers of Salt", author="Ada Birch", isbn="9780140449136")
    reader = a_reader(con)
    a_shipment(con, reader, titles=[had], outcome="received")
    request = asked(con, other, reader=reader)
    assert proposed(con, request) == []
    con.execute("update title set withdrawn = true where id = $id", {"id": had})
    assert proposed(con, request) == []


def test_mail_of_a_record_merged_into_the_reader_counts(con):
    title = a_book(con, "Rivers of Salt")
    kept, double = a_reader(con), a_reader(con)
    a_shipment(con, double, titles=[title], outcome="received")
    request = asked(con, title, reader=kept)
    assert proposed(con, request) == [title]
    con.execute("update reader set merged_into = $kept where id = $double", {"kept": kept, "double": double})
    assert proposed(con, request) == []


def test_a_voided_parcel_was_not_had(con):
    title = a_book(con, "Rivers of Salt")
    reader = a_reader(con)
    shipment = a_shipment(con, reader, titles=[title])
    con.execute("update shipment set voided_on = $on where id = $id", {"on": TODAY, "id": shipment})
    assert proposed(con, asked(con, title, reader=reader)) == [title]


@pytest.mark.parametrize("level", ["system", "kind", "facility"])
def test_a_hardcover_is_not_proposed_where_only_paperbacks_may_go(con, level):
    hard = a_book(con, "Rivers of Salt", subjects=["history"], binding="hardcover")
    soft = a_book(con, "Winter", subjects=["history"])
    system = a_system(con)
    place = a_facility(con, system_id=system)
    request = asked(con, hard, reader=a_reader(con, place), subjects=["history"])
    assert proposed(con, request) == [hard, soft]
    where = {"system": {"system_id": system}, "kind": {"kind": "prison"}, "facility": {"facility_id": place}}[level]
    restrictions.add(
        con,
        restrictions.Told(
            level=level, text="", starts_on=date(2026, 1, 1), source_kind="experience", paperback_only=True, **where
        ),
    )
    assert proposed(con, request) == [soft]
    assert list(matching.for_request(con, request, date(2025, 12, 31))["title_id"]) == [hard, soft]


# ---- what comes last ----------------------------------------------------------------------------


def test_a_title_censored_at_the_facility_comes_last_with_a_mark(con):
    place = a_facility(con)
    named, other = a_book(con, "Rivers of Salt"), a_book(con, "Winter", subjects=["history"])
    a_shipment(con, a_reader(con, place), on=date(2026, 1, 5), titles=[named], outcome="censored")
    a_shipment(con, a_reader(con, place), on=date(2025, 1, 5), titles=[named], outcome="received")
    found = matching.for_request(con, asked(con, named, reader=a_reader(con, place), subjects=["history"]), TODAY)
    assert list(found["title_id"]) == [other, named]
    assert list(found["mark"]) == ["", "censored here, mailed 5 Jan 2026, arrived once"]


def test_what_was_asked_for_by_name_is_shown_with_its_mark_however_much_else_fits(con):
    place, named = a_facility(con), a_book(con, "The Stopped One")
    a_shipment(con, a_reader(con, place), on=date(2026, 1, 5), titles=[named], outcome="censored")
    others = {a_book(con, f"Labor {word}", subjects=["labor"]) for word in ("North", "South", "East", "West")}
    request = asked(con, named, reader=a_reader(con, place), subjects=["labor"])
    found = matching.for_request(con, request, TODAY, limit=3)
    assert list(found["title_id"])[-1] == named and set(found["title_id"][:2]) < others
    assert found["mark"][2].startswith("censored here")


def test_what_was_censored_elsewhere_has_no_mark(con):
    named = a_book(con, "Rivers of Salt")
    a_shipment(con, a_reader(con), titles=[named], outcome="censored")
    assert matching.for_request(con, asked(con, named), TODAY)["mark"][0] == ""


def test_another_edition_of_what_was_censored_there_is_marked_too(con):
    place = a_facility(con)
    stopped = a_book(con, "Rivers of Salt", author="Ada Birch", isbn="9780802141323", copies=0)
    other = a_book(con, "Rivers of Salt", author="Ada Birch", isbn="9780140449136")
    a_shipment(con, a_reader(con, place), titles=[stopped], outcome="censored")
    found = matching.for_request(con, asked(con, other, reader=a_reader(con, place)), TODAY)
    assert list(found["mark"]) == ["another edition was censored here"]


def test_a_title_on_a_confirmed_list_of_disapproved_publications_comes_last_with_a_mark(con):
    named, other = a_book(con, "Rivers of Salt"), a_book(con, "Winter", subjects=["history"])
    con.execute("insert into disapproved_list (name, state, imported_on) values ('Texas', 'TX', date '2026-01-01')")
    con.execute(
        "insert into disapproved (list_id, key, name, decision, decided_on) "
        "select id, 'rivers', 'Rivers of Salt', 'disapproved', date '2025-03-01' from disapproved_list"
    )
    match = "insert into disapproved_match (disapproved_id, title_id, likeness) select id, $title, 100 from disapproved"
    con.execute(match, {"title": named})
    system = a_system(con)
    twin = a_facility(con, system_id=system)  # another facility under the same list
    request = asked(con, named, reader=a_reader(con, a_facility(con, system_id=system)), subjects=["history"])
    second = asked(con, named, reader=a_reader(con, twin))
    assert proposed(con, request) == [named, other]  # nobody confirmed it
    con.execute("update disapproved_match set same = true")
    found = matching.for_request(con, request, TODAY)
    assert list(found["title_id"]) == [other, named]
    assert "list of disapproved publications since 1 Mar 2025" in found["mark"][1]
    queue = matching.for_queue(con, [request, second], TODAY)
    assert queue[queue["title_id"] == named]["mark"].str.contains("disapproved").all()


def test_where_all_books_are_refused_every_title_says_so(con):
    place = a_facility(con)
    title = a_book(con, "Rivers of Salt")
    restrictions.add(
        con,
        restrictions.Told(
            level="facility", facility_id=place, text="", starts_on=date(2026, 1, 1), source_kind="experience", refuses_all=True
        ),
    )
    found = matching.for_request(con, asked(con, title, reader=a_reader(con, place)), TODAY)
    assert "no books at all" in found["mark"][0]


# ---- the queue ----------------------------------------------------------------------------------


def test_the_last_copy_goes_to_the_oldest_request(con):
    title = a_book(con, "Rivers of Salt", copies=1)
    late, early = asked(con, title, on=date(2026, 10, 9)), asked(con, title, on=date(2026, 9, 1))
    found = matching.for_queue(con, [late, early], TODAY)
    assert list(found["book_request_id"]) == [early]


def test_the_last_copy_goes_to_who_asked_for_it_before_an_older_request_of_the_subject(con):
    title = a_book(con, "Rivers of Salt", copies=1, subjects=["history"])
    vague, named = asked(con, subjects=["history"], on=date(2026, 9, 1)), asked(con, "rivers of salt", on=date(2026, 10, 9))
    found = matching.for_queue(con, [vague, named], TODAY)
    assert list(found[["book_request_id", "title_id"]].itertuples(index=False, name=None)) == [(named, title)]


def test_no_more_copies_are_proposed_than_there_are(con):
    books = {a_book(con, f"Song {name}", copies=copies, subjects=["history"]): copies for name, copies in (("A", 1), ("B", 2))}
    requests = [asked(con, subjects=["history"]) for _ in range(4)]
    found = matching.for_queue(con, requests, TODAY)
    assert found.groupby("title_id")["quantity"].sum().to_dict() == books


def test_each_request_gets_so_many_and_of_one_work_only_one(con):
    for isbn in ("9780802141323", "9780140449136"):
        a_book(con, "Rivers of Salt", author="Ada Birch", isbn=isbn, subjects=["history"])
    for name in ("Bread", "Winter", "Iron"):
        a_book(con, name, subjects=["history"])
    request = asked(con, "rivers of salt", subjects=["history"])
    found = matching.for_queue(con, [request], TODAY, each=3)
    assert list(found["nth"]) == [1, 2, 3]
    assert list(found["title"]).count("Rivers of Salt") == 1
    assert found["title"][0] == "Rivers of Salt"
    assert len(matching.for_queue(con, [request], TODAY, each=1)) == 1


def test_what_is_marked_goes_out_only_after_what_is_not(con):
    place = a_facility(con)
    stopped = a_book(con, "Rivers of Salt", copies=1, subjects=["history"])
    a_shipment(con, a_reader(con, place), titles=[stopped], outcome="censored")
    older = asked(con, stopped, reader=a_reader(con, place), on=date(2026, 9, 1))
    elsewhere = asked(con, subjects=["history"], on=date(2026, 10, 9))
    found = matching.for_queue(con, [older, elsewhere], TODAY)
    assert list(found["book_request_id"]) == [elsewhere]
    alone = matching.for_queue(con, [older], TODAY)
    assert alone["mark"][0].startswith("censored here")


def test_copies_promised_to_an_open_session_are_not_free(con):
    title = a_book(con, "Rivers of Salt", copies=3)
    packed, other = asked(con, title), asked(con, title)
    promise(con, title, packed, quantity=2)
    found = matching.for_request(con, other, TODAY)
    assert (found["on_hand"][0], found["free"][0]) == (3, 1)
    assert matching.for_request(con, packed, TODAY)["free"][0] == 3  # its own parcel's copies are its own
    promise(con, title, packed)
    assert proposed(con, other) == []
    assert matching.for_queue(con, [other], TODAY).empty


@pytest.mark.parametrize("how", [{"closed": date(2026, 11, 22)}, {"state": "packed"}, {"state": "skipped"}])
def test_closed_sessions_and_finished_parcels_promise_nothing(con, how):
    title = a_book(con, "Rivers of Salt", copies=1)
    promise(con, title, asked(con, title), **how)
    assert matching.for_request(con, asked(con, title), TODAY)["free"][0] == 1


def test_only_requests_that_wait_are_matched_in_the_queue(con):
    title = a_book(con, "Rivers of Salt", copies=9)
    filled = a_request(con, status="filled", titles=[(title, "")])
    waits = asked(con, title)
    assert list(matching.for_queue(con, [filled, waits], TODAY)["book_request_id"]) == [waits]


def test_progress_is_told_from_nothing_to_all(con):
    a_book(con, "Rivers of Salt", copies=9)
    told = []
    matching.for_queue(con, [asked(con, "rivers") for _ in range(60)], TODAY, progress=lambda done, of: told.append((done, of)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_an_empty_queue_and_an_empty_shelf_give_empty_tables(con):
    assert matching.for_queue(con, [], TODAY).empty
    request = asked(con, "rivers of salt", subjects=["history"])
    assert list(matching.for_queue(con, [request], TODAY).columns) == matching.QUEUE
    assert list(matching.for_request(con, request, TODAY).columns) == matching.COLUMNS


# ---- a reader without a request -----------------------------------------------------------------


def test_a_reader_is_proposed_what_they_asked_for_last(con):
    reader = a_reader(con)
    history, labor = a_book(con, "Rivers", subjects=["history"]), a_book(con, "Bread", subjects=["labor"])
    a_request(con, reader, on=date(2024, 1, 1), status="filled", terms=[term(con, "history")])
    a_request(con, reader, on=date(2025, 1, 1), status="filled", terms=[term(con, "labor")])
    assert list(matching.for_reader(con, reader, TODAY)["title_id"]) == [labor]
    asked(con, reader=reader, subjects=["history"])
    assert list(matching.for_reader(con, reader, TODAY)["title_id"]) == [history]
    assert matching.for_reader(con, a_reader(con), TODAY).empty


# ---- the 200 ------------------------------------------------------------------------------------


def test_of_the_requests_written_by_hand_nine_in_ten_get_the_right_title_first(con):
    answers = sample.ask(con, sample.shelve(con))
    assert len(answers) == 200
    for half in sample.HALVES:
        missed = answers[(answers["half"] == half) & ~answers["hit"]]
        assert answers[answers["half"] == half]["hit"].mean() >= 0.9, missed[["text", "first", "right"]].to_string()


def test_every_request_of_the_sample_says_what_is_right(con):
    shelf = sample.shelve(con)
    assert all(sample.right(row["right"], shelf) for row in sample.rows("requests_to_match.csv"))


def test_the_measurement_runs_on_a_small_program():
    found = bench.run(lambda text: None, items=300, titles_there=200, requests=40)
    assert {"the whole queue, first of the process", "one request", "right title first, held out"} <= set(found)
