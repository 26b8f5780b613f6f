"""Alarms: a new ban is seen, said once, and answered by a person; what luck or where mail is sent explains is no alarm."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_system, a_title, an_outcome, begun_with, many_shipments

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.bench import censorship, worlds
from bfp.censorship import alarms, facility_censorship

TODAY = date(2026, 11, 23)
RECENT, OLDER = date(2026, 8, 1), date(2025, 9, 1)


def send(con, facility, outcome, times, on, title=None, learned_on=None):
    reader, title = a_reader(con, facility), title or a_title(con)
    many_shipments(con, [reader], on, title, [outcome] * times, learned_on or on + timedelta(days=20))


def a_usual_program(con, system=None):
    """Ten facilities at which 1 of 20 is censored, then as now."""
    title = a_title(con, "Sent everywhere")
    for _ in range(10):
        facility = a_facility(con, system_id=system)
        for on in (OLDER, RECENT):
            send(con, facility, "censored", 1, on, title)
            send(con, facility, "received", 19, on, title)


@pytest.fixture
def usual():
    with begun_with(a_usual_program) as begun:
        yield begun


def a_ban(con, system=None, on=RECENT, before=OLDER):
    """A facility at which 1 of 12 was censored, and now 5 of 5 are, of five titles."""
    facility = a_facility(con, system_id=system)
    send(con, facility, "censored", 1, before)
    send(con, facility, "received", 11, before)
    for _ in range(5):
        send(con, facility, "censored", 1, on)
    return facility


def test_a_new_ban_is_an_alarm_with_its_sentence_and_a_second_opinion(usual):
    con, _ = usual
    facility = a_ban(con)
    [alarm] = alarms.look(con, TODAY).to_dict("records")
    assert (alarm["kind"], alarm["scope"], alarm["scope_id"]) == ("new ban", "facility", facility)
    assert alarm["sentence"].startswith("5 of 5 censored in six months; after 1 of 12 before we would expect 0.")
    assert alarm["chance"] < 0.001 and alarm["cusum"] >= 8 and alarm["agrees"]
    path = alarms.second_opinion(con, TODAY, "facility", facility)
    assert len(path) == 5 and path["evidence"].iloc[-1] == pytest.approx(alarm["cusum"])


def test_a_lifted_ban_is_an_alarm_without_a_second_opinion(usual):
    con, _ = usual
    facility = a_facility(con, "Once Banning")
    send(con, facility, "censored", 30, OLDER)
    send(con, facility, "received", 12, RECENT)
    found = alarms.look(con, TODAY).set_index("scope")
    assert found.loc["facility", ["kind", "scope_id", "name"]].tolist() == ["lifted ban", facility, "Once Banning, TX"]
    assert "12 of 12 received in six months" in found.loc["facility", "sentence"]
    assert found["cusum"].isna().all() and not found["agrees"].any()


def test_an_alarm_is_as_known_on_the_day(usual):
    con, _ = usual
    a_ban(con)
    assert alarms.look(con, RECENT + timedelta(days=19)).empty
    assert len(alarms.look(con, RECENT + timedelta(days=20))) == 1
    con.execute("update outcome_event set learned_on = date '2026-11-22' where learned_on > date '2026-07-01'")
    con.execute("update item set learned_on = date '2026-11-22' where learned_on > date '2026-07-01'")
    assert alarms.look(con, RECENT + timedelta(days=30)).empty


def test_nothing_mailed_is_no_alarm(con):
    found = alarms.look(con, TODAY)
    assert found.empty and list(found) == alarms.COLUMNS
    assert alarms.raise_new(con, TODAY) == [] and alarms.waiting(con).empty
    assert alarms.second_opinion(con, TODAY, "facility", 1).empty


def test_several_facilities_of_a_system_make_an_alarm_of_the_system_and_one_does_not(usual):
    con, _ = usual
    system = a_system(con, "Changing System")
    a_ban(con, system)
    assert alarms.look(con, TODAY)["scope"].tolist() == ["facility"]
    # two more facilities, each with too little to be an alarm alone
    for _ in range(2):
        facility = a_facility(con, system_id=system)
        send(con, facility, "received", 11, OLDER)
        send(con, facility, "censored", 1, RECENT)
    found = alarms.look(con, TODAY)
    assert sorted(found["scope"]) == ["facility", "system"]
    assert found.set_index("scope").loc["system", "name"] == "Changing System"


def test_a_title_stopped_in_many_places_is_an_alarm_and_one_sent_to_a_banning_place_is_not(usual):
    con, _ = usual
    banning = a_ban(con)
    unlucky, stopped = a_title(con, "Unlucky"), a_title(con, "Stopped")
    for title in (unlucky, stopped):
        for _ in range(2):
            send(con, a_facility(con), "received", 6, OLDER, title)
    send(con, banning, "censored", 4, RECENT, unlucky)
    second = a_ban(con)
    send(con, second, "censored", 2, RECENT, unlucky)
    sql = "select id from facility where id not in ($a, $b) order by id limit 5"
    for place in db.rows(con, sql, a=banning, b=second):
        send(con, place["id"], "censored", 1, RECENT, stopped)
    found = alarms.look(con, TODAY)
    assert found.loc[found["scope"] == "title", "name"].tolist() == ["Stopped"]


def test_a_drift_of_a_place_with_much_mail_is_no_ban(con):
    """15 % where 9 % were, of a thousand: beyond luck, but news of censored mail comes sooner; a ban is a larger change."""
    facility = a_facility(con)
    title, reader = a_title(con), a_reader(con, facility)
    sql = """
        insert into shipment (reader_id, facility_id, mailed_on, mail_class)
        select $reader, $facility, $on, 'Media Mail' from range($times) r(i)
    """
    item = """
        insert into item (shipment_id, title_id, outcome, learned_on)
        select shipment.id, $title, case when shipment.id % 100 < $percent then 'censored' else 'received' end, $on
        from shipment left join item on item.shipment_id = shipment.id where item.id is null
    """
    for on, percent in ((OLDER, 9), (RECENT, 15)):
        con.execute(sql, {"reader": reader, "facility": facility, "on": on, "times": 1_000})
        con.execute(item, {"title": title, "on": on, "percent": percent})
    assert alarms.look(con, TODAY).empty


# ------------------------------------------------------------------------------------- raised once, answered


@pytest.fixture
def alarm(usual):
    con, _ = usual
    facility = a_ban(con)
    [number] = alarms.raise_new(con, TODAY)
    return con, number, facility


def test_an_alarm_is_kept_when_first_raised_and_in_the_history(alarm):
    con, number, facility = alarm
    [kept] = alarms.waiting(con).to_dict("records")
    assert (kept["id"], kept["scope_id"], kept["raised_on"]) == (number, facility, TODAY)
    assert kept["sentence"].startswith("5 of 5 censored") and kept["name"].endswith(", TX")
    assert history.of(con, "alarm", number)["volunteer"].tolist() == ["Ada"]
    assert alarms.of(con, "facility", facility)["id"].tolist() == [number]
    assert alarms.raised_between(con, TODAY, TODAY)["id"].tolist() == [number]
    assert alarms.raised_between(con, TODAY + timedelta(days=1), date(2027, 1, 1)).empty


def test_the_same_alarm_is_never_raised_twice(alarm):
    con, number, _ = alarm
    assert alarms.raise_new(con, TODAY) == []
    assert alarms.raise_new(con, TODAY + timedelta(days=30)) == []
    alarms.acknowledge(con, number, "Appeal written", TODAY)
    assert alarms.raise_new(con, TODAY + timedelta(days=31)) == []
    assert alarms.waiting(con).empty


def test_a_second_ban_is_raised_after_the_lifting_of_the_first(alarm):
    con, _, facility = alarm
    lifted = date(2027, 6, 1)
    send(con, facility, "received", 60, lifted)
    alarms.raise_new(con, date(2027, 9, 1))
    send(con, facility, "censored", 12, date(2028, 3, 1))
    alarms.raise_new(con, date(2028, 6, 1))
    assert alarms.of(con, "facility", facility)["kind"].tolist() == ["new ban", "lifted ban", "new ban"]
    assert alarms.of(con, "facility", facility)["acknowledged_on"].isna().all()


def test_an_alarm_answered_over_a_year_ago_can_be_raised_again(alarm):
    con, number, facility = alarm
    alarms.acknowledge(con, number, "They said it was a mistake", TODAY)
    send(con, facility, "received", 60, date(2027, 1, 10))
    for day, raised in ((date(2027, 11, 1), 1), (date(2027, 12, 15), 2)):
        send(con, facility, "censored", 12, day - timedelta(days=60))
        alarms.raise_new(con, day)
        assert len(alarms.of(con, "facility", facility)) == raised


def test_a_person_answers_an_alarm_with_a_note(alarm):
    con, number, _ = alarm
    with pytest.raises(Invalid, match="Write what was found") as refused:
        alarms.acknowledge(con, number, "  ", TODAY)
    assert refused.value.field == "note"
    with pytest.raises(Invalid, match="before the day it was raised"):
        alarms.acknowledge(con, number, "Called", TODAY - timedelta(days=1))
    con.by = ""
    with pytest.raises(Invalid, match="Write your name"):
        alarms.acknowledge(con, number, "Called", TODAY)
    con.by = "Ada"
    alarms.acknowledge(con, number, " Called the mailroom ", TODAY)
    [kept] = db.rows(con, "select acknowledged_on, acknowledged_by, note from alarm")
    assert kept == {"acknowledged_on": TODAY, "acknowledged_by": "Ada", "note": "Called the mailroom"}
    assert len(history.of(con, "alarm", number)) == 2
    with pytest.raises(Conflict, match="Ada has answered"):
        alarms.acknowledge(con, number, "Again", TODAY)
    with pytest.raises(NotFound):
        alarms.acknowledge(con, number + 1, "Nothing", TODAY)


def test_a_merged_facility_takes_its_alarms_along(alarm):
    con, number, facility = alarm
    kept = a_facility(con, "Kept Unit")
    con.execute("update facility set merged_into = $kept where id = $id", {"kept": kept, "id": facility})
    con.execute("update shipment set facility_id = $kept where facility_id = $id", {"kept": kept, "id": facility})
    assert alarms.of(con, "facility", kept)["name"].tolist() == ["Kept Unit, TX"]
    assert alarms.waiting(con)["id"].tolist() == [number]
    assert alarms.raise_new(con, TODAY) == []


def test_a_corrected_outcome_is_no_alarm(usual):
    con, _ = usual
    facility = a_ban(con)
    sql = "select id from mailed_item where facility_id = $id and outcome = 'censored' and mailed_on = $on"
    for row in db.rows(con, sql, id=facility, on=RECENT):
        an_outcome(con, row["id"], "received", date(2026, 11, 1))
    assert alarms.look(con, TODAY).empty
    assert len(alarms.look(con, date(2026, 10, 31))) == 1


def test_alarms_are_few_on_a_stream_without_bans_and_bans_are_seen_on_one_with_them(monkeypatch):
    """A year of looks every two weeks each; the benchmark looks weekly, for two years at 2,000 facilities."""
    monkeypatch.setattr(censorship, "LOOKED_EVERY", 14)
    found = censorship.streams(lambda text: None, 3, {"facilities": 200}, {"facilities": 40, "monthly": (10, 30), "bans": 20})
    values = {name.split(" (")[0]: what["value"] for name, what in found.items()}
    assert values["alarms: false a month over 2,000 facilities"] <= 1.5
    assert values["alarms: bans seen within six months, 10 to 30 mailings a month"] >= 0.9


def test_a_stream_is_the_same_for_the_same_seed():
    assert worlds.stream(5, facilities=50)[0].equals(worlds.stream(5, facilities=50)[0])


def test_a_facility_with_an_alarm_is_told_of_by_its_alarm_first(usual):
    con, _ = usual
    facility = a_ban(con)
    alarms.raise_new(con, TODAY)
    told = facility_censorship.told(con, facility, TODAY).summary
    assert told.startswith("New ban suspected since 23 Nov 2026: 5 of 5 censored in six months")
    assert told.index("5 of 5 censored") < told.index("Last 3 years: 1 censored of 12 known") < told.index("Flag: ")
    alarms.acknowledge(con, int(alarms.waiting(con)["id"].iloc[0]), "two test mailings", TODAY)
    assert facility_censorship.told(con, facility, TODAY).summary.startswith("Last 3 years: 1 censored of 12 known")


def test_one_facilitys_ban_raises_no_second_alarm_for_its_system_but_says_what_is_left_of_it(usual):
    con, _ = usual
    system = a_system(con, "Example System")
    banned, *others = (a_facility(con, name, system_id=system) for name in ("Example Unit", "Second Unit", "Third Unit"))
    for place in (banned, *others):
        send(con, place, "received", 30, OLDER)
    for _ in range(20):
        send(con, banned, "censored", 1, RECENT)
    send(con, others[0], "censored", 1, RECENT)
    send(con, others[1], "received", 8, RECENT)
    [alarm] = alarms.look(con, TODAY).to_dict("records")
    assert (alarm["scope"], alarm["scope_id"]) == ("facility", banned)
    assert alarm["sentence"].endswith("in Example System 20 of the 21 are Example Unit, without it 1 of 9, as before")
    alarms.raise_new(con, TODAY)
    assert list(alarms.look(con, TODAY + timedelta(days=30))["scope"]) == ["facility"]


def test_one_facilitys_ban_raises_no_second_alarm_for_a_title(usual):
    con, _ = usual
    title = a_title(con, "A Title")
    banned, other = a_facility(con, "Example Unit"), a_facility(con, "Second Unit")
    send(con, banned, "received", 30, OLDER)
    send(con, banned, "censored", 15, RECENT, title)
    send(con, other, "censored", 1, RECENT, title)
    assert list(alarms.look(con, TODAY)["scope"]) == ["facility"]


def test_a_title_that_one_facility_stops_is_told_of_in_that_facilitys_alarm(usual):
    con, _ = usual
    title = a_title(con, "A Title")
    banned, other = a_facility(con, "Example Unit"), a_facility(con, "Second Unit")
    for place in (banned, other):
        send(con, place, "received", 30, OLDER)
        send(con, place, "received", 6, OLDER, title)
        send(con, place, "received", 8, RECENT)
    send(con, banned, "censored", 12, RECENT, title)
    send(con, other, "censored", 1, RECENT, title)
    [alarm] = alarms.look(con, TODAY).to_dict("records")
    assert (alarm["scope"], alarm["scope_id"]) == ("facility", banned)
    assert alarm["sentence"].endswith("of “A Title” 12 of the 13 are Example Unit, without it 1 of 1, as before")


def test_a_system_that_stops_mail_elsewhere_too_keeps_its_alarm_beside_a_facilitys(usual):
    con, _ = usual
    system = a_system(con, "Changing System")
    a_ban(con, system)
    for _ in range(12):
        place = a_facility(con, system_id=system)
        send(con, place, "received", 6, OLDER)
        send(con, place, "censored", 1, RECENT)
    assert set(alarms.look(con, TODAY)["scope"]) == {"facility", "system"}
