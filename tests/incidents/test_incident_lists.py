"""Lists of incidents: what waits for one, what is on file, what was like it; and what was overturned goes out again."""

import shutil
from contextlib import closing
from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp import check
from bfp.base import db
from bfp.base.errors import Conflict, Invalid
from bfp.incidents import incident_lists, incidents, sending_again
from bfp.mail import shipments
from bfp.outcomes import outcomes
from bfp.packing import packing_session

TODAY = date(2026, 11, 23)
MAILED = date(2026, 1, 5)
HEARD = date(2026, 3, 1)


def item_of(con, shipment_id):
    return int(shipments.items(con, shipment_id)["id"][0])


def a_stopped_item(con, outcome="censored", reader=None, title=None, **more):
    """An item that was stopped, with the number of the word about it."""
    item = item_of(con, a_shipment(con, reader, titles=[title or a_title(con)]))
    how = {"learned_on": HEARD, "learned_how": "notice from the prison"}
    how |= {"return_reason": "released"} if outcome == "returned" else {}
    return item, outcomes.record(con, item, outcomes.News(outcome, **how | more))


def opened(con, **more):
    return incidents.begin(con, incidents.Told(**{"facility_id": None, "received_on": HEARD} | more), TODAY)


# ---- lists --------------------------------------------------------------------------------------


def test_what_has_no_incident_is_listed_newest_first_until_it_has_one(con):
    _, first = a_stopped_item(con)
    _, second = a_stopped_item(con, learned_on=date(2026, 5, 1))
    a_stopped_item(con, "returned")
    _, doubted = a_stopped_item(con, "returned", disputed=True)
    _, silent = a_stopped_item(con, "no reason given")
    table, many = incident_lists.without_incident(con)
    assert (list(table["event_id"]), many) == ([second, first], 2)
    assert list(incident_lists.without_incident(con, "disputed")[0]["event_id"]) == [doubted]
    assert list(incident_lists.without_incident(con, "no reason given")[0]["event_id"]) == [silent]
    incidents.from_outcome(con, second, TODAY)
    assert list(incident_lists.without_incident(con)[0]["event_id"]) == [first]


def test_a_return_that_is_no_longer_doubted_is_not_listed(con):
    item, _ = a_stopped_item(con, "returned", disputed=True)
    outcomes.record(con, item, outcomes.News("returned", TODAY, "reader's letter", return_reason="moved"))
    assert incident_lists.without_incident(con, "disputed")[0].empty


def test_the_list_is_filtered_counted_and_names_no_reader(con):
    texas, florida = a_facility(con, name="Sample Unit"), a_facility(con, name="North Camp", state="FL")
    opened(con, facility_id=texas, title_text="Lantern 100%")
    second = opened(con, facility_id=florida, title_text="Teapot", reader_id=a_reader(con, number="7654321"))
    incidents.decide(con, second, "overturned", HEARD)
    table, many = incident_lists.listing(con)
    assert (many, set(table["facility"])) == (2, {"Sample Unit, TX", "North Camp, FL"})
    where = incident_lists.Where
    assert incident_lists.listing(con, where(state="FL"))[1] == 1
    assert incident_lists.listing(con, where(facility_id=texas))[1] == 1
    assert incident_lists.listing(con, where(title="lantern"))[1] == 1
    assert incident_lists.listing(con, where(title="spoon"))[1] == 0
    assert incident_lists.listing(con, undecided=True)[1] == 1
    assert incident_lists.listing(con, disputed=True)[1] == 0
    assert "7654321" not in incident_lists.for_csv(table).to_csv() and "reader" not in incident_lists.for_csv(table).columns
    said = incident_lists.in_words(incident_lists.counts(con))
    assert said == ("2 incidents at 2 facilities, 1 undecided, 2 not matched to a parcel yet. Of 1 decided, 1 was overturned.")
    assert incident_lists.in_words(incident_lists.counts(con, where(state="AK"))) == "No incident here."


def test_similar_incidents_say_what_worked(con):
    place, title = a_facility(con), a_title(con)
    this = opened(con, facility_id=place, title_id=title, rule_cited="Rule 3.91")
    won = opened(con, facility_id=a_facility(con), title_id=title)
    incidents.decide(con, won, "overturned", HEARD)
    ruled = opened(con, facility_id=a_facility(con), rule_cited="rule 3-91")
    near = opened(con, facility_id=place)
    opened(con, facility_id=a_facility(con))  # like it in nothing
    table = incident_lists.similar(con, this)
    assert list(zip(table["id"], table["same"], strict=True)) == [(won, "title"), (ruled, "rule"), (near, "facility")]
    assert incident_lists.similar_in_words(table)[0] == "This title: 1 other, 1 decided, 1 overturned at least in part."
    assert "none decided" in incident_lists.similar_in_words(table)[1]


