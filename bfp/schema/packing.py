"""The tables of packing: checks, sessions at the table, disapproved publications, forms to confirm mail, postage."""

from datetime import date

from bfp.base import db
from bfp.base.db import Connection


def m007_packing(con: Connection) -> None:
    db.run(con, db.question("m007_packing"))


def m008_first_postage_rates(con: Connection) -> None:
    """The rates the program starts with, each with where it was read: all to be checked before they are relied on.

    Media Mail was read in a copy of Notice 123 as it stood on 26 Apr 2026. Since when it held, and whether it still
    holds after July 2026, could not be read anywhere; nor could Library Mail, which the law ties to Media Mail.
    """
    read = "Notice 123 as of 26 Apr 2026, read in a copy: compare with pe.usps.com"
    since = "to be checked: figures of Apr 2026; that they held from 13 Jul 2025 on is from memory"
    tied = "to be checked: 5 % below Media Mail, rounded; not read in any list"
    for mail_class, holds_from, first, more, source in (
        ("Media Mail", date(2025, 7, 13), 447, 75, since),
        ("Media Mail", date(2026, 4, 26), 447, 75, read),
        ("Library Mail", date(2025, 7, 13), 425, 71, tied),
    ):
        con.execute(
            "insert into postage_rate (mail_class, holds_from, first_pound_cents, each_more_cents, source) "
            "values ($mail_class, $holds_from, $first, $more, $source)",
            {"mail_class": mail_class, "holds_from": holds_from, "first": first, "more": more, "source": source},
        )
