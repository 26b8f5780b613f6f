"""Unconfirmed-mail forms: printed with numbered items, mailed, and entered when they come back ticked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
from stdnum import damm

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import shipments
from bfp.outcomes import key_reading, outcomes, umf_besides
from bfp.outcomes.umf_besides import TICKS_ALONE, Besides, Moved
from bfp.outcomes.umf_worth import limits, worth_asking
from bfp.readers import readers

__all__ = ["worth_asking"]  # who is asked is a question of its own; here it is asked by its name

HOW = "unconfirmed-mail form"
NOT_THERE = "the reader says it did not arrive"  # as the entry of letters notes it
ANSWERS = ("received", "censored", "missing")
KEYS = {"r": "received", "c": "censored", "n": "missing"}
SAYS = {"r": "it came", "c": "the prison stopped it", "n": "it did not come"}
NOTHING = "0"  # came back with no box ticked
AGAIN = "="  # before the keys: corrects what was entered
MOST_AT_ONCE = 500
SHOWN = 5  # forms that changed, told by their number


@dataclass(frozen=True)
class Form:
    """One form to one reader about mail to the facility they were in."""

    id: int
    reader_id: int
    facility_id: int
    facility: str
    printed_on: date
    printed_by: str
    mailed_on: date | None
    answered_on: date | None
    letter_id: int | None
    note: str
    voided_on: date | None
    void_reason: str

    @property
    def number(self) -> str:
        """As it stands on the paper: U-12-3."""
        return number(self.id)


@dataclass(frozen=True)
class Saved:
    """What one entry of a form wrote down, so that it can be taken back whole."""

    umf_id: int
    before: dict[int, str] | None  # the answers that it corrected; None for a first entry
    answered_on: date | None  # of these
    sentence: str
    besides: Besides = TICKS_ALONE  # what stood beside those answers
    moved: Moved | None = None  # the reader, by this entry


def number(umf_id: int) -> str:
    """A form's number with its check digit, as parcels have: U-12-3."""
    return f"U-{umf_id}-{damm.calc_check_digit(str(umf_id))}"


def read_number(text: str, field: str | None = "box") -> int:
    """The form meant by U-12-3, u123 or U 12 3; raises Invalid if it is none or its check digit is wrong."""
    plain = re.sub(r"[\s‐‑–—\u00a0-]", "", text.strip().upper())
    found = re.fullmatch(r"U([1-9][0-9]{1,9})", plain)
    if not found:
        hint = " That may be a parcel: enter it under Returns." if plain.isdigit() and plain else ""
        raise Invalid(f"A form's number looks like {number(12)}, not {text.strip()!r}.{hint}", field)
    digits = found[1]
    if not damm.is_valid(digits):
        right = damm.calc_check_digit(digits[:-1])
        raise Invalid(
            f"A digit of U-{digits[:-1]}-{digits[-1]} is wrong: the check digit of {digits[:-1]} would be {right}, "
            f"not {digits[-1]}. Read the form once more.",
            field,
        )
    return int(digits[:-1])


def read_keys(text: str, count: int) -> dict[int, str]:
    """What was ticked, by position: "r" all came, "r 1 3 c 2", "r 1 n" the first came and no other; "0" for no tick at all.

    Items that are not named stay as they are: unconfirmed.
    """
    if text.strip() == NOTHING:
        return {}
    return {item: KEYS[key] for item, key in key_reading.read(text, count, SAYS, "this form").items()}


# ---- printing and mailing ------------------------------------------------------------------------


def print_for(con: Connection, reader_ids: Iterable[int], today: date) -> list[int]:
    """Make a form for each of these readers who may be asked now; gives the forms in the order of their envelopes.

    The order is by state, facility and name, as address labels lie. Who was asked meanwhile, or has nothing left
    to ask about, gets none; raises Conflict if that is everybody.
    """
    wanted = sorted({int(reader_id) for reader_id in reader_ids})
    if not wanted:
        raise Invalid("Choose at least one reader.", "how_many")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(f"Print at most {MOST_AT_ONCE} forms at once.", "how_many")
    listed = db.frame(con, db.question("umf_to_list"), readers=wanted, **limits(con, today))
    if listed.empty:
        raise Conflict("None of these is to be asked now: forms to them were printed meanwhile, or their mail is confirmed.")
    people = listed.drop_duplicates("reader_id")[["reader_id", "facility_id"]].reset_index(drop=True)
    sql = "select nextval('umf_id') as id from range($count)"
    people["id"] = sorted(row["id"] for row in db.rows(con, sql, count=len(people)))
    db.insert(con, "umf", people.assign(printed_on=today, printed_by=con.by))
    items = listed.merge(people[["reader_id", "id"]], on="reader_id").rename(columns={"id": "umf_id"})
    db.insert(con, "umf_item", items[["umf_id", "position", "item_id"]])
    counted = items.groupby("umf_id").size()
    told = {int(umf_id): {"printed_on": ("", today), "items": ("", int(counted[umf_id]))} for umf_id in people["id"]}
    history.record_many(con, "umf", "added", told)
    return [int(umf_id) for umf_id in people["id"]]


