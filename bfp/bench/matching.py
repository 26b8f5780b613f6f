"""How fast, and how well, titles are matched to requests: a thousand waiting, 5,000 titles, a million earlier items."""

import shutil
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from bfp import demo
from bfp.base import db, lists
from bfp.base.db import Connection
from bfp.bench import matching_sample as sample
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.packing import matching, matching_facts
from bfp.schema import migrations
from bfp.shelves import titles

TITLES, REQUESTS = 5_000, 1_000
ONE_BY_ONE = 60  # requests matched one after another
# What the added titles and authors are called; all made up.
WORDS = {
    "head": "Notes Essays Letters Lessons Questions Voices Songs Maps Roots Seeds Bridges Mirrors Tools Stories Principles",
    "middle": "struggle bread winter rivers harvest silence labor memory justice fire salt iron mothers borders gardens",
    "tail": "Ashgrove Birchfield Calder Dorset Elmwick Farrow Gantry Hollin Inverness Jarrow Kestrel Larkspur Merrow Norland",
    "first": "Ada Bela Cora Dario Edda Femi Gita Hugo Ines Jovan Kofi Lupe Mina Noor Omar Pia Quill Rosa Sami Tova Uma Vito",
    "family": "Adlam Birch Cobble Darrow Ellery Fenwick Garrow Hadley Ingram Jessop Kerrow Lomax Marlow Nesbit Orchard Pellin",
}


def run(say=print, items: int = demo.LARGE, titles_there: int = TITLES, requests: int = REQUESTS) -> dict[str, dict]:
    """Measure the queue and single requests beside a plain fuzzy comparison of the same texts, then the sample by hand."""
    figures: dict[str, dict] = {}
    database = server.large_demo(say, items)
    with tempfile.TemporaryDirectory(prefix="bfp-bench-") as folder:
        copy = Path(folder) / "matching.duckdb"
        shutil.copyfile(database, copy)
        con = db.connect(copy)
        try:
            migrations.migrate(con)
            with db.transaction(con, by="bench") as tx:
                _fill(tx, np.random.default_rng(demo.SEED), titles_there, requests)
            _queue(con, figures, say)
            _one_by_one(con, figures, say)
        finally:
            con.close()
    _sample(figures, say)
    return figures


def _queue(con: Connection, figures: dict, say) -> None:
    sql = "select id from book_request where status = 'waiting' and voided_on is null order by asked_on, id"
    ids = [row["id"] for row in db.rows(con, sql)]
    counts = titles.counts(con)
    items = db.value(con, "select count(*) from item")
    texts = [row["text"] for row in db.rows(con, _TEXTS)]
    say(f"{len(ids):,} waiting requests ({len(texts):,} texts) against {counts['titles']:,} titles, {items:,} earlier items")
    plain = _plain(con, texts)
    told = []
    first = _timed(lambda: matching.for_queue(con, ids, date.today(), progress=lambda done, of: told.append((done, of))))
    again = min(_timed(lambda: matching.for_queue(con, ids, date.today())) for _ in range(3))
    found = matching.for_queue(con, ids, date.today())
    matched = found["book_request_id"].nunique()
    say(f"  first of the process {first:.2f} s, again {again:.2f} s; plain fuzzy alone {plain:.2f} s; told {len(told)} times")
    say(f"  {len(found):,} copies proposed to {matched:,} requests")
    figures["the whole queue, first of the process"] = figure(first, "s", plain)
    figures["the whole queue, again"] = figure(again, "s", plain)
    figures["requests with a proposal"] = figure(100 * matched / max(1, len(ids)), "%")


_TEXTS = """
    select request_title.text
    from book_request
    join request_title on request_title.book_request_id = book_request.id
    where book_request.status = 'waiting' and book_request.voided_on is null and request_title.title_id is null
    order by request_title.book_request_id, request_title.position
"""


def _plain(con: Connection, texts: list[str]) -> float:
    """Seconds that a plain fuzzy ratio takes to compare these texts with every title and author."""
    written = [f"{row['name']} {row['author']}" for row in db.rows(con, "select name, author from title order by id")]
    return _timed(lambda: [process.extractOne(text, written, scorer=fuzz.WRatio) for text in texts])


def _one_by_one(con: Connection, figures: dict, say) -> None:
    sql = """
        select book_request.id, min(request_title.text) as text
        from book_request
        join request_title on request_title.book_request_id = book_request.id and request_title.title_id is null
        where book_request.status = 'waiting' and book_request.voided_on is null
        group by book_request.id
        order by hash(book_request.id), book_request.id
        limit $n
    """
    asked = db.rows(con, sql, n=ONE_BY_ONE)
    shelf = matching_facts.stock(con).shelf
    shelf.forget()  # each text is read for the first time, as when a packer opens the request
    times = [1000 * _timed(lambda row=row: matching.for_request(con, row["id"], date.today())) for row in asked]
    plain = statistics.median(1000 * _plain(con, [row["text"]]) for row in asked[:15])
    median, slowest = statistics.median(times), sorted(times)[int(0.95 * len(times)) - 1]
    say(f"  one request {median:.1f} ms, p95 {slowest:.1f} ms; plain fuzzy alone {plain:.1f} ms")
    figures["one request"] = figure(median, "ms", plain)
    figures["one request, p95"] = figure(slowest, "ms", plain)


