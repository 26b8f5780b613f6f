"""Letters of appeal: each kind made from the record, read back and printed; what is missing, and what is nasty."""

import io
import re
from datetime import date

import pytest
from docx import Document
from letter_samples import STATED, TODAY, a_docx, a_world, arguments, made, printed, text, words
from paper_reading import outside

from bfp.appeals import appeal_rules, appeals, citations, contacts, rebuttals
from bfp.appeals.letters import appeal_letters, letter_templates, letter_values
from bfp.base import db
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.incidents import incidents
from bfp.places import restrictions


@pytest.fixture
def world(con):
    return a_world(con)


# ---- each kind ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", appeal_letters.KINDS)
def test_a_letter_of_each_kind_is_made_and_read_back(con, world, kind):
    appeal_id = world.pattern if kind == "pattern" else world.single
    if kind == "follow-up":
        appeals.act(con, appeal_id, "letter sent", date(2026, 11, 19), today=TODAY)
    letter = made(con, appeal_id, kind, **arguments(con, world))
    said = text(con, letter)
    assert not re.search(r"\{[{%]|[}%]\}|None|nan\b", said)
    for part in (
        "Books Example",
        "PO Box 1\nSampleton, MA 01000",
        "23 November 2026",
        "The Example of the Earth",
        "Procunier v. Martinez, 416 U.S. 396 (1974): Censorship of mail needs minimum safeguards",
        "On “racial content”: Please name each page",
        "Legal Aid of Example",
        "A. Friend",
        f"appeal {appeal_id}",
    ):
        assert part in said
    pages = printed(con, letter)
    bare = "".join(page.bare for page in pages)
    for part in ("BooksExample", "23November2026", "TheExampleoftheEarth", "416U.S.396(1974)", "LegalAidofExample"):
        assert part in bare
    assert not any(outside(page, 0.8, 0.5, 0.3) for page in pages)


def test_the_content_letter_goes_page_by_page_with_the_stated_reason_verbatim(con, world):
    letter = made(con, world.single, "content")
    said = text(con, letter)
    assert f"Reason stated: “{STATED}”" in said
    assert [line.split(":")[0] for line in said.splitlines() if "_____" in line][:3] == ["Page 12", "Pages 45-47", "The cover"]
    assert "Rule cited: Rule 3.91" in said
    assert "“The Example of the Earth” by F. Author (book, paperback, ISBN 978-0-8021-4132-3)" in said
    assert appeal_letters.before_printing(con, letter.id) == ["6 blanks to fill in, by hand or in the word processor."]


def test_the_letter_goes_to_whom_the_rule_names(con, world):
    assert "Director's Review Committee" not in text(con, made(con, world.single, "no notice"))
    letter = made(con, world.single, "content")
    assert letter.addressee == "Review Committee, PO Box 99, Example City, TX 77000"
    assert "To whom it may concern:" in text(con, letter)


def test_the_letter_about_missing_mail_goes_to_the_official_of_the_place(con, world):
    contacts.add(con, role="warden", facility_id=world.places[0], name="C. Warden", address="2 Road", source="letter")
    letter = made(con, world.single, "missing mail")
    assert letter.addressee == "C. Warden, 2 Road"
    assert "Dear C. Warden:" in text(con, letter)


def test_another_contact_may_be_chosen_but_none_of_another_system(con, world):
    found = next(one for one in letter_values.choices(con, appeals.get(con, world.single)) if one.role == "headquarters")
    assert made(con, world.single, "content", contact_id=found.id).addressee.startswith("B. Director")
    contacts.void(con, found.id, "retired", TODAY)
    with pytest.raises(Conflict, match="not in use"):
        made(con, world.single, "content", contact_id=found.id)


