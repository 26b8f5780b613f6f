"""The tables of places, people, letters and lists."""

from bfp.base import db
from bfp.base.db import Connection


def m001_facilities(con: Connection) -> None:
    db.run(con, db.question("m001_facilities"))


def m002_readers_and_letters(con: Connection) -> None:
    db.run(con, db.question("m002_readers_and_letters"))


def m005_first_terms(con: Connection) -> None:
    lists = {
        "subject": (
            "political theory", "legal", "history", "Black liberation", "First Nations", "Latin America", "Africa", "Asia",
            "economics", "labor", "women and gender", "prisons and prisoners' movement", "anti-imperialism", "philosophy",
            "science", "health", "art and culture", "biography", "fiction", "reference", "dictionary", "writing", "Spanish",
        ),
        "language": ("English", "Spanish", "French", "Chinese", "Arabic", "Vietnamese"),
        "work": (
            "book review", "article", "study group", "art", "poetry", "translation", "legal work", "petition campaign",
            "distribution", "reports on censorship", "stamps or money",
        ),
        "reason": (
            "security threat", "gang or group", "racial content", "violence", "sexual content", "escape or weapons",
            "drugs", "political content", "labor action", "used or not new", "not from approved vendor", "too many items",
            "hardcover or binding", "wrapping or marking", "third-party mail", "no prior approval", "other",
        ),
    }
    for name, terms in lists.items():
        for position, term in enumerate(terms, start=1):
            con.execute(
                "insert into term (list, name, position) values ($list, $name, $position)",
                {"list": name, "name": term, "position": position},
            )
