"""Every form in which people write at length is kept while it is typed: offered to who began it, gone when it is saved."""

from datetime import date

import pytest
from appeal_samples import an_appeal, an_incident
from builders import a_facility, a_reader

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
}  # fmt: skip
KEPT = """
    select (select count(*) from incident where stated_reason = 'too many maps') as incidents,
        (select count(*) from incident where fate = 'stored') as stored,
        (select count(*) from contribution where body = 'Too many maps.' and kind = 'poem') as contributions,
        (select count(*) from appeal where decision = 'upheld') as answers,
        (select count(*) from appeal_action where text like '%Too many maps.') as actions
"""
SAVED = {
    "notice": {"incidents": 1, "stored": 1}, "incident": {"incidents": 1}, "contribution": {"contributions": 1},
    "answer": {"answers": 1, "actions": 1}, "action": {"actions": 1},
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
        an_appeal(con, [incident])
        con.execute("update appeal set state = 'sent', sent_on = date '2026-11-12'")
        part = kind if page == "appeal" else ""
        kept = "appeal" if part else kind
        drafts.keep(con, Draft(ADAS, "Ada", kept, "t1", "too many maps", {"whose": {**about, "part": part}, "fields": fields}))
    return kind, page, about, button, f"{kept}_{part}_0" if part else f"{kept}_0"


def opened(page, about, browser=ADAS):
    at = begun()
    at.session_state["_browser"], at.session_state["volunteer"] = browser, "Ada"
    for name, value in about.items():
        at.query_params[name] = str(value)
    at._page_hash = calc_hash(page)
    if page in ("incidents", "contributions"):
        at.session_state["incidents_view" if page == "incidents" else "contributions_view"] = (
            "From a notice" if page == "incidents" else "Enter one"
        )
    at.run()
    assert not at.exception, at.exception
    return at


def test_a_form_that_was_left_is_offered_gone_on_with_and_gone_when_it_is_saved(desk, left):
    kind, page, about, button, nth = left
    at = opened(page, about)
    assert "of **too many maps** was begun at" in said(at)
    at.button(f"go_on_{nth}").click().run()
    assert not at.exception and "was begun at" not in said(at)
    at.button(button).click().run()
    assert not at.exception, at.exception
    now = db.one(desk, KEPT)
    assert {name: now[name] for name in SAVED[kind]} == SAVED[kind], said(at)
    assert not drafts.of(desk, ADAS, "Ada", "appeal" if page == "appeal" else kind)


def test_a_form_that_was_left_is_offered_to_nobody_else(desk, left):
    _, page, about, _, _ = left
    assert "was begun at" not in said(opened(page, about, browser="b" * 32))


def test_another_page_and_back_leaves_a_form_as_it_was(desk, left):
    _, page, about, _, nth = left
    at = opened(page, about)
    at.button(f"go_on_{nth}").click().run()
    at._page_hash = calc_hash("requests")
    at.run()
    at._page_hash = calc_hash(page)
    at.run()
    texts = [str(field.value) for field in (*at.text_area, *at.text_input)]
    assert "was begun at" not in said(at) and any("too many maps" in text.lower() for text in texts)
