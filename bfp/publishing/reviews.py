"""What readers said of a title: on its page, quoted without names where the program publishes it, and counted."""

from datetime import date

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.contributions import contributions
from bfp.publishing import redaction

LONGEST_QUOTE = 1000
PAGE = 50


def of_title(con: Connection, title_id: int, limit: int = 20, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """The reviews of a title, the latest first, and how many: id, received_on, state, quote, text (its start), words."""
    sql = """
        select id, received_on, state, quote, left(body, 600) as text,
            case when trim(body) = '' then 0 else length(regexp_split_to_array(trim(body), '\\s+')) end as words,
            count(*) over () as matching
        from contribution
        where title_id = $title_id and kind = 'book review' and voided_on is null
        order by quote <> '' desc, received_on desc, id desc
        limit $limit offset $offset
    """
    table = db.frame(con, sql, title_id=title_id, limit=limit, offset=offset)
    many = int(table["matching"].iloc[0]) if len(table) else 0
    return table.drop(columns="matching"), many


def quote(con: Connection, contribution_id: int, words: str) -> None:
    """Choose what the program may quote of a review, without any name; empty takes the quote back.

    Raises Conflict naming where a name or number on file stands in it, Invalid if the reader said no.
    """
    now, words = contributions.standing(con, contribution_id), " ".join(words.split())
    if now.kind != "book review":
        raise Invalid(f"Only a book review is quoted on a title's page; this is {now.kind}.", "quote")
    if len(words) > LONGEST_QUOTE:
        raise Invalid(f"A quote has at most {LONGEST_QUOTE:,} letters; this has {len(words):,}.", "quote")
    if words:
        if now.title_id is None:
            raise Invalid("Say first which title the review is about.", "quote")
        contributions.may_be_published(now)
        left = redaction.remaining(words, redaction.known(con, now, "no place"), set())
        left = [one for one in left if one.kind not in ("facility", "state")]
        if left:
            where = redaction.place_of(words, left[0]).replace("in paragraph 1, ", "")
            raise Conflict(f"A name or number on file stands in the quote {where}. Leave it out.")
    if words != now.quote:
        con.execute("update contribution set quote = $words where id = $id", {"words": words, "id": now.id})
        history.record(con, "contribution", now.id, "changed", {"quote": (now.quote, words)})


def quotes(con: Connection, title_id: int | None = None, limit: int = 100_000) -> pd.DataFrame:
    """What may be quoted, for everybody: title, author, year, quote. No reader, no facility, no day."""
    sql = """
        select title.name as title, title.author, year(contribution.received_on) as year, contribution.quote
        from contribution
        join title on title.id = contribution.title_id
        where contribution.quote <> '' and contribution.kind = 'book review' and contribution.voided_on is null
            and contribution.consent = 'yes' and (cast($title_id as integer) is null or title.id = $title_id)
        order by title.name, contribution.received_on desc, contribution.id
        limit $limit
    """
    return db.frame(con, sql, title_id=title_id, limit=limit)


def by_title(con: Connection, only: str = "most", text: str = "", limit: int = PAGE, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """Titles by reviews: those with most, or those that were sent and never reviewed, most sent first; and how many titles.

    Columns: title_id, title, author, withdrawn, sent (copies), readers (for `never`), reviews, per_hundred, quoted, last_on.
    """
    sql = """
        with sent as (
            select title_id, sum(quantity) as sent from mailed_item group by title_id
        ),
        said as (
            select title_id, count(*) as reviews, count(*) filter (where quote <> '') as quoted, max(received_on) as last_on
            from contribution
            where kind = 'book review' and voided_on is null and title_id is not null
            group by title_id
        ),
        chosen as (
            select title.id, title.name, title.author, title.withdrawn, coalesce(sent.sent, 0) as sent,
                coalesce(said.reviews, 0) as reviews, coalesce(said.quoted, 0) as quoted, said.last_on,
                count(*) over () as matching
            from title
            left join sent on sent.title_id = title.id
            left join said on said.title_id = title.id
            where case when $never then said.reviews is null and sent.sent > 0 else said.reviews > 0 end
                and title.literature_class <> 'letter'
                and ($text = '' or contains(lower(title.name), lower($text)))
            order by case when $never then sent.sent else said.reviews end desc, title.name, title.id
            limit $limit offset $offset
        ),
        gone as ( -- readers are counted only where they are shown: over all the mail it takes long
            select title_id, count(distinct reader_id) as readers from mailed_item
            where $never and title_id in (select id from chosen) group by title_id
        )
        select chosen.id as title_id, chosen.name as title, chosen.author, chosen.withdrawn, chosen.sent,
            coalesce(gone.readers, 0) as readers, chosen.reviews,
            case when chosen.sent >= 10 then round(100.0 * chosen.reviews / chosen.sent, 1) end as per_hundred,
            chosen.quoted, chosen.last_on, chosen.matching
        from chosen
        left join gone on gone.title_id = chosen.id
        order by case when $never then chosen.sent else chosen.reviews end desc, chosen.name, chosen.id
    """
    table = db.frame(con, sql, never=only == "never", text=text.strip(), limit=limit, offset=offset)
    many = int(table["matching"].iloc[0]) if len(table) else 0
    return table.drop(columns="matching"), many


def for_csv(con: Connection, only: str = "most") -> pd.DataFrame:
    """Reviews by title to give away: counts only, nothing about readers."""
    table, _ = by_title(con, only, limit=1_000_000)
    return table[["title", "author", "sent", "reviews", "per_hundred", "quoted"]].rename(
        columns={"per_hundred": "per hundred copies"}
    )


def counts(con: Connection, title_id: int, on: date) -> dict[str, int]:
    """For the line on a title's page: copies sent, readers they went to, reviews, quotes."""
    sql = """
        select (select coalesce(sum(quantity), 0) from mailed_item where title_id = $id and mailed_on <= $on) as sent,
            count(*) as reviews, count(*) filter (where quote <> '') as quoted
        from contribution where title_id = $id and kind = 'book review' and voided_on is null
    """
    return db.one(con, sql, id=title_id, on=on)
