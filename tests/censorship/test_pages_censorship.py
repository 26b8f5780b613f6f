"""Where, Titles and reasons, and a facility's tab of censorship: empty, full, refused, and with nothing left by the filters."""

import math
from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title, an_outcome

from bfp.base import db
from bfp.bench.pages import TABS
from bfp.censorship import alarms
from bfp.outcomes import chase
from bfp.ui.censorship import censorship_desk
from pages import open_page, said

TODAY, OLD, YOUNG = date(2026, 11, 23), date(2026, 3, 2), date(2026, 10, 5)
CHARTS = ("List", "Funnel", "Tiles", "Reporting ratio")


@pytest.fixture(autouse=True)
def nobody_has_looked_today(desk):
    alarms._looked.clear()


def mailed(desk, outcome="censored", n=4, on=OLD, name="Sample Unit", learned_on=None, **place):
    with db.transaction(desk, by="Ada") as con:
        facility = db.value(con, "select id from facility where name = $name", name=name) or a_facility(con, name, **place)
        for _ in range(n):
            reader = a_reader(con, facility, first_name="Zebedee", last_name="Whisper")
            a_shipment(con, reader, on=on, titles=[a_title(con)], outcome=outcome, learned_on=learned_on)
        return facility


def a_ban(desk):
    """A facility that let mail through for years, and stops it now."""
    mailed(desk, "received", 20, on=date(2025, 6, 2))
    return mailed(desk, "censored", 8, on=YOUNG, learned_on=TODAY)


def text(at) -> str:
    return said(at).replace("\\", "")


def charts(at) -> int:
    return len(at.get("vega_lite_chart"))


# What is missing is said


@pytest.mark.parametrize("tab", [tab for tab in TABS if tab != "Silent"])
def test_an_empty_database_says_what_to_do(desk, tab):
    at = open_page("censorship", where_tab=tab)
    assert "Nothing has been mailed yet" in text(at) and charts(at) == 0


@pytest.mark.parametrize("tab", CHARTS)
def test_everything_unconfirmed_is_said_and_is_no_chart(desk, tab):
    mailed(desk, "unconfirmed", 5)
    at = open_page("censorship", where_tab=tab)
    assert "That is not the same as no censorship" in text(at) and charts(at) == 0


@pytest.mark.parametrize("tab", CHARTS)
def test_everything_censored_at_one_facility_is_shown(desk, tab):
    mailed(desk, "censored", 5)
    at = open_page("censorship", where_tab=tab)
    assert charts(at) == 1
    if tab != "Reporting ratio":
        assert "**5 of 5** mailings that we heard about were censored: insufficient data for a rate" in text(at)


def test_a_single_mailing_is_shown_as_too_little(desk):
    mailed(desk, "censored", 1)
    at = open_page("censorship")
    assert at.dataframe[0].value["flag"].tolist() == ["insufficient data"]


def test_mail_too_young_to_say_anything_of_is_said_to_be(desk):
    mailed(desk, "received", 5, on=YOUNG)
    assert "younger than 120 days: it is too early" in text(open_page("censorship"))


def test_a_day_before_the_first_mailing_says_so(desk):
    mailed(desk)
    assert "the first parcel left on 2 Mar 2026" in text(open_page("censorship", mail_day="2026-03-01"))


@pytest.mark.parametrize("page", ["censorship", "titles_and_reasons"])
def test_filters_that_leave_nothing_say_so(desk, page):
    mailed(desk)
    assert "None of the mail sent by 23 Nov 2026 is of this choice" in text(open_page(page, mail_class="letters"))


@pytest.mark.parametrize("tab", ["Titles", "Reasons"])
def test_titles_and_reasons_without_mail_or_censorship_say_so(desk, tab):
    assert "Nothing has been mailed yet" in text(open_page("titles_and_reasons", stopped_by=tab))
    mailed(desk, "received", 4)
    at = open_page("titles_and_reasons", stopped_by=tab)
    assert "Nothing of this mail is known to be censored" in text(at) and charts(at) == 0


# What is there is shown