def not_mailed(con: Connection, limit: int = MOST_AT_ONCE) -> pd.DataFrame:
    """Forms printed and not marked as mailed, in the order of their envelopes.

    id, printed_on, printed_by, reader, facility, items
    """
    sql = """
        select umf.id, umf.printed_on, umf.printed_by, facility.name || ', ' || facility.state as facility, count(*) as items,
            concat_ws(', ', nullif(reader.last_name, ''), nullif(reader.first_name, '')) as reader
        from umf
        join facility on facility.id = umf.facility_id
        join reader on reader.id = umf.reader_id
        join umf_item on umf_item.umf_id = umf.id
        where umf.mailed_on is null and umf.answered_on is null and umf.voided_on is null
        group by umf.id, umf.printed_on, umf.printed_by, facility.name, facility.state, reader.last_name, reader.first_name
        order by umf.id
        limit $limit
    """
    return db.frame(con, sql, limit=limit)


def mailed(con: Connection, umf_ids: Iterable[int], on: date, anyway: bool = False) -> int:
    """Mark printed forms as mailed; says how many were. From now on the readers are not asked for half a year.

    Raises Invalid, in the field "anyway", that says what has changed since they were printed, unless it goes `anyway`.
    """
    ids = sorted({int(umf_id) for umf_id in umf_ids})
    sql = """
        update umf set mailed_on = $on
        where id in (select unnest($ids::integer[])) and mailed_on is null and voided_on is null
        returning id, printed_on
    """
    done = db.rows(con, sql, on=on, ids=ids)
    if not done:
        raise Conflict("These forms are marked as mailed already, or were voided.")
    early = [row["id"] for row in done if row["printed_on"] > on]
    if early:
        late = f"{number(early[0])} was printed after {dates.written(on)}."
        raise Invalid(f"{late} Write the day it went to the post.", "mailed_on")
    changed = [] if anyway else [f"{number(row['id'])}: {said}" for row in done if (said := since(con, get(con, row["id"])))]
    if changed:
        more = f" And {len(changed) - SHOWN:,} more." if len(changed) > SHOWN else ""
        told = f"Changed since they were printed. {' '.join(changed[:SHOWN])}{more}"
        raise Invalid(f"{told} Void what is not to go, or tick that all went as they were printed.", "anyway")
    history.record_many(con, "umf", "changed", {row["id"]: {"mailed_on": ("", on)} for row in done})
    return len(done)


def void(con: Connection, umf_id: int, reason: str, on: date) -> None:
    """Take a form back that was misprinted, never mailed, or came back undelivered: the reader may be asked again."""
    form = standing(con, umf_id)
    if form.answered_on is not None:
        raise Conflict(f"{form.number} was answered on {dates.written(form.answered_on)}. Correct the answer instead.")
    history.void(con, "umf", umf_id, reason, on, noun="form")


# ---- one form ------------------------------------------------------------------------------------


def get(con: Connection, umf_id: int) -> Form:
    """One form, also a voided one; raises NotFound."""
    sql = """
        select umf.id, umf.reader_id, umf.facility_id, facility.name || ', ' || facility.state as facility, umf.printed_on,
            umf.printed_by, umf.mailed_on, umf.answered_on, umf.letter_id, umf.note, umf.voided_on, umf.void_reason
        from umf
        join facility on facility.id = umf.facility_id
        where umf.id = $id
    """
    found = db.row(con, sql, id=umf_id)
    if found is None:
        raise NotFound(f"There is no form number {number(umf_id)}.")
    return Form(**found)


def standing(con: Connection, umf_id: int) -> Form:
    """One form that was not voided; raises Conflict if it was."""
    form = get(con, umf_id)
    if form.voided_on is not None:
        raise Conflict(f"{form.number} was voided on {dates.written(form.voided_on)}: {form.void_reason}")
    return form


