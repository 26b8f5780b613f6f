"""How long a program's past takes to come in from its spreadsheets, and to be undone: made up untidy, as real logs are."""

import csv
import io
import random
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb

from bfp.base import db, importing
from bfp.base.db import Connection
from bfp.bench.figures import figure
from bfp.moving import brought_in, import_letters, import_readers, import_shipments
from bfp.places import facilities
from bfp.schema import migrations

READERS = 40_000  # three letters and about four parcels to each, as in a program of twenty years
MOST_SECONDS, MOST_UNDO_SECONDS, MOST_MEMORY = 60, 5, 1500
TODAY = date(2026, 11, 23)
WORDS = ("Plain", "Other", "Long", "Radical", "Legal", "Common", "Prison", "Labor", "Dream", "Handbook", "History", "Letters")
OUTCOMES = ("", "", "", "", "received", "Received", "DENIED", "RTS", "paroled", "refused", "???", "rec'd")


def run(say=print, readers: int = READERS) -> dict[str, dict]:
    """Bring readers, letters, shipments with their items and outcomes into an empty desk, and undo them, each timed."""
    with tempfile.TemporaryDirectory() as folder:
        con = db.connect(Path(folder) / "moving.duckdb")
        try:
            migrations.migrate(con)
            places = _places(con)
            logs = _logs(readers, places)
            return measured(con, Path(folder), logs, say)
        finally:
            con.close()


def measured(con: Connection, folder: Path, logs: dict[str, str], say) -> dict[str, dict]:
    kinds = {"readers": import_readers.KIND, "letters": import_letters.KIND, "shipments": import_shipments.KIND}
    found: dict[str, dict] = {}
    total = 0.0
    for name, text in logs.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        began, processor = time.perf_counter(), time.process_time()
        with db.transaction(con, "bench") as tx:
            made = importing.import_file(tx, kinds[name], path, TODAY)
        seconds, busy = time.perf_counter() - began, time.process_time() - processor
        raw = _raw(path, folder)
        total += seconds
        told = f"{made.new:,} rows in {seconds:.1f} s, {len(made.rejected):,} rejected"
        say(f"  {name}: {told}; read_csv and insert alone {raw:.2f} s")
        found[f"{name} in: wall"] = figure(seconds, "s", raw, failed=not made.new)
        found[f"{name} in: processor"] = figure(busy, "s", raw)
    undone = _undone(con)
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1000
    found["all of it in"] = figure(total, "s", MOST_SECONDS, failed=total > MOST_SECONDS)
    found["all of it undone"] = figure(undone, "s", MOST_UNDO_SECONDS, failed=undone > MOST_UNDO_SECONDS)
    found["memory at the most"] = figure(memory, "MB", MOST_MEMORY, failed=memory > MOST_MEMORY)
    return found


def _undone(con: Connection) -> float:
    began = time.perf_counter()
    for row in db.rows(con, "select id from file_import where undone_at is null order by id desc"):
        with db.transaction(con, "bench") as tx:
            brought_in.undo(tx, row["id"])
    seconds = time.perf_counter() - began
    sql = "select (select count(*) from reader) + (select count(*) from letter) + (select count(*) from item) as many"
    if left := db.value(con, sql):
        raise RuntimeError(f"{left} rows were left")
    return seconds


def _raw(path: Path, folder: Path) -> float:
    """The same rows, as words, into a table: what no import can be faster than."""
    began = time.perf_counter()
    con = duckdb.connect(str(folder / f"raw_{path.stem}.duckdb"))
    con.execute("create table raw as select * from read_csv($path, all_varchar = true)", {"path": str(path)})
    con.close()
    return time.perf_counter() - began


def _places(con: Connection) -> list[str]:
    names = [f"{one} {kind}" for one in ("Acorn", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Linden", "Maple", "Oak", "Pine")
             for kind in ("Unit", "Camp", "State Prison", "Correctional Institution")]  # fmt: skip
    states = ("TX", "FL", "GA", "OH", "CA")
    with db.transaction(con, "bench") as tx:
        for state in states:
            sql = "insert into system (name, kind, state) values ($name, 'state', $state) returning id"
            system_id = db.value(tx, sql, name=f"Example Department {state}", state=state)
            for name in names:
                facilities.add(tx, name=name, system_id=system_id, state=state)
    return [f"{name},{state}" for state in states for name in names]


def _logs(readers: int, places: list[str]) -> dict[str, str]:
    """The three files, with what real ones have: zeros lost, names the other way round, words of their own for outcomes."""
    rng = random.Random(1988)
    people = []
    for at in range(readers):
        number = f"{rng.randrange(10**6, 10**7):07}"
        last, first = f"Quill{at % 997}", f"Testa{at % 89}"
        people.append((number, f"{last}, {first}" if at % 3 else f"{first} {last}", rng.choice(places).split(",")))
    day = date(2006, 1, 2)

    def when() -> date:
        return day + timedelta(days=rng.randrange(7000))

    def written(one: date) -> str:
        return f"{one.month}/{one.day}/{one.year}"

    def title() -> str:
        return " ".join(rng.choice(WORDS) for _ in range(3))

    return {
        "readers": _csv(("DOC #", "Name", "Facility", "State", "Notes"), (
            (number.lstrip("0"), name, place, state, "likes history" if rng.random() < 0.1 else "")
            for number, name, (place, state) in people)),
        "letters": _csv(("Number", "Name", "Postmark", "State", "Note"), (
            (number, name, written(when()), state, "")
            for number, name, (_, state) in rng.choices(people, k=3 * readers))),
        "shipments": _csv(("Date", "Number", "Name", "State", "Books", "Outcome", "Outcome date", "Reason", "Log number"), (
            (written(when()), number, name, state, "; ".join(title() for _ in range(rng.choice((1, 2, 3)))),
             rng.choice(OUTCOMES), "", "", at)
            for at, (number, name, (_, state)) in enumerate(rng.choices(people, k=round(3.75 * readers))))),
    }  # fmt: skip


def _csv(head, rows) -> str:
    made = io.StringIO()
    csv.writer(made).writerows((head, *rows))
    return made.getvalue()