@pytest.mark.parametrize("by", ["Facilities", "Systems"])
@pytest.mark.parametrize("tab", TABS)
def test_each_tab_is_shown_with_its_day(desk, tab, by):
    mailed(desk, "censored", 4)
    mailed(desk, "received", 6, name="Mild Unit", state="NM")
    at = open_page("censorship", where_tab=tab, where_by=by)
    assert charts(at) == (1 if tab in CHARTS else 0)
    if tab != "Silent":
        assert "as of 23 Nov 2026" in text(at)


def test_only_the_open_tab_is_asked(desk, monkeypatch):
    mailed(desk, "censored", 4)
    asked = []
    monkeypatch.setattr(censorship_desk.censorship_report, "silent", lambda *about: asked.append(about))
    open_page("censorship", where_tab="List")
    assert not asked


def test_federal_prisons_can_be_seen_apart(desk):
    with db.transaction(desk, by="Ada") as con:
        federal = a_system(con, "Federal Bureau of Examples", "federal", None)
    mailed(desk, "censored", 4, name="Federal Unit", system_id=federal)
    mailed(desk, "received", 3, name="State Unit")
    assert "**4 of 7**" in text(open_page("censorship"))
    assert "**0 of 3**" in text(open_page("censorship", mail_apart="States and others"))
    assert "**4 of 4**" in text(open_page("censorship", mail_apart="Federal"))


def test_the_table_has_every_number(desk):
    mailed(desk, "censored", 4)
    at = open_page("censorship", where_tab="Table")
    [row] = at.dataframe[0].value.to_dict("records")
    assert (row["C"], row["n"], row["S"], row["sent"], row["facility"]) == (4, 4, 4, 4, "Sample Unit, TX")
    assert "N = 120 days" in text(at) and "a1 =" in text(at)


@pytest.mark.parametrize("tab", TABS)
def test_no_name_or_number_of_a_reader_is_told(desk, tab):
    a_ban(desk)
    at = open_page("censorship", where_tab=tab)
    told = text(at) + "".join(table.value.to_csv() for table in at.dataframe)
    assert "Zebedee" not in told and "Whisper" not in told


# Alarms


def test_a_ban_is_raised_when_the_page_is_opened_and_only_once(desk):
    a_ban(desk)
    told = text(open_page("censorship"))
    assert "New ban suspected: Sample Unit, TX" in told and "8 of 8 censored in six months; after 0 of 20 before" in told
    alarms._looked.clear()
    open_page("censorship")
    assert len(alarms.waiting(desk)) == 1


def test_it_looks_once_a_day(desk, monkeypatch):
    looked = []
    real = alarms.look
    monkeypatch.setattr(alarms, "look", lambda *about: looked.append(about) or real(*about))
    open_page("censorship")
    open_page("censorship", mail_day="2026-10-01")
    assert [about[1] for about in looked] == [TODAY]
    monkeypatch.setenv("BFP_TODAY", str(TODAY + timedelta(days=1)))
    open_page("censorship")
    assert len(looked) == 2


def test_an_alarm_is_answered_with_a_note_and_waits_no_longer(desk):
    a_ban(desk)
    at = open_page("censorship")
    number = int(alarms.waiting(desk)["id"].iloc[0])
    at.text_area(f"alarm_note_{number}").set_value("two test mailings sent")
    at.button(f"alarm_save_{number}").click().run()
    assert "Answered." in text(at) and alarms.waiting(desk).empty
    assert "No alarm is waiting" in text(at)


def test_an_alarm_without_a_note_is_refused_and_waits(desk):
    a_ban(desk)
    at = open_page("censorship")
    number = int(alarms.waiting(desk)["id"].iloc[0])
    at.button(f"alarm_save_{number}").click().run()
    assert "Write what was found or done" in text(at) and len(alarms.waiting(desk)) == 1


# The chase