# ---- sent again ---------------------------------------------------------------------------------


def test_what_was_overturned_is_sent_again_and_watched(con):
    reader, title = a_reader(con), a_title(con)
    _, event = a_stopped_item(con, reader=reader, title=title)
    incident = incidents.from_outcome(con, event, TODAY)
    assert not sending_again.offered(con, incidents.get(con, incident))
    incidents.decide(con, incident, "overturned", date(2026, 4, 1))
    assert sending_again.offered(con, incidents.get(con, incident))
    parcel = a_shipment(con, reader, on=date(2026, 4, 5), titles=[title])
    assert sending_again.mailed(con, parcel) == [incident]
    assert sending_again.mailed(con, parcel) == []
    now = incidents.get(con, incident)
    assert not sending_again.offered(con, now)
    assert "is not known yet" in sending_again.of(con, now).sentence
    outcomes.record(con, item_of(con, parcel), outcomes.News("received", TODAY, "reader's letter"))
    assert "it arrived" in sending_again.of(con, now).sentence
    assert not check.run(con, TODAY)


def test_a_voided_parcel_did_not_send_it_again(con):
    reader, title = a_reader(con), a_title(con)
    _, event = a_stopped_item(con, reader=reader, title=title)
    incident = incidents.from_outcome(con, event, TODAY)
    incidents.decide(con, incident, "overturned", date(2026, 4, 1))
    parcel = a_shipment(con, reader, on=date(2026, 4, 5), titles=[title])
    sending_again.mailed(con, parcel)
    shipments.void(con, parcel, "torn", TODAY)
    assert "it has not been sent" in sending_again.of(con, incidents.get(con, incident)).sentence
    assert sending_again.offered(con, incidents.get(con, incident))


def test_only_a_later_parcel_with_the_title_to_the_reader_sends_it_again(con):
    reader, title = a_reader(con), a_title(con)
    first = a_shipment(con, reader, titles=[title])
    incident = opened(con, item_id=item_of(con, first), censored=True)
    with pytest.raises(Conflict, match="only what was overturned"):
        sending_again.note(con, incident, first)
    incidents.decide(con, incident, "overturned", date(2026, 4, 1))
    for parcel, says in (
        (first, "is the one that was stopped"),
        (a_shipment(con, a_reader(con), on=TODAY, titles=[title]), "another reader"),
        (a_shipment(con, reader, on=TODAY), "was not in parcel"),
        (a_shipment(con, reader, on=date(2026, 3, 1), titles=[title]), "before the decision"),
    ):
        with pytest.raises(Invalid, match=says):
            sending_again.note(con, incident, parcel)
    later = a_shipment(con, reader, on=TODAY, titles=[title])
    assert sending_again.note(con, incident, later).sent_again_shipment_id == later


def test_packing_sends_it_again_without_a_word(con):
    reader, title = a_reader(con), a_title(con, copies=2)
    _, event = a_stopped_item(con, reader=reader, title=title)
    incident = incidents.from_outcome(con, event, TODAY)
    incidents.decide(con, incident, "overturned", date(2026, 4, 1))
    session = packing_session.start(con, [a_request(con, reader, titles=[(title, "")])], TODAY)
    packing_session.next_parcel(con, session)
    parcel = packing_session.pack(con, session, 1, [(title, 1)], TODAY, shipments.Mailing(because="the decision was overturned"))
    assert incidents.get(con, incident).sent_again_shipment_id == parcel.id


def test_a_demonstration_has_incidents_of_every_kind(made_up, tmp_path):
    with closing(db.connect(shutil.copy(made_up, tmp_path))) as con:
        counted = incident_lists.counts(con)
        assert counted["incidents"] > 20 and 0 < counted["undecided"] < counted["incidents"]
        assert counted["unmatched"] == 3
        assert incident_lists.without_incident(con)[1] > 0
        names = db.frame(con, "select name, kind from document")
        assert len(names) and names["name"].str.startswith("made-up").all()
        with db.transaction(con) as tx:  # the next number is free
            assert opened(tx, facility_id=db.value(tx, "select min(facility_id) from incident")) > counted["incidents"]
