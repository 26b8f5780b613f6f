"""Whose row of a log it is: by number, else by a name that only one reader has there."""

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.importing import Wish
from bfp.finding.reader_finder import zeros_aside
from bfp.moving import import_readers, staged

COLUMNS = {
    name: import_readers.COLUMNS[name] for name in ("number", "name", "last_name", "first_name", "facility", "state", "city")
}
UNKNOWN = "no reader on file has this {}: bring the readers in first"


def find(con: Connection, found: pd.DataFrame, wish: Wish) -> None:
    """Give each row its reader_id and facility_id; what is nobody's, or may be two people's, is not taken."""
    staged.people(found)
    staged.places(con, found, wish)
    known = staged.on_file(con)
    known["aside"] = staged.each(known["number_key"], zeros_aside)
    found["aside"] = staged.each(found["number_key"], zeros_aside)
    by_number = known[known["aside"] != ""]
    in_state = _one(by_number["aside"] + " " + by_number["state"], by_number["id"])
    alone = _one(by_number["aside"], by_number["id"])
    at_place = _one(known["name_key"] + " " + known["facility_id"].astype(str), known["id"])
    named = _one(known["name_key"], known["id"])
    states = {row["id"]: row["state"] for row in db.rows(con, "select id, state from facility")}
    numbered = found["aside"] != ""
    state = pd.Series([states.get(place, "") for place in found["facility_id"]], index=found.index, dtype="str")
    answer = (found["aside"] + " " + state).map(in_state).where(numbered & (state != ""))
    answer = answer.fillna(found["aside"].map(alone).where(numbered & (state == "")))
    place = found["name_key"] + " " + found["facility_id"].astype(str)
    answer = answer.fillna(place.map(at_place).where(~numbered)).fillna(
        found["name_key"].map(named).where(~numbered & (found["name_key"] != ""))
    )
    found["reader_id"] = answer.where(answer > 0).astype("Int64")
    two = answer == 0
    staged.reject(found, two, "two readers may be meant: give the number, or the facility")
    staged.reject(found, ~numbered & (found["name_key"] == ""), "nobody is named")
    why = np.where(numbered, UNKNOWN.format("number"), UNKNOWN.format("name"))
    staged.reject(found, found["reader_id"].isna(), pd.Series(why, index=found.index))
    home = known.set_index("id")["facility_id"]
    found["facility_id"] = found["facility_id"].fillna(found["reader_id"].map(home).astype("Int64"))
    missing = (found["facility"] != "") & (found["place_said"] != "") & (found["what"] == "")
    staged.note(found, missing, found["place_said"] + ": where the reader is now is taken")


def _one(by: pd.Series, ids: pd.Series) -> dict[str, int]:
    """Who is found by these words: a number, or 0 where they are several people's."""
    frame = pd.DataFrame({"by": by, "id": ids})
    first = frame.groupby("by")["id"].agg(["first", "size"])
    return first["first"].where(first["size"] == 1, 0).to_dict()
