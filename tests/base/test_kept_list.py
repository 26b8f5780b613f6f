"""Lists that somebody must check: one rule for *checked*, one history, one wording, on every list there is."""

from datetime import date

import pytest
from builders import a_facility

from bfp.appeals import appeal_rules, citations, contacts, rebuttals
from bfp.base import db, history, lists
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import postage
from bfp.schema import kept_lists, migrations

ON = date(2026, 11, 23)
# A list, a row that may stand on it, and a correction of that row.
LISTS = {
    "rule": (appeal_rules.RULES, {"state": "FL", "days": 15, "source": "made up"}, {"days": 20}),
    "contact": (contacts.CONTACTS, {"role": "warden", "office": "Warden", "source": "web"}, {"office": "Mail room"}),
    "citation": (
        citations.CITATIONS,
        {"name": "Reader v. Example", "reference": "1 F.4th 2", "year": "2021", "holding": "Held."},
        {"holding": "Held otherwise."},
    ),
    "rebuttal": (rebuttals.REBUTTALS, {"text": "It describes."}, {"text": "It only describes."}),
    "rate": (
        postage.RATES,
        {"mail_class": "Media Mail", "holds_from": date(2026, 9, 1), "first_pound_cents": "5.00", "each_more_cents": 80},
        {"each_more_cents": "0.81"},
    ),
}


@pytest.fixture(params=LISTS)
def kept(request, con):
    kept, entry, change = LISTS[request.param]
    if request.param == "contact":
        entry = entry | {"facility_id": a_facility(con)}
    if request.param == "rebuttal":
        entry = entry | {"term_id": next(iter(lists.names(con, "reason")))}
    return kept, entry, change


def test_what_is_added_is_to_be_checked_unless_somebody_compared_it(con, kept):
    kept, entry, _ = kept
    number = kept.add(con, **entry)
    assert kept.get(con, number).status == "to be checked"
    assert number in [one.id for one in kept.unchecked(con)]
    kept.void(con, number, "to add it again", ON)
    compared = kept.get(con, kept.add(con, checked_on=ON, **entry | {"source": "the list of today"}))
    assert (compared.status, compared.source) == ("checked 23 Nov 2026 by Ada", "the list of today")
    kept.void(con, compared.id, "to add it again", ON)
    with pytest.raises(Invalid) as refused:
        kept.add(con, checked_on=ON, **entry | {"source": " "})
    assert refused.value.field == "source"


def test_checked_is_a_person_a_source_and_a_day(con, kept):
    kept, entry, _ = kept
    number = kept.add(con, **entry)
    with pytest.raises(Invalid, match="compared with") as refused:
        kept.confirm(con, number, " ", ON)
    assert refused.value.field == "source"
    kept.confirm(con, number, " the document,  read today ", ON)
    found = kept.get(con, number)
    assert (found.checked, found.checked_on, found.checked_by, found.source) == (True, ON, "Ada", "the document, read today")
    assert number not in [one.id for one in kept.unchecked(con)]
    assert "checked by: Ada" in history.of(con, kept.table, number)["what"].iloc[0]


def test_nobody_without_a_name_checks_anything(con, kept):
    kept, entry, _ = kept
    number = kept.add(con, **entry)
    con.by = ""
    with pytest.raises(Invalid, match="your name"):
        kept.confirm(con, number, "the document", ON)


def test_a_correction_is_a_new_row_to_be_checked_and_the_old_one_keeps_its_reason(con, kept):
    kept, entry, change = kept
    old = kept.add(con, **entry)
    kept.confirm(con, old, "the document", ON)
    new = kept.correct(con, old, " it was  wrong ", ON, **change)
    assert kept.get(con, old).status == "voided: corrected: it was wrong"
    assert kept.get(con, new).status == "to be checked"
    assert [one.id for one in kept.listing(con) if one.id in (old, new)] == [new]
    assert [one.id for one in kept.listing(con, voided=True)][-1] == old
    assert history.of(con, kept.table, new)["reason"].iloc[0] == f"corrects {kept.noun} {old}: it was wrong"


def test_a_correction_needs_a_change_and_a_reason(con, kept):
    kept, entry, change = kept
    number = kept.add(con, **entry)
    with pytest.raises(Invalid, match="Nothing was changed"):
        kept.correct(con, number, "looked again", ON, **entry)
    with pytest.raises(Invalid, match="what was wrong"):
        kept.correct(con, number, " ", ON, **change)
    assert kept.get(con, number).voided_on is None


