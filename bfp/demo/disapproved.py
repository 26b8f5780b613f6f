"""The made-up program's list of disapproved publications, as no state ever made one: study packs of ours and invented titles.

Real books stay off it: what is said of a real department must not be made up.
"""

from datetime import date, timedelta

import numpy as np

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.tables import sheets
from bfp.base.tables.columns import recognise
from bfp.demo.places import LISTED
from bfp.shelves import disapproved, import_disapproved

CODES = ("15O", "15P", "15I, 15P", "15M", "")
INVENTED = (
    "The Teapot Rebellion", "Button Makers of the World", "A Lantern in Every Window", "How to Mend a Kettle",
    "The Inkwell Papers", "Songs of the Thimble Works", "Marbles: a Secret History", "The Pebble and the State",
)  # fmt: skip
OURS, CONFIRMED = 3, 2
APPROVED = 2  # of the invented: looked at again, and let in


def save(con: Connection, rng: np.random.Generator, today: date) -> None:
    """Bring a small list in as its file would be; two of our titles on it are confirmed, the others wait for somebody."""
    sql = """
        select id, name, author from title where name like 'Study pack %' and not withdrawn order by id limit $ours
    """
    ours = db.rows(con, sql, ours=OURS)
    listed = [(row["name"], row["author"], "Rejected") for row in ours]
    listed += [(name, "Invented Author", "Approved" if nth < APPROVED else "Rejected") for nth, name in enumerate(INVENTED)]
    lines = ["Title,Author,Decision,Decision date,Reason code,State"]
    for name, author, decision in listed:
        on = today - timedelta(days=int(rng.integers(100, 1500)))
        code = CODES[int(rng.integers(0, len(CODES)))]
        lines.append(f'"{name}","{author}",{decision},{on.isoformat()},"{code}",{LISTED}')
    sheet = sheets.read("\n".join(lines).encode())
    columns = recognise(sheet.columns, import_disapproved.COLUMNS)
    plan = import_disapproved.plan(con, sheet, columns, today, None, LISTED, "made up for looking around")
    import_disapproved.save(con, plan, today)
    con.execute("update disapproved_list set name = name || ' (made up)'")
    sql = """
        select disapproved_match.disapproved_id, disapproved_match.title_id
        from disapproved_match
        join disapproved on disapproved.id = disapproved_match.disapproved_id
        join title on title.id = disapproved_match.title_id and title.name = disapproved.name
        order by 1, 2
        limit $confirmed
    """
    for pair in db.rows(con, sql, confirmed=CONFIRMED):
        disapproved.decide(con, pair["disapproved_id"], pair["title_id"], True, today - timedelta(days=1))
