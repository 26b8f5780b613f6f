"""Lists of disapproved publications from dirty files: what is said before, what is written, what comes back."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_shipment, a_title

from bfp.base import db, history, importing
from bfp.base.errors import Invalid
from bfp.base.periods import Scope
from bfp.base.tables import sheets
from bfp.base.tables.columns import recognise
from bfp.censorship import mail_counts, outcome_reports
from bfp.shelves import disapproved_rows, import_disapproved

SAMPLE = Path(__file__).parents[1] / "samples" / "disapproved.csv"
TODAY = date(2026, 11, 23)
HEAD = "state,scope,title,author,decision,decision_date,reason_code\n"


def planned(con, text, state=""):
    sheet = sheets.read(text.encode())
    columns = recognise(sheet.columns, import_disapproved.COLUMNS)
    return import_disapproved.plan(con, sheet, columns, TODAY, state=state)


def imported(con, *rows):
    return import_disapproved.save(con, planned(con, HEAD + "\n".join(rows)), TODAY)


def on_file(con, name):
    return db.row(con, "select * from disapproved where name = $name", name=name)


def everything(con):
    tables = ("disapproved_list", "disapproved", "disapproved_match", "history")
    return {table: db.value(con, f"select count(*) from {table}") for table in tables}


# ---- the sample ---------------------------------------------------------------------------------


def test_the_columns_of_the_published_file_are_recognised():
    sheet = sheets.read(SAMPLE.read_bytes())
    assert recognise(sheet.columns, import_disapproved.COLUMNS) == {
        "name": "title", "author": "author", "kind": "publication_type", "decision": "decision", "decided_on": "decision_date",
        "reason_code": "reason_code", "reason_text": "reason_text", "reason_more": None, "issue": None, "state": "state",
        "scope": "scope",
    }  # fmt: skip


def test_each_row_is_new_or_the_same_publication_or_rejected_with_its_reason(con):
    sheet = sheets.read(SAMPLE.read_bytes())
    plan = import_disapproved.plan(con, sheet, recognise(sheet.columns, import_disapproved.COLUMNS), TODAY)
    assert {what: plan.count(what) for what in ("new", "changed", "unchanged", "rejected")} == {
        "new": 9, "changed": 0, "unchanged": 2, "rejected": 5,
    }  # fmt: skip
    why = dict(zip(plan.rejected()["row"], plan.rejected()["reason"], strict=True))
    assert why == {
        12: "the row has no title",
        13: "“Nowhere” is no state",
        15: "the row says no decision",
        16: "the decision is dated 1 Jan 2030, which has not come yet",
        17: "has 10 cells where the first line has 9 columns",
    }


def test_nothing_is_written_before_import(con):
    before = everything(con)
    planned(con, SAMPLE.read_text(encoding="utf-8"))
    assert everything(con) == before


def test_a_second_time_nothing_changes(con):
    first = importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    before = everything(con)
    again = importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    assert (first.new, again.new, again.changed, len(again.rejected)) == (9, 0, 0, 5)
    assert everything(con) == before


def test_rejected_rows_come_back_as_they_stood_and_are_taken_once_mended(con):
    importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    rejected = importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY).rejected
    mended = rejected[rejected["title"] == "NO DECISION"].assign(decision="Rejected")
    result = import_disapproved.save(con, planned(con, mended.to_csv(index=False)), TODAY)
    assert (result.new, len(result.rejected)) == (1, 0)
    assert on_file(con, "NO DECISION")["decided_on"] == date(2018, 6, 18)


def test_a_column_of_the_file_called_reason_is_read_and_comes_back(con):
    text = "title,state,reason\nEXAMPLE,FL,a map\nLOST,Nowhere,a recipe\n"
    result = import_disapproved.save(con, planned(con, text), TODAY)
    assert on_file(con, "EXAMPLE")["reason"] == "a map"
    assert result.rejected.to_dict("records") == [
        {"title": "LOST", "state": "Nowhere", "reason": "a recipe", "row": 3, "why rejected": "“Nowhere” is no state"}
    ]


def test_a_wrapped_title_and_wrapped_codes_are_on_one_line(con):
    importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    assert on_file(con, "SAMPLE HISTORY: A PEOPLE'S STORY")["reason"] == "15A,15B,15P"


def test_a_remark_of_the_reviewers_is_no_part_of_the_author(con):
    importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    found = on_file(con, "SAMPLE HISTORY: A PEOPLE'S STORY")
    assert (found["author"], found["decision_text"]) == ("BEN WRITER", "Rejected (PREVIOUSLY APPROVED 2006/08/15. NOW REJECTED)")


@pytest.mark.parametrize(
    "text",
    ["ORIGINALLY PUBLISHED IN 1900. A GUIDE", "APPROVED VARIETY PUZZLES. 2013/01", "THE BOOK OF NOW", "PREVIOUSLY UNTOLD TALES"],
)
def test_a_title_that_only_sounds_like_a_remark_stays_whole(text):
    assert disapproved_rows.without_remark(f"EXAMPLE. {text}") == (f"EXAMPLE. {text}", "")


def test_every_publication_tells_its_history_and_the_list_its_source(con):
    importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    found = on_file(con, "EXAMPLE HANDBOOK OF PRISON LAW")
    assert list(history.of(con, "disapproved", found["id"])["volunteer"]) == ["Ada"]
    lists = db.rows(con, "select name, state, source, imported_on, imported_by from disapproved_list order by name")
    assert lists == [
        {"name": name, "state": state, "source": "disapproved.csv", "imported_on": TODAY, "imported_by": "Ada"}
        for name, state in (("Connecticut", "CT"), ("Florida", "FL"))
    ]


# ---- decisions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("Rejected", "disapproved"), ("DENIED", "disapproved"), ("Not approved", "disapproved"), ("banned", "disapproved"),
        ("Approved", "approved"), ("Overturned on appeal", "approved"), ("Under review", "other"),
    ],
)  # fmt: skip
def test_a_decision_is_read_from_its_words(con, written, means):
    imported(con, f"FL,statewide,EXAMPLE,,{written},2020-01-02,3M")
    assert on_file(con, "EXAMPLE")["decision"] == means


def test_a_list_without_a_column_for_decisions_is_all_disapproved(con):
    import_disapproved.save(con, planned(con, "state,title\nFL,EXAMPLE\n"), TODAY)
    assert on_file(con, "EXAMPLE")["decision"] == "disapproved"


def test_a_list_that_names_no_state_is_asked_whose_it_is(con):
    with pytest.raises(Invalid, match="state"):
        planned(con, "title,decision\nEXAMPLE,Rejected\n")
    assert planned(con, "title,decision\nEXAMPLE,Rejected\n", state="FL").rows[0].state == "FL"


@pytest.mark.parametrize("later_first", [False, True])
def test_a_later_approval_in_the_file_ends_the_disapproval_and_keeps_its_reasons(con, later_first):
    rows = ["FL,statewide,EXAMPLE,A. AUTHOR,Rejected,2020-01-02,3M", "FL,statewide,The Example,A. Author,Approved,2021-01-02,"]
    imported(con, *(reversed(rows) if later_first else rows))
    found = db.row(con, "select decision, decided_on, reason from disapproved")
    assert found == {"decision": "approved", "decided_on": date(2021, 1, 2), "reason": "3M"}


def test_a_later_approval_in_another_file_ends_the_disapproval_and_keeps_its_reasons(con):
    imported(con, "FL,statewide,EXAMPLE,,Rejected,2020-01-02,3M")
    result = imported(con, "FL,statewide,EXAMPLE,,Approved,2021-01-02,")
    found = on_file(con, "EXAMPLE")
    assert (result.changed, found["decision"], found["reason"]) == (1, "approved", "3M")
    assert "decision: disapproved → approved" in history.of(con, "disapproved", found["id"])["what"].iloc[0]


def test_an_older_file_changes_nothing(con):
    imported(con, "FL,statewide,EXAMPLE,,Approved,2021-01-02,")
    result = imported(con, "FL,statewide,EXAMPLE,,Rejected,2020-01-02,3M")
    assert (result.changed, result.unchanged, on_file(con, "EXAMPLE")["decision"]) == (0, 1, "approved")


def test_what_is_neither_approval_nor_disapproval_ends_no_disapproval(con):
    imported(con, "FL,statewide,EXAMPLE,,Rejected,2020-01-02,3M")
    imported(con, "FL,statewide,EXAMPLE,,Under review,2021-01-02,")
    assert on_file(con, "EXAMPLE")["decision"] == "disapproved"


def test_on_one_day_the_disapproval_counts(con):
    imported(con, "FL,statewide,EXAMPLE,,Rejected,2020-01-02,3M", "FL,statewide,EXAMPLE,,Approved,2020-01-02,")
    assert on_file(con, "EXAMPLE")["decision"] == "disapproved"


def test_decisions_of_one_day_are_one_with_all_its_reasons(con):
    imported(con, 'FL,statewide,EXAMPLE,,Rejected,2020-01-02,"3G,3M"', "FL,statewide,EXAMPLE,,Rejected,2020-01-02,3G")
    assert on_file(con, "EXAMPLE")["reason"] == "3G,3M"


def test_a_decision_without_a_day_counts_as_the_earliest(con):
    imported(con, "FL,statewide,EXAMPLE,,Rejected,,3M", "FL,statewide,EXAMPLE,,Approved,2010-01-02,")
    assert on_file(con, "EXAMPLE")["decision"] == "approved"


def test_two_states_keep_two_lists(con):
    imported(con, "FL,statewide,EXAMPLE,,Rejected,2020-01-02,3M", "Connecticut,statewide,EXAMPLE,,Approved,2021-01-02,")
    assert db.value(con, "select count(*) from disapproved") == 2


# ---- our own figures ----------------------------------------------------------------------------


def test_a_list_changes_no_count_of_our_mail(con):
    title = a_title(con, name="Example Handbook of Prison Law", author="Ann Author")
    for outcome in ("received", "censored", "unconfirmed"):
        a_shipment(con, titles=[title], outcome=outcome)
    scope = outcome_reports.scope(con, TODAY)

    def figures():
        mail = Scope(TODAY)
        by = [mail_counts.counts(con, mail, what).to_csv() for what in (*mail_counts.PLACES, *mail_counts.THINGS)]
        return by, outcome_reports.outcomes(con, scope, "facility").to_csv(), db.frame(con, "from item").to_csv()

    before = figures()
    importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    con.execute("update disapproved_match set same = true")
    assert db.value(con, "select count(*) from disapproved_match") == 1
    assert figures() == before


# ---- cells as states write them -----------------------------------------------------------------


def read_as_recognised(con, text, **more):
    sheet = sheets.read(text.encode(), import_disapproved.KIND.words)
    return import_disapproved.plan(con, sheet, import_disapproved.KIND.recognised(sheet), TODAY, state="TX", **more)


@pytest.mark.parametrize(
    ("said", "on", "kept"),
    [
        ("2018", None, "(dated 2018)"), ("2018-12", None, "(dated 2018-12)"), ("Dec-18", None, "(dated Dec-18)"),
        ("43466", date(2019, 1, 1), ""), ("12/3/2018 0:00", date(2018, 12, 3), ""), ("2018/12/03", date(2018, 12, 3), ""),
        ("2018-12-03 00:00:00", date(2018, 12, 3), ""), ("November 16, 2023", date(2023, 11, 16), ""),
        ("soon, 9", None, ""), ("3/4", None, ""), ("2018-16-18", None, ""),
    ],
)  # fmt: skip
def test_a_day_is_taken_as_far_as_it_is_known_and_costs_no_row(con, said, on, kept):
    [row] = read_as_recognised(con, f'title,date,reason\nEXAMPLE,"{said}",3M\n').rows
    assert (row.what, row.values["decided_on"], row.values["decision_text"]) == ("new", on, kept)
    assert on or said in row.why


def test_two_reasons_are_both_kept_and_an_issue_is_part_of_the_name(con):
    text = "title,issue,unit_deny_reason,drc_deny_reason\nMONTHLY,#75,PAGE 8,PG 8 MAPS\nMONTHLY,76,PAGE 9,\n"
    plan = read_as_recognised(con, text)
    assert [(row.what, row.values["name"], row.values["reason"]) for row in plan.rows] == [
        ("new", "MONTHLY, #75", "PAGE 8; PG 8 MAPS"), ("new", "MONTHLY, issue 76", "PAGE 9"),
    ]  # fmt: skip


def test_what_a_word_for_a_decision_means_is_asked_once(con):
    text = "title,decision\nONE,A\nTWO,D\nTHREE,a\nFOUR,Withheld\nFIVE,Rejected\n"
    assert disapproved_rows.unclear(["A", "D", "Withheld", "Rejected", "A"]) == ["A", "D", "Withheld"]
    plan = read_as_recognised(con, text, meanings={"A": "approved", "D": "disapproved"})
    assert [row.values["decision"] for row in plan.rows] == ["approved", "disapproved", "approved", "other", "disapproved"]