def test_a_rule_that_nobody_checked_is_not_told_to_a_prison(con, world):
    due = letter_values.deadline(con, appeals.get(con, world.single), None, TODAY)
    assert "must reach" not in text(con, made(con, world.single, "content"))
    said = letter_values.unchecked(con, appeals.get(con, world.single), None, TODAY, [citations.listing(con)[0].id], [])
    assert said == [
        "The rule of appeal is still to be checked: its words and times are left out of the letter.",
        "Still to be checked by the program’s lawyers: Procunier v. Martinez.",
    ]
    appeal_rules.confirm(con, due.rule_id, "the directive", TODAY)
    assert "The rule of appeal that we go by (the directive): An appeal must reach" in text(con, made(con, world.single, "rule"))


def test_mail_rules_come_from_official_documents_alone(con, world):
    for source_kind, words_ in (("official document", "new books only"), ("reader", "told by a reader")):
        restrictions.add(
            con,
            restrictions.Told(
                level="system", system_id=world.system_id, text=words_, starts_on=date(2024, 1, 1), source_kind=source_kind,
                source="directive 7" if source_kind != "reader" else "T. Reader",
            ),
        )  # fmt: skip
    said = text(con, made(con, world.single, "rule"))
    assert "new books only (directive 7)" in said
    assert "told by a reader" not in said and "T. Reader" not in said


def test_a_follow_up_says_when_we_wrote_and_that_it_was_long_ago(con, world):
    assert "We wrote to you on ______" in text(con, made(con, world.single, "follow-up"))
    for day in (18, 20):
        appeals.act(con, world.single, "letter sent", date(2026, 11, day), today=TODAY)
    said = text(con, made(con, world.single, "follow-up", copies_to="again"))
    assert "on 18 November 2026, and on 20 November 2026. The last letter was sent 3 days ago." in said


def test_readers_are_named_only_where_the_template_names_them(con, world):
    assert "addressed to Testa Reader (555000)" in text(con, made(con, world.single, "content"))
    pattern = text(con, made(con, world.pattern, "pattern"))
    assert "Reader" not in pattern and "5550" not in pattern
    letter_templates.save(con, "content", a_docx("About {{ titles }}."), "mine.docx", TODAY)
    assert text(con, made(con, world.single, "content", copies_to="")) == "About The Example of the Earth."


def test_a_letter_with_copies_names_the_readers_who_get_one(con, world):
    lines = letter_values.reader_lines(con, world.single).values()
    assert list(lines) == ["Testa Reader, 555000, Example Unit, TX", "Testa Reader, 555001, Example Unit, TX"]
    letter = made(con, world.single, "rule", copies_to="\n".join(lines))
    assert "Testa Reader, 555001, Example Unit, TX" in text(con, letter)
    assert letter.copies_to.splitlines() == list(lines)


def test_a_letter_about_one_facility_speaks_of_no_other(con, world):
    said = text(con, made(con, world.pattern, "content", facility_id=world.places[1]))
    assert "North Camp, TX" in said and "South Camp" not in said
    with pytest.raises(Invalid, match="not about that facility"):
        made(con, world.pattern, "content", facility_id=world.places[0])


def test_the_usual_kind_follows_from_what_is_on_file(con, world):
    assert appeal_letters.usual_kind(con, world.single) == "content"
    assert appeal_letters.usual_kind(con, world.pattern) == "pattern"
    for number in world.incidents[:2]:
        incidents.edit(con, number, TODAY, term_ids=[world.reasons["used or not new"]])
    assert appeal_letters.usual_kind(con, world.single) == "rule"
    for number in world.incidents[:2]:
        incidents.edit(con, number, TODAY, stated_reason="", notice_on=None)
    assert appeal_letters.usual_kind(con, world.single) == "no notice"
    appeals.sent(con, world.single, TODAY, today=TODAY)
    assert appeal_letters.usual_kind(con, world.single) == "follow-up"


# ---- what is missing, and what is nasty -----------------------------------------------------------


