"""Incidents: opened from what was stopped or from a notice, matched later, many at once, decided, sent again; rates untouched."""

import contextlib
from datetime import date, timedelta

import pytest
from builders import RolledBack, a_facility, a_reader, a_shipment, a_title, an_outcome
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bfp import check
from bfp.base import db, history, lists
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.censorship import outcome_reports
from bfp.incidents import incident_lists, incidents
from bfp.mail import shipments
from bfp.outcomes import outcomes
from bfp.places import facility_merge
from bfp.schema import migrations

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


def known(con):
    return db.rows(con, "select outcome, count(*) as n from item group by outcome order by outcome")


# ---- from an outcome ----------------------------------------------------------------------------


def test_an_incident_takes_all_that_the_outcome_knows(con):
    violence = next(number for number, name in lists.names(con, "reason").items() if name == "violence")
    item, event = a_stopped_item(
        con, stated_reason="Depicts violence, page 114", notice_on=date(2026, 2, 20), term_ids=[violence], happened_on=None
    )
    incident = incidents.get(con, incidents.from_outcome(con, event, TODAY, rule_cited="  Rule   3.91 "))
    parcel = shipments.get(con, incident.shipment_id)
    assert (incident.item_id, incident.outcome_event_id) == (item, event)
    assert (incident.facility_id, incident.reader_id) == (parcel.facility_id, parcel.reader_id)
    assert (incident.stated_reason, incident.reasons) == ("Depicts violence, page 114", ("violence",))
    assert (incident.notice_on, incident.received_on, incident.rule_cited) == (date(2026, 2, 20), HEARD, "Rule 3.91")
    assert (incident.decision, incident.opened_by, incident.matched) == ("pending", "Ada", True)
    assert history.of(con, "incident", incident.id)["action"][0] == "added"


def test_a_parcel_that_came_back_is_known_to_have_been_returned(con):
    _, event = a_stopped_item(con, learned_how="parcel came back")
    assert incidents.get(con, incidents.from_outcome(con, event, TODAY)).fate == "returned"


def test_an_item_has_one_incident(con):
    item, event = a_stopped_item(con)
    first = incidents.from_outcome(con, event, TODAY)
    with pytest.raises(Conflict, match=f"has an incident already: number {first}"):
        incidents.from_outcome(con, event, TODAY)
    incidents.void(con, first, "the wrong one", TODAY)
    assert incidents.from_outcome(con, event, TODAY) != first
    assert item


def test_an_incident_is_opened_from_the_latest_word(con):
    item, event = a_stopped_item(con)
    outcomes.record(con, item, outcomes.News("received", TODAY, "reader's letter"))
    with pytest.raises(Conflict, match="newer word"):
        incidents.from_outcome(con, event, TODAY)
    with pytest.raises(NotFound, match="no outcome number 999"):
        incidents.from_outcome(con, 999, TODAY)


def test_an_incident_keeps_its_word_when_older_news_comes_in(con):
    item, event = a_stopped_item(con)
    incident = incidents.from_outcome(con, event, TODAY)
    outcomes.record(con, item, outcomes.News("received", MAILED, "reader's letter"))
    assert incidents.get(con, incident).outcome_event_id == outcomes.latest(con, item)["id"]
    assert not check.run(con, TODAY)


@pytest.mark.parametrize("outcome", ["unconfirmed", "received", "returned"])
def test_what_is_not_on_file_as_stopped_needs_somebody_to_say_so(con, outcome):
    item = item_of(con, a_shipment(con))
    if outcome != "unconfirmed":
        an_outcome(con, item, outcome, MAILED)
    with pytest.raises(Invalid, match=f"on file as {outcome}") as refused:
        opened(con, item_id=item)
    assert refused.value.field == "censored"
    incident = incidents.get(con, opened(con, item_id=item, censored=True, notice_on=date(2026, 2, 1), stated_reason="drugs"))
    word = outcomes.latest(con, item)
    assert (incident.outcome, incident.outcome_event_id) == ("censored", word["id"])
    assert (word["stated_reason"], word["notice_on"], word["learned_on"]) == ("drugs", date(2026, 2, 1), HEARD)