def items(con: Connection, umf_id: int) -> pd.DataFrame:
    """What a form asks about, by position.

    Columns: position, item_id, shipment_id, parcel, title, author, quantity, mailed_on, answer, outcome, voided (the parcel).
    """
    sql = """
        select umf_item.position, umf_item.item_id, item.shipment_id, title.name as title, title.author, item.quantity,
            shipment.mailed_on, umf_item.answer, item.outcome, shipment.voided_on is not null as voided
        from umf_item
        join item on item.id = umf_item.item_id
        join shipment on shipment.id = item.shipment_id
        join title on title.id = item.title_id
        where umf_item.umf_id = $id
        order by umf_item.position
    """
    found = db.frame(con, sql, id=umf_id)
    found["parcel"] = [shipments.number(int(shipment_id)) for shipment_id in found["shipment_id"]]
    found["answer"] = found["answer"].astype(object).where(found["answer"].notna(), None)
    return found


def of_reader(con: Connection, reader_id: int, limit: int = 20) -> pd.DataFrame:
    """The forms to a reader, latest first: id, number, printed_on, mailed_on, answered_on, items."""
    sql = """
        select umf.id, umf.printed_on, umf.mailed_on, umf.answered_on, count(*) as items
        from umf
        join umf_item on umf_item.umf_id = umf.id
        where umf.reader_id = $reader_id and umf.voided_on is null
        group by umf.id, umf.printed_on, umf.mailed_on, umf.answered_on
        order by umf.id desc
        limit $limit
    """
    found = db.frame(con, sql, reader_id=reader_id, limit=limit)
    found["number"] = [number(int(umf_id)) for umf_id in found["id"]]
    return found


def since(con: Connection, form: Form) -> str:
    """What has changed with the reader since the form was printed, as a sentence; nothing if nothing has."""
    reader = readers.get(con, form.reader_id)
    if reader.status in ("released", "dead"):
        return f"{reader.name} is on file as {reader.status} since."
    if reader.facility_id != form.facility_id:
        return f"{reader.name} is at {reader.facility} by now. The items went to {form.facility}, and are counted there."
    if reader.status == "moved" or reader.bad_address_on:
        return f"The address of {reader.name} is to be found. The envelope may say where the form came from."
    return ""


# ---- what comes back -----------------------------------------------------------------------------


def answer(
    con: Connection,
    umf_id: int,
    answers: dict[int, str],
    *,
    on: date,
    today: date | None = None,
    correct: bool = False,
    letter_id: int | None = None,
    besides: Besides = TICKS_ALONE,
) -> Saved:
    """Write down what the reader ticked, by position: received, censored, or missing (it did not come).

    Items without a tick stay as they are. Missing is no outcome: the item stays unconfirmed, with the reader's word
    noted. What we have learned otherwise meanwhile is corrected by received and censored, not by missing. A form that
    was entered before is only entered again with `correct`, in place of the first entry. Raises Conflict for that, for
    a voided form, Invalid for a position that the form has not. What the form brings besides its ticks is kept with
    it: the prison's words with the lines that it stopped, a new address with the reader.
    """
    form, listed = standing(con, umf_id), items(con, umf_id).set_index("position")
    if form.answered_on is not None and not correct:
        raise Conflict(
            f"{form.number} was entered on {dates.written(form.answered_on)} ({_told(_ticked(con, umf_id))}). "
            f"To correct that, type {AGAIN} before the keys, such as {AGAIN} r."
        )
    _valid(form, listed, answers, on, today)
    before = _ticked(con, umf_id) if form.answered_on is not None else None
    stated_before = umf_besides.stated(con, umf_id)
    stated = stated_before if besides.stated is None else besides.stated
    note = form.note if besides.note is None else besides.note.strip()
    _clear(con, umf_id, on, "corrected")
    overturned = []
    for position, said in sorted(answers.items()):
        item = listed.loc[position]
        sql = "update umf_item set answer = $answer where umf_id = $id and position = $position"
        con.execute(sql, {"answer": said, "id": umf_id, "position": position})
        was = db.value(con, "select outcome from item where id = $id", id=int(item["item_id"]))
        if item["voided"] or (said == "missing" and was != "unconfirmed"):
            continue  # kept as the reader's word, and no news of the item
        if was not in ("unconfirmed", said):
            overturned.append(f"{item['title']} was {was} before")
        outcome, doubt = ("unconfirmed", NOT_THERE) if said == "missing" else (said, "")
        why = stated.get(position, "") if said == umf_besides.STOPPED else ""
        news = outcomes.News(outcome, on, HOW, stated_reason=why, letter_id=letter_id, umf_id=umf_id, note=doubt)
        outcomes.record(con, int(item["item_id"]), news, today)
    sql = "update umf set answered_on = $on, letter_id = coalesce($letter_id, letter_id), note = $note where id = $id"
    con.execute(sql, {"on": on, "letter_id": letter_id, "note": note, "id": umf_id})
    moved = umf_besides.move(con, form.reader_id, besides, today or on)
    changed = {"answered_on": (form.answered_on, on), "ticked": ("" if before is None else _told(before), _told(answers))}
    changed |= {"note": (form.note, note)} if note != form.note else {}
    history.record(con, "umf", umf_id, "changed", changed, "corrected" if correct and before is not None else "")
    left = len(listed) - len(answers)
    sentences = [f"{form.number} {_told(answers)}"] + ([f"{left} without a tick stay unconfirmed"] if left and answers else [])
    sentences += [moved.sentence] if moved else []
    told = ", ".join([*sentences, *overturned])
    return Saved(umf_id, before, form.answered_on, told, Besides(stated_before, note=form.note), moved)


