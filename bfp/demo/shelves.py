"""What the made-up program sends: real books, own newsletters and study packs, with invented ISBNs."""

import numpy as np
import pandas as pd

from bfp.base import db, lists
from bfp.base.db import Connection
from bfp.demo import names as names


def isbn(number: int) -> str:
    """An ISBN that checks, in a range no publisher has: a demonstration must not name a real edition."""
    digits = f"9786999{number:05d}"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def titles(con: Connection, rng: np.random.Generator, count: int) -> pd.DataFrame:
    """The catalogue: id, name, weight (how often it is sent), `strict` (how likely it is stopped, logit)."""
    books = pd.DataFrame(names.BOOKS, columns=["name", "author", "subject", "kind"])
    books["literature_class"] = "other"
    own = max(24, (count - len(books)) // 3)
    newsletters = pd.DataFrame({"name": [f"Our newsletter, no. {number}" for number in range(1, own + 1)]})
    newsletters = newsletters.assign(
        author="", subject="prisons and prisoners' movement", kind="newsletter issue", literature_class="own"
    )
    subjects = lists.names(con, "subject")
    packs = max(12, count - len(books) - own)
    subject = rng.choice(list(subjects.values()), packs)
    packs = pd.DataFrame({"name": [f"Study pack {number + 1}: {subject[number]}" for number in range(packs)], "subject": subject})
    packs = packs.assign(author="", kind="study pack", literature_class="own")
    table = pd.concat([books, newsletters, packs], ignore_index=True)
    total = len(table)
    table.insert(0, "id", np.arange(1, total + 1))
    is_book = table["kind"].isin(["book", "dictionary"]).to_numpy()
    table["isbn"] = [isbn(number) if book and number % 9 else None for number, book in enumerate(is_book)]
    bound = np.where(rng.random(total) < 0.12, "hardcover", "paperback")
    table["binding"] = np.where(is_book, bound, "stapled")
    languages = {name: number for number, name in lists.names(con, "language").items()}
    spanish = (table["subject"] == "Spanish") | (~is_book & (rng.random(total) < 0.06))
    table["language_id"] = np.where(spanish, languages["Spanish"], languages["English"]).astype("int32")
    table["weight_oz"] = np.where(is_book, rng.integers(6, 40, total), rng.integers(1, 8, total))
    table["price_cents"] = np.where(is_book, rng.integers(4, 40, total) * 50, 100)
    table["place"] = [f"{chr(65 + number // 24 % 26)}{number % 24 + 1}" for number in range(total)]
    table["minimum"] = np.where(rng.random(total) < 0.4, rng.integers(2, 12, total), 0)
    columns = [
        "id",
        "isbn",
        "name",
        "author",
        "literature_class",
        "kind",
        "binding",
        "language_id",
        "weight_oz",
        "price_cents",
        "place",
        "minimum",
    ]
    db.insert(con, "title", table[columns])
    numbers = {name: number for number, name in subjects.items()}
    first = pd.DataFrame({"title_id": table["id"], "term_id": [numbers[name] for name in table["subject"]]})
    second = pd.DataFrame({"title_id": table["id"], "term_id": rng.choice(list(subjects), total)})
    db.insert(con, "title_term", pd.concat([first, second]).drop_duplicates().reset_index(drop=True))
    popular = 1 / (5 + rng.permutation(total))
    table["weight"] = popular / popular.sum()
    political = table["subject"].isin(
        ["political theory", "Black liberation", "prisons and prisoners' movement", "anti-imperialism"]
    )
    table["strict"] = (
        0.7 * political
        + 0.5 * (table["literature_class"] == "own")
        + 0.6 * (bound == "hardcover")
        - 0.5 * (table["subject"].isin(["dictionary", "reference", "legal"]))
        + rng.normal(0, 0.2, total)
    )
    return table


def stock(con: Connection, rng: np.random.Generator, table: pd.DataFrame) -> None:
    """Copies in and out: each count is the sum of its movements, and none was ever below nothing."""
    spare = np.where(rng.random(len(table)) < 0.12, 0, rng.integers(1, 40, len(table)))
    first = pd.DataFrame({"title_id": table["id"], "copies": spare})[spare > 0].reset_index(drop=True)
    # What goes out in a quarter came in on its first day; what is to be left over came with the first delivery.
    con.execute("create temporary table demo_spare (title_id integer, copies integer)")
    db.insert(con, "demo_spare", first)
    con.execute("""
        insert into stock_movement (id, title_id, change, reason, shipment_id, happened_on, volunteer, saved_at)
        with sent as (
            select item.title_id, item.quantity, item.shipment_id, shipment.mailed_on, shipment.mailed_by, shipment.voided_on
            from item
            join shipment on shipment.id = item.shipment_id
        ),
        movement as (
            select title_id, copies as change, 'received' as reason, null as shipment_id,
                (select cast(date_trunc('quarter', min(mailed_on)) as date) from shipment) as happened_on,
                '' as volunteer, 0 as turn
            from demo_spare
            union all
            select title_id, sum(quantity), 'received', null, cast(date_trunc('quarter', mailed_on) as date), '', 1
            from sent
            group by title_id, date_trunc('quarter', mailed_on)
            union all
            select title_id, -quantity, 'mailed', shipment_id, mailed_on, mailed_by, 2
            from sent
            union all
            select title_id, quantity, 'shipment voided', shipment_id, voided_on, mailed_by, 3
            from sent
            where voided_on is not null
        )
        select row_number() over (order by happened_on, turn, title_id, shipment_id, change), title_id, change, reason,
            shipment_id, happened_on, volunteer, happened_on + interval 12 hour
        from movement
    """)
    con.execute("""
        insert into stock (title_id, on_hand)
        select title.id, coalesce(sum(change), 0)
        from title
        left join stock_movement on stock_movement.title_id = title.id
        group by title.id
    """)
    con.execute("drop table demo_spare")
