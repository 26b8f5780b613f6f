"""Readers from another program's list: by number, else by name and facility; nobody is merged, nobody is changed."""

from datetime import date

import numpy as np
import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.importing import Kind, Progress, Result, Wish
from bfp.base.tables.sheets import Sheet
from bfp.moving import brought_in, staged
from bfp.moving.staged import Staged

COLUMNS = {
    "number": ("number", "inmate number", "inmate id", "inmate no", "doc number", "doc", "doc no", "prisoner number",
               "offender number", "reg no", "register number", "tdcj number", "cdcr number", "booking number", "id number",
               "prisoner id"),
    "name": ("name", "full name", "inmate name", "prisoner name", "inmate", "prisoner", "reader", "recipient", "person"),
    "last_name": ("last name", "last", "surname", "family name"),
    "first_name": ("first name", "first", "given name"),
    "facility": ("facility", "prison", "unit", "institution", "facility name", "prison name", "jail", "location"),
    "state": ("state", "st"),
    "city": ("city", "town"),
    "notes": ("notes", "note", "comments", "comment", "remarks"),
    "log_number": ("reader id", "person id", "record id"),
}  # fmt: skip
NEEDED = ("facility",)
SHOWN = ("reader", "number", "facility")
USUAL = 0.6  # of the numbers of a system: so many of one length, and shorter ones have lost their zeros


def plan(con: Connection, sheet: Sheet, wish: Wish, progress: Progress | None = None) -> Staged:
    """What each row would add. Nothing is written."""
    found = staged.fields(sheet, {name: dict(wish.columns).get(name) for name in COLUMNS}, NEEDED)
    staged.people(found)
    staged.places(con, found, wish)
    staged.reject(found, (found["last_name"] == "") & (found["first_name"] == ""), "nobody is named")
    nowhere = found["place_said"].where(found["place_said"] != "", "no facility is named")
    staged.reject(found, found["facility_id"].isna(), nowhere)
    systems = db.frame(con, "select id as facility_id, system_id from facility").set_index("facility_id")["system_id"]
    found["system_id"] = found["facility_id"].map(systems).astype("Int64")
    known = staged.on_file(con)
    _give_zeros_back(found, known)
    found["key"] = staged.digest(found, "number_key", "name_key", "facility_id")
    staged.brought_before(con, found, "reader")
    numbered = found["number_key"] != ""
    named = found["facility_id"].astype(str) + " " + found["name_key"]
    who = found["system_id"].astype(str) + " " + found["number_key"].where(numbered, named)
    _known_already(found, known, numbered)
    again = who.duplicated() & (found["what"] == "")
    found.loc[again, "what"] = "unchanged"
    first = who.map(found.groupby(who)["line"].first()).astype("Int64").astype(str)
    found.loc[again, "why"] = "the same person as row " + first[again]
    found.loc[found["what"] == "", "what"] = "new"
    staged.note(found, (found["what"] == "new") & (found["place_said"] != ""), found["place_said"])
    if progress:
        progress(len(found), len(found))
    return Staged(found, sheet, wish, SHOWN)


def _give_zeros_back(found: pd.DataFrame, known: pd.DataFrame) -> None:
    """A spreadsheet takes the zeros off the front of numbers: in a system whose numbers are all of one length they come back."""
    both = pd.concat([found[["system_id", "number_key"]], known[["system_id", "number_key"]]])
    digits = both[both["number_key"].str.fullmatch(r"\d+").fillna(False)]
    lengths = digits.assign(size=digits["number_key"].str.len(), zero=digits["number_key"].str.startswith("0"))
    for system, some in lengths.groupby("system_id"):
        longest = int(some["size"].max())
        usual = (some["size"] == longest).mean() >= USUAL or some.loc[some["size"] == longest, "zero"].any()
        numeric = found["number_key"].str.fullmatch(r"\d+")
        short = (found["system_id"] == system).fillna(False) & numeric & (found["number_key"].str.len() < longest)
        if usual and short.any() and longest <= 12:
            staged.note(found, short, found["number"] + ": zeros in front that were lost are put back")
            for name in ("number_key", "number"):
                found.loc[short, name] = found.loc[short, name].str.zfill(longest)


def _known_already(found: pd.DataFrame, known: pd.DataFrame, numbered: pd.Series) -> None:
    """Who is on file stays as they are; who may be somebody on file is for a person to say."""
    there = set(zip(known["system_id"], known["number_key"], strict=True))
    by_number = np.array([pair in there for pair in zip(found["system_id"], found["number_key"], strict=True)]) & numbered
    places = set(zip(known["facility_id"], known["name_key"], strict=True))
    by_name = np.array([pair in places for pair in zip(found["facility_id"], found["name_key"], strict=True)]) & ~numbered
    same = (by_number | by_name) & (found["what"] == "")
    found.loc[same, "what"] = "unchanged"
    found.loc[same, "why"] = "on file already, and kept as it is"
    elsewhere = set(zip(known["system_id"], known["name_key"], strict=True))
    perhaps = np.array([pair in elsewhere for pair in zip(found["system_id"], found["name_key"], strict=True)]) & ~numbered
    why = "somebody of that name is in another facility of that system: give the number, or enter this one by hand"
    staged.reject(found, pd.Series(perhaps, index=found.index), why)


def save(con: Connection, made: Staged, on: date) -> Result:
    """Put them on file, with the row that each came from."""
    new = made.new()
    if new.empty:
        return made.result()
    ids = db.frame(con, "select nextval('reader_id') as id from range($n)", n=len(new))["id"]
    records = new.assign(id=ids, number=new["number"].where(new["number"] != "", None))
    columns = ["id", "number", "system_id", "facility_id", "first_name", "last_name", "name_key", "notes"]
    db.insert(con, "reader", records[columns])
    said = zip(ids, new["number"], new["reader"], strict=True)
    told = {int(number): {"number": ("", number_said), "name": ("", name)} for number, number_said, name in said}
    history.record_many(con, "reader", "imported", told)
    brought_in.keep(con, KIND.name, made, {"reader": new.assign(entity_id=ids)[["entity_id", "line", "key"]]})
    return made.result()


KIND = Kind("Readers", COLUMNS, NEEDED, plan=plan, save=save)
