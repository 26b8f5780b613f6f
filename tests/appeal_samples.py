"""An incident, an appeal, a rule … for tests of deadlines. All invented."""

from datetime import date

from builders import a_facility

from bfp.base import db

CAME = date(2026, 11, 16)


def an_incident(con, facility_id=None, notice_on=None, signed_on=None, received_on=CAME, **more) -> int:
    facility_id = facility_id or a_facility(con)
    more = {"decision": "pending", "decided_on": None, "voided_on": None, **more}
    sql = """
        insert into incident (facility_id, notice_on, signed_on, received_on, opened_on, decision, decided_on, voided_on)
        values ($facility, $notice_on, $signed_on, $received_on, $received_on, $decision, $decided_on, $voided_on) returning id
    """
    return db.value(con, sql, facility=facility_id, notice_on=notice_on, signed_on=signed_on, received_on=received_on, **more)


def an_appeal(con, incident_ids, taken_by="", state="to write", level=1, made_by="sender", due_on=None, voided_on=None) -> int:
    sql = """
        insert into appeal (system_id, level, made_by, state, taken_by, due_on, opened_on, voided_on)
        select facility.system_id, $level, $made_by, $state, $taken_by, $due_on, incident.received_on, $voided_on
        from incident join facility on facility.id = incident.facility_id
        where incident.id = $first returning id
    """
    appeal_id = db.value(
        con, sql, first=incident_ids[0], level=level, made_by=made_by, state=state, taken_by=taken_by, due_on=due_on,
        voided_on=voided_on,
    )  # fmt: skip
    for incident_id in incident_ids:
        con.execute("insert into appeal_incident values ($appeal, $incident)", {"appeal": appeal_id, "incident": incident_id})
    return appeal_id


def an_answer(con, appeal_id, on, level=1) -> None:
    con.execute(
        "insert into appeal_action (appeal_id, level, kind, happened_on, saved_at) values ($id, $level, 'answer', $on, $at)",
        {"id": appeal_id, "level": level, "on": on, "at": con.at},
    )
