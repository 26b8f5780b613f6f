"""What the whole queue needs: which copies to pull, shelf by shelf, and what is asked for and not here. No reader is named."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.packing import matching, next_requests
from bfp.packing.next_requests import Following
from bfp.shelves import titles, wishes


def to_pull(
    con: Connection,
    today: date,
    requests: int | None = None,
    each: int = 3,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """The copies to take from the shelves for the waiting requests (all, or the oldest so many), in the order of the shelves.

    place, title_id, title, author, isbn, copies, named (copies that were asked for by name), marked (copies that something
    speaks against where they would go). Copies promised to open packing sessions, and the requests in them, are left out,
    and so are requests whose parcel could not arrive.
    """
    given = matching.for_queue(con, waiting(con, today, requests).ids, today, each, progress)
    if given.empty:
        return pd.DataFrame(columns=["place", "title_id", "title", "author", "isbn", "copies", "named", "marked"])
    isbns = {row["id"]: row["isbn"] for row in db.rows(con, "select id, isbn from title where isbn is not null order by id")}
    given = given.assign(named=given["why"].str.startswith("asked for").astype(int), marked=(given["mark"] != "").astype(int))
    by_title = given.groupby(["place", "title_id", "title", "author"], as_index=False, dropna=False)
    pulled = by_title.agg(copies=("quantity", "sum"), named=("named", "sum"), marked=("marked", "sum"))
    pulled.insert(4, "isbn", [isbns.get(title_id, "") for title_id in pulled["title_id"]])
    keys = zip(pulled["place"].map(shelf_order), pulled["title"].str.lower(), pulled["title_id"], pulled.index, strict=True)
    return pulled.loc[[key[-1] for key in sorted(keys)]].reset_index(drop=True)


def waiting(con: Connection, today: date, requests: int | None = None) -> Following:
    """The requests to pull for, oldest first: in no open packing session, and nothing holds them up. With those passed over."""
    return next_requests.of(con, today, requests)


def shelf_order(place: str) -> tuple[bool, str, int, str]:
    """Places in the order in which one walks along them: A2 before A10, those without a place last."""
    letters = place.rstrip("0123456789")
    digits = place[len(letters) :]
    return (place == "", letters.lower(), int(digits) if digits else -1, place)


def not_in_stock(con: Connection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What waiting requests ask for and the shelf has not, by title and by subject.

    By title: title, author, requests, oldest_on, listed (whether the catalogue has it). Names that letters spell otherwise
    count for the title they mean, and "anything on history" names no title. By subject: those that more requests ask for
    than there are copies: subject, requests, copies, short, oldest_on.
    """
    gone, unlisted = wishes.titles(con), wishes.unlisted(con).assign(author="")
    by_title = pd.concat([part for part in (gone, unlisted) if len(part)] or [gone], ignore_index=True)
    by_title["lower"] = by_title["name"].str.lower()
    by_title = by_title.sort_values(["requests", "oldest_on", "lower", "name"], ascending=[False, True, True, True])
    by_title = by_title.rename(columns={"name": "title"})[["title", "author", "requests", "oldest_on", "listed"]]
    by_subject = wishes.subjects(con)
    by_subject = by_subject.assign(short=by_subject["requests"] - by_subject["copies"])
    by_subject = by_subject[by_subject["short"] > 0][["subject", "requests", "copies", "short", "oldest_on"]]
    return by_title.reset_index(drop=True), by_subject.reset_index(drop=True)


def summary(pulled: pd.DataFrame, requests: int) -> str:
    """The line above the list: how much is to be pulled, from how many places, for how many requests."""
    copies, shelves = int(pulled["copies"].sum()), pulled["place"].nunique()
    what = f"{number_of(copies, 'copy')} of {number_of(len(pulled), 'title')}"
    where = f"from {shelves:,} {'place' if shelves == 1 else 'places'}"
    return f"{what} {where}, for {requests:,} waiting {'request' if requests == 1 else 'requests'}."


def counts(con: Connection, today: date) -> dict[str, int | str]:
    """How many requests could be pulled for, which are left out, how many titles are listed: what an empty page must know."""
    following = waiting(con, today)
    return {
        "requests": len(following.ids), "left_out": following.sentence, "titles": titles.counts(con)["titles"],
    }  # fmt: skip
