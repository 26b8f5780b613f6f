"""Each rule of the check notices what breaks it, and a sound database breaks none."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title, an_outcome

from bfp import check
from bfp.references import RULES as REFERENCES

TODAY = date(2026, 11, 23)
# The rule, and what a careless hand could do that it must notice.
HARM = [
    (
        "every facility belongs to a system",
        "update facility set system_id = 999",
    ),
    (
        "every other name belongs to a facility",
        "insert into facility_alias values (999, 'Nowhere')",
    ),
    (
        "a merged facility leads to one that stands",
        "update facility set merged_into = 999",
    ),
    (
        "a merged facility has no readers",
        "update facility set merged_into = id",
    ),
    (
        "every restriction is of a system, a kind or a facility",
        "insert into restriction (level, facility_id, starts_on, text, source_kind) values ('facility', 999, "
        "'2026-01-01', 'x', 'reader')",
    ),
    (
        "every reader is at a facility",
        "update reader set facility_id = 999",
    ),
    (
        "every reader belongs to a system",
        "update reader set system_id = 999",
    ),
    (
        "a merged reader leads to one that stands",
        "update reader set merged_into = 999",
    ),
    (
        "every letter is from a reader",
        "insert into letter (reader_id, facility_id, postmark_on, entered_on) select 999, id, '2026-01-01', "
        "'2026-01-02' from facility",
    ),
    (
        "every letter is from a facility",
        "insert into letter (reader_id, facility_id, postmark_on, entered_on) select id, 999, '2026-01-01', "
        "'2026-01-02' from reader",
    ),
    (
        "a letter that tells of a move says where from",
        "insert into letter (reader_id, facility_id, postmark_on, entered_on, moved_from) select id, "
        "facility_id, '2026-01-01', '2026-01-02', 999 from reader",
    ),
    (
        "no letter is from the future",
        "insert into letter (reader_id, facility_id, postmark_on, entered_on) select id, facility_id, "
        "'2031-01-01', '2031-01-02' from reader",
    ),
    (
        "every warning is of a letter",
        "insert into letter_warning values (999, 'interval', 'asked again')",
    ),
    (
        "every book request is of a reader",
        "update book_request set reader_id = 999",
    ),
    (
        "a book request from a letter is of that letter's reader",
        "update book_request set letter_id = 999",
    ),
    (
        "a filled book request has a live shipment",
        "update book_request set status = 'filled'",
    ),
    (
        "a waiting book request has no live shipment",
        "update shipment set book_request_id = (select min(id) from book_request)",
    ),
    (
        "what a request asks for is on the program's lists",
        "insert into request_term select id, 999 from book_request",
    ),
    (
        "a title asked for is in the catalogue or written out",
        "insert into request_title select id, 9, 999, 'x' from book_request",
    ),
    (
        "every contribution is of a reader",
        "insert into contribution (reader_id, kind, received_on) values (999, 'poem', '2026-01-01')",
    ),
    (
        "a contribution's letter and title are there",
        "insert into contribution (reader_id, kind, received_on, title_id) select id, 'poem', '2026-01-01', 999 from reader",
    ),
    (
        "a title's subjects are on the program's list",
        "insert into title_term select id, 999 from title",
    ),
    (
        "a title's language is on the program's list",
        "update title set language_id = 999",
    ),
    (
        "every count of copies is of a title",
        "insert into stock (title_id, on_hand) values (999, 1)",
    ),
    (
        "copies on hand are the sum of the movements",
        "update stock set on_hand = on_hand + 1",
    ),
    (
        "copies mailed are the items of the shipment",
        "insert into stock_movement (title_id, change, reason, shipment_id, happened_on, saved_at) select "
        "title_id, -7, 'mailed', shipment_id, '2026-01-01', '2026-01-01' from item",
    ),
    (
        "a movement's shipment is there",
        "insert into stock_movement (title_id, change, reason, shipment_id, happened_on, saved_at) select id, "
        "1, 'mailed', 999, '2026-01-01', '2026-01-01' from title",
    ),
    (
        "every shipment is to a reader",
        "update shipment set reader_id = 999",
    ),
    (
        "every shipment is to a facility",
        "update shipment set facility_id = 999",
    ),
    (
        "a shipment for a request is to that request's reader",
        "update shipment set book_request_id = 999",
    ),
    (
        "no shipment was mailed in the future",
        "update shipment set mailed_on = '2031-01-01'",
    ),
    (
        "every shipment voided is in the history",
        "update shipment set voided_on = '2026-02-01'",
    ),
    (
        "every shipment has items",
        "delete from item",
    ),
    (
        "every item is in a shipment",
        "update item set shipment_id = 999",
    ),
    (
        "every item is a title",
        "update item set title_id = 999",
    ),
    (
        "every outcome is of an item",
        "update outcome_event set item_id = 999",
    ),
    (
        "an outcome's letter is there",
        "update outcome_event set letter_id = 999",
    ),
    (
        "an item's outcome is its latest news",
        "update item set outcome = 'censored'",
    ),
    (
        "an item's outcome is its latest news",
        "update item set outcome = 'unconfirmed'",
    ),
    (
        "no news is from the future",
        "update outcome_event set learned_on = '2031-01-01'",
    ),
    (
        "reasons of censorship are on the program's list",
        "insert into outcome_reason select id, 999 from outcome_event",
    ),
    (
        "no restriction ends before it starts",
        "insert into restriction (level, system_id, starts_on, ends_on, text, source_kind) select 'system', "
        "id, '2026-01-02', '2026-01-01', 'x', 'reader' from system",
    ),
    (
        "a merged facility has no restrictions",
        "insert into restriction (level, facility_id, starts_on, text, source_kind) select 'facility', id, "
        "'2026-01-02', 'x', 'reader' from facility; update facility set merged_into = id",
    ),
    (
        "every letter voided is in the history",
        "insert into letter (reader_id, facility_id, postmark_on, entered_on, voided_on) select id, "
        "facility_id, '2026-01-01', '2026-01-02', '2026-01-03' from reader",
    ),
    (
        "never fewer copies than none",
        "insert into stock_movement (title_id, change, reason, happened_on, saved_at) select id, -7, 'written "
        "off', '2026-01-01', '2026-01-01' from title",
    ),
]


@pytest.fixture
def sound(con):
    """A small program in which everything agrees."""
    reader = a_reader(con, a_facility(con))
    a_request(con, reader)
    a_shipment(con, reader, titles=[a_title(con, copies=5)], outcome="received")
    return con


def test_a_sound_program_breaks_no_rule(sound):
    assert check.run(sound, TODAY) == []


def test_an_empty_program_breaks_no_rule(con):
    assert check.run(con, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_harm_is_noticed(sound, rule, harm):
    sound.execute(harm)
    assert check.broken(sound, rule, TODAY)


def test_every_rule_stands_in_one_room_and_is_tried_by_a_test():
    rooms = [*REFERENCES, *(rule for room in check.ROOMS for rule in check.of_room(room))]
    assert {file.parent.name for file in Path(check.__file__).parent.glob("*/check.sql")} == set(check.ROOMS)
    assert sorted(rooms) == sorted(set(rooms)) and set(rooms) == set(check.RULES)
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.rglob("test_*.py"))
    assert [rule for rule in rooms if rule not in REFERENCES and f'"{rule}"' not in tests] == []


def test_a_number_that_two_readers_have_is_noticed(sound):
    # The table itself refuses this; the rule is for a file that was repaired by hand.
    sound.execute("create temporary table reader as select * from reader")
    sound.execute("insert into temp.reader select * from temp.reader")
    assert check.broken(sound, "a reader's number is theirs alone within the system", TODAY).rows == 1


def test_a_voided_shipment_that_kept_its_copies_is_noticed(sound):
    sound.execute("""
        insert into stock_movement (title_id, change, reason, shipment_id, happened_on, saved_at)
        select title_id, -1, 'mailed', shipment_id, '2026-01-05', '2026-01-05' from item
    """)
    sound.execute("update shipment set voided_on = '2026-02-01'")
    assert check.broken(sound, "a voided shipment gave its copies back", TODAY).rows == 1


def test_the_latest_news_counts_even_if_learned_earlier(sound):
    item_id = check.db.value(sound, "select id from item")
    an_outcome(sound, item_id, "censored", date(2026, 1, 2))
    assert check.run(sound, TODAY) == []


def test_a_finding_says_how_many_and_shows_a_few(sound):
    for number in range(8):
        sound.execute("insert into stock (title_id, on_hand) values ($id, 1)", {"id": 900 + number})
    finding = check.broken(sound, "every count of copies is of a title", TODAY)
    assert finding.rows == 8
    assert finding.sentence.startswith("8 rows: 900, stock of no title; 901,") and finding.sentence.endswith("…")


def test_a_finding_names_no_reader(sound):
    reader = check.db.row(sound, "select last_name, number from reader")
    sound.execute("update reader set facility_id = 999")
    [finding] = [found for found in check.run(sound, TODAY) if found.rule == "every reader is at a facility"]
    assert reader["last_name"] not in finding.sentence and reader["number"] not in finding.sentence


def test_the_rules_are_told_as_they_are_tried(con):
    told = []
    check.run(con, TODAY, watch=lambda rules: [told.append(rule) or rule for rule in rules])
    assert told == list(check.RULES)