def test_a_disputed_return_is_handled_as_an_incident_and_stays_a_return(con):
    _, plain = a_stopped_item(con, "returned")
    item, event = a_stopped_item(con, "returned", disputed=True)
    with pytest.raises(Invalid, match="mark the return as disputed"):
        incidents.from_outcome(con, plain, TODAY)
    incident = incidents.get(con, incidents.from_outcome(con, event, TODAY))
    assert (incident.disputed, incident.outcome) == (True, "returned")
    assert outcomes.latest(con, item)["outcome"] == "returned"


def test_nothing_of_a_voided_parcel_was_stopped(con):
    shipment = a_shipment(con)
    item = item_of(con, shipment)
    shipments.void(con, shipment, "never mailed", TODAY)
    with pytest.raises(Conflict, match="was voided: it was never mailed"):
        opened(con, item_id=item, censored=True)
    assert incident_lists.counts(con)["incidents"] == 0


def test_incidents_change_no_rate(con):
    _, event = a_stopped_item(con)
    a_stopped_item(con)
    mail = outcome_reports.scope(con, TODAY)
    before = known(con), outcome_reports.outcomes(con, mail, "facility").to_csv()
    incident = incidents.from_outcome(con, event, TODAY, stated_reason="another")
    incidents.decide(con, incident, "overturned", TODAY)
    incidents.edit(con, incident, TODAY, disputed=True, stated_reason="yet another")
    incidents.void(con, incident, "by mistake", TODAY)
    assert (known(con), outcome_reports.outcomes(con, mail, "facility").to_csv()) == before


