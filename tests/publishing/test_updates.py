"""Updates from inside: nothing leaves without consent, without a person, or with a name on file in it."""

import io
import zipfile
from datetime import date

import pytest
from builders import a_facility, a_reader, a_system
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bfp.base import db, lists
from bfp.base.errors import Conflict, Invalid
from bfp.contributions import contributions
from bfp.mail import letters
from bfp.publishing import redaction, update_texts, updates
from bfp.readers import readers

TODAY = date(2026, 11, 23)
PARTS = (
    "I am Bob Testerman, 01234567.", "TESTERMAN was moved.", "Ask William Fauxworth (0234-5671).", "Fauxworth's books are gone.",
    "The water is brown.", "Officer Blankenfeld laughed.", "We sit in Sample Oaks, Texas.", "I am in cell B-214.",
    "Nothing <b>new</b> & *here*.",
    "R.T.", "my friend willie", "Call 555-010-4477.",
)  # fmt: skip
ON_FILE = ("testerman", "01234567", "fauxworth", "02345671")


def a_place(con) -> int:
    found = db.value(con, "select id from facility where name = 'Sample Oaks Unit'")
    return found or a_facility(con, "Sample Oaks Unit", city="Mockingham", system_id=a_system(con))


def a_report(con, body, consent="yes", place=None) -> int:
    place = place or a_place(con)
    reader = db.value(con, "select id from reader where number = '01234567'") or a_reader(
        con, place, "01234567", "Robert", "Testerman"
    )
    if not db.value(con, "select id from reader where number = '02345671'"):
        a_reader(con, place, "02345671", "William", "Fauxworth")
    letter = letters.add(con, reader, postmark_on=date(2026, 11, 1), today=TODAY)
    made = contributions.add(con, reader, "report from inside", date(2026, 11, 2), contributions.Told(body=body), today=TODAY)
    if consent != "not asked":
        contributions.agree(con, made, consent, letter)
    return made


def decide_all(con, report, decision="remove", place="state only") -> None:
    redaction.decide(con, report, {one.starts: decision for one in redaction.offered(con, report, place)}, place)


def published(con, body="Fauxworth's books are gone.", title="Books gone", place="state only") -> int:
    report = a_report(con, body)
    decide_all(con, report, place=place)
    return updates.publish(con, report, title, place, TODAY)


def plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def test_a_report_is_published_with_title_month_state_and_topics(con):
    report = a_report(con, "Fauxworth's books are gone.\n\nThe water is brown.")
    topic = next(iter(lists.names(con, "subject")))
    updates.set_topics(con, report, [topic])
    decide_all(con, report)
    number = updates.publish(con, report, "Books gone", "state only", TODAY)
    kept = updates.publication(con, number)["html"]
    assert "<h1>Books gone</h1>" in kept
    assert f"November 2026 · Texas · {lists.names(con, 'subject')[topic]}" in kept
    assert "<p>[name] books are gone.</p>" in kept or "<p>[name]&#x27;s books are gone.</p>" in kept
    assert contributions.get(con, report).state == "published"


def test_nothing_is_published_without_consent(con):
    for consent, said in (("not asked", "was not asked yet"), ("no", "said no")):
        report = a_report(con, "The water is brown.", consent)
        assert any(said in sentence for sentence in updates.preview(con, report, "Water").in_the_way)
        with pytest.raises(Invalid, match=said):
            updates.publish(con, report, "Water", "state only", TODAY)


def test_every_passage_is_decided_before_it_leaves(con):
    report = a_report(con, "Ask William Fauxworth (0234-5671).")
    with pytest.raises(Conflict, match="2 passages found: remove or keep each"):
        updates.publish(con, report, "Ask", "state only", TODAY)


def test_an_empty_text_and_an_empty_title_are_refused(con):
    report = a_report(con, "")
    assert any("no text yet" in sentence for sentence in updates.preview(con, report, "Title").in_the_way)
    with pytest.raises(Conflict, match="Give it a title"):
        updates.publish(con, a_report(con, "Water."), "  ", "state only", TODAY)


def test_a_name_in_the_title_does_not_leave(con):
    report = a_report(con, "The water is brown.")
    with pytest.raises(Conflict, match="the reader's name still stands in paragraph 1"):
        updates.publish(con, report, "A word from Bob Testerman", "state only", TODAY)


def test_a_place_is_blurred_by_choice(con):
    report = a_report(con, "We sit in Sample Oaks, Texas.")
    for place, shown, hidden in (
        ("facility and state", "Sample Oaks Unit, TX", None),
        ("state only", "Texas", "Sample Oaks"),
        ("no place", "[facility]", "Texas"),
    ):
        decide_all(con, report, place=place)
        words = update_texts.words(updates.preview(con, report, "Where", place).html)
        if place != "facility and state":
            assert hidden not in words
        assert shown in words
        con.execute("delete from redaction where contribution_id = $id", {"id": report})


