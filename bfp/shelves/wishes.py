"""What waiting requests ask for and the shelf has not: by title and by subject. Nothing about readers."""

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection


def titles(con: Connection, limit: int = 500) -> pd.DataFrame:
    """Titles of the catalogue that waiting requests ask for and of which no copy is on hand, most asked first.

    Also a title that a request names in words only, because it was not in the catalogue then, counts.
    """
    sql = """
        with waiting as (
            select book_request.id, book_request.asked_on, request_title.title_id,
                trim(regexp_replace(lower(strip_accents(request_title.text)), '[^\\p{L}\\p{N}]+', ' ', 'g')) as words
            from book_request
            join request_title on request_title.book_request_id = book_request.id
            where book_request.status = 'waiting' and book_request.voided_on is null
        ),
        named as (
            select min(id) as id, trim(regexp_replace(lower(strip_accents(name)), '[^\\p{L}\\p{N}]+', ' ', 'g')) as words
            from title
            where not withdrawn
            group by words
        ),
        asked as (
            select waiting.id, waiting.asked_on, coalesce(waiting.title_id, named.id) as title_id
            from waiting
            left join named on waiting.title_id is null and named.words = waiting.words and named.words <> ''
        )
        select title.id, title.name, title.author, title.withdrawn, count(distinct asked.id) as requests,
            min(asked.asked_on) as oldest_on
        from asked
        join title on title.id = asked.title_id
        left join stock on stock.title_id = title.id
        where coalesce(stock.on_hand, 0) = 0
        group by title.id, title.name, title.author, title.withdrawn
        order by requests desc, oldest_on, lower(title.name), title.id
        limit $limit
    """
    return db.frame(con, sql, limit=limit)


def unlisted(con: Connection, limit: int = 500) -> pd.DataFrame:
    """Titles that waiting requests name and the catalogue has not, spellings of one name together."""
    sql = """
        with waiting as (
            select book_request.id, book_request.asked_on, trim(request_title.text) as text,
                trim(regexp_replace(lower(strip_accents(request_title.text)), '[^\\p{L}\\p{N}]+', ' ', 'g')) as words
            from book_request
            join request_title on request_title.book_request_id = book_request.id
            where book_request.status = 'waiting' and book_request.voided_on is null and request_title.title_id is null
        ),
        spelled as (
            select words, text, count(*) as times from waiting where words <> '' group by words, text
        ),
        commonest as (
            select words, text, row_number() over (partition by words order by times desc, text) as place from spelled
        )
        select commonest.text as name, count(distinct waiting.id) as requests, min(waiting.asked_on) as oldest_on
        from waiting
        join commonest on commonest.words = waiting.words and commonest.place = 1
        where not exists (
            select 1 from title
            where not title.withdrawn
                and trim(regexp_replace(lower(strip_accents(title.name)), '[^\\p{L}\\p{N}]+', ' ', 'g')) = waiting.words
        )
        group by commonest.words, commonest.text
        order by requests desc, oldest_on, lower(commonest.text), commonest.text
        limit $limit
    """
    return db.frame(con, sql, limit=limit)


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
