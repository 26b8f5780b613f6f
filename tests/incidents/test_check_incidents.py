"""Each rule about incidents and their documents notices what breaks it, and sound ones break none."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title
from document_samples import a_pdf

from bfp import check
from bfp.documents import documents
from bfp.incidents import incidents, sending_again
from bfp.mail import shipments

TODAY = date(2026, 11, 23)
# The rule, and what a careless hand could do that it must notice.
HARM = [
    ("every incident is at a facility that stands", "update facility set merged_into = id"),
    ("an incident's reader, title and parcel are there", "update incident set reader_id = 999"),
    ("an incident's reader, title and parcel are there", "update incident set title_id = 999"),
    ("a matched incident has the place, reader and title of its parcel", "update shipment set facility_id = 999"),
    ("a matched incident has the place, reader and title of its parcel", "update incident set title_id = null"),
    ("an incident's outcome is of its item", "update incident set outcome_event_id = 999 where item_id is not null"),
    ("an incident's outcome is of its item", "update incident set outcome_event_id = null"),
    (
        "an item has one incident",
        "insert into incident (item_id, facility_id, received_on, opened_on) "
        "select item_id, facility_id, received_on, opened_on from incident where item_id is not null",
    ),
    ("an incident's reasons are on the program's list", "insert into incident_reason select min(id), 999 from incident"),
    ("an incident's days are in order", "update incident set received_on = '2026-11-24'"),
    ("an incident's days are in order", "update incident set notice_on = '2026-06-01'"),
    ("an incident's days are in order", "update incident set signed_on = '2026-01-01'"),
    ("an incident's days are in order", "update incident set stored_until = '2026-12-01'"),
    ("a decided incident says when", "update incident set decided_on = null"),
    ("a decided incident says when", "update incident set decision = 'reason substituted' where decided_on is not null"),
    ("what was sent again went to the same reader", "update incident set sent_again_shipment_id = 999"),
    (
        "every document belongs to something that is there",
        "delete from document_of where document_id = (select min(id) from document)",
    ),
    ("every document belongs to something that is there", "update document_of set entity_id = 999"),
    ("what belongs to something is a document", "update document_of set document_id = document_id + 900"),
    ("a redacted copy is of an original that stands", "update document set redacts = 999 where redacts is not null"),
    ("a redacted copy is of an original that stands", "update document set voided_on = '2026-11-23' where redacts is null"),
    ("a document is as it was when it was kept", "update document set content = 'x'::blob where redacts is null"),
]


@pytest.fixture
def sound(con):
    """An overturned incident, sent again, its notice with a redacted copy; and one without a parcel."""
    reader, title = a_reader(con), a_title(con)
    item = int(shipments.items(con, a_shipment(con, reader, on=date(2026, 3, 2), titles=[title]))["id"][0])
    told = {"received_on": date(2026, 5, 1)}
    incident = incidents.begin(con, incidents.Told(item_id=item, censored=True, notice_on=date(2026, 4, 1), **told), TODAY)
    original = documents.add(con, "incident", incident, "notice.pdf", a_pdf(2), TODAY)
    documents.add(con, "incident", incident, "redacted.pdf", a_pdf(1), TODAY, redacts=original)
    incidents.decide(con, incident, "overturned", date(2026, 6, 1))
    sending_again.mailed(con, a_shipment(con, reader, on=date(2026, 6, 5), titles=[title]))
    incidents.begin(con, incidents.Told(facility_id=a_facility(con), title_text="Something red", **told), TODAY)
    return con


def test_sound_incidents_break_no_rule(sound):
    assert check.run(sound, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_harm_is_noticed(sound, rule, harm):
    sound.execute(harm)
    assert check.broken(sound, rule, TODAY)
