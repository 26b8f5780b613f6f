"""How long the pages of what is given take at a million items and 100,000 contributions; whether the ledger's sums are exact."""

import asyncio
import shutil
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from bfp import demo
from bfp.base import db
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.censorship import outcome_reports
from bfp.contributions import contributions as texts
from bfp.program import program_money
from bfp.schema import migrations
from bfp.supporters import money, money_report

CONTRIBUTIONS = 100_000
RERUNS = 15
TARGET = 250  # ms
ROWS = {
    "supporters": 3_000, "donations": 5_000, "gifts": 20_000, "groups": 200, "members": 4_000, "answers": 12_000, "steps": 20_000,
}  # fmt: skip
TEXT = "The book explains how the people of a place organised, and what came of it. " * 12
KINDS = ("book review", "article", "poem", "report from inside", "study-group work", "legal work")
BAD = 12_345  # cents of one gift that is taken back


def run(say=print, items: int = demo.LARGE, contributions: int = CONTRIBUTIONS) -> dict[str, dict]:
    """Measure every page of what readers and supporters give, each beside an empty page."""
    with tempfile.TemporaryDirectory(prefix="bfp-bench-") as folder:
        database = Path(folder) / "program.duckdb"
        shutil.copyfile(server.large_demo(say, items), database)
        say(f"filling it up to {contributions:,} contributions")
        queries = fill(database, contributions)
        figures = sums(database, say)
        with server.empty() as bare, server.desk(database) as desk:
            say(f"{RERUNS} reruns of each page, in turn with an empty page; target {TARGET} ms")
            asyncio.run(_pages(desk, bare, queries, figures, say))
    return figures


def fill(database: Path, contributions: int = CONTRIBUTIONS, seed: int = 6) -> dict[str, str]:
    """Contributions, study groups, donations and a ledger in bulk; gives what to ask each page about."""
    con, rng, today = db.connect(database), np.random.default_rng(seed), date.today()
    try:
        migrations.migrate(con)
        with db.transaction(con, "bench") as tx:
            _contributions(tx, rng, today, contributions)
            _study(tx, rng, today)
            _given(tx, rng, today)
            _ledger(tx, rng, today)
        reader = "select reader_id from contribution group by reader_id order by count(*) desc, reader_id limit 1"
        title = """
            select title_id from contribution where kind = 'book review' and title_id is not null
            group by title_id order by count(*) desc, title_id limit 1
        """
        report = "select max(id) from contribution where kind = 'report from inside' and state = 'edited'"
        asked = {
            "contribution": ("contribution", "select max(id) from contribution where kind = 'book review'"),
            "report": ("report", report),
            "group": ("group", "select study_group_id from study_member group by 1 order by count(*) desc, 1 limit 1"),
            "donation": ("donation", "select donation_id from donation_copy group by 1 order by count(*) desc, 1 limit 1"),
            "reader": ("reader", reader),
            "title": ("title", title),
        }
        return {page: f"{name}={db.value(con, sql)}" for page, (name, sql) in asked.items()}
    finally:
        con.close()


def pages(queries: dict[str, str]) -> list[tuple[str, str, str]]:
    """What is opened: its name, the page, its address."""
    usual = [
        ("Contributions", "contributions", ""), ("one contribution", "contribution", queries["contribution"]),
        ("Updates", "updates", ""), ("one update", "updates", queries["report"]), ("Study groups", "study_groups", ""),
        ("one study group", "study_groups", queries["group"]), ("Joining", "joining", ""), ("Donations", "donations", ""),
        ("one donation", "donations", queries["donation"]), ("Money", "money", ""),
        ("a reader's line of time", "readers", queries["reader"]), ("Title with reviews", "title", queries["title"]),
        ("Yearly report", "yearly_report", ""),
    ]  # fmt: skip
    views = ("Counts", "Joining", "What+followed", "Replies", "Donations+and+money")
    return usual + [(f"In numbers, {view.replace('+', ' ')}", "in_numbers", f"numbers_view={view}") for view in views]