# ---- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "field", "says"),
    [
        ({"notice_on": date(2026, 1, 4)}, "notice_on", "before the parcel was mailed, 5 Jan 2026"),
        ({"signed_on": date(2025, 2, 1)}, "signed_on", "before the parcel was mailed"),
        ({"received_on": date(2026, 1, 4)}, "received_on", "before the parcel was mailed"),
        ({"notice_on": date(2026, 3, 2)}, "notice_on", "after the day we received it, 1 Mar 2026"),
        ({"signed_on": date(2026, 3, 2)}, "signed_on", "after the day we received it"),
        ({"received_on": TODAY + timedelta(days=1)}, "received_on", "has not come yet"),
        ({"notice_on": TODAY + timedelta(days=1)}, "notice_on", "has not come yet"),
        ({"received_on": None}, "received_on", "Write the day we received"),
        ({"stored_until": date(2026, 4, 1)}, "stored_until", "goes with"),
        ({"stored_until": date(2026, 1, 1), "fate": "stored"}, "stored_until", "is before"),
        ({"notified": "everybody"}, "notified", "one of sender, reader"),
        ({"fate": "burnt"}, "fate", "one of returned"),
        ({"stated_reason": "x" * 6000}, "stated_reason", "longer than 5,000"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(con, days, field, says):
    item, _ = a_stopped_item(con)
    with pytest.raises(Invalid, match=says) as refused:
        opened(con, item_id=item, **days)
    assert refused.value.field == field
    assert incident_lists.counts(con)["incidents"] == 0


def test_storage_may_end_in_the_future(con):
    item, _ = a_stopped_item(con)
    incident = opened(con, item_id=item, fate="stored", stored_until=date(2027, 2, 1))
    assert incidents.get(con, incident).stored_until == date(2027, 2, 1)


DAYS = some.one_of(some.none(), some.dates(date(2025, 12, 1), date(2026, 12, 31)))


@pytest.fixture(scope="module")
def one_database():
    """Migrated once: each example is taken back."""
    con = db.connect()
    migrations.migrate(con)
    yield con
    con.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAYS, DAYS, DAYS, some.sampled_from(incidents.FATES), DAYS)
def test_whatever_days_are_told_those_on_file_are_in_order(one_database, notice, signed, received, fate, until):
    with contextlib.suppress(RolledBack), db.transaction(one_database) as con:
        item = item_of(con, a_shipment(con, on=MAILED))
        told = {"notice_on": notice, "signed_on": signed, "received_on": received, "fate": fate, "stored_until": until}
        try:
            opened(con, item_id=item, censored=True, **told)
        except Invalid as error:
            assert error.field
            assert incident_lists.counts(con)["incidents"] == 0
            assert known(con) == [{"outcome": "unconfirmed", "n": 1}]  # nothing half done
        assert check.broken(con, "an incident's days are in order", TODAY) is None
        raise RolledBack


# ---- a notice whose mail is not known, matched later -----------------------------------------------


def test_a_facility_is_enough_for_a_notice(con):
    with pytest.raises(Invalid, match="Choose the facility") as refused:
        opened(con, title_text="Something red")
    assert refused.value.field == "facility_id"
    incident = incidents.get(con, opened(con, facility_id=a_facility(con), title_text="Something  red", issue="no. 4"))
    assert (incident.matched, incident.what, incident.outcome) == (False, "Something red no. 4", None)


def test_an_incident_is_matched_to_its_item_later(con):
    reader, title = a_reader(con), a_title(con)
    item = item_of(con, a_shipment(con, reader, titles=[title]))
    place = shipments.latest(con, reader)["facility"][0] and db.value(con, "select facility_id from shipment")
    incident = opened(con, facility_id=place, title_text="as the notice calls it", notice_on=date(2026, 2, 1))
    assert list(incident_lists.may_be_about(con, incidents.get(con, incident))["item_id"]) == [item]
    with pytest.raises(Invalid, match="on file as unconfirmed"):
        incidents.match(con, incident, item, TODAY)
    after = incidents.match(con, incident, item, TODAY, censored=True)
    assert (after.item_id, after.reader_id, after.title_id, after.outcome) == (item, reader, title, "censored")
    assert after.title_text == "as the notice calls it"
    with pytest.raises(Conflict, match=r"about parcel .* already"):
        incidents.match(con, incident, item, TODAY)
    with pytest.raises(Conflict, match="The facility is that of parcel"):
        incidents.edit(con, incident, TODAY, facility_id=a_facility(con))
    with pytest.raises(Invalid, match="Say why"):
        incidents.unmatch(con, incident, "")
    free = incidents.unmatch(con, incident, "another parcel")
    assert (free.matched, free.reader_id, free.facility_id) == (False, None, place)
    assert not check.run(con, TODAY)


def test_a_parcel_that_cannot_be_the_one_is_refused(con):
    item, _ = a_stopped_item(con)
    elsewhere = opened(con, facility_id=a_facility(con, name="North Camp"))
    with pytest.raises(Conflict, match="and the notice is from North Camp, TX"):
        incidents.match(con, elsewhere, item, TODAY)
    place = db.value(con, "select facility_id from shipment")
    other_title = opened(con, facility_id=place, title_id=a_title(con))
    with pytest.raises(Conflict, match="Correct the title first"):
        incidents.match(con, other_title, item, TODAY)
    other_reader = opened(con, facility_id=place, reader_id=a_reader(con))
    with pytest.raises(Conflict, match="another reader"):
        incidents.match(con, other_reader, item, TODAY)
    early = opened(con, facility_id=place, notice_on=date(2025, 12, 1))
    with pytest.raises(Invalid, match="before the parcel was mailed"):
        incidents.match(con, early, item, TODAY)


# ---- many at once -------------------------------------------------------------------------------


def test_one_title_at_several_facilities_each_with_its_own_days(con):
    title, readers = a_title(con), [a_reader(con) for _ in range(3)]
    stopped = [a_stopped_item(con, reader=reader, title=title)[0] for reader in readers[:2]]
    waiting = item_of(con, a_shipment(con, readers[2], titles=[title]))
    a_stopped_item(con)  # another title, another facility
    places = [row["facility_id"] for row in db.rows(con, "select facility_id from shipment order by id")]
    fits = incident_lists.fitting(con, places[:3], title_id=title)
    assert set(fits["item_id"]) == {*stopped, waiting}
    days = [date(2026, 2, 1), date(2026, 2, 8), date(2026, 2, 15)]
    told = {"stated_reason": "Encourages work stoppage", "received_on": HEARD, "censored": True}
    records = [told | {"item_id": item, "notice_on": day} for item, day in zip([*stopped, waiting], days, strict=True)]
    ids = incidents.open_many(con, records, TODAY)
    assert [incidents.get(con, number).notice_on for number in ids] == days
    assert {incidents.get(con, number).stated_reason for number in ids} == {"Encourages work stoppage"}
    assert incident_lists.fitting(con, places[:3], title_id=title).empty


def test_all_of_many_or_none(database):
    with db.transaction(database) as con:
        first, second = a_stopped_item(con)[0], item_of(con, a_shipment(con))
    with pytest.raises(Invalid, match=r"Row 2: .*unconfirmed.*Nothing was opened"), db.transaction(database) as con:
        incidents.open_many(con, [{"item_id": item, "received_on": HEARD} for item in (first, second)], TODAY)
    assert incident_lists.counts(database)["incidents"] == 0
    with pytest.raises(Invalid, match="Nothing is ticked"), db.transaction(database) as con:
        incidents.open_many(con, [], TODAY)


# ---- changed, decided, voided -------------------------------------------------------------------


def test_every_change_is_in_history(con):
    _, event = a_stopped_item(con)
    incident = incidents.from_outcome(con, event, TODAY)
    reason = next(iter(lists.names(con, "reason")))
    incidents.edit(con, incident, TODAY, rule_cited="3.91", notified="both", term_ids=[reason])
    line = history.of(con, "incident", incident)["what"][0]
    assert "rule cited: 3.91" in line and "notified: not known → both" in line and "categories: " in line
    incidents.edit(con, incident, TODAY, rule_cited="3.91")
    assert len(history.of(con, "incident", incident)) == 2  # the same again is no change
    with pytest.raises(Invalid, match="no colour to change"):
        incidents.edit(con, incident, TODAY, colour="red")
    with pytest.raises(NotFound, match="no longer on the list"):
        incidents.edit(con, incident, TODAY, term_ids=[999])


@pytest.mark.parametrize(
    ("decision", "on", "substituted", "says"),
    [
        ("perhaps", HEARD, "", "one of pending"),
        ("upheld", None, "", "Write the day"),
        ("upheld", date(2026, 1, 1), "", "is before"),
        ("upheld", TODAY + timedelta(days=1), "", "has not come yet"),
        ("reason substituted", HEARD, " ", "Write the new reason"),
        ("no reply", HEARD, "drugs", "does not go with no reply"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(con, decision, on, substituted, says):
    _, event = a_stopped_item(con)
    incident = incidents.from_outcome(con, event, TODAY)
    with pytest.raises(Invalid, match=says):
        incidents.decide(con, incident, decision, on, substituted, TODAY)
    assert incidents.get(con, incident).decision == "pending"


@pytest.mark.parametrize("decision", incidents.DECISIONS)
def test_every_decision_can_be_kept_and_taken_back(con, decision):
    _, event = a_stopped_item(con)
    incident = incidents.from_outcome(con, event, TODAY)
    incidents.decide(con, incident, decision, TODAY, "drugs" if decision == "reason substituted" else "", TODAY)
    assert incidents.get(con, incident).decision == decision
    incidents.decide(con, incident, "pending", None)
    assert (incidents.get(con, incident).decided_on, incidents.get(con, incident).substituted_reason) == (None, "")


@pytest.mark.parametrize("choices", ["NOTIFIED", "FATES"])
def test_the_database_accepts_every_choice(con, choices):
    for choice in getattr(incidents, choices):
        opened(con, facility_id=a_facility(con), **{"notified" if choices == "NOTIFIED" else "fate": choice})
    assert incident_lists.counts(con)["incidents"] == len(getattr(incidents, choices))


def test_a_voided_incident_is_left_alone(con):
    item, event = a_stopped_item(con)
    incident = incidents.from_outcome(con, event, TODAY)
    with pytest.raises(Invalid, match="Say why"):
        incidents.void(con, incident, " ", TODAY)
    incidents.void(con, incident, "the wrong notice", TODAY)
    for change in (
        lambda: incidents.edit(con, incident, TODAY, note="x"),
        lambda: incidents.decide(con, incident, "upheld", TODAY),
        lambda: incidents.match(con, incident, item, TODAY),
        lambda: incidents.void(con, incident, "again", TODAY),
    ):
        with pytest.raises(Conflict, match="was voided on 23 Nov 2026: the wrong notice"):
            change()
    assert outcomes.latest(con, item)["outcome"] == "censored"


# ---- kept whole ---------------------------------------------------------------------------------


def test_incidents_move_with_a_merged_facility(con):
    kept, other = a_facility(con, name="Sample Unit"), a_facility(con, name="Sample Unit North")
    incident = opened(con, facility_id=other)
    facility_merge.merge(con, kept, other)
    assert incidents.get(con, incident).facility_id == kept
    assert incidents.get(con, opened(con, facility_id=other)).facility_id == kept
    assert not check.run(con, TODAY)
