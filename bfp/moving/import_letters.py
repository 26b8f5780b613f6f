"""A log of letters: who wrote when, and what it asked for, in the log's own words. It opens no request."""

from datetime import date

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.importing import Kind, Progress, Result, Wish
from bfp.base.tables.sheets import Sheet
from bfp.moving import brought_in, staged, whose
from bfp.moving.staged import Staged

COLUMNS = {
    "postmark_on": ("postmark", "date", "date received", "received", "letter date", "date of letter", "postmarked"),
    **whose.COLUMNS,
    "note": ("request", "requests", "asked for", "wants", "books requested", "notes", "note", "comments", "remarks"),
    "log_number": ("log number", "letter id", "letter number"),
}  # fmt: skip
NEEDED = ("postmark_on",)
SHOWN = ("reader", "postmark", "note")


def plan(con: Connection, sheet: Sheet, wish: Wish, progress: Progress | None = None) -> Staged:
    """What each row would add. Nothing is written."""
    found = staged.fields(sheet, {name: dict(wish.columns).get(name) for name in COLUMNS}, NEEDED)
    whose.find(con, found, wish)
    found["on"] = staged.day(found, "postmark_on")
    staged.refuse_days(found, "postmark_on", wish, "no day of the letter")
    found["postmark"] = found["on"].astype(str)
    found["key"] = staged.digest(found, "postmark", "number_key", "name_key", "note")
    staged.brought_before(con, found, "letter")
    found.loc[found["what"] == "", "what"] = "new"
    if progress:
        progress(len(found), len(found))
    return Staged(found, sheet, wish, SHOWN)


def save(con: Connection, made: Staged, on: date) -> Result:
    """Put the letters on file, each with the row it came from."""
    new = made.new()
    if new.empty:
        return made.result()
    new["id"] = db.frame(con, "select nextval('letter_id') as id from range($n)", n=len(new))["id"]
    letters = new.assign(postmark_on=new["on"], entered_on=on, entered_by=con.by)
    db.insert(con, "letter", letters[["id", "reader_id", "facility_id", "postmark_on", "entered_on", "entered_by", "note"]])
    history.record_many(con, "letter", "imported", {int(number): {} for number in new["id"]})
    brought_in.keep(con, KIND.name, made, {"letter": new.rename(columns={"id": "entity_id"})[["entity_id", "line", "key"]]})
    return made.result()


KIND = Kind("Letters", COLUMNS, NEEDED, plan=plan, save=save)
