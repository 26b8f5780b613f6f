"""The made-up program's supporters, donations and money. Nobody in it exists; the sums agree with the ledgers."""

from datetime import date

import numpy as np
import pandas as pd

from bfp.base import db, periods
from bfp.base.db import Connection
from bfp.demo.names import THINGS
from bfp.supporters import donations, money

KINDS = ("Reading Circle", "Book Club", "Friends of Books", "Print Shop", "Union Local 000", "Study Group")
FIRST = ("Testa", "Sampla", "Fictio", "Mocka", "Exempla", "Nonna", "Placeholda", "Dummo")
AMOUNTS = (500, 1000, 1500, 2000, 2500, 5000, 10_000, 25_000)
AMOUNT_SHARES = (0.1, 0.2, 0.1, 0.2, 0.2, 0.12, 0.06, 0.02)
FORMS = ("cash", "check", "online", "stamps")
FORM_SHARES = (0.2, 0.25, 0.4, 0.15)
WAY_SHARES = (0.5, 0.3, 0.1, 0.07, 0.03)
MOST_GIFTS = 20_000
COPIES = 30  # about so many copies in one box
UNKNOWN = ("9780143039433", "9780306406157", "9780802141323")  # on the table, not in the made-up catalogue
LEGAL = "Example state legal fees"


def save(con: Connection, rng: np.random.Generator, today: date) -> int:
    """Store supporters, the boxes that the first deliveries of each quarter came in, and the ledger; says how many entries."""
    people = _supporters(con, rng, today)
    _donations(con, rng, people, today)
    return _money(con, rng, people, today)


def _supporters(con: Connection, rng: np.random.Generator, today: date) -> np.ndarray:
    mailed = db.value(con, "select count(*) from shipment")
    count = int(np.clip(mailed / 60, 12, 400))
    names = []
    for nth in range(count):
        thing = THINGS[nth % len(THINGS)]
        again = f" {nth // len(THINGS) + 1}" if nth >= len(THINGS) else ""
        group = rng.random() < 0.4
        names.append(f"{thing} {KINDS[nth % len(KINDS)]}{again}" if group else f"{FIRST[nth % len(FIRST)]} {thing}{again}")
    first = db.value(con, "select coalesce(min(mailed_on), $today) from shipment", today=today)
    span = max((today - first).days, 1)
    since = np.datetime64(first, "s") + rng.integers(0, span, count) * np.timedelta64(1, "D")
    table = pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "name": names,
            "address": [f"{nth + 1} Example Street\nSampleton" for nth in range(count)],
            "since_on": since,
        }
    )
    db.insert(con, "supporter", table)
    return table["id"].to_numpy()


def _donations(con: Connection, rng: np.random.Generator, people: np.ndarray, today: date) -> None:
    """Half of what came in each quarter came as donations: stock is as it was, its movements know their box now."""
    came = db.frame(con, """
        select id, title_id, change, happened_on from stock_movement
        where reason = 'received' and shipment_id is null
        order by happened_on, id
    """)
    came = came[rng.random(len(came)) < 0.5].reset_index(drop=True)
    day = came["happened_on"].to_numpy().astype("datetime64[s]")
    boxes = (came["change"].groupby(came["happened_on"]).cumsum() // COPIES).to_numpy()
    came["box"] = pd.factorize(pd.Series(zip(day, boxes, strict=True)))[0] + 1 if len(came) else 0
    count = int(came["box"].max()) if len(came) else 0
    on = came.groupby("box")["happened_on"].min().to_numpy().astype("datetime64[s]") if count else np.array([], "datetime64[s]")
    named = rng.random(count) < 0.8
    table = pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "supporter_id": pd.array(np.where(named, rng.choice(people, count), 0), dtype="Int32"),
            "donated_on": on,
            "way": np.array(donations.WAYS, dtype=object)[rng.choice(len(donations.WAYS), size=count, p=WAY_SHARES)],
            "thanked_on": np.where(rng.random(count) < 0.85, on, np.datetime64("NaT")).astype("datetime64[s]"),
            "closed_on": on,
            "entered_by": "Ada",
        }
    )  # fmt: skip
    table["supporter_id"] = table["supporter_id"].mask(~named)
    db.insert(con, "donation", table)
    con.execute("create temporary table demo_box (id bigint, donation_id integer)")
    db.insert(con, "demo_box", came[["id", "box"]].rename(columns={"box": "donation_id"}))
    known = "update stock_movement set donation_id = demo_box.donation_id from demo_box where demo_box.id = stock_movement.id"
    con.execute(known)
    con.execute("drop table demo_box")
    lines = came.groupby(["box", "title_id"], sort=True)["change"].sum().reset_index()
    lines["position"] = lines.groupby("box").cumcount() + 1
    worn = rng.choice(3, size=len(lines), p=(0.2, 0.6, 0.2))
    db.insert(con, "donation_copy", pd.DataFrame(
        {
            "donation_id": lines["box"], "position": lines["position"], "title_id": lines["title_id"], "copies": lines["change"],
            "condition": np.array(donations.CONDITIONS, dtype=object)[worn],
        }
    ))  # fmt: skip
    _set_aside(con, rng, lines, count)
    _on_the_table(con, count + 1, people, today)


