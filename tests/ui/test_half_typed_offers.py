"""Every form in which people write at length is kept while it is typed: offered to who began it, gone when it is saved."""

from datetime import date

import pytest
from appeal_samples import an_appeal, an_incident
from builders import a_facility, a_reader, a_shipment

from bfp.appeals import contacts
from bfp.base import db, drafts
from bfp.base.drafts import Draft
from pages import begun, calc_hash, said

ADAS = "a" * 32
PLACE = {"value": 1, "label": "Example Unit, TX"}
# Kind, page, what is asked of the record, words that the browser sent, and the button that saves them.
FORMS = {
    "notice": (
        "incidents", {}, {"stated_reason": "too many maps", "facility": [PLACE], "fate": {"shown": "stored"}}, "notice_0_open",
    ),
    "incident": ("incident", {"incident": 1}, {"stated_reason": "too many maps", "note": "by phone"}, "incident1_save"),
    "contribution": (
        "contributions", {},
        {"body": "Too many maps.", "reader": [{"value": 1, "label": "Quill"}], "kind": {"shown": "poem"}}, "enter_0_save",
    ),
    "answer": (
        "appeal", {"appeal": 1}, {"answer_text": "Too many maps.", "decision": {"shown": "upheld"}}, "appeal1_answer_go",
    ),
    "action": ("appeal", {"appeal": 1}, {"action_text": "Too many maps.", "kind": {"shown": "Reminder"}}, "appeal1_act_go"),
    "letter": ("appeal", {"appeal": 1}, {"copies": "Too many maps"}, "appeal1_make"),
    "decision": (
        "incident", {"incident": 1}, {"substituted_reason": "too many maps", "decision": {"shown": "reason substituted"},
        "decided_on": "20 Nov 2026"}, "incident1_decide_go",
    ),
    "several": ("incidents", {}, {"stated_reason": "too many maps", "places": [PLACE]}, "several_0_open"),
}
KEPT_AS = {"answer": "appeal", "action": "appeal", "letter": "appeal", "decision": "incident", "several": "notice"}  # parts
VIEWS = {"notice": "From a notice", "several": "Several at once"}  # fmt: skip
KEPT = """
    select (select count(*) from incident where stated_reason = 'too many maps') as incidents,
        (select count(*) from incident where fate = 'stored') as stored,
        (select count(*) from contribution where body = 'Too many maps.' and kind = 'poem') as contributions,
        (select count(*) from appeal where decision = 'upheld') as answers,
        (select count(*) from appeal_letter where copies_to = 'Too many maps') as letters,
        (select count(*) from incident where substituted_reason = 'too many maps' and decided_on = date '2026-11-20') as decided,
        (select count(*) from appeal_action where text like '%Too many maps.') as actions
"""
SAVED = {
    "notice": {"incidents": 1, "stored": 1}, "incident": {"incidents": 1}, "contribution": {"contributions": 1},
    "answer": {"answers": 1, "actions": 1}, "action": {"actions": 1},
    "letter": {"letters": 1}, "decision": {"decided": 1}, "several": {"incidents": 1},
}  # fmt: skip


@pytest.fixture(params=FORMS)
def left(request, desk):
    """A form of this kind, of which the browser sent what was typed before its page was closed."""
    kind = request.param
    page, about, fields, button = FORMS[kind]
    with db.transaction(desk) as con:
        place = a_facility(con, "Example Unit")
        a_reader(con, place, "1234567", "Quill", "Lanternfield")
        incident = an_incident(con, place, notice_on=date(2026, 11, 10))
        if page == "appeal":
            for role in contacts.ROLES:
                contacts.add(con, role=role, facility_id=place, name="", office=role.title(), address="1 Road", source="made up")
            an_appeal(con, [incident])
            con.execute("update appeal set state = 'sent', sent_on = date '2026-11-12'")
        if kind == "several":
            con.execute("update incident set voided_on = date '2026-11-13'")
            a_shipment(con, 1, on=date(2026, 11, 1), outcome="censored", learned_on=date(2026, 11, 10))
        kept = KEPT_AS.get(kind, kind)
        part = kind if kind in KEPT_AS else ""
        drafts.keep(con, Draft(ADAS, "Ada", kept, "t1", "too many maps", {"whose": {**about, "part": part}, "fields": fields}))
    return kind, page, about, button, f"{kept}_{part}_0" if part else f"{kept}_0"


def opened(kind, page, about, browser=ADAS):
    at = begun()
    at.session_state["_browser"], at.session_state["volunteer"] = browser, "Ada"
    for name, value in about.items():
        at.query_params[name] = str(value)
    at._page_hash = calc_hash(page)
    at.session_state["contributions_view"] = "Enter one"
    at.session_state["incidents_view"] = VIEWS.get(kind)
    at.run()
    assert not at.exception, at.exception
    return at


def test_a_form_that_was_left_is_offered_gone_on_with_and_gone_when_it_is_saved(desk, left):
    kind, page, about, button, nth = left
    at = opened(kind, page, about)
    assert "of **too many maps** was begun at" in said(at)
    at.button(f"go_on_{nth}").click().run()
    assert not at.exception and "was begun at" not in said(at)
    at.button(button).click().run()
    assert not at.exception, at.exception
    now = db.one(desk, KEPT)
    assert {name: now[name] for name in SAVED[kind]} == SAVED[kind], said(at)
    assert not drafts.of(desk, ADAS, "Ada", KEPT_AS.get(kind, kind))


def test_a_form_that_was_left_is_offered_to_nobody_else(desk, left):
    kind, page, about, _, _ = left
    assert "was begun at" not in said(opened(kind, page, about, browser="b" * 32))


def test_another_page_and_back_leaves_a_form_as_it_was(desk, left):
    kind, page, about, _, nth = left
    at = opened(kind, page, about)
    at.button(f"go_on_{nth}").click().run()
    at._page_hash = calc_hash("requests")
    at.run()
    at._page_hash = calc_hash(page)
    at.run()
    texts = [str(field.value) for field in (*at.text_area, *at.text_input)]
    assert "was begun at" not in said(at) and any("too many maps" in text.lower() for text in texts)
