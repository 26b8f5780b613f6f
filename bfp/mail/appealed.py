"""What became of the appeal against one stopped item, in a sentence: what a packer wants to know who holds it again."""

from bfp.base import db
from bfp.base.dates import written
from bfp.base.db import Connection


def of_item(con: Connection, item_id: int) -> str:
    """What became of the appeal against the censorship of this item, as a sentence; empty if nobody has an incident of it."""
    sql = """
        select incident.decision, incident.decided_on, max(appeal.sent_on) as sent_on,
            count(appeal.id) filter (where appeal.state <> 'closed') as under_way
        from incident
        left join appeal_incident on appeal_incident.incident_id = incident.id
        left join appeal on appeal.id = appeal_incident.appeal_id and appeal.voided_on is null
        where incident.item_id = $id and incident.voided_on is null
        group by incident.id, incident.decision, incident.decided_on
        order by incident.id desc
    """
    found = db.row(con, sql, id=item_id)
    if found is None:
        return ""
    on = written(found["decided_on"])
    told = {
        "upheld": f"The appeal was lost: upheld on {on}.",
        "overturned": f"The appeal was won: overturned on {on}.",
        "partly overturned": f"The appeal was won in part: partly overturned on {on}.",
        "reason substituted": f"On appeal they gave another reason, on {on}.",
        "no reply": "Nobody answered the appeal.",
        "not appealed": "It was not appealed.",
    }.get(found["decision"], "")
    if found["under_way"] and found["decision"] not in ("overturned", "partly overturned"):
        way = f"An appeal is under way, sent {written(found['sent_on'])}." if found["sent_on"] else "An appeal is being written."
        return f"{told} {way}".strip()
    return told or "It has not been appealed."
