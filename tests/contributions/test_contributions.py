"""What readers give back: from the envelope to where it was published, one step after another."""

import io
from datetime import date, timedelta

import pypdfium2 as pdfium
import pytest
from builders import a_facility, a_reader, a_shipment, a_title
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bfp import check
from bfp.base import history
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.contributions import contribution_lists, contribution_typing, contributions
from bfp.documents import documents
from bfp.mail import letters
from bfp.readers import reader_merge

TODAY = date(2026, 11, 23)


def a_letter(con, reader_id, on=date(2026, 11, 1)) -> int:
    return letters.add(con, reader_id, postmark_on=on, today=TODAY)


def a_contribution(con, reader_id=None, kind="article", on=date(2026, 11, 2), **more) -> int:
    return contributions.add(con, reader_id or a_reader(con), kind, on, contributions.Told(**more), today=TODAY)


def as_somebody(con, name):
    con.by = name
    return con


def test_a_contribution_names_the_parcel_that_brought_its_title(con):
    reader, title = a_reader(con), a_title(con)
    a_shipment(con, reader, on=date(2026, 1, 5), titles=[title])
    last = a_shipment(con, reader, on=date(2026, 5, 5), titles=[title])
    a_shipment(con, reader, on=date(2026, 11, 10), titles=[title])  # after the review came
    review = a_contribution(con, reader, "book review", title_id=title)
    assert contributions.get(con, review).shipment_id == last


def test_what_comes_for_a_merged_record_goes_to_the_one_kept(con):
    place = a_facility(con)
    kept, other = a_reader(con, place), a_reader(con, place)
    reader_merge.merge(con, kept, other)
    assert contributions.get(con, a_contribution(con, other)).reader_id == kept


def test_a_review_of_a_withdrawn_title_is_kept_and_said(con):
    title = a_title(con)
    con.execute("update title set withdrawn = true where id = $id", {"id": title})
    now = contributions.get(con, a_contribution(con, kind="book review", title_id=title))
    assert now.title_withdrawn and now.title_id == title


def test_nothing_is_received_in_the_future(con):
    with pytest.raises(Invalid, match="is in the future"):
        a_contribution(con, on=TODAY + timedelta(days=1))


def test_a_title_and_a_parcel_must_be_there(con):
    with pytest.raises(NotFound, match="no title number 999"):
        a_contribution(con, title_id=999)
    with pytest.raises(Invalid, match="not mailed to this reader"):
        a_contribution(con, shipment_id=a_shipment(con))


def test_a_megabyte_of_text_is_refused_and_what_was_saved_stays(con):
    made = a_contribution(con, body="what was here")
    contribution_typing.take(con, made, TODAY)
    with pytest.raises(Invalid, match="1,000,000 letters, and at most 400,000"):
        contribution_typing.save_text(con, made, "x" * 1_000_000, TODAY)
    assert contributions.get(con, made).body == "what was here"


def test_a_scan_of_three_hundred_pages_is_kept_and_one_of_six_hundred_is_not(con):
    def pdf(pages):
        made = pdfium.PdfDocument.new()
        for _ in range(pages):
            made.new_page(612, 792)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    made = a_contribution(con)
    documents.add(con, "contribution", made, "long.pdf", pdf(300), TODAY)
    assert documents.of(con, "contribution", made)["pages"].tolist() == [300]
    with pytest.raises(Invalid, match="page"):
        documents.add(con, "contribution", made, "longer.pdf", pdf(600), TODAY)


def test_an_empty_text_is_not_called_typed(con):
    made = a_contribution(con)
    with pytest.raises(Invalid, match="There is no text yet"):
        contributions.move(con, made, "typed", TODAY)


def test_not_used_says_why(con):
    made = a_contribution(con)
    with pytest.raises(Invalid, match="why it is not used"):
        contributions.move(con, made, "not used", TODAY)
    assert contributions.move(con, made, "not used", TODAY, why="said before").not_used_why == "said before"


def test_nothing_is_published_without_consent(con):
    reader = a_reader(con)
    made = a_contribution(con, reader, "art")
    with pytest.raises(Invalid, match="was not asked yet"):
        contributions.move(con, made, "published", TODAY, where="the newsletter")
    contributions.agree(con, made, "no", a_letter(con, reader))
    with pytest.raises(Invalid, match="said no"):
        contributions.move(con, made, "published", TODAY, where="the newsletter")