async def _pages(desk: server.Server, bare: server.Server, queries: dict[str, str], figures: dict, say) -> None:
    empty_page = await server.visitor(bare.port)
    await empty_page.rerun()
    for name, page, query in pages(queries):
        tab = await server.visitor(desk.port)
        first = await tab.rerun(page, query)
        times, empties, broken = [], [], first.broken
        for _ in range(RERUNS):
            visit = await tab.rerun(page, query)
            broken = broken or visit.broken
            times.append(visit.milliseconds)
            empties.append((await empty_page.rerun()).milliseconds)
        await tab.socket.close()
        median, compared = statistics.median(times), statistics.median(empties)
        figures[f"{name}: rerun"] = figure(median, "ms", compared, failed=bool(broken) or median > TARGET)
        figures[f"{name}: first visit"] = figure(first.milliseconds, "ms", compared, failed=bool(broken))
        told = f"  BROKEN: {broken} {desk.last_words()}" if broken else "  TOO SLOW" if median > TARGET else ""
        say(f"  {name:<32} {median:7.1f} ms, empty page {compared:.1f} ms; first {first.milliseconds:.0f} ms{told}")
    await empty_page.socket.close()


def sums(database: Path, say) -> dict[str, dict]:
    """How many cents the program's sums are away from the ledger added up one by one: in, out, left, by earmark and by month."""
    con, today = db.connect(database), date.today()
    try:
        lines = db.frame(con, "select kind, fund_id, amount_cents from money_entry order by id")
        amounts = [int(cents) for cents in lines["amount_cents"]]
        signed = [cents if kind == "gift" else -cents for kind, cents in zip(lines["kind"], amounts, strict=True)]
        left = sum(signed)
        by_fund: dict[int, int] = {}
        for fund_id, cents in zip(lines["fund_id"], signed, strict=True):
            by_fund[int(fund_id)] = by_fund.get(int(fund_id), 0) + cents
        funds = {fund.id: fund.balance_cents for fund in money.funds(con, closed=True)}
        months = money_report.by_month(con, date(1988, 1, 1), today)
        told = program_money.of(con, outcome_reports.scope(con, today))
        away = {
            "left in all": told.left_cents - left,
            "in less out": told.came_cents - told.went_cents - left,
            "earmarks": sum(abs(funds.get(fund_id, 0) - cents) for fund_id, cents in by_fund.items()),
            "months": int(months["gift_cents"].sum() - months["expense_cents"].sum()) - left,
            "balance of the last month": int(months["balance_cents"].iloc[-1]) - left,
        }
    finally:
        con.close()
    off = ", ".join(f"{name} {cents} cents off" for name, cents in away.items())
    say(f"  {len(lines):,} lines of the ledger, {money.written(left)} left: {off}")
    return {f"ledger, {name}: off": figure(cents, "cents", failed=cents != 0) for name, cents in away.items()}


# ---- what is put in ------------------------------------------------------------------------------


