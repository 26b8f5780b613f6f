"""The made-up program's appeals: of most of its incidents, some of them patterns over several units, a few at a second level."""

from datetime import date

import numpy as np
import pandas as pd

from bfp.appeals import deadlines
from bfp.base import db
from bfp.base.db import Connection

VOLUNTEERS = ("Ada", "Ben", "Cleo")
WHY_NOT = ("Made-up reason: the reader asked us not to", "Made-up reason: came too late", "Made-up reason: no time that week")
LEFT = 0.35  # of what is undecided has no appeal yet
OLD = 200  # days after which nobody opens an appeal any more
LONG_AGO = 60  # days after which an answered one is closed
FURTHER = 0.2  # of the upheld that went to a second level
DAY = np.timedelta64(1, "D")
NONE = np.datetime64("NaT", "s")


def save(con: Connection, rng: np.random.Generator, today: date) -> int:
    """Store appeals of the incidents on file, with their actions and citations; says how many."""
    sql = """
        select incident.id, facility.system_id, incident.facility_id, incident.title_id, incident.decision, incident.decided_on,
            incident.received_on
        from incident join facility on facility.id = incident.facility_id
        where incident.voided_on is null
        order by incident.id
    """
    found = db.frame(con, sql)
    if found.empty:
        return 0
    fresh = pd.to_datetime(found["received_on"]) >= pd.Timestamp(today) - pd.Timedelta(days=OLD)
    found = found[(found["decision"] != "pending") | (fresh & (rng.random(len(found)) >= LEFT))].reset_index(drop=True)
    found["appeal_id"] = _grouped(found)
    _rules(con)
    first = _first_levels(con, rng, found, today)
    second = _second_levels(rng, first, today)
    table = pd.concat([first, second.drop(columns="after")], ignore_index=True)
    db.insert(con, "appeal", table.drop(columns="size"))
    links = pd.concat(
        [
            found[["appeal_id", "id"]],
            second[["id", "after"]].merge(found[["appeal_id", "id"]], left_on="after", right_on="appeal_id")[["id_x", "id_y"]]
            .set_axis(["appeal_id", "id"], axis=1),
        ]
    )  # fmt: skip
    db.insert(con, "appeal_incident", links.rename(columns={"id": "incident_id"}))
    _actions(con, table, today)
    _citations(con, rng, table)
    _contacts(con, today)
    return len(table)


def _rules(con: Connection) -> None:
    """Made-up rules of appeal for every other system, so that there are deadlines to look at."""
    sql = """
        insert into appeal_rule (system_id, level, who, days, business_days, counted_from, staff_days, addressee, text, source)
        select id, level, 'both', 20 + id % 3 * 10, id % 4 = 0,
            case when level > 1 then 'decision' when id % 3 = 0 then 'notice' else 'receipt here' end, 30 + id % 2 * 15,
            case level when 1 then 'Review committee' else 'Headquarters' end, 'Made up for looking around.',
            'made up: to be checked'
        from system cross join (select unnest([1, 2]) as level) as levels
        where id % 2 = 0 and state is distinct from 'TX' and state is distinct from 'MI' and state is distinct from 'WA'
            and state is distinct from 'OK'
        order by id, level
    """
    con.execute(sql)


def _grouped(found: pd.DataFrame) -> np.ndarray:
    """One appeal for what was decided alike of one title at several units of a system in one year; else one each."""
    year = pd.to_datetime(found["received_on"]).dt.to_period("Y").astype(str)
    keys = found["system_id"].astype(str) + "|" + found["title_id"].astype(str) + "|" + found["decision"] + "|" + year
    decided = found["decided_on"].isna() | (found["decision"] == "not appealed")
    alone = found["title_id"].isna() | ~decided  # each answer has a day of its own
    keys = keys.where(~alone, "alone " + found["id"].astype(str))
    return pd.factorize(keys)[0] + 1