def test_without_an_address_it_is_said_where_to_add_one_or_a_blank_is_left(con):
    world = a_world(con, address=False)
    with pytest.raises(Invalid, match="No address of Director's Review Committee is on file for Example Unit, TX") as error:
        made(con, world.single, "content")
    assert "Appeal rules, Contacts" in str(error.value) and error.value.field == "addressee"
    with pytest.raises(Invalid, match="No address of the headquarters is on file for Example Department"):
        made(con, world.pattern, "pattern")
    assert appeal_letters.letters(con, world.single) == []
    letter = made(con, world.single, "content", blanks=True)
    assert re.search(r"Director's Review Committee\n_{30,}\n_{30,}", text(con, letter))
    assert "8 blanks" in appeal_letters.before_printing(con, letter.id)[0]
    assert "____" in printed(con, letter)[0].bare


def test_a_name_without_an_address_is_kept_above_the_blank(con):
    world = a_world(con, address=False)
    contacts.add(con, role="warden", facility_id=world.places[0], name="A. Official", source="letter")
    with pytest.raises(Invalid, match="No address of the warden is on file"):
        made(con, world.single, "no notice")
    said = text(con, made(con, world.single, "no notice", blanks=True))
    assert re.search(r"A\. Official\n_{30,}", said) and "Dear A. Official:" in said


NASTY = [
    "{{ program }} {% for x in y %} {# note #} {_{ }_}",
    "<b>bold</b> & <w:p> ]]> &amp; &#123;",
    "Ŝiaj ĉevaloj Ñandú Łódź naïve Ελληνικά Русский",
    "שלום עולם, ספר אחד",
    "line one\nline two\ttabbed \x0b \x07 \x00 end",
    "A" * 3000,
    "word " * 900,
    "\\\\server\\share $#*_~`@ =cmd|x #import",
    "’“”…—",
]


@pytest.mark.parametrize("nasty", NASTY, ids=lambda one: one[:12].replace("\n", " "))
def test_what_people_wrote_stands_in_the_letter_as_they_wrote_it(con, nasty):
    world = a_world(con, stated=nasty, title=" ".join(nasty.replace("\x00", "").split())[:200], last_name=nasty.split()[0][:60])
    kept = incidents.get(con, world.incidents[0]).stated_reason
    assert kept
    for kind, appeal_id in (("content", world.single), ("pattern", world.pattern)):
        letter = made(con, appeal_id, kind)
        said = text(con, letter)
        assert _flat(kept) in _flat(said)
        pages = printed(con, letter)
        assert not any(outside(page, 0.8, 0.5, 0.3) for page in pages)
        if nasty.isascii():
            assert _flat(kept)[:500] in re.sub(
                r"BooksExample,appeal\d+page\d+of\d+", "", "".join(_flat(page.bare) for page in pages)
            )


def _flat(said):
    return re.sub(r"[\s\x00-\x1f\u200b\ufffe-]+", "", said)


def test_letters_that_the_fonts_lack_are_named_before_printing(con):
    world = a_world(con, stated="כן 漢字")
    letter = made(con, world.single, "content")
    assert any("can’t print 漢 字" in said for said in appeal_letters.before_printing(con, letter.id))


def test_the_file_says_nothing_of_who_wrote_the_template(con, world):
    document = Document(io.BytesIO(a_docx("About {{ titles }}.")))
    document.core_properties.author, document.core_properties.title = "Somebody Real", "{{ nothing }}"
    kept = io.BytesIO()
    document.save(kept)
    letter_templates.save(con, "content", kept.getvalue(), "mine.docx", TODAY)
    about = Document(io.BytesIO(appeal_letters.content(con, made(con, world.single, "content").id))).core_properties
    assert (about.author, about.title, about.comments) == ("Books Example", f"Appeal {world.single}: Content, page by page", "")


def test_pages_are_read_one_by_one():
    assert letter_values.pages("pp. 12, 45–47; cover & 60") == ["Page 12", "Pages 45–47", "Cover", "Page 60"]
    assert letter_values.pages("") == []


# ---- what can't be made ---------------------------------------------------------------------------


