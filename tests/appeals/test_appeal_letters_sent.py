"""Letters of appeal: several for a pattern, sent and kept as they were sent, taken back."""

import io
import zipfile
from datetime import date

import pytest
from letter_samples import TODAY, a_docx, a_world, arguments, made, printed, text, words
from paper_reading import read

from bfp.appeals import appeals
from bfp.appeals.letters import appeal_letters, letter_sending, letter_templates
from bfp.base import db
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.documents import documents
from bfp.incidents import incidents

BY_HAND = "the pages are filled in by hand"


@pytest.fixture
def world(con):
    return a_world(con)


# ---- what the record denies ------------------------------------------------------------------------


def test_a_letter_that_the_record_denies_says_so_first(con, world):
    first, second = world.incidents[:2]
    for kind in ("no notice", "missing mail"):
        [said] = appeal_letters.denied(con, world.single, kind)
        assert said == (
            f"This letter says that no notice came, and a notice or a reason is on file of incidents {first}, {second}."
        )
    [said] = appeal_letters.denied(con, world.single, "follow-up")
    assert "nothing is on file as sent" in said
    for kind in ("content", "pattern"):
        assert not appeal_letters.denied(con, world.single, kind)
    for number in appeals.get(con, world.single).incident_ids:
        incidents.edit(con, number, TODAY, notice_on=None, stated_reason="")
    assert not appeal_letters.denied(con, world.single, "no notice")


def test_a_follow_up_is_proposed_only_where_nobody_answered(con, world):
    appeals.act(con, world.single, "letter sent", date(2026, 11, 19), today=TODAY)
    assert appeal_letters.usual_kind(con, world.single) == "follow-up"
    assert not appeal_letters.denied(con, world.single, "follow-up")
    appeals.answered(con, world.single, "upheld", TODAY, today=TODAY)
    assert appeal_letters.usual_kind(con, world.single) == "content"
    assert "an answer is on file" in appeal_letters.denied(con, world.single, "follow-up")[0]


# ---- several, sent, taken back --------------------------------------------------------------------


def several(con, world):
    chosen = arguments(con, world)
    return [appeal_letters.keep(con, one, TODAY) for one in appeal_letters.drafts(con, world.pattern, "content", TODAY, **chosen)]


def test_a_pattern_gives_a_letter_to_each_facility_and_one_to_headquarters(con, world):
    ids = several(con, world)
    found = [appeal_letters.get(con, number) for number in ids]
    assert [(one.kind, one.facility) for one in found] == [
        ("content", "North Camp, TX"), ("content", "South Camp, TX"), ("pattern", ""),
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(appeal_letters.zipped(con, ids))) as kept:
        names = kept.namelist()
        assert "South Camp, TX" in words(kept.read(names[1]))
    assert names[0] == f"appeal-{world.pattern}-content-North-Camp-TX-2026-11-23.docx"
    pages = read(appeal_letters.pdf_of(con, ids))
    starts = [page.text for page in pages if "page 1 of" in page.text]
    assert [("North" in said, "South" in said) for said in starts] == [(True, False), (False, True), (True, True)]
    assert "B. Director" in starts[2]
    sql = "select count(*) from appeal_argument where appeal_id = $id"
    assert db.value(con, sql, id=world.pattern) == 3


def test_a_letter_that_was_sent_sends_the_appeal_and_is_kept(con, world):
    letter = made(con, world.single, "content")
    was = appeal_letters.content(con, letter.id)
    letter_sending.sent(con, letter.id, TODAY, TODAY, text="certified", because=BY_HAND)
    appeal = appeals.get(con, world.single)
    assert (appeal.state, appeal.sent_on) == ("sent", TODAY)
    [action] = appeals.actions(con, world.single).itertuples()
    assert action.text == (
        "Content, page by page, to Review Committee, PO Box 99, Example City, TX 77000. certified. "
        "Sent all the same (6 blanks not filled in.): the pages are filled in by hand"
    )
    assert list(documents.of(con, "appeal_action", action.id)["id"]) == [letter.document_id]
    letter_templates.save(con, "content", a_docx("{{ date }}"), "other.docx", TODAY)
    assert appeal_letters.content(con, letter.id) == was
    with pytest.raises(Conflict, match="sent already"):
        letter_sending.sent(con, letter.id, TODAY, TODAY)
    with pytest.raises(Conflict, match="It was sent"):
        appeal_letters.void(con, letter.id, "no", TODAY)


def test_what_was_finished_elsewhere_is_kept_as_it_was_sent(con, world):
    letter = made(con, world.single, "content")
    as_pdf = appeal_letters.pdf(con, letter.id)
    finished = letter_sending.read_finished(con, "finished.pdf", as_pdf)
    letter_sending.sent(con, letter.id, TODAY, TODAY, finished)
    now = appeal_letters.get(con, letter.id)
    assert (now.name, now.file_kind, now.sent_on) == ("finished.pdf", "pdf", TODAY)
    assert appeal_letters.content(con, letter.id) == appeal_letters.pdf(con, letter.id) == as_pdf
    assert set(documents.of(con, "appeal", world.single)["id"]) == {letter.document_id, now.document_id}
    other = made(con, world.single, "follow-up")
    assert len(read(appeal_letters.pdf_of(con, [letter.id, other.id]))) == len(read(as_pdf)) + len(printed(con, other))


