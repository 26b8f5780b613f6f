"""The tables of stock, shipments and what became of them, of history and settings."""

from bfp.base import db
from bfp.base.db import Connection


def m003_stock_and_shipments(con: Connection) -> None:
    db.run(con, db.question("m003_stock_and_shipments"))


def m004_history_and_settings(con: Connection) -> None:
    db.run(con, db.question("m004_history_and_settings"))