def _valid(form: Form, listed: pd.DataFrame, answers: dict[int, str], on: date, today: date | None) -> None:
    if on < form.printed_on:
        printed = dates.written(form.printed_on)
        raise Invalid(f"{form.number} was printed on {printed}: it can't have come back before.", "learned_on")
    if today is not None and on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. Write the day the form came back.", "learned_on")
    for position, said in answers.items():
        if position not in listed.index:
            raise Invalid(f"There is no item {position}: this form has {len(listed)}.", "box")
        if said not in ANSWERS:
            raise Invalid(f"An answer is one of {', '.join(ANSWERS)}, not {said!r}.", "box")


def undo(con: Connection, saved: Saved, on: date) -> str:
    """Take back what one entry of a form wrote down, and where it moved the reader; what it corrected counts again."""
    form = standing(con, saved.umf_id)
    if form.answered_on is None:
        raise Conflict(f"{form.number} was taken back already.")
    _clear(con, saved.umf_id, on, "undone")
    sql = "update umf set answered_on = null, letter_id = null, note = $note where id = $id"
    con.execute(sql, {"note": saved.besides.note or "", "id": saved.umf_id})
    history.record(con, "umf", saved.umf_id, "changed", {"answered_on": (form.answered_on, None)}, "undone")
    if saved.moved:
        umf_besides.move_back(con, saved.moved, on)
    if saved.before is not None and saved.answered_on is not None:
        answer(con, saved.umf_id, saved.before, on=saved.answered_on, besides=saved.besides)
    return f"{form.number} taken back"


def _clear(con: Connection, umf_id: int, on: date, reason: str) -> None:
    outcomes.void_of_form(con, umf_id, reason, on)
    con.execute("update umf_item set answer = null where umf_id = $id and answer is not null", {"id": umf_id})


def _ticked(con: Connection, umf_id: int) -> dict[int, str]:
    sql = "select position, answer from umf_item where umf_id = $id and answer is not null order by position"
    return {row["position"]: row["answer"] for row in db.rows(con, sql, id=umf_id)}


def _told(answers: dict[int, str]) -> str:
    """2 received, 1 did not come."""
    words = {"received": "received", "censored": "censored", "missing": "did not come"}
    counted = [(sum(1 for said in answers.values() if said == name), says) for name, says in words.items()]
    return ", ".join(f"{many} {says}" for many, says in counted if many) or "nothing ticked"


# ---- counted -------------------------------------------------------------------------------------


def counts(con: Connection, by: str = "month", limit: int = 100) -> pd.DataFrame:
    """What forms brought, by month of mailing (latest first) or by facility (most first).

    Columns: month, facility_id, facility (those of `by`), sent, answered, asked (items), taught (of these now known by the
    form), received, censored, missing.
    """
    if by not in ("month", "facility"):
        raise ValueError(f"Forms are counted by month or facility, not by {by}.")
    found = db.frame(con, db.question("umf_counts"), by=by, limit=limit)
    found["month"] = pd.to_datetime(found["month"]).dt.date
    return found


def totals(con: Connection) -> dict[str, int]:
    """All forms in a few figures: sent, answered, taught (items), waiting (sent, not back), printed (not mailed)."""
    sql = """
        select count(*) filter (where mailed_on is not null or answered_on is not null) as sent, count(answered_on) as answered,
            count(*) filter (where mailed_on is not null and answered_on is null) as waiting,
            count(*) filter (where mailed_on is null and answered_on is null) as printed,
            (select count(*) from umf_item join umf on umf.id = umf_item.umf_id and umf.voided_on is null
                where umf_item.answer in ('received', 'censored')) as taught
        from umf
        where voided_on is null
    """
    return db.one(con, sql)
