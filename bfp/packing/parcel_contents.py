"""What a packer sees before a parcel is closed: what is in it, and what it weighs."""

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection


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
    """What a parcel weighs in ounces by its titles; None while one of them has no weight on file: half a sum is no weight."""
    if parcel.empty or parcel["weight_oz"].isna().any():
        return None
    return int((parcel["weight_oz"] * parcel["quantity"]).sum())
