"""A desk that is killed while it saves or backs up, or whose disk is full: is a reported letter lost, or half of one kept?"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bfp import check
from bfp.base import backup, db, lists
from bfp.base.errors import BfpError
from bfp.bench.figures import figure
from bfp.desk import entry
from bfp.places import facilities, systems
from bfp.schema import migrations

ROUNDS = 200
FULL_DISKS, BACKUPS = 20, 20
ROOM = 100_000  # bytes at most that a disk has left before it is full
TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Outcome:
    """What all rounds together saved, and what was wrong after reopening."""

    rounds: int
    reported: int
    kept: int
    lost: int
    halves: int
    broken: int
    opening: float  # milliseconds, the longest


def run(say=print) -> dict[str, dict]:
    """Two hundred rounds of saves and of letters half typed, each killed at a random moment; full disks and backups."""
    from bfp.bench import half_typed  # it uses what is below

    with tempfile.TemporaryDirectory(prefix="bfp-crash-") as folder:
        found = rounds(Path(folder) / "crash.duckdb", ROUNDS, say=say)
        full = full_disks(Path(folder) / "full.duckdb", FULL_DISKS)
        copied = backing_up(Path(folder) / "backing.duckdb", BACKUPS)
        typed = half_typed.rounds(Path(folder) / "typed.duckdb", ROUNDS)
    return {
        "letters reported saved": figure(found.reported, "letters"),
        "letters found after reopening": figure(found.kept, "letters", found.reported),
        "letters lost": figure(found.lost, "letters", failed=found.lost > 0),
        "halves of letters": figure(found.halves, "letters", failed=found.halves > 0),
        "rules of check broken": figure(found.broken, "rules", failed=found.broken > 0),
        "opening after a crash, longest": figure(found.opening, "ms"),
        "full disk: letters reported saved": figure(full.reported, "letters"),
        "full disk: letters lost": figure(full.lost, "letters", failed=full.lost > 0),
        "full disk: halves and broken rules": figure(full.halves + full.broken, "rows", failed=full.halves + full.broken > 0),
        "killed in a backup: letters reported saved": figure(copied.reported, "letters"),
        "killed in a backup: letters lost": figure(copied.lost, "letters", failed=copied.lost > 0),
        "killed in a backup: halves and broken rules": figure(
            copied.halves + copied.broken, "rows", failed=copied.halves + copied.broken > 0
        ),
        "killed in mid-letter, two browsers: words reported kept": figure(typed.words, "words"),
        "killed in mid-letter, two browsers: letters reported saved": figure(typed.letters, "letters"),
        "killed in mid-letter, two browsers: lost": figure(typed.lost, "words", failed=typed.lost > 0),
        "offered to the other browser, or though saved": figure(typed.strange, "letters", failed=typed.strange > 0),
    }


def rounds(path: Path, count: int, seed: int = 1, say=lambda text: None) -> Outcome:
    """Kill a process that saves letters `count` times, at a random moment, and look each time at what is there."""
    chance = random.Random(seed)
    prepare(path)
    reported: set[int] = set()
    halves = broken = 0
    longest = 0.0
    for number in range(1, count + 1):
        reported |= killed(path, number, letters=chance.randint(1, 12), more=chance.random() * 0.03)
        began = time.perf_counter()
        con = db.connect(path)
        longest = max(longest, 1000 * (time.perf_counter() - began))
        try:
            kept = {row["id"] for row in db.rows(con, "select id from letter")}
            halves = len(incomplete(con))
            broken = len(check.run(con, TODAY))
        finally:
            con.close()
        lost = len(reported - kept)
        if lost or halves or broken:
            say(f"round {number}: {lost} letters lost, {halves} halves, {broken} rules broken")
            break
        if number % 20 == 0:
            say(f"  {number} rounds, {len(reported)} letters reported saved, {len(kept)} there")
    return Outcome(number, len(reported), len(kept), lost, halves, broken, longest)


def full_disks(path: Path, count: int, seed: int = 2) -> Outcome:
    """Save letters until the disk is full, `count` times, and look each time at what is there once it has room again."""
    chance = random.Random(seed)
    prepare(path)
    reported: set[int] = set()
    for number in range(1, count + 1):
        command = [sys.executable, "-m", "bfp.bench.crash", str(path), str(number), "full", str(chance.randint(1, ROOM))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise BfpError(f"The process on the full disk did not stop with a sentence: {done.stderr[-300:]}")
        reported |= {int(line) for line in done.stdout.splitlines()}
    return _looked_at(path, count, reported)


def backing_up(path: Path, count: int, seed: int = 3) -> Outcome:
    """Kill a process that saves letters while it makes backups; a backup that is there whole must open, else it is `broken`."""
    chance = random.Random(seed)
    prepare(path)
    reported: set[int] = set()
    for number in range(1, count + 1):
        reported |= killed(path, number, chance.randint(1, 12), 0.3 * chance.random(), "backup")
    found = _looked_at(path, count, reported)
    unreadable = 0
    for made in db.backup_folder(str(path)).glob("*.duckdb"):
        try:
            backup.counts(made)
        except BfpError:
            unreadable += 1
    return replace(found, broken=found.broken + unreadable)


def _looked_at(path: Path, count: int, reported: set[int]) -> Outcome:
    """What is there after reopening."""
    began = time.perf_counter()
    con = db.connect(path)
    opening = 1000 * (time.perf_counter() - began)
    try:
        kept = {row["id"] for row in db.rows(con, "select id from letter")}
        halves, broken = len(incomplete(con)), len(check.run(con, TODAY))
    finally:
        con.close()
    return Outcome(count, len(reported), len(kept), len(reported - kept), halves, broken, opening)


def prepare(path: Path) -> None:
    """A database with one facility to write from."""
    con = db.connect(path)
    try:
        migrations.migrate(con)
        with db.transaction(con, "crash") as tx:
            system_id = systems.get_or_add(tx, "Example Department of Corrections", "state", "TX")
            facilities.add(tx, name="Example Unit", system_id=system_id, state="TX")
    finally:
        con.close()


def killed(path: Path, number: int, letters: int, more: float, *beside: str) -> set[int]:
    """Start a process that saves letters, kill it a moment after some are reported; gives the reported ones."""
    command = [sys.executable, "-m", "bfp.bench.crash", str(path), str(number), *beside]
    return {int(line) for line in told_by(command, letters, more)}


def told_by(command: list[str], lines: int, more: float) -> list[str]:
    """What a process told before it was killed, a moment after so many lines."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = [process.stdout.readline() for _ in range(lines)]
    time.sleep(more)
    process.kill()
    rest, complaint = process.communicate()
    if not all(first):
        raise BfpError(f"The process that saves stopped by itself: {complaint[-300:]}")
    # A line cut off by the kill was not reported.
    return [line for line in (*first, *rest.splitlines(keepends=True)) if line.endswith("\n")]