def _set_aside(con: Connection, rng: np.random.Generator, lines: pd.DataFrame, count: int) -> None:
    """In every third box something could not be sent anywhere."""
    last = lines.groupby("box")["position"].max()
    chosen = np.flatnonzero(rng.random(count) < 0.33) + 1
    reasons = np.array(donations.REASONS[:3], dtype=object)[rng.integers(0, 3, len(chosen))]
    titles = lines.drop_duplicates("box").set_index("box")["title_id"]
    db.insert(con, "donation_copy", pd.DataFrame(
        {
            "donation_id": chosen, "position": [int(last[box]) + 1 for box in chosen],
            "title_id": [int(titles[box]) for box in chosen], "copies": 1, "condition": "worn", "set_aside": reasons,
        }
    ))  # fmt: skip


def _on_the_table(con: Connection, donation_id: int, people: np.ndarray, today: date) -> None:
    """A box that is being scanned: nothing of it is in the catalogue yet."""
    db.insert(con, "donation", pd.DataFrame(
        {"id": [donation_id], "supporter_id": [int(people[0])], "donated_on": [pd.Timestamp(today)], "way": "brought",
         "note": "the box by the stairs", "entered_by": "Ada"}
    ))  # fmt: skip
    known = {row["isbn"] for row in db.rows(con, "select isbn from title where isbn is not null")}
    codes = [code for code in UNKNOWN if code not in known]
    db.insert(con, "donation_copy", pd.DataFrame(
        {"donation_id": donation_id, "position": range(1, len(codes) + 1), "isbn": codes, "copies": range(1, len(codes) + 1)}
    ))  # fmt: skip


def _money(con: Connection, rng: np.random.Generator, people: np.ndarray, today: date) -> int:
    legal = money.add_fund(con, LEGAL, "appeals and records requests").id
    by_name = {fund.name: fund.id for fund in money.funds(con)}
    spent = pd.concat([_postage(con, by_name["postage"], today), _bills(con, rng, by_name["general"], legal, today)])
    gifts = [_gifts(rng, people, spent[spent["fund_id"] == fund_id], fund_id) for fund_id in by_name.values()]
    table = pd.concat([spent, *gifts], ignore_index=True).sort_values(["happened_on", "kind"], kind="stable")
    table = table.reset_index(drop=True)
    table.insert(0, "id", np.arange(1, len(table) + 1))
    table["receipt_number"] = (table["kind"] == "gift").cumsum().where(table["kind"] == "gift").astype("Int32")
    back = table[(table["kind"] == "gift") & (rng.random(len(table)) < 0.01)]
    again = back.assign(
        amount_cents=-back["amount_cents"], corrects=back["id"], id=np.arange(len(table) + 1, len(table) + len(back) + 1),
        receipt_number=pd.array([None] * len(back), dtype="Int32"), note="typed twice",
    )  # fmt: skip
    table["corrects"] = pd.array([None] * len(table), dtype="Int32")
    whole = pd.concat([table, again.astype({"corrects": "Int32"})], ignore_index=True)
    for name in ("supporter_id", "shipment_id"):
        whole[name] = whole[name].astype("Int32")
    whole["happened_on"] = whole["happened_on"].to_numpy().astype("datetime64[s]")
    whole["saved_at"] = whole["happened_on"]
    whole["entered_by"] = "Ada"
    return db.insert(con, "money_entry", whole.fillna({"note": "", "purpose": ""}))


