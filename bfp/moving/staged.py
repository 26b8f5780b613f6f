"""A file as columns of text, worked on whole: what is read of each different value is read once, whatever the number of rows."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, importing, states
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.importing import WHAT, Result, Wish
from bfp.base.tables import days, sheets
from bfp.base.tables.columns import cell
from bfp.base.tables.sheets import Sheet
from bfp.finding.finder_words import name_key
from bfp.finding.reader_finder import bare_number, number_key
from bfp.places.facility_matching import Matcher

TAKE_GUESSES = "take all best guesses"


@dataclass(frozen=True)
class Staged:
    """What importing a file would do: `found` has line, what, why, key, and what its kind read; `shown` of it for a person."""

    found: pd.DataFrame
    sheet: Sheet
    wish: Wish
    shown: tuple[str, ...]

    def count(self, what: str) -> int:
        return int((self.found["what"] == what).sum()) + (len(self.sheet.broken) if what == "rejected" else 0)

    def new(self) -> pd.DataFrame:
        return self.found[self.found["what"] == "new"].reset_index(drop=True)

    def table(self) -> pd.DataFrame:
        """Row, what, what is shown of it, why: for people to read, what needs reading first."""
        said = self.found.rename(columns={"line": "row"})[["row", "what", *self.shown, "why"]]
        lost = pd.DataFrame({"row": self.sheet.broken["row"], "what": "rejected", self.shown[0]: self.sheet.broken["text"],
                             "why": self.sheet.broken["reason"]})  # fmt: skip
        both = pd.concat([said, lost], ignore_index=True).fillna("") if len(lost) else said.fillna("")
        order = both.assign(first=both["what"].map(WHAT.index), quiet=both["why"] == "")
        return order.sort_values(["first", "quiet", "row"])[["row", "what", *self.shown, "why"]].reset_index(drop=True)

    def rejected(self) -> pd.DataFrame:
        """The rows that are not taken, as they stood in the file, with the reason in a last column."""
        lost = self.found.loc[self.found["what"] == "rejected", ["line", "why"]]
        columns, why = self.sheet.columns, sheets.OURS[1] if sheets.OURS[1] not in self.sheet.columns else sheets.OTHERWISE
        rows = self.sheet.rows.merge(lost.rename(columns={"line": "_row", "why": why}), on="_row")
        rows = rows.rename(columns={"_row": "row"})[[*columns, "row", why]]
        broken = pd.DataFrame(
            {columns[0]: self.sheet.broken["text"], "row": self.sheet.broken["row"], why: self.sheet.broken["reason"]}
        )
        return pd.concat([rows, broken], ignore_index=True).fillna("") if len(broken) else rows

    def result(self) -> Result:
        """What was done, once it is saved."""
        return Result(self.count("new"), 0, self.count("unchanged"), self.rejected())


def fields(sheet: Sheet, columns: Mapping[str, str | None], needed: tuple[str, ...]) -> pd.DataFrame:
    """The columns that a kind uses by their fields, cleaned; what the file has not is empty. With line, what and why."""
    used = importing.used(columns, needed)
    found = pd.DataFrame({name: each(sheet.rows[column], cell) for name, column in used.items()}, index=sheet.rows.index)
    for name in columns:
        if name not in found:
            found[name] = ""
    return found.assign(line=sheet.rows["_row"].astype(int), what="", why="")


def each(values: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """What is read of every value, each different one read once."""
    known = {value: read(value) for value in values.unique()}
    texts = all(isinstance(one, str) for one in known.values())
    return pd.Series([known[value] for value in values], index=values.index, dtype="str" if texts else object)


def reject(found: pd.DataFrame, where: pd.Series, why: pd.Series | str) -> None:
    """These rows are not taken; a row that was decided already stays as it is."""
    where = where & (found["what"] == "")
    found.loc[where, "what"] = "rejected"
    found.loc[where, "why"] = why[where] if isinstance(why, pd.Series) else why


def note(found: pd.DataFrame, where: pd.Series, said: pd.Series | str) -> None:
    """Put a note behind why a row does what it does."""
    more = said[where] if isinstance(said, pd.Series) else said
    before = found.loc[where, "why"]
    found.loc[where, "why"] = before.where(before == "", before + "; ") + more


def people(found: pd.DataFrame) -> None:
    """Names in one column or two, LAST, FIRST or the other way round; numbers upper case, without labels and spaces."""
    both = each(found["name"], _split)
    empty = (found["last_name"] == "") & (found["first_name"] == "")
    found.loc[empty, "last_name"] = both.map(lambda pair: pair[0])[empty]
    found.loc[empty, "first_name"] = both.map(lambda pair: pair[1])[empty]
    found["number"] = each(found["number"], lambda text: "".join(bare_number(text).upper().split()))
    found["number_key"] = each(found["number"], number_key)
    whole = found["first_name"] + "\x1f" + found["last_name"]
    found["name_key"] = each(whole, lambda text: name_key(*text.split("\x1f")))
    found["reader"] = (found["last_name"] + ", " + found["first_name"]).str.strip(", ")


def _split(name: str) -> tuple[str, str]:
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.rpartition(" ")
    return last.strip(), first.strip()


def places(con: Connection, found: pd.DataFrame, wish: Wish) -> None:
    """Which facility each row is about: by its names, else where the matcher is sure, else its best guess if that was said."""
    guesses, matcher = bool(wish.answer(TAKE_GUESSES)), None
    sql = """
        select lower(name) as name, state, id from facility where merged_into is null
        union all
        select lower(facility_alias.name), facility.state, facility.id
        from facility_alias join facility on facility.id = facility_alias.facility_id where facility.merged_into is null
    """
    by_name: dict[tuple[str, str], set[int]] = {}
    for row in db.rows(con, sql):
        for state in (row["state"], ""):
            by_name.setdefault((row["name"], state), set()).add(row["id"])
    asked = found[["facility", "state", "city"]].drop_duplicates()
    answers: dict[tuple[str, str, str], tuple[int | None, str]] = {}
    for name, said, city in asked.itertuples(index=False):
        state = states.code(said) or "" if said else ""
        exact = by_name.get((name.lower(), state), set())
        if not name:
            answers[name, said, city] = (None, "")
        elif len(exact) == 1:
            answers[name, said, city] = (next(iter(exact)), "")
        elif not state:
            answers[name, said, city] = (None, f"{name}: say in which state it is")
        else:
            matcher = matcher or Matcher(con)
            match = matcher.match(name, state, city)
            best = match.sure or (match.candidates[0] if match.candidates and guesses else None)
            if best:
                answers[name, said, city] = (best.id, f"{name} is taken for {best.label}")
            else:
                guess = f", perhaps {match.candidates[0].label}" if match.candidates else ""
                answers[name, said, city] = (None, f"{name} is not in the directory{guess}")
    told = [answers[key] for key in found[["facility", "state", "city"]].itertuples(index=False, name=None)]
    found["facility_id"] = pd.array([number for number, _ in told], dtype="Int64")
    found["place_said"] = [said for _, said in told]


def day(found: pd.DataFrame, name: str) -> pd.Series:
    """The days of a column, in the one format that all of it has; what is known only in part, or is no date, is none."""
    format_ = days.of(found[name])

    def read(text: str) -> date | None:
        try:
            return format_.read(text)[0] if text else None
        except Invalid:
            return None

    return each(found[name], read)


def refuse_days(found: pd.DataFrame, name: str, wish: Wish, missing: str) -> None:
    """Rows whose day (`on`, read from this column) is none, is known only in part, or is still to come."""
    said = found[name].map(lambda text: f"“{text}” is no day, or only a month or a year" if text else missing)
    reject(found, found["on"].isna(), said)
    reject(found, found["on"].map(lambda one: one is not None and one == one and one > wish.on), "that day is still to come")


def on_file(con: Connection) -> pd.DataFrame:
    """The readers that there are, to be compared with: id, number_key, system_id, facility_id, name_key, state."""
    found = db.frame(con, db.question("readers_on_file"))
    return found.assign(number_key=each(found["number"].fillna(""), number_key))


def digest(found: pd.DataFrame, *names: str) -> pd.Series:
    """What tells a row of a log from others: the number that the log gave it, else a digest of these fields."""
    columns = [found[name].astype(object).tolist() for name in names]
    text = pd.Series(["\x1f".join(map(str, row)) for row in zip(*columns, strict=True)], index=found.index, dtype=object)
    made = text.map(lambda one: hashlib.sha256(one.encode()).hexdigest()[:24])
    made = made + "-" + made.groupby(made).cumcount().astype(str)  # two rows that say the same are two
    return made.where(found["log_number"] == "", "no. " + found["log_number"])


def brought_before(con: Connection, found: pd.DataFrame, entity: str) -> None:
    """Rows that an earlier import took: the same file again changes nothing, a longer one adds its tail."""
    sql = """
        select came_from.key, file_import.file from came_from
        join file_import on file_import.id = came_from.import_id where came_from.entity = $entity
    """
    known = {row["key"]: row["file"] for row in db.rows(con, sql, entity=entity)}
    there = found["key"].isin(known) & (found["what"] == "")
    found.loc[there, "what"] = "unchanged"
    found.loc[there, "why"] = found["key"].map(known)[there].map(lambda file: f"brought in before, from {file}")
