"""What a packer sees before a parcel is closed: what fits, what speaks against it, where it goes."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp import dates, db, restrictions
from bfp.db import Connection
from bfp.facilities import Facility
from bfp.readers import Reader


@dataclass(frozen=True)
class Warning:
    """Something that must not be passed over in silence; `title_id` is None if it is about the whole parcel."""

    kind: str
    title_id: int | None
    sentence: str


def warnings(con: Connection, reader_id: int, wanted: dict[int, int], on: date) -> list[Warning]:
    """What speaks against mailing these copies (title to quantity) to where the reader is now."""
    if not wanted:
        return []
    sql = """
        select facility.id, facility.name || ', ' || facility.state as label, facility.status as open, reader.status
        from reader join facility on facility.id = reader.facility_id where reader.id = $id
    """
    place = db.row(con, sql, id=reader_id)
    if place is None:
        return []
    about = _about(con, reader_id, place, on)
    titles = db.rows(con, db.question("speaks_against"), reader_id=reader_id, facility_id=place["id"], titles=list(wanted))
    found = about + _broken(con, place, titles, wanted, on)
    for title in titles:
        if title["stopped_on"] is not None:
            said = f": “{title['stated_reason']}”" if title["stated_reason"] else ""
            times = f", {title['times_stopped']} times so far" if title["times_stopped"] > 1 else ""
            sentence = (
                f"{title['name']} was stopped at {place['label']}, mailed {dates.written(title['stopped_on'])}{times}{said}."
            )
            found.append(Warning("stopped here", title["id"], sentence))
        if title["sent_on"] is not None:
            sentence = f"{title['name']} was sent to this reader on {dates.written(title['sent_on'])} ({title['sent_outcome']})."
            found.append(Warning("sent before", title["id"], sentence))
    return found


def _about(con: Connection, reader_id: int, place: dict, on: date) -> list[Warning]:
    """What speaks against any parcel to this reader: not there any more, place closed."""
    found = []
    if place["status"] != "active":
        found.append(Warning("reader", None, f"The reader is on file as {place['status']}."))
    if place["open"] == "closed":
        found.append(Warning("closed", None, f"{place['label']} is on file as closed."))
    return found


def _broken(con: Connection, place: dict, titles: list[dict], wanted: dict[int, int], on: date) -> list[Warning]:
    """The standing restrictions that this parcel would break. A letter is no book."""
    books = [title for title in titles if title["kind"] != "letter"]
    if not books:
        return []
    copies = sum(wanted[title["id"]] for title in books)
    found = []
    for rule in restrictions.in_force(con, place["id"], on):
        if rule.refuses_all:
            found.append(Warning("refuses all", None, f"{place['label']} refuses all books: {rule.sentence}."))
        if rule.prior_approval or rule.approved_vendors_only:
            found.append(Warning("approval", None, f"Has this been cleared with {place['label']}? {rule.sentence}."))
        if rule.max_items is not None and copies > rule.max_items:
            found.append(
                Warning("too many", None, f"{place['label']} takes at most {rule.max_items}, here are {copies}: {rule.sentence}.")
            )
        if rule.paperback_only:
            for title in books:
                if title["binding"] == "hardcover":
                    found.append(Warning("hardcover", title["id"], f"{title['name']} is a hardcover: {rule.sentence}."))
    return found


def candidates(con: Connection, reader_id: int, request_id: int | None, limit: int = 10) -> pd.DataFrame:
    """Titles that fit, those asked for by name first, then by subject: title_id, title, author, place, on_hand, why.

    By subject only what is on the shelf, was never sent to this reader and never stopped where they are.
    """
    return db.frame(con, db.question("candidates"), reader_id=reader_id, request_id=request_id, limit=limit)


def contents(con: Connection, wanted: dict[int, int]) -> pd.DataFrame:
    """The parcel so far, in the order it was put together, with what is on hand, the weight, and how many are short."""
    sql = """
        with wanted as (
            select unnest($titles::integer[]) as title_id, unnest($quantities::integer[]) as quantity,
                unnest($places::integer[]) as nth
        )
        select wanted.title_id, title.name as title, title.author, title.place, coalesce(stock.on_hand, 0) as on_hand,
            title.weight_oz, wanted.quantity, greatest(wanted.quantity - coalesce(stock.on_hand, 0), 0) as short
        from wanted
        join title on title.id = wanted.title_id
        left join stock on stock.title_id = wanted.title_id
        order by wanted.nth
    """
    return db.frame(con, sql, titles=list(wanted), quantities=list(wanted.values()), places=list(range(len(wanted))))


def weight(parcel: pd.DataFrame) -> int | None:
    """The weight of a parcel in ounces as far as its titles' weights are known; None if none is."""
    known = parcel["weight_oz"].notna()
    return int((parcel["weight_oz"][known] * parcel["quantity"][known]).sum()) or None if known.any() else None


def label(reader: Reader, facility: Facility) -> list[str]:
    """The lines of the package label; paper mail may go to another address of the same facility."""
    name = " ".join(part for part in (reader.first_name, reader.last_name, reader.number) if part)
    return [name, *facility.package_address]