def test_no_letter_is_made_of_what_was_voided_or_closed(con, world):
    for number in world.incidents[:2]:
        incidents.void(con, number, "a slip", TODAY)
    with pytest.raises(Conflict, match="Every incident that the letter would be about was voided"):
        made(con, world.single, "content")
    appeals.decline(con, world.single, "voided", TODAY)
    with pytest.raises(Conflict, match="is closed"):
        made(con, world.single, "content")
    appeals.void(con, world.pattern, "a slip", TODAY)
    with pytest.raises(Conflict, match="was voided"):
        made(con, world.pattern, "pattern")


def test_voided_arguments_are_not_used(con, world):
    chosen = arguments(con, world)
    citations.void(con, chosen["citation_ids"][0], "overruled", TODAY)
    with pytest.raises(Conflict, match="was voided: no new letter names it"):
        made(con, world.single, "content", citation_ids=chosen["citation_ids"])
    rebuttals.void(con, chosen["rebuttal_ids"][0], "weak", TODAY)
    with pytest.raises(Conflict, match="rebuttal of racial content was voided"):
        made(con, world.single, "content", rebuttal_ids=chosen["rebuttal_ids"])


def test_an_unknown_kind_and_too_many_copies_are_refused(con, world):
    with pytest.raises(NotFound, match="There is no letter called"):
        made(con, world.single, "threat")
    with pytest.raises(Invalid, match="At most 20 copies"):
        made(con, world.single, "content", copies_to="x\n" * 21)


def test_just_the_same_letter_is_not_kept_twice(con, world):
    made(con, world.single, "content")
    with pytest.raises(Conflict, match="is here already"):
        made(con, world.single, "content")


def test_the_arguments_are_kept_with_the_appeal(con, world):
    chosen = arguments(con, world)
    made(con, world.single, "content", **chosen)
    made(con, world.single, "content", citation_ids=chosen["citation_ids"][:1])
    sql = "select kind, argument_id from appeal_argument where appeal_id = $id order by kind, argument_id"
    found = [(row["kind"], row["argument_id"]) for row in db.rows(con, sql, id=world.single)]
    assert found == [("citation", chosen["citation_ids"][0])]


# ---- one kind of reason, one kind of letter --------------------------------------------------------


def mixed(con, world):
    """The second item was refused as used, the first for what it says."""
    incidents.edit(con, world.incidents[1], TODAY, term_ids=[world.reasons["used or not new"]], stated_reason="Used books")
    return world.incidents[0], world.incidents[1]


def test_a_letter_that_speaks_against_the_reasons_of_its_incidents_says_so(con, world):
    [said] = appeal_letters.denied(con, world.single, "rule")
    assert "“not about what they say”" in said and "racial content" in said
    assert appeal_letters.denied(con, world.single, "content") == []
    for number in world.incidents[:2]:
        incidents.edit(con, number, TODAY, term_ids=[world.reasons["used or not new"]])
    [said] = appeal_letters.denied(con, world.single, "content")
    assert "look at each page cited" in said and "used or not new" in said
    assert appeal_letters.denied(con, world.single, "rule") == []


def test_a_mixed_appeal_is_two_letters_each_about_its_own(con, world):
    assert appeal_letters.two_letters(con, world.single) == ""
    by_content, by_rule = mixed(con, world)
    assert f"content ({by_content}), one by rule ({by_rule})" in appeal_letters.two_letters(con, world.single)
    chosen = [one.id for one in rebuttals.for_reasons(con, world.reasons.values())]
    content, rule = appeal_letters.both(con, world.single, TODAY, chosen, to_readers=True)
    assert (content.kind, rule.kind) == ("content", "rule")
    assert STATED in words(content.scan.content) and "Used books" not in words(content.scan.content)
    assert "Used books" in words(rule.scan.content) and "racial content" not in words(rule.scan.content)
    assert len(content.rebuttal_ids) == len(rule.rebuttal_ids) == 1
    assert "555000" in content.copies_to and "555001" not in content.copies_to and "555001" in rule.copies_to
    assert appeal_letters.denied(con, world.single, "rule") == appeal_letters.denied(con, world.single, "content") == []