def test_the_letter_unchanged_may_be_given_as_it_was_sent(con, world):
    letter = made(con, world.single, "content")
    same = letter_sending.read_finished(con, "sent.docx", appeal_letters.content(con, letter.id))
    letter_sending.sent(con, letter.id, TODAY, TODAY, same, because=BY_HAND)
    assert appeal_letters.get(con, letter.id).document_id == letter.document_id


def test_a_template_or_a_picture_is_not_what_was_sent(con, world):
    with pytest.raises(Invalid, match="still has a field in it"):
        letter_sending.read_finished(con, "letter.docx", letter_templates.in_force(con, "content").content)
    with pytest.raises(Invalid, match="not what its name says: it is a Windows program"):
        letter_sending.read_finished(con, "letter.pdf", b"MZ not a pdf")


def test_a_step_taken_back_makes_the_letter_unsent_again(con, world):
    letter = made(con, world.single, "content")
    letter_sending.sent(con, letter.id, TODAY, TODAY, because=BY_HAND)
    appeals.take_back(con, world.single, "not mailed after all", TODAY)
    assert appeal_letters.get(con, letter.id).sent_on is None
    letter_sending.sent(con, letter.id, TODAY, TODAY, because=BY_HAND)
    assert appeal_letters.get(con, letter.id).sent_on == TODAY


def test_a_letter_sent_tomorrow_is_refused(con, world):
    letter = made(con, world.single, "content")
    with pytest.raises(Invalid, match="has not come yet"):
        letter_sending.sent(con, letter.id, date(2026, 11, 24), TODAY, because=BY_HAND)


def test_a_letter_is_taken_back_with_a_reason_and_made_anew(con, world):
    letter = made(con, world.single, "content")
    with pytest.raises(Invalid, match="Say why"):
        appeal_letters.void(con, letter.id, " ", TODAY)
    appeal_letters.void(con, letter.id, "wrong kind", TODAY)
    assert appeal_letters.letters(con, world.single) == []
    with pytest.raises(NotFound, match="taken back"):
        appeal_letters.get(con, letter.id)
    assert text(con, made(con, world.single, "content"))


def test_a_letter_whose_document_was_taken_out_is_said_to_be_gone(con, world):
    letter = made(con, world.single, "content")
    documents.void(con, letter.document_id, "wrong", TODAY)
    assert appeal_letters.get(con, letter.id).gone
    with pytest.raises(Conflict, match="was taken back"):
        letter_sending.sent(con, letter.id, TODAY, TODAY)
    appeal_letters.void(con, letter.id, "gone", TODAY)
    assert appeal_letters.letters(con, world.single) == []


# ---- what is said before it counts as sent ---------------------------------------------------------


def test_a_letter_with_blanks_is_not_sent_without_a_reason(con, world):
    letter = made(con, world.single, "content")
    [said] = letter_sending.questions(con, letter.id)
    assert said.endswith("blanks not filled in.")
    with pytest.raises(Invalid, match=r"not filled in\. Make it anew, or write why it goes as it is"):
        letter_sending.sent(con, letter.id, TODAY, TODAY)
    assert appeal_letters.get(con, letter.id).sent_on is None
    filled = a_docx("Page 12: it is a history of the county.")
    assert letter_sending.questions(con, letter.id, letter_sending.read_finished(con, "filled.docx", filled)) == []


def test_a_letter_made_before_an_incident_was_taken_out_says_what_changed(con, world):
    for number in world.incidents[:2]:
        incidents.edit(con, number, TODAY, term_ids=[world.reasons["used or not new"]])
    letter = made(con, world.single, "rule")
    assert letter_sending.questions(con, letter.id) == []
    appeals.remove_incident(con, world.single, world.incidents[1], TODAY)
    incidents.edit(con, world.incidents[0], TODAY, rule_cited="Rule 7")
    asked = letter_sending.questions(con, letter.id)
    assert any("the reader's name" in said for said in asked)
    assert "Changed since it was made: the rule that they cited. It says “Rule 3.91”, the record “Rule 7”." in asked
    made_anew = letter_sending.anew(con, letter.id, TODAY)
    appeal_letters.void(con, letter.id, "made anew", TODAY)
    again = appeal_letters.keep(con, made_anew, TODAY)
    assert letter_sending.questions(con, again) == []
    assert letter_sending.sent(con, again, TODAY, TODAY)


def test_a_letter_of_which_everything_was_voided_asks_too(con, world):
    letter = made(con, world.single, "rule")
    for number in world.incidents[:2]:
        incidents.void(con, number, "entered twice", TODAY)
    [said] = letter_sending.questions(con, letter.id)
    assert "was voided" in said


def test_a_letter_that_the_record_denies_meanwhile_asks_too(con, world):
    for number in world.incidents[:2]:
        incidents.edit(con, number, TODAY, notice_on=None, stated_reason="")
    letter = made(con, world.single, "no notice")
    incidents.edit(con, world.incidents[0], TODAY, stated_reason="It came after all.")
    assert any("This letter says that no notice came" in said for said in letter_sending.questions(con, letter.id))
