"""Which titles waiting requests mean by what they ask for by name, read as packing reads it: the one answer for every page."""

from collections.abc import Iterable

import pandas as pd

from bfp.base import db, kept, lists
from bfp.base.db import Connection
from bfp.finding.matching_words import Shelf
from bfp.finding.title_finder import Catalogue
from bfp.shelves import titles


def shelf(catalogue: Catalogue, languages: list[str]) -> Shelf:
    """The catalogue, ready to be asked in the words of letters; `languages` are those of its titles, in its order."""
    return kept.built(("shelf", catalogue, tuple(languages)), lambda: Shelf(catalogue, languages))


def of(con: Connection, request_ids: Iterable[int] | None = None) -> pd.DataFrame:
    """What these requests (or all that wait) ask for by name: book_request_id, position, title_id, here, named, text, asked_on.

    `title_id` is the title that was chosen or that the words most likely mean, none if they mean no title of ours;
    `here` whether a copy of what may be meant, in any edition, is on hand; `named` whether the words name a title at all
    ("anything on history" names none).
    """
    asked = db.rows(con, db.question("asked_titles"), requests=None if request_ids is None else [int(one) for one in request_ids])
    known = titles.catalogue(con)
    tongues = {row["id"]: row for row in db.rows(con, db.question("titles_on_hand"))}
    none = {"language": "", "on_hand": 0}
    read = shelf(known, [tongues.get(title.id, none)["language"] for title in known.titles])
    on_hand = [tongues.get(title.id, none)["on_hand"] > 0 for title in known.titles]
    subjects = tuple(lists.names(con, "subject").values())
    rows = []
    for one in asked:
        is_title = True
        if one["title_id"] is None:
            reading = read.read(one["text"], subjects)
            named, is_title = [found.at for found in reading.named], reading.is_title
        else:
            named = [read.at[one["title_id"]]] if one["title_id"] in read.at else []
        here = any(on_hand[other] for place in named for other in read.editions[read.works[place]])
        title_id = one["title_id"] if one["title_id"] is not None or not named else read.ids[named[0]]
        rows.append((one["book_request_id"], one["position"], title_id, here, is_title, one["text"].strip(), one["asked_on"]))
    columns = ["book_request_id", "position", "title_id", "here", "named", "text", "asked_on"]
    return pd.DataFrame(rows, columns=columns).astype({"here": bool, "named": bool, "asked_on": "datetime64[s]"})


def in_stock(con: Connection) -> list[int]:
    """The waiting requests of which a title asked for is on the shelf."""
    found = of(con)
    return [int(request_id) for request_id in found.loc[found["here"], "book_request_id"].unique()]
