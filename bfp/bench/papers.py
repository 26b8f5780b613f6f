"""How long the papers of a packing evening take: slips, letters and labels of 200 parcels in one PDF, at a million items."""

import statistics
import time

from bfp import demo
from bfp.base import db
from bfp.base.db import Connection
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.mail import labels, slips
from bfp.packing import session_papers
from bfp.schema import migrations

PARCELS = 200
MOST_SECONDS = 10  # what the issue allows for them
ONE_BY_ONE = 20  # slips that are made apart, to compare


def run(say=print, items: int = demo.LARGE) -> dict[str, dict]:
    """Make the papers of the latest parcels, and beside them what one slip takes alone."""
    con = db.connect(server.large_demo(say, items))
    try:
        migrations.migrate(con)
        return measured(con, say)
    finally:
        con.close()


def measured(con: Connection, say=print) -> dict[str, dict]:
    sql = "select id, mailed_on from shipment where voided_on is null order by id desc limit $parcels"
    latest = db.rows(con, sql, parcels=PARCELS)
    ids, today = [row["id"] for row in latest], max(row["mailed_on"] for row in latest)
    session_papers.of(con, ids[:1], today)  # fonts are read once
    say(f"papers of {len(ids)} parcels in one file")
    seconds, made = _timed(lambda: session_papers.of(con, ids, today))
    alone = statistics.median(_timed(lambda one=one: slips.pdf(con, [one]))[0] for one in ids[:ONE_BY_ONE])
    labels_seconds, _ = _timed(lambda: labels.pdf(con, ids, next(iter(labels.SHEETS))))
    return {
        f"papers of {len(ids)} parcels in one PDF (at most {MOST_SECONDS} s)": figure(
            seconds, "s", MOST_SECONDS, failed=seconds > MOST_SECONDS
        ),
        "their size": figure(len(made) / 1e6, "MB"),
        "one slip": figure(1000 * alone, "ms"),
        f"labels of {len(ids)} parcels": figure(1000 * labels_seconds, "ms"),
    }


def _timed(make) -> tuple[float, bytes]:
    start = time.perf_counter()
    made = make()
    return time.perf_counter() - start, made