def _contributions(con: db.Connection, rng: np.random.Generator, today: date, most: int) -> None:
    """Reviews of books that were mailed, within two years, and other work, until there are so many."""
    there = db.value(con, "select count(*) from contribution")
    sql = """
        select mailed_item.reader_id, mailed_item.title_id, mailed_item.shipment_id, mailed_item.mailed_on
        from mailed_item
        join title on title.id = mailed_item.title_id and title.kind in ('book', 'dictionary', 'study pack')
        where mailed_item.mailed_on < $today
        order by hash(mailed_item.id), mailed_item.id limit $n
    """
    mailed = db.frame(con, sql, today=today, n=max(most - there, 0))
    n = len(mailed)
    received = pd.to_datetime(mailed["mailed_on"]) + pd.to_timedelta(rng.integers(20, 730, n), unit="D")
    received = received.where(received <= pd.Timestamp(today), pd.Timestamp(today))
    kind = rng.choice(KINDS, n, p=[0.5, 0.1, 0.1, 0.15, 0.1, 0.05])
    state = rng.choice(texts.STAGES, n, p=[0.05, 0.1, 0.1, 0.5, 0.2, 0.05])
    answered = (received + pd.to_timedelta(rng.integers(3, 90, n), unit="D")).dt.date
    review = kind == "book review"
    db.insert(con, "contribution", pd.DataFrame({
        "reader_id": mailed["reader_id"], "kind": kind,
        "title_id": mailed["title_id"].astype("Int64").where(review), "shipment_id": mailed["shipment_id"],
        "received_on": received.dt.date, "state": state, "body": np.where(state == "received", "", TEXT),
        "answered_on": answered.where(state == "answered"), "published_on": answered.where(state == "published"),
        "published_in": np.where(state == "published", "the newsletter", ""),
        "quote": np.where(review & (rng.random(n) < 0.2), TEXT[:200], ""),
        "consent": np.where(rng.random(n) < 0.5, "yes", "not asked"),
        "not_used_why": np.where(state == "not used", "said before", ""),
    }))  # fmt: skip


