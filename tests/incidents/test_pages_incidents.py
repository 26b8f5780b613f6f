"""The pages of incidents: opened by a click, from a notice, several at once; changed, matched, decided, scanned, sent again."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title, an_outcome
from document_samples import a_pdf, a_picture

from bfp.base import db
from bfp.documents import documents
from bfp.incidents import incident_lists, incidents
from bfp.mail import shipments
from bfp.outcomes import outcomes
from bfp.ui.incidents.incident_tables import editor_key, proposed
from pages import open_page, said

TODAY = date(2026, 11, 23)
HEARD = date(2026, 3, 1)


def text_of(at):
    return said(at).replace("\\", "")


def filled(desk, work):
    with db.transaction(desk, by="Ada") as con:
        return work(con)


def the_view(name):
    at = open_page("incidents")
    at.session_state["incidents_view"] = name
    at.run()
    assert not at.exception, at.exception
    return at


def pressed(at, key):
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def a_stopped_item(con, title=None, reader=None, **more):
    shipment = a_shipment(con, reader, titles=[title or a_title(con, "Lantern")])
    item = int(shipments.items(con, shipment)["id"][0])
    told = {"learned_on": HEARD, "learned_how": "notice from the prison", "stated_reason": "Encourages work stoppage"}
    return item, outcomes.record(con, item, outcomes.News("censored", **told | more))


def an_incident(con):
    return incidents.from_outcome(con, a_stopped_item(con)[1], TODAY)


def a_notice(con, **more):
    facility = more.pop("facility_id", None) or a_facility(con, name="Sample Unit")
    return incidents.begin(
        con, incidents.Told(**{"facility_id": facility, "title_text": "Something red", "received_on": HEARD} | more), TODAY
    )


def the_incident(incident):
    return open_page("incident", incident=incident)


# ---- empty --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "says"),
    [
        ("No incident yet", "Nothing censored is without an incident"),
        ("On file", "Open the first under"),
        ("From a notice", "A facility is enough"),
        ("Several at once", "Choose the facilities"),
    ],
)
def test_an_empty_desk_says_what_to_do(desk, view, says):
    assert says in text_of(the_view(view))


def test_an_incident_that_is_not_there_leads_back(desk):
    assert "There is no incident number 7" in text_of(the_incident(7))
    at = open_page("incident")
    assert "Choose an incident" in text_of(at)
    assert at.button(key="to_incidents")


# ---- opening ------------------------------------------------------------------------------------


def test_one_click_opens_an_incident_and_leads_to_it(desk):
    item, event = filled(desk, a_stopped_item)
    at = open_page("incidents")
    assert "Lantern" in text_of(at) and "Encourages work stoppage" in text_of(at)
    pressed(at, f"open_{event}")
    assert "Incident 1 opened" in text_of(at)
    assert at.title[0].value == "Lantern"
    assert incidents.get(desk, 1).item_id == item
    assert "Nothing censored is without an incident" in text_of(open_page("incidents"))


def test_a_second_click_opens_no_second_one(desk):
    _, event = filled(desk, a_stopped_item)
    at = open_page("incidents")
    filled(desk, lambda con: incidents.from_outcome(con, event, TODAY))  # somebody else was quicker
    pressed(at, f"open_{event}")
    assert "has an incident already: number 1" in text_of(at)
    assert incident_lists.counts(desk)["incidents"] == 1


def test_the_list_is_filtered_and_read_page_by_page(desk):
    filled(desk, lambda con: [a_stopped_item(con, a_title(con, f"Lantern {n}")) for n in range(30)])
    at = open_page("incidents")
    assert "30 without an incident" in text_of(at)
    assert len([button for button in at.button if button.key.startswith("open_")]) == 25
    at.text_input(key="waiting_title").set_value("Lantern 29").run()
    assert "1 without an incident" in text_of(at)
    at.text_input(key="waiting_title").set_value("Teapot").run()
    assert "Nothing of this kind waits there" in text_of(at)


def test_incidents_on_file_in_words_without_readers(desk):
    filled(desk, lambda con: [an_incident(con), a_notice(con)])
    at = the_view("On file")
    assert "2 incidents at 2 facilities, 2 undecided, 1 not matched to a parcel yet." in text_of(at)
    table = at.dataframe[0].value
    assert len(table) == 2
    assert "Reader" not in table.columns and "Testa" not in table.to_csv()
    at.button_group(key="file_only").set_value(["unmatched"]).run()
    assert len(at.dataframe[0].value) == 1


def test_a_notice_without_a_parcel_is_kept(desk):
    facility = filled(desk, lambda con: a_facility(con, name="Sample Unit"))
    at = the_view("From a notice")
    pressed(at, "notice_0_open")
    assert "Not saved" in text_of(at) and "Choose the facility" in text_of(at)
    at.session_state["notice_0_facility"] = {"value": [{"value": facility, "label": "Sample Unit, TX"}]}
    at.session_state["notice_0_title"] = {"value": [{"value": None, "label": "Something red"}]}
    at.text_area(key="notice_0_stated_reason").set_value("See attached")
    at.text_input(key="notice_0_notice_on").set_value("12/1/2026")
    pressed(at, "notice_0_open")
    assert "The date of the notice, 1 Dec 2026, has not come yet" in text_of(at)
    assert at.text_area(key="notice_0_stated_reason").value == "See attached"  # nothing typed is lost
    at.text_input(key="notice_0_notice_on").set_value("11/1/2026")
    pressed(at, "notice_0_open")
    incident = incidents.get(desk, 1)
    assert (incident.title, incident.notice_on, incident.received_on) == ("Something red", date(2026, 11, 1), TODAY)
    assert "Incident 1 opened" in text_of(at) and "no parcel matched yet" in text_of(at)


def test_one_notice_for_several_facilities_each_with_its_days(desk):
    def world(con):
        title, places = a_title(con, "Our newsletter"), [a_facility(con, name=name) for name in ("East", "North", "West")]
        a_stopped_item(con, title, a_reader(con, places[0]))
        a_shipment(con, a_reader(con, places[1]), titles=[title])
        return title, places

    title, places = filled(desk, world)
    at = the_view("Several at once")
    at.session_state["several_0_title"] = {"value": [{"value": title, "label": "Our newsletter"}]}
    at.session_state["several_0_places"] = {"value": [{"value": place, "label": "x"} for place in places]}
    at.run()
    rows = proposed(desk, {"value": title}, places, TODAY)
    assert [(row["facility"], row["on_file"], row["open"]) for row in rows] == [
        ("East, TX", "censored", True), ("North, TX", "unconfirmed", False), ("West, TX", "no parcel yet", False),
    ]  # fmt: skip
    editor = editor_key("several_0", rows)
    edits = {0: {"notice_on": "2026-02-20"}, 1: {"open": True, "notice_on": "2026-02-22T00:00:00", "received_on": "2026-03-05"}}
    edits[2] = {"open": True, "signed_on": "2026-02-19"}
    at.session_state[editor] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    at.text_area(key="several_0_stated_reason").set_value("Encourages work stoppage")
    pressed(at, "several_0_open")
    assert "Row 2: Our newsletter in parcel" in text_of(at) and "Nothing was opened" in text_of(at)
    at.session_state[editor] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    at.checkbox(key="several_0_censored").check()
    pressed(at, "several_0_open")
    assert "3 incidents opened: numbers 2 to 4." in text_of(at)
    found = [incidents.get(desk, number) for number in (2, 3, 4)]
    assert [one.notice_on for one in found] == [date(2026, 2, 20), date(2026, 2, 22), None]
    assert [one.received_on for one in found] == [HEARD, date(2026, 3, 5), TODAY]
    assert [one.signed_on for one in found] == [None, None, date(2026, 2, 19)]
    assert [one.matched for one in found] == [True, True, False]
    assert {one.stated_reason for one in found} == {"Encourages work stoppage"}


# ---- one incident -------------------------------------------------------------------------------


def test_everything_of_an_incident_can_be_changed(desk):
    incident = filled(desk, an_incident)
    at = the_incident(incident)
    at.text_input(key="incident1_rule_cited").set_value("Rule 3.91")
    at.selectbox(key="incident1_notified").set_value("both")
    at.multiselect(key="incident1_reasons").set_value(["labor action"])
    at.text_input(key="incident1_notice_on").set_value("20 feb 2026")
    pressed(at, "incident1_save")
    now = incidents.get(desk, incident)
    assert (now.rule_cited, now.notified, now.reasons, now.notice_on) == (
        "Rule 3.91", "both", ("labor action",), date(2026, 2, 20),
    )  # fmt: skip


def test_a_corrected_notice_that_moves_the_deadline_is_said_first_and_saved_with_a_tick(desk):
    incident = filled(desk, lambda con: a_notice(con, notice_on=date(2026, 11, 20), received_on=TODAY))
    at = the_incident(incident)
    at.text_input(key=f"incident{incident}_notice_on").set_value("1 Sep 2026")
    pressed(at, f"incident{incident}_save")
    assert "With this the day to send by changes" in text_of(at)
    assert incidents.get(desk, incident).notice_on == date(2026, 11, 20)
    at.checkbox(key=f"incident{incident}_anyway").check()
    pressed(at, f"incident{incident}_save")
    assert incidents.get(desk, incident).notice_on == date(2026, 9, 1)


def test_a_notice_before_the_mailing_is_refused_and_nothing_typed_is_lost(desk):
    incident = filled(desk, an_incident)
    at = the_incident(incident)
    at.text_input(key="incident1_notice_on").set_value("20 feb 2025")
    at.text_input(key="incident1_rule_cited").set_value("Rule 3.91")
    pressed(at, "incident1_save")
    assert "is before the parcel was mailed, 5 Jan 2026" in text_of(at) and "mend this field" in text_of(at)
    assert at.text_input(key="incident1_rule_cited").value == "Rule 3.91"
    assert incidents.get(desk, incident).rule_cited == ""


def test_what_somebody_else_changed_meanwhile_is_not_written_over(desk):
    incident = filled(desk, an_incident)
    at = the_incident(incident)
    with db.transaction(desk, by="Bea") as con:
        incidents.edit(con, incident, TODAY, rule_cited="Rule 3.91")
        documents.add(con, "incident", incident, "notice.pdf", a_pdf(), TODAY)
    at.text_input(key="incident1_issue").set_value("no. 4")
    pressed(at, "incident1_save")
    assert "Bea changed this incident meanwhile" in text_of(at)
    assert at.text_input(key="incident1_issue").value == "no. 4"
    at = the_incident(incident)
    at.text_input(key="incident1_issue").set_value("no. 4")
    pressed(at, "incident1_save")
    now = incidents.get(desk, incident)
    assert (now.rule_cited, now.issue) == ("Rule 3.91", "no. 4")


def test_a_notice_is_matched_to_its_parcel_and_recorded_first_if_said_so(desk):
    def world(con):
        shipment = a_shipment(con)
        return shipment, a_notice(con, facility_id=shipments.get(con, shipment).facility_id)

    shipment, incident = filled(desk, world)
    item = int(shipments.items(desk, shipment)["id"][0])
    at = the_incident(incident)
    at.selectbox(key="incident1_item").set_value(item).run()
    pressed(at, "incident1_match")
    assert "is on file as unconfirmed" in text_of(at)
    at.checkbox(key="incident1_censored").check()
    pressed(at, "incident1_match")
    assert incidents.get(desk, incident).item_id == item
    assert list(shipments.items(desk, shipment)["outcome"]) == ["censored"]
    at.text_input(key="incident1_unmatch").set_value("another parcel")
    pressed(at, "incident1_unmatch_go")
    assert not incidents.get(desk, incident).matched
    at.text_input(key="incident1_parcel").set_value("4821-3").run()
    assert "A digit of 4821-3 is wrong" in text_of(at)


def test_scans_are_kept_refused_in_words_and_looked_at(desk):
    incident = filled(desk, an_incident)
    at = the_incident(incident)
    assert "No scan yet" in text_of(at)
    at.file_uploader(key="incident1_files_0").set_value(
        [("notice.pdf", a_pdf(2), "application/pdf"), ("virus.pdf", b"MZ\x90" + b"x" * 99, "application/pdf")]
    ).run()
    pressed(at, "incident1_keep")
    assert "virus.pdf is not what its name says: it is a Windows program" in text_of(at)
    assert "What else was chosen is kept: 1." in text_of(at)
    [number] = documents.of(desk, "incident", incident)["id"]
    assert "PDF, 2 pages" in text_of(at)
    at.toggle(key=f"incident1_look_{number}").set_value(True).run()
    assert not at.exception and len(at.image) == 1
    at.file_uploader(key=f"incident1_redacted_{number}_0").upload("black.png", a_picture(), "image/png").run()
    pressed(at, f"incident1_redact_{number}")
    assert list(documents.of(desk, "incident", incident)["name"]) == ["notice.pdf", "black.png"]
    assert "redacted copy" in text_of(at)
    at.text_input(key=f"incident1_reason_{number}").set_value("another reader's")
    pressed(at, f"incident1_out_go_{number}")
    assert documents.of(desk, "incident", incident).empty


def test_what_was_overturned_is_offered_to_be_sent_again(desk):
    incident = filled(desk, an_incident)
    at = the_incident(incident)
    at.selectbox(key="incident1_decision").set_value("overturned")
    pressed(at, "incident1_decide_go")
    assert "Write the day of the decision" in text_of(at)
    at.text_input(key="incident1_decided_on").set_value("4/1/2026")
    pressed(at, "incident1_decide_go")
    assert "Overturned** on 1 Apr 2026" in text_of(at)
    at.text_input(key="incident1_again").set_value("4821-7")
    pressed(at, "incident1_again_go")
    assert "There is no shipment number 4821-7" in text_of(at)
    now = incidents.get(desk, incident)
    pressed(at, "incident1_pack")
    assert at.title[0].value == "Packing"
    assert at.session_state["packing_desk"].wanted == {now.title_id: 1}
    parcel = filled(desk, lambda con: a_shipment(con, now.reader_id, on=date(2026, 5, 1), titles=[now.title_id]))
    at = the_incident(incident)
    at.text_input(key="incident1_again").set_value(shipments.number(parcel))
    pressed(at, "incident1_again_go")
    assert "Whether it arrived is not known yet" in text_of(at)
    filled(desk, lambda con: an_outcome(con, int(shipments.items(con, parcel)["id"][0]), "received", TODAY))
    assert "it arrived" in text_of(the_incident(incident))


def test_what_was_like_it_and_what_worked_stands_beside_it(desk):
    def world(con):
        title = a_title(con, "Lantern")
        first = incidents.from_outcome(con, a_stopped_item(con, title)[1], TODAY)
        incidents.decide(con, first, "overturned", TODAY)
        return incidents.from_outcome(con, a_stopped_item(con, title)[1], TODAY)

    at = the_incident(filled(desk, world))
    assert "This title: 1 other, 1 decided, 1 overturned at least in part." in text_of(at)


def test_a_voided_incident_and_one_of_a_voided_parcel_say_so(desk):
    incident = filled(desk, an_incident)
    shipment = incidents.get(desk, incident).shipment_id
    filled(desk, lambda con: shipments.void(con, shipment, "never mailed", TODAY))
    at = the_incident(incident)
    assert "it was never mailed" in text_of(at)
    at.text_input(key="incident1_void").set_value("never mailed")
    pressed(at, "incident1_void_go")
    assert "Void** since 23 Nov 2026" in text_of(at)
    assert not [button for button in at.button if button.key == "incident1_save"]