def incomplete(con: db.Connection) -> list[int]:
    """Letters of which a part is missing, and parts without their letter."""
    sql = """
        with part as (
            select letter.id,
                (select count(*) from reader where reader.id = letter.reader_id) as readers,
                (select count(*) from book_request where book_request.letter_id = letter.id) as requests,
                (select count(*) from book_request join request_term on request_term.book_request_id = book_request.id
                    where book_request.letter_id = letter.id) as terms,
                (select count(*) from contribution where contribution.letter_id = letter.id) as contributions,
                (select count(*) from history where entity = 'letter' and entity_id = letter.id) as changes
            from letter
        )
        select id from part
        where readers <> 1 or requests <> 1 or terms <> 2 or contributions <> 1 or changes = 0
        union all
        select reader.id from reader left join letter on letter.reader_id = reader.id where letter.id is null
        union all
        select contribution.id from contribution left join letter on letter.id = contribution.letter_id where letter.id is null
        union all
        select book_request.id from book_request left join letter on letter.id = book_request.letter_id where letter.id is null
    """
    return [row["id"] for row in db.rows(con, sql)]


def save_for_ever(path: Path, number: int, beside: str = "", room: int = 0) -> None:
    """Save one letter of a new reader after the other, and report each once it is saved; `beside` says what else happens."""
    con = db.connect(path)
    if beside == "backup":
        threading.Thread(target=_back_up_for_ever, args=(con, number), daemon=True).start()
    if beside == "full":
        _fill_the_disk(path, room)
    facility_id = db.value(con, "select min(id) as id from facility")
    subjects = tuple(lists.names(con, "subject"))[:2]
    count = 0
    while True:
        count += 1
        someone = entry.NewReader(f"{number:04d}{count:05d}", "Testa", f"Reader {number} {count}", facility_id)
        letter = entry.Entry(
            postmark_on=TODAY, new_reader=someone, term_ids=subjects, enclosures=(entry.Enclosure("poem", note="a poem"),)
        )
        with db.transaction(con, "crash") as tx:
            saved = entry.save(tx, letter, TODAY)
        print(saved.letter_id, flush=True)


def _back_up_for_ever(con: db.Connection, number: int) -> None:
    count = 0
    while True:
        count += 1
        target = db.backup_folder(con.path) / f"round-{number}-{count}.duckdb"
        backup.make(con, datetime(TODAY.year, TODAY.month, TODAY.day), target)


def _fill_the_disk(path: Path, room: int) -> None:
    """From here on the log of the engine grows by so many bytes and no more: to the engine this is a full disk."""
    import resource  # not on Windows

    log = path.with_name(f"{path.name}.wal")
    most = (log.stat().st_size if log.exists() else 0) + room
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


if __name__ == "__main__":
    how = sys.argv[3:]
    try:
        save_for_ever(Path(sys.argv[1]), int(sys.argv[2]), *how[:1], *map(int, how[1:]))
    except BfpError as error:  # the disk is full: told in words, and the process ends as after a loss of power
        print(error, file=sys.stderr, flush=True)
        sys.stdout.flush()
        os._exit(0 if how[:1] == ["full"] else 1)