def test_a_yes_names_a_letter_of_that_reader(con):
    reader = a_reader(con)
    made = a_contribution(con, reader)
    with pytest.raises(Invalid, match="Name the letter"):
        contributions.agree(con, made, "yes")
    with pytest.raises(Invalid, match="not a letter of this reader"):
        contributions.agree(con, made, "yes", a_letter(con, a_reader(con)))
    assert contributions.agree(con, made, "yes", a_letter(con, reader)).consent == "yes"


def test_published_says_where_and_when(con):
    reader = a_reader(con)
    made = a_contribution(con, reader, "poem", body="Roses")
    contributions.agree(con, made, "yes", a_letter(con, reader))
    with pytest.raises(Invalid, match="Say where"):
        contributions.move(con, made, "published", TODAY)
    with pytest.raises(Invalid, match="in the future"):
        contributions.move(con, made, "published", TODAY, where="the newsletter", on=TODAY + timedelta(days=1))
    now = contributions.move(con, made, "published", TODAY, where="the newsletter", issue="83", on=date(2026, 11, 20))
    assert (now.published_in, now.published_issue, now.published_on) == ("the newsletter", "83", date(2026, 11, 20))


def test_one_person_types_and_another_only_takes_over_on_purpose(con):
    made = a_contribution(con)
    contribution_typing.take(con, made, TODAY)
    as_somebody(con, "Ben")
    with pytest.raises(Conflict, match="Ada has it in hand"):
        contribution_typing.take(con, made, TODAY)
    with pytest.raises(Conflict, match="Ada has it in hand"):
        contribution_typing.save_text(con, made, "mine", TODAY)
    contribution_typing.take(con, made, TODAY, take_over=True)
    as_somebody(con, "Ada")
    with pytest.raises(Conflict, match="Ben has it in hand now"):
        contribution_typing.save_text(con, made, "mine", TODAY)


def test_what_was_left_for_days_is_taken_over_by_anybody(con):
    made = a_contribution(con)
    contribution_typing.take(con, made, TODAY - timedelta(days=4))
    as_somebody(con, "Ben")
    assert contribution_typing.take(con, made, TODAY).held_by == "Ben"


def test_taking_needs_a_name(con):
    made = a_contribution(con)
    as_somebody(con, "")
    with pytest.raises(Invalid, match="Write your name"):
        contribution_typing.take(con, made, TODAY)


def test_an_older_window_does_not_write_over_a_newer_text(con):
    made = a_contribution(con)
    contribution_typing.take(con, made, TODAY)
    contribution_typing.save_text(con, made, "first window", TODAY, known="")
    with pytest.raises(Conflict, match="changed in another window"):
        contribution_typing.save_text(con, made, "second window", TODAY, known="")
    assert contributions.get(con, made).body == "first window"


def test_history_keeps_the_text_as_it_was_once_for_each_hand(con):
    made = a_contribution(con, body="the words as first typed")
    contribution_typing.take(con, made, TODAY)
    for text in ("the words", "the words as edited", "the words as edited twice"):
        contribution_typing.save_text(con, made, text, TODAY)
    told = history.of(con, "contribution", made)["what"]
    assert sum("the words as first typed" in what for what in told) == 1
    assert not any("edited twice" in what for what in told)


def test_the_oldest_waits_first_and_what_somebody_holds_is_passed_over(con):
    late = a_contribution(con, on=date(2026, 5, 1))
    newer = a_contribution(con, on=date(2026, 9, 1))
    a_contribution(con, kind="art", on=date(2026, 1, 1))  # nothing to type
    table, many = contribution_lists.queue(con, TODAY)
    assert table["id"].tolist() == [late, newer] and many == 2
    assert table["age_days"].iloc[0] == (TODAY - date(2026, 5, 1)).days
    assert contribution_typing.next_one(as_somebody(con, "Ben"), "type", TODAY) == late
    assert contribution_typing.next_one(as_somebody(con, "Ada"), "type", TODAY) == newer
    assert contribution_typing.next_one(as_somebody(con, "Eve"), "type", TODAY) is None


