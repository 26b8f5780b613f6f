"""Parcels that came back, and other news of a whole parcel: one key for what it is, taken back whole."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.words import number_of
from bfp.mail import shipments
from bfp.outcomes import key_reading, outcomes
from bfp.outcomes.outcomes import News
from bfp.shelves import stock

# One key for what a returned parcel says: (outcome, return reason).
KEYS: dict[str, tuple[str, str | None]] = {
    "c": ("censored", None),
    "m": ("returned", "moved"),
    "l": ("returned", "released"),
    "n": ("returned", "not found"),
    "b": ("returned", "bad address"),
    "d": ("returned", "died"),
    "x": ("no reason given", None),
    "r": ("received", None),
    "u": ("unconfirmed", None),
}
# A sign after the keys says more about the whole parcel. The second is the same key of the keyboard without Shift.
SIGNS = {
    "?": "we doubt this return", "!": "a notice was enclosed", "+": "books back to the shelf", "#": "a count since had them",
}  # fmt: skip
SAME_SIGN = {"/": "?", "=": "+"}
BACK = ("censored", "returned", "no reason given")  # outcomes with which a parcel may be in our hands again
NOTICE = "notice enclosed"


@dataclass(frozen=True)
class Said:
    """What was typed about a parcel: a key for each item, by its number from 1, and what the signs add."""

    keys: dict[int, str]
    disputed: bool = False
    notice: bool = False
    to_shelf: bool = False
    counted: bool | None = None  # whether a count of the shelf since had what comes back; None: not said


@dataclass(frozen=True)
class Heard:
    """How and when we heard of a parcel, and what was told; each detail goes to the items it can be about."""

    learned_on: date
    learned_how: str
    happened_on: date | None = None
    stated_reason: str = ""
    notice_on: date | None = None
    term_ids: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Saved:
    """What one entry about a parcel wrote down, so that it can be taken back whole."""

    shipment_id: int
    event_ids: tuple[int, ...]
    shelf: tuple[tuple[int, int], ...]  # (title, copies) put back on the shelf; below nothing: taken off it again
    sentence: str


def key_says(key: str) -> str:
    """What a key stands for: returned: moved."""
    return _words(*KEYS[key])


def keys_say() -> str:
    """All keys in one line, for those who learn them."""
    return " · ".join(f"**{key}** {key_says(key)}" for key in KEYS)


def signs_say() -> str:
    """What may follow a key, in one line."""
    return " · ".join(f"**{sign}** {says}" for sign, says in SIGNS.items())


def comes_back(key: str) -> bool:
    """Whether a parcel with this key may be in our hands."""
    return KEYS[key][0] in BACK


def _words(outcome: str, reason: str | None) -> str:
    return f"{outcome}: {reason}" if reason else outcome


def read(text: str, count: int) -> Said:
    """What was typed about a parcel of `count` items: keys, such as c 1 3, then signs, such as l? or c!+."""
    plain = "".join(SAME_SIGN.get(sign, sign) for sign in text)
    keys = "".join(sign for sign in plain if sign not in SIGNS)
    if text.strip() and not keys.strip():
        raise Invalid(f"{text.strip()} alone says nothing. Type a key before it, such as l? or c!.", "box")
    chosen = key_reading.read(keys, count, {key: key_says(key) for key in KEYS})
    counted = True if "#" in plain else False if plain.count("+") > 1 else None
    return Said(chosen, disputed="?" in plain, notice="!" in plain, to_shelf="+" in plain or "#" in plain, counted=counted)


def record(con: Connection, shipment_id: int, said: Said, heard: Heard, today: date | None = None) -> Saved:
    """Write down what became of the items of a shipment, by their number on the slip and key.

    `said.to_shelf`: what came back is on the shelf again, once: raises Invalid where the shelf was counted since, until
    it is said whether the count had it. Copies that were put there by an earlier entry, and by this
    one did not come back, are taken off again. The sentence says all that, and where newer news stays what counts.
    """
    shipment = shipments.standing(con, shipment_id)
    listed = list(shipments.items(con, shipment_id).itertuples())
    chosen = [(listed[number - 1], *KEYS[key]) for number, key in sorted(said.keys.items())]
    if not chosen:
        raise Invalid("Say which items, such as c 1 3, or one key for all.", "box")
    came_back = any(outcome in BACK for _, outcome, _ in chosen)
    if said.to_shelf and not came_back:
        raise Invalid("Nothing of this came back, so nothing goes on the shelf. Take the tick or the + out.", "back_to_stock")
    if said.notice and not came_back:
        raise Invalid("A notice is enclosed with what came back, not with this. Take the tick or the ! out.", "notice_enclosed")
    events: list[int] = []
    older: dict[int, dict[str, Any]] = {}
    for (item, *_), news in zip(chosen, _news(said, heard, chosen), strict=True):
        event_id = outcomes.record(con, item.id, news, today)
        events.append(event_id)
        word = outcomes.latest(con, item.id)
        if word is not None and word["id"] != event_id:
            older[item.id] = word
    off, missing = _off_the_shelf(con, shipment_id, sorted({int(item.title_id) for item, *_ in chosen}), heard.learned_on)
    back: dict[int, int] = {}
    if said.to_shelf:
        back = _to_the_shelf(con, shipment_id, [item.id for item, outcome, _ in chosen if outcome in BACK])
        stock.put_back(con, shipment_id, heard.learned_on, "came back", back.items())
        if names := stock.counted_on_or_after(con, back, heard.learned_on):
            if said.counted is None:
                counted = f"{', '.join(names.values())}: counted since it came back."
                raise Invalid(f"{counted} Type # behind the key if the count had it, ++ if it had not.", "box")
            if said.counted:
                stock.counted_already(con, {title_id: back[title_id] for title_id in names}, heard.learned_on)
    shelf = (*back.items(), *((title_id, -copies) for title_id, copies in off.items()))
    told = [_sentence(shipment.number, len(listed), chosen)]
    told += [f"{_copies(sum(back.values()))} back to the shelf"] if back else []
    told += [f"{_copies(sum(off.values()))} taken off the shelf again"] if off else []
    told += [f"{_copies(sum(missing.values()))} should come off the shelf, but none is there: count it"] if missing else []
    told += [_stays(item.title, older[item.id]) for item, *_ in chosen if item.id in older]
    return Saved(shipment_id, tuple(events), shelf, ", ".join(told))


def _news(said: Said, heard: Heard, chosen: list[tuple[Any, str, str | None]]) -> list[News]:
    """The news of each item, with the details that can be about it: a notice of the censored ones, a doubt of the returned."""
    details = {
        "stated_reason": (heard.stated_reason.strip(), "", ("censored", "returned")),
        "notice_on": (heard.notice_on, None, ("censored", "no reason given")),
        "term_ids": (heard.term_ids, (), ("censored",)),
        "disputed": (said.disputed, False, ("returned",)),
    }
    told, news = {outcome for _, outcome, _ in chosen}, []
    for _, outcome, return_reason in chosen:
        # A detail that fits none of the items goes along all the same, to be refused and not lost.
        about: dict[str, Any] = {
            name: value if outcome in fits or not told & set(fits) else nothing
            for name, (value, nothing, fits) in details.items()
        }
        note = "; ".join(part for part in (heard.note.strip(), NOTICE if said.notice and outcome in BACK else "") if part)
        how = (heard.learned_on, heard.learned_how, heard.happened_on)
        news.append(News(outcome, *how, return_reason=return_reason, note=note, **about))
    return news


def _stays(title: str, word: dict[str, Any]) -> str:
    what = _words(word["outcome"], word["return_reason"])
    return f"older than what is on file: {title} stays {what}, learned {dates.written(word['learned_on'])}"


def _copies(copies: int) -> str:
    return number_of(copies, "copy")


def _sentence(number: str, count: int, chosen: list[tuple[Any, str, str | None]]) -> str:
    said: dict[str, int] = {}
    for _, outcome, reason in chosen:
        words = _words(outcome, reason)
        said[words] = said.get(words, 0) + 1
    return f"{number} {', '.join(words if items == count else f'{items} of {count} {words}' for words, items in said.items())}"


def _to_the_shelf(con: Connection, shipment_id: int, item_ids: list[int]) -> dict[int, int]:
    """The copies of these items that an earlier entry has not put back already, by title."""
    sql = """
        with shelved as (
            select title_id, sum(change) as copies
            from stock_movement
            where shipment_id = $id and reason = 'came back'
            group by title_id
        )
        select item.title_id, cast(sum(item.quantity) - coalesce(max(shelved.copies), 0) as integer) as copies
        from item
        left join shelved on shelved.title_id = item.title_id
        where item.id in (select unnest($items::integer[]))
        group by item.title_id
        having sum(item.quantity) > coalesce(max(shelved.copies), 0)
        order by item.title_id
    """
    return {row["title_id"]: row["copies"] for row in db.rows(con, sql, id=shipment_id, items=item_ids)}


def _off_the_shelf(con: Connection, shipment_id: int, title_ids: list[int], on: date) -> tuple[dict[int, int], dict[int, int]]:
    """Take off what was put back of these titles and now is not back: what came off, and what was not there to come off."""
    sql = """
        with shelved as (
            select title_id, sum(change) as copies
            from stock_movement
            where shipment_id = $id and reason = 'came back' and title_id in (select unnest($titles::integer[]))
            group by title_id
        ),
        back as (
            select title_id, sum(quantity) as copies
            from item
            where shipment_id = $id and outcome in ('censored', 'returned', 'no reason given')
            group by title_id
        )
        select shelved.title_id, cast(shelved.copies - coalesce(back.copies, 0) as integer) as wrong,
            coalesce(stock.on_hand, 0) as on_hand
        from shelved
        left join back on back.title_id = shelved.title_id
        left join stock on stock.title_id = shelved.title_id
        where shelved.copies > coalesce(back.copies, 0)
        order by shelved.title_id
    """
    wrong = db.rows(con, sql, id=shipment_id, titles=title_ids)
    off = {row["title_id"]: min(row["wrong"], row["on_hand"]) for row in wrong if row["on_hand"]}
    missing = {row["title_id"]: row["wrong"] - row["on_hand"] for row in wrong if row["wrong"] > row["on_hand"]}
    stock.take_off(con, shipment_id, off, on)
    return off, missing


def undo(con: Connection, saved: Saved, on: date) -> str:
    """Take back what one entry about a parcel wrote down, and what it put on the shelf or took off it."""
    sql = "select count(*) from outcome_event where id in (select unnest($ids::integer[])) and voided_on is null"
    if db.value(con, sql, ids=list(saved.event_ids)) < len(saved.event_ids):
        raise Conflict("Other news of this parcel was saved since. Open it and enter what is right.")
    for event_id in reversed(saved.event_ids):
        outcomes.void(con, event_id, "undone", on)
    stock.take_off(con, saved.shipment_id, {title_id: copies for title_id, copies in saved.shelf if copies > 0}, on, "undone")
    again = [(title_id, -copies) for title_id, copies in saved.shelf if copies < 0]
    if again:
        stock.put_back(con, saved.shipment_id, on, "came back", again, "undone")
    return f"{shipments.number(saved.shipment_id)} taken back"


def known(item: Any) -> str:
    """What is known of one item of `contents`, in words: returned: moved, in doubt, 3 Nov 2026."""
    reason = item.return_reason if isinstance(item.return_reason, str) else None
    doubt = ", in doubt" if item.disputed is True else ""
    day = dates.written(item.outcome_on)
    return f"{_words(item.outcome, reason)}{doubt}{f', {day}' if day else ''}"


def contents(con: Connection, shipment_id: int) -> pd.DataFrame:
    """The items of a parcel with what is known of each: those of `shipments.items`, and what the return said."""
    found = shipments.items(con, shipment_id)
    sql = """
        select event.item_id as id, event.return_reason, event.disputed, event.learned_on
        from outcome_event as event
        join (
            select item_id, max(id) as id from outcome_event
            where voided_on is null and item_id in (select id from item where shipment_id = $id)
            group by item_id
        ) as latest on latest.id = event.id
    """
    return found.merge(db.frame(con, sql, id=shipment_id), on="id", how="left")