def test_a_row_is_voided_once_with_a_reason_and_then_nothing_is_done_to_it(con, kept):
    kept, entry, change = kept
    number = kept.add(con, **entry)
    with pytest.raises(Invalid, match=f"Say why the {kept.noun} is taken back") as refused:
        kept.void(con, number, " ", ON)
    assert refused.value.field == "void_reason"
    kept.void(con, number, "no such thing", ON)
    assert number not in [one.id for one in kept.listing(con)]
    assert kept.listing(con, voided=True)[-1].status == "voided: no such thing"
    with pytest.raises(Conflict, match="already on 23 Nov 2026: no such thing"):
        kept.void(con, number, "again", ON)
    for again in (
        lambda: kept.confirm(con, number, "again", ON),
        lambda: kept.correct(con, number, "again", ON, **change),
    ):
        with pytest.raises(Conflict, match=f"This {kept.noun} was voided already"):
            again()


def test_a_voided_row_comes_back_as_it_was(con, kept):
    kept, entry, _ = kept
    number = kept.add(con, **entry)
    with pytest.raises(Conflict, match="in use already"):
        kept.restore(con, number)
    kept.confirm(con, number, "the document", ON)
    kept.void(con, number, "a slip", ON)
    kept.restore(con, number)
    assert kept.get(con, number).status == "checked 23 Nov 2026 by Ada"
    assert list(history.of(con, kept.table, number)["reason"]) == ["", "a slip", "", ""]


def test_what_is_not_there_and_what_it_has_not_is_said(con, kept):
    kept, entry, _ = kept
    for verb in (kept.get, kept.in_use, kept.restore):
        with pytest.raises(NotFound, match=f"There is no {kept.noun} number 999"):
            verb(con, 999)
    with pytest.raises(TypeError, match=f"a {kept.noun} has no colour"):
        kept.add(con, **entry, colour="red")


@pytest.mark.parametrize("name", [name for name in LISTS if name != "contact"])
def test_one_that_was_replaced_does_not_come_back(con, name):
    kept, entry, _ = LISTS[name]
    entry = entry | ({"term_id": next(iter(lists.names(con, "reason")))} if name == "rebuttal" else {})
    old = kept.add(con, **entry)
    kept.void(con, old, "a slip", ON)
    kept.add(con, **entry)
    for verb in (lambda: kept.restore(con, old), lambda: kept.add(con, **entry)):
        with pytest.raises(Conflict, match="already"):
            verb()


# ---- the step that made them alike ----------------------------------------------------------------


def test_what_was_checked_or_retired_before_the_lists_were_alike_is_kept(monkeypatch):
    """What nobody signed for is to be checked again; a retired row is a voided one, with its day and its reason."""
    at = migrations.STEPS.index(kept_lists.m022_lists_checked_in_one_way)
    steps = migrations.STEPS
    con = db.connect()
    try:
        monkeypatch.setattr(migrations, "STEPS", steps[:at])
        migrations.migrate(con)
        with db.transaction(con, by="Ada") as tx:
            tx.execute("update citation set checked_on = '2026-01-05', checked_by = 'Ada' where id = 1")
            tx.execute("update citation set retired = true where id = 2")
            history.record(tx, "citation", 2, "changed", {"retired": (False, True)}, "overruled")
            tx.execute("insert into rebuttal (term_id, text, checked_on, checked_by) values (1, 'a', '2026-01-05', 'Ada')")
            tx.execute("insert into rebuttal (term_id, text, retired) values (1, 'b', true)")
            tx.execute("update postage_rate set checked = true, source = 'the list' where id < 3")
            history.record(tx, "postage_rate", 1, "changed", {"checked": (False, True), "source": ("", "the list")})
            for role in ("warden", "other"):
                tx.execute("insert into contact (system_id, role, checked_on) values (1, $role, '2026-01-05')", {"role": role})
            history.record(tx, "contact", 1, "added", {"checked_on": (None, date(2026, 1, 5))})
        monkeypatch.setattr(migrations, "STEPS", steps)
        migrations.migrate(con)
        past = con.at.date()
        assert [citations.get(con, number).status for number in (1, 2, 3)] == [
            "checked 5 Jan 2026 by Ada", "voided: overruled", "to be checked",
        ]  # fmt: skip
        assert citations.get(con, 2).voided_on == past and citations.get(con, 1).source == "416 U.S. 396"
        assert [rebuttals.get(con, number).status for number in (1, 2)] == ["checked 5 Jan 2026 by Ada", "voided: retired"]
        rates = {one.id: (one.checked_on, one.checked_by) for one in postage.listing(con)}
        assert rates == {1: (past, "Ada"), 2: (None, ""), 3: (None, "")}
        found = {row["role"]: (row["checked_on"], row["checked_by"]) for row in db.rows(con, "select * from contact")}
        assert found == {"warden": (date(2026, 1, 5), "Ada"), "other": (None, "")}
    finally:
        con.close()