def _first_levels(con: Connection, rng: np.random.Generator, found: pd.DataFrame, today: date) -> pd.DataFrame:
    groups = found.groupby("appeal_id", sort=True)
    about = groups.agg(
        system_id=("system_id", "first"), received=("received_on", "max"), decision=("decision", "first"),
        decided=("decided_on", "max"), size=("id", "size"), units=("facility_id", "nunique"),
    )  # fmt: skip
    count, now = len(about), np.datetime64(today, "s")
    received = about["received"].to_numpy().astype("datetime64[s]")
    decided = about["decided"].to_numpy().astype("datetime64[s]")
    decision = about["decision"].to_numpy().astype(object)
    sent = received + rng.integers(1, 15, count) * DAY
    dice = rng.random(count)
    answered = ~np.isin(decision, ("pending", "not appealed"))
    sent_only = (decision == "pending") & ((dice > 0.5) | (received + 45 * DAY < now)) & (sent < now)
    state = np.where(dice < 0.25, "to decide", "to write").astype(object)
    state[sent_only] = "sent"
    state[answered] = np.where(decided[answered] + LONG_AGO * DAY < now, "closed", "answered")
    state[decision == "not appealed"] = "closed"
    closed = np.where(state == "closed", np.where(answered, np.minimum(decided + 7 * DAY, now), decided), NONE)
    held = np.array(("", *VOLUNTEERS), dtype=object)[rng.choice(4, size=count, p=(0.2, 0.4, 0.25, 0.15))]
    held = np.where(answered & (held == ""), "Ada", held)
    due = deadlines.for_incidents(con, [int(number) for number in found["id"]], today)
    first: dict[int, tuple[date, int | None]] = {}  # the day to send it by, and by which rule
    for appeal_id, incident_id in zip(found["appeal_id"], found["id"], strict=True):
        one = due.get(int(incident_id))
        if one is not None and one.send_by is not None and (appeal_id not in first or one.send_by < first[appeal_id][0]):
            first[appeal_id] = one.send_by, one.rule_id
    known = [first.get(number, (None, None)) for number in about.index]
    by = np.array([send_by for send_by, _ in known], dtype="datetime64[D]").astype("datetime64[s]")
    hurried = ~np.isnat(by) & (by >= received) & (rng.random(count) < 0.8)
    sent = np.where(hurried, np.minimum(sent, by), sent)
    return pd.DataFrame(
        {
            "id": about.index.to_numpy(), "system_id": about["system_id"].to_numpy(), "level": 1, "made_by": "sender",
            "state": state, "taken_by": held, "taken_on": np.where(held == "", NONE, received),
            "due_on": by,
            "rule_id": pd.array([rule_id for _, rule_id in known], dtype="Int32"),
            "sent_on": np.where(answered | sent_only, sent, NONE), "answered_on": np.where(answered, decided, NONE),
            "closed_on": closed, "decision": decision,
            "why_not": np.where(decision == "not appealed", np.array(WHY_NOT, dtype=object)[rng.integers(0, 3, count)], ""),
            "pattern": about["units"].to_numpy() > 1, "opened_on": received, "opened_by": "Ada", "size": about["size"].to_numpy(),
        }
    )  # fmt: skip


def _second_levels(rng: np.random.Generator, first: pd.DataFrame, today: date) -> pd.DataFrame:
    """Some of what was upheld went further, and waits for its answer or its letter."""
    upheld = first[(first["decision"] == "upheld") & (first["state"] == "closed")]
    further = upheld[rng.random(len(upheld)) < FURTHER]
    opened = further["closed_on"].to_numpy().astype("datetime64[s]")
    sent = opened + 3 * DAY < np.datetime64(today, "s")
    return further.assign(
        after=further["id"], id=np.arange(len(further)) + len(first) + 1, level=2, state=np.where(sent, "sent", "to write"),
        due_on=NONE, rule_id=pd.array([None] * len(further), dtype="Int32"),
        sent_on=np.where(sent, opened + 3 * DAY, NONE), answered_on=NONE, closed_on=NONE, decision="pending", opened_on=opened,
        taken_on=opened,
    )  # fmt: skip


def _actions(con: Connection, table: pd.DataFrame, today: date) -> None:
    sent = table[table["sent_on"].notna()]
    answered = table[table["answered_on"].notna()]
    parts = [
        pd.DataFrame({"appeal_id": sent["id"], "level": sent["level"], "kind": "letter sent", "happened_on": sent["sent_on"],
                      "text": "Made-up letter", "volunteer": sent["taken_by"]}),
        pd.DataFrame({"appeal_id": answered["id"], "level": answered["level"], "kind": "answer",
                      "happened_on": answered["answered_on"], "text": answered["decision"], "volunteer": answered["taken_by"]}),
    ]  # fmt: skip
    actions = pd.concat(parts, ignore_index=True).sort_values(["happened_on", "appeal_id", "kind"], kind="stable")
    actions.insert(0, "id", np.arange(1, len(actions) + 1))
    db.insert(con, "appeal_action", actions.assign(saved_at=pd.Timestamp(today)))


def _citations(con: Connection, rng: np.random.Generator, table: pd.DataFrame) -> None:
    known = np.array([row["id"] for row in db.rows(con, "select id from citation order by id")])
    sent = table.loc[table["sent_on"].notna(), "id"].to_numpy()
    if not len(known) or not len(sent):
        return
    chosen = rng.random((len(sent), len(known))) < 0.35
    at, which = np.nonzero(chosen)
    rows = pd.DataFrame({"appeal_id": sent[at], "kind": "citation", "argument_id": known[which]})
    db.insert(con, "appeal_argument", rows)


def _contacts(con: Connection, today: date) -> None:
    """A review committee and headquarters that nobody can write to, for the larger half of the systems."""
    systems = db.rows(con, "select id, name from system order by id")
    rows = [
        {"id": 2 * place + nth, "system_id": system["id"], "role": role, "name": "", "office": f"Made-up {role}",
         "address": f"{place + 1} Example Street, Sampleton", "source": "made up", "checked_on": pd.Timestamp(today),
         "checked_by": "demo"}
        for place, system in enumerate(systems[: -(-len(systems) // 2)])
        for nth, role in ((1, "review committee"), (2, "headquarters"))
    ]  # fmt: skip
    if rows:
        db.insert(con, "contact", pd.DataFrame(rows))
