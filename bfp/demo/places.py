"""Where the made-up program's mail goes: systems, facilities, their restrictions."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.demo import names as names

LISTED = "FL"
SOME = 10  # every so many, if of a state's department, is of that state
REFUSING_FOR_DAYS = 182  # one facility began to refuse everything this long ago


def systems(con: Connection, rng: np.random.Generator, facilities: int) -> pd.DataFrame:
    """The systems: id, name, kind, state, and `strict`, how much likelier than elsewhere mail is stopped there (logit)."""
    states = list(names.STATES)
    rng.shuffle(states)
    states = states[: min(len(states), max(6, facilities // 5))]
    if LISTED not in states:  # the made-up list of disapproved publications is for its facilities
        states[-1] = LISTED
    states = sorted(states)
    # An odd name on purpose: nobody should read a made-up figure as one about a real department.
    records: list[tuple[str, str, str | None]] = []
    records += [("Example Department of Corrections, " + state, "state", state) for state in states]
    records.append(("Example Bureau of Prisons (federal)", "federal", None))
    records += [("Example County Jails, " + state, "county", state) for state in states[::2]]
    records.append(("Example Immigration Detention", "immigration", None))
    records += [("Example Prisons for Profit", "private", None), ("Example Jails for Profit", "private", None)]
    table = pd.DataFrame(records, columns=["name", "kind", "state"])
    table.insert(0, "id", np.arange(1, len(table) + 1))
    db.insert(con, "system", table)
    base = np.array([names.SYSTEM_SHARES[kind][1] for kind in table["kind"]])
    table["strict"] = base + rng.normal(0, 0.6, len(table))
    strictest = table.index[table["kind"] == "state"][:: max(1, len(states) // 3)]
    table.loc[strictest, "strict"] += 1.6
    return table


def facilities(con: Connection, rng: np.random.Generator, table: pd.DataFrame, count: int, today: date) -> pd.DataFrame:
    """The facilities, with `strict` (logit), `weight` (how many readers) and `heard` (how much news comes back).

    The one that began to refuse everything has `refuses_from`; no restriction says so: it is for the charts to find.
    """
    kinds = list(names.SYSTEM_SHARES)
    shares = np.array([names.SYSTEM_SHARES[kind][0] for kind in kinds])
    wanted = rng.choice(len(kinds), size=count, p=shares / shares.sum())
    wanted[: len(kinds)] = np.arange(len(kinds))  # each kind at least once
    every_state = sorted(set(table["state"].dropna()))
    by_kind = {kind: table.index[table["kind"] == kind].to_numpy() for kind in kinds}
    listed = table.index[(table["kind"] == "state") & (table["state"] == LISTED)][0]
    records, taken = [], set()
    for number, kind in enumerate(kinds[index] for index in wanted):
        chosen = rng.choice(by_kind[kind])
        system = table.loc[listed if kind == "state" and number % SOME == 0 else chosen]
        state = system["state"] if isinstance(system["state"], str) else str(rng.choice(every_state))
        options = names.FACILITY_KINDS[kind]
        facility_kind, ending, _ = options[rng.choice(len(options), p=[option[2] for option in options])]
        name = ""
        while not name or (name, state) in taken:
            name = f"{rng.choice(names.THINGS)}{rng.choice(names.PLACES)} {ending}"
        taken.add((name, state))
        records.append(_facility(rng, number + 1, name, facility_kind, system, state))
    made = pd.DataFrame(records)
    made["weight"] = rng.lognormal(0, 1.0, count)
    refusing = int(np.argsort(np.where(made["kind"] == "prison", made["weight"], 0))[-max(2, count // 50)])
    made["refuses_from"] = pd.NaT
    made.loc[refusing, "refuses_from"] = pd.Timestamp(today - timedelta(days=REFUSING_FOR_DAYS))
    made.loc[refusing, ["strict", "status"]] = [-3.0, "open"]
    made.loc[made["status"] == "closed", "weight"] *= 0.2
    made["heard"] = rng.gamma(4, 0.25, count)
    kept = [
        "id",
        "name",
        "system_id",
        "state",
        "kind",
        "street",
        "city",
        "zip",
        "mail_name",
        "mail_street",
        "mail_city",
        "mail_state",
        "mail_zip",
        "latitude",
        "longitude",
        "status",
    ]
    db.insert(con, "facility", made[kept])
    other = rng.permutation(count)[: count // 3]
    aliases = [(made["id"][index], _other_name(rng, made["name"][index])) for index in sorted(other)]
    db.insert(con, "facility_alias", pd.DataFrame(aliases, columns=["facility_id", "name"]))
    return made


def _facility(rng: np.random.Generator, number: int, name: str, kind: str, system: pd.Series, state: str) -> dict[str, Any]:
    latitude, longitude, prefix = names.STATES[state]
    city = f"{rng.choice(names.THINGS)}{rng.choice(names.PLACES)}"
    zip_code = f"{prefix}{rng.integers(0, 100):02d}"
    paper = rng.random() < 0.35  # paper mail goes to another address, often a box or a scanning company
    known = rng.random() < 0.7
    return {
        "id": number,
        "name": name,
        "system_id": int(system["id"]),
        "state": state,
        "kind": kind,
        "street": f"{rng.integers(1, 9999)} Example {rng.choice(['Road', 'Highway', 'Drive', 'Lane'])}",
        "city": city,
        "zip": zip_code,
        "mail_name": f"{name} mail" if paper else "",
        "mail_street": f"PO Box {rng.integers(10, 9999)}" if paper else "",
        "mail_city": city if paper else "",
        "mail_state": state if paper else "",
        "mail_zip": zip_code if paper else "",
        "latitude": round(latitude + rng.uniform(-0.9, 0.9), 4) if known else None,
        "longitude": round(longitude + rng.uniform(-0.9, 0.9), 4) if known else None,
        "status": "closed" if rng.random() < 0.03 else "open",
        "strict": float(system["strict"] + rng.normal(0, 0.7)),
    }


def _other_name(rng: np.random.Generator, name: str) -> str:
    words = name.split()
    short = "".join(word[0] for word in words)
    return str(rng.choice([short, f"{words[0]} {words[-1]} (old name)", f"{words[0]} State", words[0]]))


def restrictions(con: Connection, rng: np.random.Generator, table: pd.DataFrame, made: pd.DataFrame, today: date) -> None:
    """Standing rules: of most systems, of county jails as a kind, of one facility in six; some of them over."""
    levels: list[tuple[str, int | None, str | None, int | None]] = []
    levels += [("system", int(row), None, None) for row in table["id"] for _ in range(rng.integers(0, 3))]
    levels.append(("kind", None, "jail", None))
    own = made[rng.random(len(made)) < 1 / 6]
    levels += [("facility", None, None, int(row)) for row in own["id"]]
    records = []
    for level, system_id, kind, facility_id in levels:
        # Only single facilities refuse everything; a whole system that does would empty the demonstration.
        rule = rng.integers(0, len(names.RESTRICTIONS) - (level != "facility"))
        text, flags, source = names.RESTRICTIONS[rule]
        starts = today - timedelta(days=int(rng.integers(100, 2500)))
        over = rng.random() < 0.1
        records.append(
            {
                "level": level,
                "system_id": system_id,
                "kind": kind,
                "facility_id": facility_id,
                "text": text,
                "source_kind": source,
                "starts_on": starts,
                "ends_on": starts + timedelta(days=90) if over else None,
                "refuses_all": False,
                "paperback_only": False,
                "no_hardcover": False,
                "new_only": False,
                "approved_vendors_only": False,
                "prior_approval": False,
                "invoice_needed": False,
                "max_items": None,
                "max_weight_oz": None,
                "max_size": "",
                **flags,
            }
        )
    frame = pd.DataFrame(records)
    for column in ("system_id", "facility_id", "max_items", "max_weight_oz"):
        frame[column] = frame[column].astype("Int32")
    frame.insert(0, "id", np.arange(1, len(frame) + 1))
    db.insert(con, "restriction", frame)
