"""The page Published: what is public, what could be, a page as it would leave, publishing, withdrawing, saving as files."""

import base64
from datetime import date

from builders import a_facility, a_reader

from bfp.base import db
from bfp.incidents import incidents
from bfp.publishing import publications
from pages import open_page, said

TODAY = date(2026, 11, 23)


def an_incident(desk, **more):
    with db.transaction(desk, by="Ada") as con:
        facility = a_facility(con, name="Sample Unit")
        reader = a_reader(con, facility, number="7731904", first_name="Zebulon", last_name="Quackenfeld")
        told = {"title_text": "Lantern", "stated_reason": "Sent to Quackenfeld by Sgt. Boydstun", **more}
        incident = incidents.begin(
            con, incidents.Told(facility_id=facility, reader_id=reader, received_on=date(2026, 3, 1), **told), TODAY
        )
        incidents.decide(con, incident, "upheld", date(2026, 5, 1))
    return incident


def the_page(at):
    """The page as it stands in its frame."""
    source = at.get("iframe")[0].proto.src
    return base64.b64decode(source.partition("base64,")[2]).decode()


def the_view(name):
    at = open_page("publications")
    at.session_state["published_view"] = name
    at.run()
    assert not at.exception, at.exception
    return at


def pressed(at, key):
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def test_an_empty_desk_says_what_to_do(desk):
    assert "Nothing is public" in said(the_view("Public"))
    assert "No incident was decided" in said(the_view("Could be"))
    assert "No incident is on file" in said(the_view("Facilities"))


def test_what_could_be_public_is_listed(desk):
    an_incident(desk)
    assert "1 decided, or with a redacted copy" in said(the_view("Could be"))


def test_a_page_is_seen_decided_published_taken_out_and_withdrawn(desk):
    incident = an_incident(desk)
    at = open_page("publications", incident=incident)
    key = f"page_incident{incident}"
    assert "Sent to [name] by Sgt. Boydstun" in the_page(at)
    assert at.button(key=f"{key}_publish").disabled and "Not public" in said(at)
    at.segmented_control(key=f"{key}_say_boydstun").set_value("replace").run()
    assert "Sent to [name] by Sgt. [name]" in the_page(at)
    pressed(at, f"{key}_publish")
    assert "Public** since 23 Nov 2026, by Ada" in said(at)
    now = publications.standing_of(desk, "incident", incident)
    assert "Quackenfeld" not in now.html and "Boydstun" not in now.html
    lists = pressed(open_page("publications"), "export")
    assert "published.zip is ready" in said(lists).replace("\\", "")
    assert lists.get("download_button")
    pressed(at, f"{key}_withdraw")
    assert "Say why it is withdrawn" in said(at) and publications.listing(desk)[1] == 1
    at.text_input(key=f"{key}_why").set_value("a slip")
    pressed(at, f"{key}_withdraw")
    assert publications.listing(desk)[1] == 0 and "Not public" in said(at)


def test_a_record_changed_by_somebody_else_is_looked_at_once_more(desk):
    incident = an_incident(desk, stated_reason="Red")
    at = open_page("publications", incident=incident)
    with db.transaction(desk, by="Bea") as con:
        incidents.edit(con, incident, TODAY, stated_reason="Black")
    pressed(at, f"page_incident{incident}_publish")
    assert "Look at it once more" in said(at) and publications.listing(desk)[1] == 0


def test_also_replace_takes_words_out(desk):
    incident = an_incident(desk, stated_reason="Written by Old Fox")
    at = open_page("publications", incident=incident)
    at.text_input(key=f"page_incident{incident}_by_hand").set_value("Old Fox").run()
    assert "Written by [removed]" in the_page(at)


def test_a_voided_incident_says_so_and_a_facility_has_a_page(desk):
    incident = an_incident(desk)
    with db.transaction(desk, by="Ada") as con:
        incidents.void(con, incident, "a slip", TODAY)
    assert "was voided" in said(open_page("publications", incident=incident))
    assert "Sample Unit, TX" in the_page(open_page("publications", facility=1))
    assert "There is no facility number 99" in said(open_page("publications", facility=99))


def test_the_incident_leads_to_its_public_page(desk):
    incident = an_incident(desk)
    at = open_page("incident", incident=incident)
    assert at.button(key=f"incident{incident}_public").label == "Public page"
