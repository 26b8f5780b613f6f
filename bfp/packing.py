"""What a packer sees before a parcel is closed: what fits, what is in it, where it goes."""

import pandas as pd

from bfp import db
from bfp.db import Connection
from bfp.facilities import Facility
from bfp.readers import Reader


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