def test_what_is_typed_waits_for_an_editor(con):
    made = a_contribution(con)
    contribution_typing.take(con, made, TODAY)
    contribution_typing.save_text(con, made, "three short words", TODAY)
    now = contribution_typing.done(con, made, "typed", TODAY)
    assert (now.state, now.held_by) == ("typed", "")
    table, _ = contribution_lists.queue(con, TODAY, "edit")
    assert (table["id"].tolist(), table["words"].tolist()) == ([made], [3])


def test_a_list_names_no_reader(con):
    reader = a_reader(con, number="7654321", first_name="Osbert", last_name="Quillfeather")
    a_contribution(con, reader)
    table, _ = contribution_lists.listing(con, TODAY)
    shown = table.to_csv()
    assert "Quillfeather" not in shown and "7654321" not in shown


def test_counts_say_how_old_the_oldest_is(con):
    assert contribution_lists.in_words(contribution_lists.counts(con, TODAY), TODAY) == "No contribution is on file yet."
    a_contribution(con, on=TODAY - timedelta(days=90))
    said = contribution_lists.in_words(contribution_lists.counts(con, TODAY), TODAY)
    assert said == "**1** to type, **0** to edit; the oldest waits 90 days, **1** longer than 60."


def test_what_was_taken_back_is_changed_no_more(con):
    made = a_contribution(con)
    with pytest.raises(Invalid, match="why the contribution is taken back"):
        contributions.void(con, made, " ", TODAY)
    contributions.void(con, made, "entered twice", TODAY)
    with pytest.raises(Conflict, match="was taken back"):
        contributions.move(con, made, "answered", TODAY)
    assert contribution_lists.listing(con, TODAY)[1] == 0


def test_another_title_proposes_another_parcel(con):
    reader, title = a_reader(con), a_title(con)
    parcel = a_shipment(con, reader, titles=[title])
    made = a_contribution(con, reader, "book review", title_text="The Samples")
    assert contributions.edit(con, made, TODAY, title_id=title).shipment_id == parcel


MOVES = st.lists(st.tuples(st.sampled_from((*contributions.STAGES, "void", "take", "text")), st.booleans()), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_states_move_along_allowed_steps(con, moves):
    reader = a_reader(con)
    letter = a_letter(con, reader)
    made = a_contribution(con, reader)
    contributions.agree(con, made, "yes", letter)
    for state, well in moves:
        before = contributions.get(con, made)
        try:
            if state == "take":
                contribution_typing.take(con, made, TODAY)
            elif state == "text":
                contribution_typing.save_text(con, made, "words", TODAY)
            elif state == "void":
                contributions.void(con, made, "why" if well else "", TODAY)
            else:
                contributions.move(con, made, state, TODAY, why="why" if well else "", where="there" if well else "")
        except BfpError:
            assert contributions.get(con, made) == before  # refused whole
            continue
        after = contributions.get(con, made)
        assert after.state == before.state or after.state in contributions.STEPS[before.state]
        assert (after.state == "not used") == (after.not_used_why != "")
        assert (after.state == "published") == (after.published_on is not None)
        assert before.voided_on is None


def test_every_state_is_of_the_program():
    states = {state for steps in contributions.STEPS.values() for state in steps} | set(contributions.STEPS)
    assert states == set(contributions.STAGES)


HARM = {
    "a contribution's state has what belongs to it": "update contribution set state = 'published'",
    "what is published of a contribution has the reader's yes": """
        insert into publication (entity, entity_id, html, published_on)
        select 'contribution', id, 'x', '2026-11-01' from contribution
    """,
    "a contribution's parcel went to its reader": "update contribution set shipment_id = 999",
    "every passage is of a contribution": """
        insert into redaction (contribution_id, position, starts, ends, found, kind) values (999, 1, 0, 4, 'word', 'by hand')
    """,
}


@pytest.mark.parametrize("rule", HARM)
def test_check_finds_what_breaks_a_rule_of_contributions(con, rule):
    a_contribution(con)
    assert check.broken(con, rule, TODAY) is None
    con.execute(HARM[rule])
    assert check.broken(con, rule, TODAY) is not None
