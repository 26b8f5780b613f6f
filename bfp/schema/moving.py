"""The step that lets a program's past come in."""

from bfp.base import db
from bfp.base.db import Connection


def m028_moving(con: Connection) -> None:
    """Imports as records, which row of which file a thing came from, and items whose outcome has no date."""
    db.run(con, db.question("m028_moving"))


def m029_backups_proven(con: Connection) -> None:
    """Which backups were proven, when, and what was wrong with those that were not sound."""
    db.run(con, db.question("m029_backups_proven"))