def test_a_list_to_chase_is_drawn_once_and_kept(desk):
    mailed(desk, "censored", 4)
    mailed(desk, "unconfirmed", 9)
    at = open_page("censorship", where_tab="Reporting ratio")
    at.text_input("chase_size").set_value("5")
    at.button("chase_draw").click().run()
    assert "The list is drawn and kept." in text(at)
    assert len(at.dataframe[-1].value) == 5
    at.button("chase_draw").click().run()  # a second Enter
    assert len(chase.listing(desk)) == 1


@pytest.mark.parametrize("size", ["", "many", "0", "99999"])
def test_a_size_that_is_no_number_is_refused_and_stays(desk, size):
    mailed(desk, "censored", 4)
    mailed(desk, "unconfirmed", 9)
    at = open_page("censorship", where_tab="Reporting ratio")
    at.text_input("chase_size").set_value(size)
    at.button("chase_draw").click().run()
    assert "Write how many mailings to draw" in text(at) and chase.listing(desk).empty
    assert at.text_input("chase_size").value == size


def test_nothing_unconfirmed_to_chase_says_so(desk):
    mailed(desk, "censored", 4)
    at = open_page("censorship", where_tab="Reporting ratio")
    at.button("chase_draw").click().run()
    assert "There is no unconfirmed mail to chase" in text(at)


def test_the_slider_moves_what_the_program_would_truly_be(desk):
    mailed(desk, "censored", 5)
    mailed(desk, "received", 5, name="Mild Unit")
    at = open_page("censorship", where_tab="Reporting ratio")
    at.select_slider("where_ratio").set_value(4.0).run()
    assert "The program's 50 % of known outcomes would truly be 20 %" in text(at)


def test_the_slider_is_moved_to_the_measured_ratio(desk):
    mailed(desk, "censored", 6)
    mailed(desk, "received", 6, name="Mild Unit")
    mailed(desk, "unconfirmed", 40, name="Mild Unit")
    with db.transaction(desk, "Ada") as con:
        number = chase.draw(con, TODAY - timedelta(days=30), seed=1, size=40)
        for nth, item in enumerate(chase.answers(con, number)["item_id"]):
            an_outcome(con, int(item), "received" if nth % 4 else "censored", TODAY)
    at = open_page("censorship", where_tab="Reporting ratio")
    at.button("chase_use").click().run()
    ratio = chase.measured_ratio(desk, number).ratio
    assert ratio > 1 and abs(math.log(at.select_slider("where_ratio").value / ratio)) < 0.2


# Titles and reasons; a facility


def test_titles_and_reasons_are_shown(desk):
    mailed(desk, "censored", 4)
    at = open_page("titles_and_reasons")
    assert charts(at) == 1 and "4 titles with a censored item" in text(at)
    at = open_page("titles_and_reasons", stopped_by="Reasons")
    assert charts(at) == 1 and at.dataframe[0].value["reason"].tolist() == ["not stated"]


def facility_tab(facility):
    at = open_page("facility", facility=facility)
    at.session_state[f"view_{facility}"] = "Censorship"
    return at.run()


def test_a_facility_says_what_to_do_next(desk):
    facility = a_ban(desk)
    mailed(desk, "unconfirmed", 3, on=date(2026, 2, 2))
    open_page("censorship")
    at = facility_tab(facility)
    told = text(at)
    assert "A new ban is suspected: 8 of 8 censored" in told
    assert "Send two test mailings with tracking" in told
    assert "Send unconfirmed-mail forms to 3 readers who are still here: they can tell us of 3 items" in told
    assert "Appeal: 8 items stopped in the last six months, the latest news of 23 Nov 2026" in told
    assert charts(at) == 1


def test_a_facility_without_mail_has_nothing_to_say(desk):
    with db.transaction(desk, by="Ada") as con:
        facility = a_facility(con)
    at = facility_tab(facility)
    assert "Nothing was mailed here yet." in text(at) and charts(at) == 0


def test_a_facility_of_which_nothing_is_known_asks_for_test_mailings(desk):
    facility = mailed(desk, "unconfirmed", 3)
    told = text(facility_tab(facility))
    assert "we have heard of none. That is not the same as no censorship" in told
    assert "Send two test mailings with tracking: we know nothing" in told