def _postage(con: Connection, fund_id: int, today: date) -> pd.DataFrame:
    """What each parcel cost, up to the end of last month: this month is still to be booked."""
    until = pd.Timestamp(today.replace(day=1)) - pd.Timedelta(days=1)
    values = periods.Scope(day=until.date()).values
    wanted = {name: values[name] for name in ("since", "until", "system_id", "federal", "state")}
    found = db.frame(con, db.question("postage_costs"), by="shipment", facility_id=None, **wanted)
    cents = (found["typed_cents"] + found["estimated_cents"]).to_numpy()
    table = pd.DataFrame(
        {
            "kind": "expense", "happened_on": found["first_on"], "amount_cents": cents, "form": "none", "purpose": "postage",
            "fund_id": fund_id, "shipment_id": found["part"].astype("int64"),
            "note": np.where(found["typed_parcels"] == 0, "estimated from the weight", ""),
        }
    )  # fmt: skip
    return table[cents > 0]


def _bills(con: Connection, rng: np.random.Generator, general: int, legal: int, today: date) -> pd.DataFrame:
    """Printing, supplies and legal fees of every month, in step with its mail."""
    months = db.frame(con, """
        select cast(date_trunc('month', mailed_on) as date) as month, count(*) as parcels
        from shipment where voided_on is null group by 1 order by 1
    """)
    day = months["month"].to_numpy().astype("datetime64[s]")
    parcels, parts = months["parcels"].to_numpy(), []
    bills = (("printing", 18, 2000, general), ("supplies", 12, 1500, general), ("legal", 5, 1000, legal))
    for purpose, each, least, fund_id in bills:
        on = np.minimum(day + rng.integers(0, 27, len(day)) * np.timedelta64(1, "D"), np.datetime64(today, "s"))
        cents = least + parcels * each + rng.integers(0, 999, len(day))
        parts.append(pd.DataFrame({"kind": "expense", "happened_on": on, "amount_cents": cents, "form": "check",
                                   "purpose": purpose, "fund_id": fund_id}))  # fmt: skip
    return pd.concat(parts)


def _gifts(rng: np.random.Generator, people: np.ndarray, spent: pd.DataFrame, fund_id: int) -> pd.DataFrame:
    """A little more than was spent out of this fund, in round amounts, in the weeks before it was spent."""
    total, usual = int(spent["amount_cents"].sum()), float(np.dot(AMOUNTS, AMOUNT_SHARES))
    if not total:
        return pd.DataFrame()
    count = int(np.clip(total * 1.08 / usual, 3, MOST_GIFTS))
    cents = rng.choice(AMOUNTS, size=count, p=AMOUNT_SHARES)
    more = max(total * 1.08 / cents.sum(), 1)  # a large program has larger gifts
    cents = (np.ceil(cents * more / 100) * 100).astype("int64")
    of = rng.choice(len(spent), size=count, p=spent["amount_cents"].to_numpy() / total)
    days = spent["happened_on"].to_numpy().astype("datetime64[s]")
    on = np.maximum(days[of] - rng.integers(0, 45, count) * np.timedelta64(1, "D"), days.min())
    named = rng.random(count) < 0.85
    return pd.DataFrame(
        {
            "kind": "gift", "happened_on": on, "amount_cents": cents,
            "form": np.array(FORMS, dtype=object)[rng.choice(len(FORMS), size=count, p=FORM_SHARES)], "fund_id": fund_id,
            "supporter_id": pd.Series(rng.choice(people, count)).where(named).astype("Int32"),
        }
    )  # fmt: skip
