"""Steps of joining: what follows from the mail, what a person says, and the letters that move readers on."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request
from paper_reading import read

from bfp.base import history, lists, settings
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.contributions import contributions, joining, joining_letters
from bfp.mail import letters
from bfp.papers import paper_texts
from bfp.readers import reader_merge, readers

TODAY = date(2026, 11, 23)


def a_letter(con, reader_id, on=date(2026, 10, 1)):
    return letters.add(con, reader_id, postmark_on=on, today=TODAY)


def work(con, name="book review"):
    return next(number for number, one in lists.names(con, "work").items() if one == name)


def offers(con, reader_id, on=date(2026, 10, 1), name="book review"):
    a_letter(con, reader_id, on)
    return a_request(con, reader_id, on=on, terms=[work(con, name)])


def step_of(con, reader_id, day=TODAY):
    standing = joining.of_reader(con, reader_id, day)
    return (standing.step, standing.since_on) if standing else None


def test_the_first_letter_is_wrote(con):
    reader = a_reader(con)
    assert step_of(con, reader) is None
    a_letter(con, reader, date(2026, 9, 1))
    a_letter(con, reader, date(2026, 10, 1))
    assert step_of(con, reader) == ("wrote", date(2026, 9, 1))


def test_work_offered_in_a_request_is_asked_and_a_subject_is_not(con):
    reader = a_reader(con)
    a_letter(con, reader)
    subject = next(iter(lists.names(con, "subject")))
    a_request(con, reader, on=date(2026, 9, 1), terms=[subject])
    assert step_of(con, reader)[0] == "wrote"
    offers(con, reader, date(2026, 10, 5))
    assert step_of(con, reader) == ("asked", date(2026, 10, 5))


def test_what_was_given_back_makes_active(con):
    reader = a_reader(con)
    offers(con, reader)
    contributions.add(con, reader, "poem", date(2026, 11, 2))
    assert step_of(con, reader) == ("active", date(2026, 11, 2))


def test_who_is_not_heard_of_for_the_months_of_the_setting_is_silent(con):
    reader = a_reader(con)
    offers(con, reader, date(2025, 11, 22))
    assert step_of(con, reader) == ("silent", date(2025, 11, 22))
    settings.save(con, silent_months=24)
    assert step_of(con, reader)[0] == "asked"


def test_a_letter_ends_silence_also_one_that_a_person_said(con):
    reader = a_reader(con)
    offers(con, reader, date(2026, 9, 1))
    joining.set_step(con, reader, "silent", date(2026, 10, 1), TODAY)
    assert step_of(con, reader) == ("silent", date(2026, 10, 1))
    a_letter(con, reader, date(2026, 11, 1))
    assert step_of(con, reader)[0] == "asked"


def test_what_a_person_says_counts_from_its_day_and_the_mail_moves_on_from_there(con):
    reader = a_reader(con)
    contributions.add(con, reader, "poem", date(2026, 3, 1))
    offers(con, reader, date(2026, 9, 1))
    joining.set_step(con, reader, "introduction sent", date(2026, 9, 20), TODAY)
    assert step_of(con, reader) == ("introduction sent", date(2026, 9, 20))
    contributions.add(con, reader, "poem", date(2026, 10, 20))
    assert step_of(con, reader) == ("active", date(2026, 10, 20))


def test_it_can_be_asked_as_of_any_day(con):
    reader = a_reader(con)
    offers(con, reader, date(2026, 9, 1))
    joining.set_step(con, reader, "introduction sent", date(2026, 9, 20), TODAY)
    assert [step_of(con, reader, day) and step_of(con, reader, day)[0] for day in
            (date(2026, 8, 31), date(2026, 9, 2), date(2026, 9, 20))] == [None, "asked", "introduction sent"]  # fmt: skip
    moved = joining.movement(con, date(2026, 9, 2), TODAY)
    assert moved.values.tolist() == [["asked", "introduction sent", 1]]
    with pytest.raises(Invalid, match="earlier first day"):
        joining.movement(con, TODAY, date(2026, 9, 2))


def test_counts_have_every_step_and_nobody_who_left_or_was_merged(con):
    there, gone, twice = a_reader(con), a_reader(con, status="released"), a_reader(con)
    for reader in (there, gone, twice):
        offers(con, reader)
    reader_merge.merge(con, there, twice)
    table = joining.counts(con, TODAY)
    assert tuple(table["step"]) == joining.STEPS
    assert dict(zip(table["step"], table["readers"], strict=True)) == dict.fromkeys(joining.STEPS, 0) | {"asked": 1}
    assert joining.of_reader(con, gone, TODAY) is None
    assert joining.of_reader(con, twice, TODAY).reader_id == there


def test_the_list_has_the_longest_first_and_can_leave_out_who_cannot_be_written_to(con):
    place = a_facility(con)
    late, early, lost = (a_reader(con, place) for _ in range(3))
    for reader, day in ((late, date(2026, 10, 9)), (early, date(2026, 10, 2)), (lost, date(2026, 10, 1))):
        offers(con, reader, day)
    readers.mark_bad_address(con, lost, TODAY)
    assert list(joining.listing(con, TODAY, "asked")["reader_id"]) == [lost, early, late]
    assert list(joining.listing(con, TODAY, "asked", mailable=True)["reader_id"]) == [early, late]
    assert list(joining.listing(con, TODAY, "asked", limit=1, offset=1)["reader_id"]) == [early]
    assert joining.listing(con, TODAY, "asked", facility_id=a_facility(con)).empty
    with pytest.raises(Invalid, match="one of"):
        joining.listing(con, TODAY, "friend")


def test_a_step_that_can_not_be_is_refused(con):
    reader = a_reader(con)
    offers(con, reader)
    with pytest.raises(Invalid, match="not come yet"):
        joining.set_step(con, reader, "active", date(2026, 12, 1), TODAY)
    with pytest.raises(Invalid, match="was not sent yet"):
        joining.set_step(con, reader, "introduction answered", TODAY, TODAY)
    joining.set_step(con, reader, "introduction sent", date(2026, 11, 1), TODAY)
    with pytest.raises(Invalid, match="sent on 1 Nov 2026"):
        joining.set_step(con, reader, "introduction answered", date(2026, 10, 20), TODAY)
    with pytest.raises(Invalid, match="one of"):
        joining.set_step(con, reader, "friend", TODAY, TODAY)
    with pytest.raises(NotFound, match="no letter L-99"):
        joining.set_step(con, reader, "active", TODAY, TODAY, letter_id=99)
    with pytest.raises(NotFound, match="no reader"):
        joining.set_step(con, 999, "active", TODAY, TODAY)


def test_the_same_step_twice_is_refused(con):
    reader = a_reader(con)
    joining.set_step(con, reader, "active", date(2026, 11, 1), TODAY)
    with pytest.raises(Conflict, match="since 1 Nov 2026 already"):
        joining.set_step(con, reader, "active", TODAY, TODAY)
    joining.set_step(con, reader, "introduction sent", TODAY, TODAY)
    with pytest.raises(Conflict, match="on file already"):
        joining.set_step(con, reader, "introduction sent", TODAY, TODAY)


@pytest.mark.parametrize("status", ["released", "dead"])
def test_who_left_has_no_step(con, status):
    with pytest.raises(Conflict, match=status):
        joining.set_step(con, a_reader(con, status=status), "active", TODAY, TODAY)


def test_a_step_taken_back_counts_no_more_and_history_keeps_it(con):
    reader = a_reader(con)
    offers(con, reader)
    number = joining.set_step(con, reader, "active", TODAY, TODAY, note="met at the gate")
    with pytest.raises(Invalid, match="reason"):
        joining.void(con, number, " ", TODAY)
    joining.void(con, number, "another reader", TODAY)
    assert step_of(con, reader)[0] == "asked" and joining.said(con, reader).empty
    with pytest.raises(Conflict, match="taken back already"):
        joining.void(con, number, "again", TODAY)
    assert list(history.of(con, "reader", reader)["reason"])[:2] == ["another reader", "met at the gate"]


def test_letters_in_the_mail_move_their_readers_on_once(con):
    asked, answered, silent = a_reader(con), a_reader(con), a_reader(con)
    for reader in (asked, answered):
        offers(con, reader)
    joining.set_step(con, answered, "introduction sent", date(2026, 10, 10), TODAY)
    joining.set_step(con, answered, "introduction answered", date(2026, 11, 10), TODAY)
    assert joining.mark_sent(con, [asked, answered, asked, silent], TODAY, TODAY) == 2
    assert (step_of(con, asked)[0], step_of(con, answered)) == ("introduction sent", ("introduction answered", TODAY))
    with pytest.raises(Conflict, match="somebody else"):
        joining.mark_sent(con, [asked, answered], TODAY, TODAY)


def test_a_letter_of_ours_makes_nobody_active_and_what_is_given_back_does(con):
    reader = a_reader(con)
    offers(con, reader)
    joining.set_step(con, reader, "introduction sent", date(2026, 10, 10), TODAY)
    joining.set_step(con, reader, "introduction answered", date(2026, 10, 20), TODAY)
    joining.mark_sent(con, [reader], date(2026, 11, 2), TODAY)
    assert step_of(con, reader) == ("introduction answered", date(2026, 11, 2))
    assert joining.said(con, reader)["note"].iloc[0] == "first thing to do sent"
    contributions.add(con, reader, "poem", date(2026, 11, 20))
    assert step_of(con, reader) == ("active", date(2026, 11, 20))


def test_a_merged_reader_is_at_the_steps_of_both_records(con):
    kept, other = a_reader(con), a_reader(con)
    offers(con, kept)
    joining.set_step(con, other, "introduction sent", date(2026, 11, 1), TODAY)
    reader_merge.merge(con, kept, other)
    assert step_of(con, kept) == ("introduction sent", date(2026, 11, 1))
    joining.set_step(con, other, "introduction answered", date(2026, 11, 5), TODAY)
    assert step_of(con, kept)[0] == "introduction answered"


def test_the_letter_is_in_the_readers_language_and_names_the_work(con):
    english, spanish = a_reader(con, first_name="Quill"), a_reader(con, first_name="Pluma")
    offers(con, english, name="poetry")
    request = offers(con, spanish, name="poetry")
    other = next(number for number, name in lists.names(con, "language").items() if name == "Spanish")
    con.execute("insert into request_term values ($request, $term)", {"request": request, "term": other})
    pages = " ".join(sheet.text for sheet in read(joining_letters.pdf(con, [english, spanish], TODAY)))
    assert "Dear Quill Reader" in pages and "poetry" in pages
    assert "Estimado/a Pluma Reader" in pages and "poesía" in pages and "1 Example Road" in pages


def test_each_step_has_its_letter_and_who_moved_on_meanwhile_has_none(con):
    asked, sent, active = a_reader(con), a_reader(con), a_reader(con)
    for reader in (asked, sent, active):
        offers(con, reader)
    joining.set_step(con, sent, "introduction sent", date(2026, 10, 10), TODAY)
    joining.set_step(con, active, "active", date(2026, 10, 10), TODAY)
    made = joining_letters.data(con, [asked, sent, active], TODAY)
    text = [str(part["blocks"]) for part in made]
    assert len(made) == 2 and "three questions" in text[0] and "On 10 Oct 2026 we wrote" in text[1]
    with pytest.raises(NotFound, match="any more"):
        joining_letters.pdf(con, [active], TODAY)
    with pytest.raises(Invalid, match="no letter to print"):
        joining_letters.pdf(con, [], TODAY)
    with pytest.raises(Invalid, match="at most"):
        joining_letters.pdf(con, list(range(101)), TODAY)


def test_the_programs_own_text_is_the_one_that_is_printed(con):
    reader = a_reader(con)
    offers(con, reader)
    paper_texts.save(con, "joining_introduction", "English", "Hello {first_name}, you offered {offered}.")
    assert "Hello Testa, you offered book review." in str(joining_letters.data(con, [reader], TODAY)[0]["blocks"])
