"""The tables of what readers give back and what supporters give: contributions, study groups, donations, money."""

from bfp.base import db
from bfp.base.db import Connection


def m011_giving(con: Connection) -> None:
    db.run(con, db.question("m011_giving"))
    con.execute("insert into fund (name, purpose) values ('general', 'what is given without an earmark')")
    con.execute("insert into fund (name, purpose) values ('postage', 'stamps and mail')")
