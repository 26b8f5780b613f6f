"""The tables of alarms, of mail to be chased, of reports that were published."""

from bfp.base import db
from bfp.base.db import Connection


def m006_censorship(con: Connection) -> None:
    db.run(con, db.question("m006_censorship"))
    content = ("security threat", "gang or group", "racial content", "violence", "sexual content", "escape or weapons", "drugs",
               "political content", "labor action")  # fmt: skip
    neutral = ("used or not new", "not from approved vendor", "too many items", "hardcover or binding", "wrapping or marking",
               "third-party mail", "no prior approval")  # fmt: skip
    for names, content_based in ((content, True), (neutral, False)):
        for name in names:
            con.execute(
                "update term set content_based = $content_based where list = 'reason' and name = $name",
                {"content_based": content_based, "name": name},
            )
