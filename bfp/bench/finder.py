"""How well, and how fast, the finder knows a facility by what people call it."""

import csv
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bfp.finder import Directory, Listing

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
    known = rows(directory / "directory.csv")
    by_id = {row["Facility.ID"]: row for row in known}
    asked = []
    for row in rows(directory / "spellings.csv"):
        raw, facility = row["xwalk_name_raw"].upper().strip(), by_id.get(row["Facility.ID"])
        if facility and raw not in (row["xwalk_name_clean"].upper().strip(), facility["Name"].upper().strip()):
            asked.append(row)
    return known, asked


def listed(row: dict, towns: bool) -> Listing:
    value = lambda column: "" if row.get(column) in (None, "NA") else row[column]  # noqa: E731
    where = {"city": value("City"), "zip": value("Zipcode")} if towns else {}
    return Listing(int(row["Facility.ID"]), row["Name"], (), row["State"], kind=value("Jurisdiction"), **where)
