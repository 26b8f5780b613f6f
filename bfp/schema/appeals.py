"""The tables of incidents, their documents, deadlines, appeals, letters of appeal, and what is published of them."""

from bfp.base import db
from bfp.base.db import Connection


def m009_appeals(con: Connection) -> None:
    db.run(con, db.question("m009_appeals"))


def m012_last_days_moved(con: Connection) -> None:
    con.execute("alter table appeal_rule add column moved boolean default false")


def m023_what_letters_are_made_of(con: Connection) -> None:
    """A letter keeps what was chosen for it and what it says, so that a change since then can be told before it goes out."""
    con.execute("alter table appeal_letter add column made_of varchar default ''")


def m010_first_appeal_rules(con: Connection) -> None:
    """What the program starts with, all of it to be checked by its own lawyers before it is relied on."""
    rules = (
        # state, who, days, business, counted from, must arrive, staff hours, addressee, text
        ("TX", "both", 14, False, "notice", True, 72, "Director's Review Committee",
         "An appeal must reach the review committee within two weeks of the notification; the unit has 72 hours to notify."),
        ("MI", "both", 10, True, "signature", False, None, "", "Ten business days from the signature."),
        ("WA", "both", 10, True, "notice", False, None, "", "Ten business days from the notice."),
        ("OK", "both", 15, False, "notice", False, None, "", "Fifteen days; unverified."),
    )  # fmt: skip
    sql = """
        insert into appeal_rule (state, who, days, business_days, counted_from, must_arrive, staff_hours, addressee, text, source)
        values ($state, $who, $days, $business_days, $counted_from, $must_arrive, $staff_hours, $addressee, $text, $source)
    """
    names = ("state", "who", "days", "business_days", "counted_from", "must_arrive", "staff_hours", "addressee", "text")
    for rule in rules:
        con.execute(sql, {**dict(zip(names, rule, strict=True)), "source": "given to start with; to be checked"})
    citations = (
        ("Procunier v. Martinez", "416 U.S. 396", "U.S. Supreme Court", 1974,
         "Censorship of mail needs minimum safeguards: notice, a chance to protest, and review by another official."),
        ("Turner v. Safley", "482 U.S. 78", "U.S. Supreme Court", 1987,
         "A rule must be reasonably related to legitimate penological interests; four factors."),
        ("Thornburgh v. Abbott", "490 U.S. 401", "U.S. Supreme Court", 1989,
         "Turner holds for publications coming in; each is to be reviewed by itself, not excluded as a kind."),
        ("Montcalm Publishing v. Beck", "80 F.3d 105", "4th Circuit", 1996,
         "A publisher is entitled to notice and a chance to be heard when its publication is refused."),
        ("Prison Legal News v. Jones", "126 F. Supp. 3d 1233", "N.D. Florida", 2015,
         "Failing to give the publisher proper notice of each impoundment denied due process."),
        ("Crofton v. Roe", "170 F.3d 957", "9th Circuit", 1999,
         "A ban on gift publications fell where no legitimate interest was shown for it."),
    )  # fmt: skip
    for name, reference, court, year, holding in citations:
        con.execute(
            "insert into citation (name, reference, court, year, holding) values ($name, $reference, $court, $year, $holding)",
            {"name": name, "reference": reference, "court": court, "year": year, "holding": holding},
        )


def m024_counted_at(con: Connection) -> None:
    """When a title was last counted on the shelf, so that what is put back later is not put back twice."""
    con.execute("alter table stock add column counted_at timestamp")