def test_what_was_seen_is_what_is_published(con):
    report = a_report(con, "The water is brown.")
    shown = updates.preview(con, report, "Water")
    con.execute("update contribution set body = 'The water is clear.' where id = $id", {"id": report})
    with pytest.raises(Conflict, match="changed while you looked"):
        updates.publish(con, report, "Water", "state only", TODAY, seen=shown.html)


def test_what_was_published_stays_as_published_when_the_text_changes(con):
    number = published(con)
    before = updates.publication(con, number)["html"]
    con.execute("update contribution set body = 'other words' where true")
    assert updates.publication(con, number)["html"] == before


def test_withdrawn_says_why_and_does_not_leave_any_more(con):
    number = published(con)
    with pytest.raises(Invalid, match="why it is withdrawn"):
        updates.withdraw(con, number, " ", TODAY)
    updates.withdraw(con, number, "the reader asks", TODAY, reader_asks=True)
    report = contributions.get(con, updates.publication(con, number)["entity_id"])
    assert (report.state, report.consent) == ("edited", "no")
    with pytest.raises(Conflict, match="was withdrawn on 23 Nov 2026"):
        updates.export(con, [number])
    with pytest.raises(Conflict, match="already"):
        updates.withdraw(con, number, "again", TODAY)
    assert "[name]" in updates.publication(con, number)["html"]  # kept as it was published


def test_one_update_leaves_as_a_file_and_several_as_a_zip(con):
    one, other = published(con), published(con, "The water is brown.", "Water * everywhere")
    name, content = updates.export(con, [one], "md")
    assert name == f"{one}-books-gone.md" and content.decode().startswith("# Books gone\n\n*November 2026 · Texas*")
    name, content = updates.export(con, [one, other], "html")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted([f"{one}-books-gone.html", f"{other}-water-everywhere.html"])
        assert b"<!doctype html>" in archive.read(f"{other}-water-everywhere.html")


def test_it_is_searched_again_before_it_leaves(con):
    number = published(con, "Somebody called Nullington lent me a book.", "A book lent")
    place = db.value(con, "select max(id) from facility")
    readers.add(con, facility_id=place, first_name="Ann", last_name="Nullington", number="0777777", on=TODAY)
    with pytest.raises(
        Conflict, match="was not saved as a file: another reader's name still stands in paragraph 3, after “Somebody called”"
    ):
        updates.export(con, [number])


def test_what_a_person_kept_on_purpose_may_leave(con):
    report = a_report(con, "Fauxworth is also a town in a novel.")
    decide_all(con, report, "keep")
    number = updates.publish(con, report, "A novel", "state only", TODAY)
    assert b"Fauxworth is also a town" in updates.export(con, [number])[1]


def test_only_subjects_are_topics(con):
    report = a_report(con, "Water.")
    with pytest.raises(Invalid, match="one of the program's subjects"):
        updates.set_topics(con, report, [next(iter(lists.names(con, "language")))])


def test_markdown_takes_no_sign_of_the_reader_for_its_own():
    update = update_texts.Update("# 1 *star*", "May 2026", "", (), "1. one\n- two <b>\n\n[link](x) _so_")
    told = update_texts.as_markdown(update_texts.as_html(update))
    assert told == "# \\# 1 \\*star\\*\n\n*May 2026*\n\n1\\. one  \n\\- two \\<b\\>\n\n\\[link\\](x) \\_so\\_\n"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=8),
    st.sampled_from(redaction.PLACES),
    st.lists(st.sampled_from(["remove", "keep"]), min_size=12, max_size=12),
)
def test_no_confirmed_passage_survives_in_what_is_published(con, parts, place, answers):
    report = a_report(con, "\n\n".join(parts))
    found = redaction.offered(con, report, place)
    decisions = {one.starts: "remove" if one.must_go else answers[nth % 12] for nth, one in enumerate(found)}
    redaction.decide(con, report, decisions, place)
    kept = {plain(one.found) for one in redaction.offered(con, report, place) if one.decision == "keep"}
    try:
        number = updates.publish(con, report, "An update", place, TODAY)
    except Conflict as refused:
        assert "still stands" in str(refused)  # two answers about the same words
        return
    left = {plain(one.found) for one in search_again(con, report, number, place)}
    removed = {plain(one.found) for one in found if decisions[one.starts] == "remove"}
    assert not (removed - kept) & left
    words = plain(update_texts.words(updates.publication(con, number)["html"]))
    assert not any(name in words for name in ON_FILE if not any(name in one for one in kept))


def search_again(con, report, number, place):
    now = contributions.get(con, report)
    return redaction.search(update_texts.words(updates.publication(con, number)["html"]), redaction.known(con, now, place))