def _sample(figures: dict, say) -> None:
    con = db.connect()
    try:
        migrations.migrate(con)
        with db.transaction(con, by="bench") as tx:
            answers = sample.ask(tx, sample.shelve(tx))
    finally:
        con.close()
    for half in (*sample.HALVES, "all"):
        some = answers if half == "all" else answers[answers["half"] == half]
        hit, plain = 100 * some["hit"].mean(), 100 * some["plain"].mean()
        say(f"  right title first, {half}: {some['hit'].sum()} of {len(some)} ({hit:.1f} %); plain fuzzy {plain:.1f} %")
        figures[f"right title first, {half}"] = figure(hit, "%", plain)


def _timed(do) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


# ---- the queue that is matched ------------------------------------------------------------------


def _fill(con: Connection, rng: np.random.Generator, titles_there: int, requests: int) -> None:
    """Make the demo's shelf and queue as large as asked: made-up titles in every second earlier item, more requests."""
    have = db.value(con, "select count(*) from title")
    first = db.value(con, "select max(id) + 1 from title")
    more = max(0, titles_there - have)
    table = pd.DataFrame({"id": np.arange(first, first + more)})
    words = {part: rng.choice(said.split(), more) for part, said in WORDS.items()}
    parts = zip(words["head"], words["middle"], words["tail"], strict=True)
    table["name"] = [f"{head} on the {middle} of {tail}" for head, middle, tail in parts]
    table["author"] = [f"{first} {family}" for first, family in zip(words["first"], words["family"], strict=True)]
    table["place"] = [f"{chr(65 + at // 24 % 26)}{at % 24 + 1}" for at in range(more)]
    table["binding"] = np.where(rng.random(more) < 0.12, "hardcover", "paperback")
    languages = {name: number for number, name in lists.names(con, "language").items()}
    table["language_id"] = np.where(rng.random(more) < 0.1, languages["Spanish"], languages["English"]).astype("int32")
    db.insert(con, "title", table)
    copies = np.where(rng.random(more) < 0.3, 0, rng.integers(1, 5, more))
    db.insert(con, "stock", pd.DataFrame({"title_id": table["id"], "on_hand": copies}))
    subjects = list(lists.names(con, "subject"))
    pairs = pd.DataFrame({"title_id": np.tile(table["id"], 2), "term_id": rng.choice(subjects, 2 * more)})
    db.insert(con, "title_term", pairs.drop_duplicates().reset_index(drop=True))
    if more:
        con.execute(
            "update item set title_id = $first + hash(id) % $more where id % 2 = 0", {"first": int(first), "more": int(more)}
        )
    _ask(con, rng, table, subjects, requests - db.value(con, "select count(*) from book_request where status = 'waiting'"))


def _ask(con: Connection, rng: np.random.Generator, table: pd.DataFrame, subjects: list[int], more: int) -> None:
    """Requests of readers who have had mail: titles misspelt, authors, "anything on X", chosen titles, subjects ticked."""
    sql = """
        select reader.id from reader
        where merged_into is null and voided_on is null and id in (select reader_id from shipment)
            and id not in (select reader_id from book_request where status = 'waiting')
        order by hash(id), id limit $n
    """
    readers = [row["id"] for row in db.rows(con, sql, n=max(0, more))]
    count = len(readers)
    ids = db.value(con, "select max(id) + 1 from book_request") + np.arange(count)
    days = pd.to_datetime([date.today()] * count) - pd.to_timedelta(rng.integers(3, 60, count), unit="D")
    db.insert(con, "book_request", pd.DataFrame({"id": ids, "reader_id": readers, "asked_on": days.date}))
    ticked = pd.DataFrame({"book_request_id": np.tile(ids, 2), "term_id": rng.choice(subjects, 2 * count)})
    db.insert(con, "request_term", ticked.drop_duplicates().reset_index(drop=True))
    names, said = list(lists.names(con, "subject").values()), []
    for request in ids.tolist():
        title, way = table.iloc[int(rng.integers(0, len(table)))], rng.random()
        if way < 0.5:
            said.append((request, None, _misspelt(rng, title["name"])))
        elif way < 0.6:
            said.append((request, None, f"anything by {_misspelt(rng, title['author'])}"))
        elif way < 0.7:
            said.append((request, None, f"anything on {names[int(rng.integers(0, len(names)))]} and {title['name'].split()[3]}"))
        elif way < 0.85:
            said.append((request, int(title["id"]), title["name"]))
    texts = pd.DataFrame(said, columns=["book_request_id", "title_id", "text"]).assign(position=1)
    db.insert(con, "request_title", texts.astype({"title_id": "Int32"}))


def _misspelt(rng: np.random.Generator, text: str) -> str:
    """Two letters wrong: one left out, two changed about."""
    out, swap = sorted(int(at) for at in rng.integers(1, len(text) - 2, 2))
    text = text[:swap] + text[swap + 1] + text[swap] + text[swap + 2 :]
    return text[:out] + text[out + 1 :]
