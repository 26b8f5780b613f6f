"""How well, and how fast, the finder knows a facility by what people call it.

The task: a directory of facilities (`directory.csv`) and how people really wrote their names
(`spellings.csv`, with the facility meant). A spelling that is simply the name is not asked.
"""

import csv
import statistics
import time
from collections import defaultdict
from pathlib import Path

from rapidfuzz import fuzz, process

from bfp.finding.finder import Directory, Listing

PLAIN = {
    "ratio": fuzz.ratio,
    "token sort": fuzz.token_sort_ratio,
    "token set": fuzz.token_set_ratio,
    "weighted": fuzz.WRatio,
}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV in UTF-8, or in Windows text if it is not."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return list(csv.DictReader(text.splitlines()))


def questions(directory: Path) -> tuple[list[dict], list[dict]]:
    """The facilities, and the spellings of them that are not simply their name."""
    facilities = rows(directory / "directory.csv")
    names = {row["Facility.ID"]: row["Name"].upper().strip() for row in facilities}
    asked = []
    for row in rows(directory / "spellings.csv"):
        raw, facility = row["xwalk_name_raw"].upper().strip(), row["Facility.ID"]
        if facility in names and raw not in (row["xwalk_name_clean"].upper().strip(), names[facility]):
            asked.append(row)
    return facilities, asked


def listed(row: dict, towns: bool) -> Listing:
    """A facility of the directory by its name alone, or with its town, ZIP and system too."""
    known = {column: "" if value in (None, "NA") else value for column, value in row.items()}
    rest = {"city": known.get("City", ""), "zip": known.get("Zipcode", ""), "kind": known.get("Jurisdiction", "")}
    return Listing(int(row["Facility.ID"]), row["Name"], state=row["State"], **(rest if towns else {}))


def shares(ranks: list[int]) -> tuple[float, float]:
    """Per cent found first, and among the first five; a rank of 0 is not found."""
    size = max(1, len(ranks))
    return 100 * sum(rank == 1 for rank in ranks) / size, 100 * sum(rank > 0 for rank in ranks) / size


def asked_of(finder: Directory, asked: list[dict], state: bool = True) -> tuple[list[int], float]:
    """The rank of the right facility among the first five for each spelling, and the median time in ms."""
    ranks, times = [], []
    for row in asked:
        began = time.perf_counter()
        hits = finder.find(row["xwalk_name_raw"], state=row["State"] if state else None, limit=5)
        times.append(1000 * (time.perf_counter() - began))
        ids = [hit.id for hit in hits]
        ranks.append(ids.index(int(row["Facility.ID"])) + 1 if int(row["Facility.ID"]) in ids else 0)
    return ranks, statistics.median(times)


def asked_plainly(facilities: list[dict], asked: list[dict]) -> dict[str, tuple[list[int], float]]:
    """The same, by each plain fuzzy ratio over the facilities of the state."""
    of_state = defaultdict(list)
    for row in facilities:
        of_state[row["State"]].append(row)
    answer = {}
    for label, scorer in PLAIN.items():
        ranks, times = [], []
        for row in asked:
            names = [facility["Name"].upper() for facility in of_state[row["State"]]]
            began = time.perf_counter()
            hits = process.extract(row["xwalk_name_raw"].upper().strip(), names, scorer=scorer, limit=5)
            times.append(1000 * (time.perf_counter() - began))
            ids = [of_state[row["State"]][at]["Facility.ID"] for _, _, at in hits]
            ranks.append(ids.index(row["Facility.ID"]) + 1 if row["Facility.ID"] in ids else 0)
        answer[label] = ranks, statistics.median(times)
    return answer


def figure(value: float, unit: str, baseline: float | None = None) -> dict:
    ratio = round(value / baseline, 3) if baseline else None
    return {"value": round(value, 3), "unit": unit, "baseline": baseline and round(baseline, 3), "ratio": ratio}


def run(directory: Path, say=print) -> dict[str, dict]:
    """Measure the finder on a folder of directory.csv and spellings.csv, beside the best plain fuzzy ratio."""
    facilities, asked = questions(Path(directory))
    say(f"{len(asked)} spellings of {len({row['Facility.ID'] for row in asked})} facilities, "
        f"asked of a directory of {len(facilities)}")  # fmt: skip
    began = time.perf_counter()
    by_name = Directory(listed(row, towns=False) for row in facilities)
    built = 1000 * (time.perf_counter() - began)
    with_towns = Directory(listed(row, towns=True) for row in facilities)

    plain = asked_plainly(facilities, asked)
    plain_first = max(shares(ranks)[0] for ranks, _ in plain.values())
    plain_five = max(shares(ranks)[1] for ranks, _ in plain.values())
    plain_ms = min(median for _, median in plain.values())
    ranks, median = asked_of(by_name, asked)
    first, five = shares(ranks)
    town_first, town_five = shares(asked_of(with_towns, asked)[0])
    anywhere, anywhere_ms = asked_of(by_name, asked, state=False)

    figures = {
        "right first": figure(first, "%", plain_first),
        "right among five": figure(five, "%", plain_five),
        "right first, towns known": figure(town_first, "%", plain_first),
        "right among five, towns known": figure(town_five, "%", plain_five),
        "right first, no state given": figure(shares(anywhere)[0], "%"),
        "right among five, no state given": figure(shares(anywhere)[1], "%"),
        "look-up": figure(median, "ms", plain_ms),
        "look-up, no state given": figure(anywhere_ms, "ms"),
        "building": figure(built, "ms"),
    }
    for label, (plain_ranks, _) in plain.items():
        say(f"  plain {label}: first {shares(plain_ranks)[0]:.2f} %, among five {shares(plain_ranks)[1]:.2f} %")
    for label, found in figures.items():
        beside = f" (plain: {found['baseline']:.3f})" if found["baseline"] else ""
        say(f"  {label}: {found['value']:.3f} {found['unit']}{beside}")
    return figures
