"""The step that lets ten people work together: accounts, what they may, and what they saw."""

from bfp.base import db
from bfp.base.db import Connection


def m026_accounts(con: Connection) -> None:
    """Accounts with their roles, invitations, who is signed in, attempts, and the log of what was seen and left."""
    db.run(con, db.question("m026_accounts"))
