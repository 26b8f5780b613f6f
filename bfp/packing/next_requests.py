"""The requests that come next, and those passed over on the way: skipped ones, and those whose parcel could not arrive.

Whatever takes requests by itself (a session's next thirty, the oldest one, the pull list) takes them from here. A
request passed over waits on and is shown; who ticks it, or opens it, packs it all the same.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.mail import book_requests
from bfp.packing import on_the_table
from bfp.shelves import asked_titles


@dataclass(frozen=True)
class Following:
    """What comes next, in its order, and what was passed over before its end: id, age_days, reader, facility, why."""

    table: pd.DataFrame
    left_out: pd.DataFrame

    @property
    def ids(self) -> list[int]:
        return [int(request_id) for request_id in self.table["id"]]

    @property
    def sentence(self) -> str:
        """Left out: 4, because reader released (2), skipped (2). Empty if nothing was."""
        if self.left_out.empty:
            return ""
        counts = self.left_out["why"].str.split(":").str[0].value_counts(sort=False)
        reasons = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return f"Left out: {len(self.left_out):,}, because {', '.join(f'{why} ({count:,})' for why, count in reasons)}."


def of(
    con: Connection,
    today: date,
    limit: int | None = None,
    subject_id: int | None = None,
    system_id: int | None = None,
    language_id: int | None = None,
    in_stock: bool = False,
    overdue: bool = False,
) -> Following:
    """The requests that wait longest, narrowed as in the queue, without those in an open session: the next so many, or all."""
    tables = on_the_table.of(con)
    found = db.frame(
        con,
        db.question("next_requests"),
        today=today,
        limit=limit,
        subject_id=subject_id,
        system_id=system_id,
        language_id=language_id,
        among=asked_titles.in_stock(con) if in_stock else None,
        overdue_on=book_requests.overdue_on(con, today) if overdue else None,
        inside=[one.request_id for one in tables.values() if one.session_id is not None],
        skipped=[one.request_id for one in tables.values() if one.skip_reason],
    )
    aside = found[found["why"] != ""].reset_index(drop=True)
    pairs = zip(aside["id"], aside["why"], strict=True)
    aside["why"] = [f"skipped: {tables[int(one)].skip_reason}" if why == "skipped" else why for one, why in pairs]
    return Following(found[found["why"] == ""].reset_index(drop=True), aside)
