"""What waiting requests ask for and the shelf has not: by title and by subject. Nothing about readers."""

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.finding import title_finder
from bfp.shelves import asked_titles

TOLD_FROM = 2  # so many letters must name a title that is not in the catalogue: one letter's words may say who wrote it
STAYS = "A title that only one letter names, in its own words, stays out of the CSV: they may say who wrote it."


def titles(con: Connection) -> pd.DataFrame:
    """Titles of the catalogue that waiting requests mean and of which no copy, in any edition, is on hand: most asked first.

    id, name, author, withdrawn, requests, oldest_on, listed (whether the catalogue has it: yes).
    """
    asked = asked_titles.of(con)
    gone = _counted(asked[asked["title_id"].notna() & ~asked["here"]], "title_id")
    known = db.frame(con, "select id, name, author, withdrawn from title where id in (select unnest($ids))", ids=list(gone.index))
    return _most_asked_first(known.join(gone, on="id")).assign(listed=True)


def unlisted(con: Connection) -> pd.DataFrame:
    """Titles that waiting requests name and the catalogue has not, spellings of one name together.

    name, requests, oldest_on, listed (whether the catalogue has it: no).
    """
    asked = asked_titles.of(con)
    asked = asked[asked["title_id"].isna() & asked["named"]]
    asked = asked.assign(words=asked["text"].map(title_finder.key))
    asked = asked[asked["words"] != ""]
    spelled = asked.groupby(["words", "text"], as_index=False).size().sort_values(["size", "text"], ascending=[False, True])
    names = spelled.drop_duplicates("words").set_index("words")["text"].rename("name")
    return _most_asked_first(_counted(asked, "words").join(names))[["name", "requests", "oldest_on"]].assign(listed=False)


def may_leave(wished: pd.DataFrame) -> pd.DataFrame:
    """Those that may leave the program: a title that the catalogue has not stands in a letter's own words."""
    return wished[wished["listed"].astype(bool) | (wished["requests"] >= TOLD_FROM)]


def _counted(asked: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many requests ask for each, and since when."""
    return asked.groupby(by).agg(requests=("book_request_id", "nunique"), oldest_on=("asked_on", "min"))


def _most_asked_first(wished: pd.DataFrame) -> pd.DataFrame:
    order = wished.assign(lower=wished["name"].str.lower()).sort_values(
        ["requests", "oldest_on", "lower", "name"], ascending=[False, True, True, True], kind="stable"
    )
    return order.drop(columns="lower").reset_index(drop=True)


def subjects(con: Connection) -> pd.DataFrame:
    """Subjects that waiting requests ask for, against the titles and copies in stock, the scarcest first."""
    sql = """
        with asked as (
            select request_term.term_id, count(distinct book_request.id) as requests, min(book_request.asked_on) as oldest_on
            from book_request
            join request_term on request_term.book_request_id = book_request.id
            where book_request.status = 'waiting' and book_request.voided_on is null
            group by request_term.term_id
        ),
        there as (
            select title_term.term_id, count(*) as titles, cast(sum(stock.on_hand) as integer) as copies
            from title_term
            join title on title.id = title_term.title_id
            join stock on stock.title_id = title.id
            where not title.withdrawn and stock.on_hand > 0
            group by title_term.term_id
        )
        select term.id, term.name as subject, asked.requests, coalesce(there.copies, 0) as copies,
            coalesce(there.titles, 0) as titles, asked.oldest_on
        from asked
        join term on term.id = asked.term_id and term.list = 'subject'
        left join there on there.term_id = term.id
        order by asked.requests - coalesce(there.copies, 0) desc, asked.requests desc, term.position, term.id
    """
    return db.frame(con, sql)
