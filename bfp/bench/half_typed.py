"""A desk that is killed in the middle of two letters, each in a browser of its own: is a word lost, or offered to the other?"""

import random
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from bfp.base import db, drafts
from bfp.base.drafts import Draft
from bfp.bench import crash
from bfp.desk import entry

BROWSERS = ("a" * 32, "b" * 32)
NAMES = ("Ada", "Ben")
WORDS = 5  # of a letter, then it is saved


@dataclass(frozen=True)
class Outcome:
    """What all rounds together kept, and what was wrong when the desk was opened again."""

    rounds: int
    words: int  # that were told to be kept
    letters: int  # that were told to be saved
    lost: int  # words told to be kept and neither offered nor saved, letters told to be saved and not there
    strange: int  # letters offered to the other browser, or offered though they are saved


def rounds(path: Path, count: int, seed: int = 4) -> Outcome:
    """Kill a process in which two browsers type letters `count` times, and look each time at what is offered to each."""
    chance = random.Random(seed)
    crash.prepare(path)
    words = letters = lost = strange = 0
    for number in range(1, count + 1):
        told = killed(path, number, chance.randint(2, 25), chance.random() * 0.03)
        con = db.connect(path)
        try:
            for browser in BROWSERS:
                mine = [line for line in told if line[0] == browser]
                words += sum(line[2] > 0 for line in mine)
                saved = {line[1] for line in mine if line[2] == 0}
                letters += len(saved)
                there = {row["note"] for row in db.rows(con, "select note from letter where voided_on is null")}
                offered = {one.thing: len(one.body["fields"]["note"].split()) for one in _offered(con, browser)}
                kept: dict[str, int] = {}
                for _, thing, word in mine:
                    kept[thing] = max(kept.get(thing, 0), word)
                lost += len(saved - there)
                lost += sum(thing not in there and offered.get(thing, 0) < most for thing, most in kept.items())
                strange += sum(thing in there or not thing.startswith(browser[0]) for thing in offered)
        finally:
            con.close()
    return Outcome(count, words, letters, lost, strange)


def _offered(con: db.Connection, browser: str) -> list[Draft]:
    return [one for name in NAMES for one in drafts.of(con, browser, name, drafts.LETTER)]


def killed(path: Path, number: int, lines: int, more: float) -> list[tuple[str, str, int]]:
    """What a process told before it was killed: browser, letter, and how many of its words are kept (0: the letter is saved)."""
    told = crash.told_by([sys.executable, "-m", __name__, str(path), str(number)], lines, more)
    return [(browser, thing, int(word)) for browser, thing, word in (line.split() for line in told)]


def type_for_ever(path: Path, number: int) -> None:
    """Two browsers type letters, each word kept as the browser sends it, and save each when it is whole."""
    con = db.connect(path)
    facility_id = db.value(con, "select min(id) as id from facility")
    telling = threading.Lock()
    for browser, name in zip(BROWSERS, NAMES, strict=True):
        threading.Thread(target=_type, args=(con, browser, name, number, facility_id, telling), daemon=True).start()
    threading.Event().wait()


def _type(con: db.Connection, browser: str, name: str, number: int, facility_id: int, telling: threading.Lock) -> None:
    count = 0
    while True:
        count += 1
        thing, digit = f"{browser[0]}-{number}-{count}", BROWSERS.index(browser)
        for word in range(1, WORDS + 1):
            fields = {"note": " ".join([thing] * word)}
            with db.transaction(con, name) as tx:
                drafts.keep(tx, Draft(browser, name, drafts.LETTER, thing, thing, {"whose": {}, "fields": fields}))
            _tell(telling, browser, thing, word)
        someone = entry.NewReader(f"{digit}{number:04d}{count:05d}", name, f"Reader {number} {count}", facility_id)
        with db.transaction(con, name) as tx:
            entry.save(tx, entry.Entry(postmark_on=crash.TODAY, new_reader=someone, note=thing), crash.TODAY)
            drafts.put_away(tx, browser, thing)
        _tell(telling, browser, thing, 0)


def _tell(telling: threading.Lock, *what: object) -> None:
    with telling:
        print(*what, flush=True)


if __name__ == "__main__":
    type_for_ever(Path(sys.argv[1]), int(sys.argv[2]))
