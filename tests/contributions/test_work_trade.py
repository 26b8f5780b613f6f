"""Work trade: what came back since the last parcel, in a sentence, by the program's own rule; it refuses nothing."""

from datetime import date

import pytest
from builders import a_reader, a_shipment, a_title

from bfp.base import settings
from bfp.base.errors import Invalid, NotFound
from bfp.contributions import contributions, work_trade
from bfp.desk import entry, reader_card

TODAY = date(2026, 11, 23)


def the_rule(con, rule, wanted, counted):
    """As the page Program saves it."""
    work_trade.count_kinds(con, counted)
    settings.save(con, work_trade_rule=rule, work_trade_wanted=wanted)


def gave(con, reader, *kinds, on=date(2026, 10, 1)):
    for kind in kinds:
        contributions.add(con, reader, kind, on)


def test_what_came_since_the_last_parcel_is_said_in_a_sentence(con):
    reader = a_reader(con)
    gave(con, reader, "book review", on=date(2026, 1, 2))
    a_shipment(con, reader, on=date(2026, 6, 12))
    gave(con, reader, "book review", "book review", "poem")
    assert work_trade.of_reader(con, reader).sentence == "has sent two reviews and one poem since the last parcel"


def test_nothing_yet_is_said_without_reproach_and_with_the_day(con):
    reader = a_reader(con)
    assert work_trade.of_reader(con, reader).sentence == "no parcel went out yet"
    a_shipment(con, reader, on=date(2026, 6, 12))
    assert work_trade.of_reader(con, reader).sentence == "nothing came back yet since the last parcel of 12 Jun 2026"


def test_the_rule_counts_the_kinds_it_names_and_so_many_of_them(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 6, 12))
    gave(con, reader, "poem")
    assert not work_trade.of_reader(con, reader).opens
    the_rule(con, "Anything opens the next request.", 1, "")
    assert work_trade.of_reader(con, reader).opens
    the_rule(con, "Two poems or reviews.", 2, "Poem, book review")
    assert not work_trade.of_reader(con, reader).opens
    gave(con, reader, "book review")
    now = work_trade.of_reader(con, reader)
    assert now.opens and now.line.endswith("since the last parcel. Two poems or reviews. By this rule the next request is open.")


def test_a_kind_that_there_is_not_is_refused(con):
    with pytest.raises(Invalid, match="no contribution called 'essay'"):
        the_rule(con, "Rule", 1, "essay")
    with pytest.raises(Invalid, match="number"):
        the_rule(con, "Rule", "many", "poem")


def test_every_kind_has_words_for_one_and_for_several():
    assert set(work_trade.WORDS) == set(contributions.KINDS)


def test_the_card_says_it_and_entry_refuses_nothing_for_it(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 6, 12))
    card = reader_card.of(con, reader, TODAY)
    assert card.work == "nothing came back yet since the last parcel of 12 Jun 2026. A review opens the next book request."
    letter = entry.Entry(postmark_on=date(2026, 11, 20), reader_id=reader)
    assert entry.questions(con, letter, TODAY) == [] and entry.save(con, letter, TODAY).book_request_id


def test_parcel_by_parcel_what_was_sent_and_what_came_back(con):
    reader = a_reader(con)
    gave(con, reader, "art", on=date(2025, 12, 1))
    first = a_shipment(con, reader, on=date(2026, 1, 5), titles=[a_title(con, "First")])
    gave(con, reader, "book review", "book review", "poem", on=date(2026, 3, 1))
    a_shipment(con, reader, on=date(2026, 6, 12), titles=[a_title(con, "Second"), a_title(con, "Third")])
    table = work_trade.exchange(con, reader)
    assert table[["titles", "came_back"]].values.tolist() == [
        ["Second; Third", ""], ["First", "two reviews and one poem"], ["", "one piece of art"],
    ]  # fmt: skip
    assert list(table["number"])[2] == "before the first" and table["shipment_id"][1] == first


def test_a_contribution_taken_back_counts_no_more(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 6, 12))
    number = contributions.add(con, reader, "poem", date(2026, 10, 1))
    contributions.void(con, number, "twice", TODAY)
    assert work_trade.of_reader(con, reader).given == {}


def test_an_unknown_reader_is_a_sentence_and_a_new_program_has_a_rule(con):
    with pytest.raises(NotFound):
        work_trade.of_reader(con, 99)
    assert work_trade.kinds(settings.load(con)) == ("book review",)