def _study(con: db.Connection, rng: np.random.Generator, today: date) -> None:
    """Study groups with members and their work, and steps of joining that people set."""
    readers = db.value(con, "select max(id) from reader")
    groups, members = ROWS["groups"], ROWS["members"]
    began = today - timedelta(days=700)
    ids = _ids(con, "study_group", groups)
    db.insert(con, "study_group", pd.DataFrame({"id": ids, "name": [f"Group {n}" for n in ids], "started_on": began}))
    assignments, nth = _ids(con, "assignment", 5 * groups), np.arange(5 * groups)
    db.insert(con, "assignment", pd.DataFrame({
        "id": assignments, "study_group_id": ids[nth // 5], "position": nth % 5 + 1,
        "name": [f"Chapter {n % 5 + 1}" for n in nth],
    }))  # fmt: skip
    people = rng.choice(np.arange(1, readers + 1), min(members, readers), replace=False)
    group = rng.integers(0, groups, len(people))
    db.insert(con, "study_member", pd.DataFrame({"study_group_id": ids[group], "reader_id": people, "joined_on": began}))
    given = assignments[np.repeat(group * 5, 3) + np.tile([0, 1, 2], len(people))]
    work = pd.DataFrame({"reader_id": np.repeat(people, 3), "assignment_id": given})
    work = work.head(ROWS["answers"])
    n = len(work)
    sent = pd.Timestamp(began) + pd.to_timedelta(rng.integers(1, 500, n), unit="D")
    answered, replied = sent + pd.Timedelta(days=40), sent + pd.Timedelta(days=60)
    how = rng.random(n)
    db.insert(con, "study_work", work.assign(
        sent_on=sent.date, due_on=(sent + pd.Timedelta(days=60)).date, answered_on=pd.Series(answered.date).where(how > 0.3),
        reply_due_on=(answered + pd.Timedelta(days=30)).date, replied_on=pd.Series(replied.date).where(how > 0.5),
        reply=np.where(how > 0.5, "Thank you for your answer.", ""),
    ))  # fmt: skip
    n = ROWS["steps"]
    days = pd.Timestamp(today) - pd.to_timedelta(rng.integers(1, 900, n), unit="D")
    db.insert(con, "joining", pd.DataFrame({
        "reader_id": rng.integers(1, readers + 1, n), "step": rng.choice(["introduction sent", "active", "silent"], n),
        "happened_on": days.date, "saved_at": con.at,
    }))  # fmt: skip


def _given(con: db.Connection, rng: np.random.Generator, today: date) -> None:
    """Supporters, and boxes of books that are in stock: each line with its movement."""
    many, boxes = ROWS["supporters"], ROWS["donations"]
    ids = _ids(con, "supporter", many)
    db.insert(con, "supporter", pd.DataFrame({"id": ids, "name": [f"Supporter {n}" for n in ids], "since_on": date(2015, 1, 1)}))
    days = (pd.Timestamp(today) - pd.to_timedelta(rng.integers(1, 2000, boxes), unit="D")).date
    boxed = _ids(con, "donation", boxes)
    db.insert(con, "donation", pd.DataFrame({
        "id": boxed, "supporter_id": rng.choice(ids, boxes), "donated_on": days,
        "way": rng.choice(["brought", "mailed"], boxes), "closed_on": days,
    }))  # fmt: skip
    titles = db.frame(con, "select id from title order by id")["id"].to_numpy()
    lines = pd.DataFrame({"donation_id": np.repeat(boxed, 12), "position": np.tile(np.arange(1, 13), boxes)})
    lines = lines.assign(title_id=rng.choice(titles, len(lines)), copies=rng.integers(1, 4, len(lines)))
    db.insert(con, "donation_copy", lines)
    db.insert(con, "stock_movement", pd.DataFrame({
        "title_id": lines["title_id"], "change": lines["copies"], "reason": "received", "donation_id": lines["donation_id"],
        "happened_on": np.repeat(days, 12), "saved_at": con.at,
    }))  # fmt: skip
    con.execute("""
        update stock set on_hand = on_hand + added.copies
        from (
            select title_id, sum(copies) as copies from donation_copy where donation_id >= $first group by title_id
        ) as added
        where added.title_id = stock.title_id
    """, {"first": int(boxed[0])})  # fmt: skip


def _ledger(con: db.Connection, rng: np.random.Generator, today: date) -> None:
    """Gifts with their receipts, the postage of every parcel, printing, and a gift that was taken back."""
    n = ROWS["gifts"]
    days = np.sort((pd.Timestamp(today) - pd.to_timedelta(rng.integers(1, 3600, n), unit="D")).date)
    start = db.value(con, "select coalesce(max(receipt_number), 0) from money_entry")
    givers = db.frame(con, "select id from supporter where merged_into is null order by id")["id"].to_numpy()
    db.insert(con, "money_entry", pd.DataFrame({
        "kind": "gift", "happened_on": days, "amount_cents": rng.integers(100, 40_000, n), "form": "check",
        "fund_id": rng.integers(1, 3, n), "supporter_id": rng.choice(givers, n),
        "receipt_number": np.arange(start + 1, start + n + 1), "saved_at": con.at,
    }))  # fmt: skip
    postage = """
        insert into money_entry (kind, happened_on, amount_cents, form, purpose, fund_id, shipment_id, entered_by, saved_at)
        select 'expense', mailed_on, coalesce(nullif(postage_cents, 0), 463), 'none', 'postage', 2, id, 'bench', $at
        from shipment
        where voided_on is null and mailed_on <= $today
            and id not in (select shipment_id from money_entry where shipment_id is not null)
        order by id
    """
    con.execute(postage, {"at": con.at, "today": today})
    for nth in range(24):  # through the program's own verbs
        money.expense(con, amount_cents=BAD + nth, purpose="printing", on=today - timedelta(days=30 * nth + 1), today=today)
    wrong = money.gift(con, money.Gift(amount_cents=BAD, form="cash", on=today), today=today)
    money.counter(con, wrong.id, today, "typed twice")


def _ids(con: db.Connection, table: str, n: int) -> np.ndarray:
    """So many new numbers of a table."""
    sql = {
        "study_group": "select nextval('study_group_id') as id from range($n)",
        "assignment": "select nextval('assignment_id') as id from range($n)",
        "supporter": "select nextval('supporter_id') as id from range($n)",
        "donation": "select nextval('donation_id') as id from range($n)",
    }
    return np.sort(db.frame(con, sql[table], n=n)["id"].to_numpy())
