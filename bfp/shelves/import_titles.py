"""Titles and their copies from a CSV: what each row would change is said first, then all of it is saved at once."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, history, importing, isbn, lists, measures
from bfp.base.db import Connection
from bfp.base.importing import Kind, Plan, Progress, Result
from bfp.base.tables.sheets import Sheet
from bfp.finding.title_finder import key
from bfp.shelves import disapproved_matching, stock, title_rows, titles
from bfp.shelves.title_rows import COLUMNS as COLUMNS
from bfp.shelves.title_rows import NEEDED, Row


def plan(con: Connection, sheet: Sheet, columns: dict[str, str | None], progress: Progress | None = None) -> Plan[Row]:
    """What each row would do to the catalogue and the shelf as they are now. Nothing is written."""
    importing.refuse_people(sheet, perhaps=True)
    used = importing.used(columns, NEEDED, {"name": "title"})
    subjects = {name.lower(): term_id for term_id, name in lists.names(con, "subject").items()}
    languages = {name.lower(): term_id for term_id, name in lists.names(con, "language").items()}
    rows = importing.read_each(sheet, lambda raw: title_rows.read(raw, used, subjects, languages), progress)
    _put_together([row for row in rows if not row.what])
    _compare(con, [row for row in rows if not row.what], {term_id: name for name, term_id in languages.items()})
    importing.tell(rows)
    return Plan(rows, sheet)


# ---- all rows -----------------------------------------------------------------------------------


def _put_together(rows: list[Row]) -> None:
    """Rows of one title: their copies are counted with the first of them."""
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        values = row.values
        number = values.get("isbn")
        edition = (key(values["name"]), _author(values.get("author", "")), values.get("binding"), values.get("kind"))
        same = (number,) if number else edition
        other = first.setdefault(same, row)
        if other is row:
            continue
        if not _same_work(other.values["name"], values["name"]):
            row.what, row.why = "rejected", f"row {other.number} has the same ISBN, as {other.values['name']}"
            continue
        row.what, row.why = "unchanged", f"the same title as row {other.number}"
        if row.copies:
            row.why += f"; its {row.copies} copies are counted there"
            other.copies += row.copies


def _same_work(one: str, two: str) -> bool:
    """Whether two spellings with one ISBN are one title: an article behind, a subtitle; another volume is not."""
    first, second = (re.sub(r"\b(the|a|an)\b", " ", key(text)).split() for text in (one, two))
    short, long = sorted((first, second), key=len)
    return long[: len(short)] == short and not any(word.isdigit() for word in long[len(short) :])


def _compare(con: Connection, rows: list[Row], languages: dict[int, str]) -> None:
    """Match the rows to the catalogue, and say what is new, changed, unchanged."""
    on_file = db.rows(con, """
        select title.id, title.isbn, title.name, title.author, title.literature_class, title.kind, title.binding,
            title.language_id, title.weight_oz, title.price_cents, title.place, title.minimum, title.notes, title.withdrawn,
            coalesce(stock.on_hand, 0) as on_hand,
            exists (select 1 from stock_movement where stock_movement.title_id = title.id) as moved
        from title
        left join stock on stock.title_id = title.id
        order by title.withdrawn, title.id
    """)  # fmt: skip
    by_isbn = {found["isbn"]: found for found in on_file if found["isbn"]}
    by_name: dict[str, list[dict[str, Any]]] = {}
    for one in on_file:
        by_name.setdefault(key(one["name"]), []).append(one)
    subjects: dict[int, set[int]] = {}
    for term in db.rows(con, "select title_id, term_id from title_term"):
        subjects.setdefault(term["title_id"], set()).add(term["term_id"])
    names = {term["id"]: term["name"] for term in db.rows(con, "select id, name from term")}
    replaced = importing.replaced(con, "title")
    taken: dict[int, Row] = {}
    for row in rows:
        number = row.values.get("isbn")
        found = by_isbn.get(number) if number else None
        if found is None:
            found = _same_name(by_name.get(key(row.values["name"]), []), row.values)
        if found is None:
            row.what, row.receives = "new", row.copies
            continue
        if found["withdrawn"]:
            row.what, row.why = "rejected", f"{found['name']} was withdrawn; put it back on the list first"
            continue
        if found["id"] in taken:
            row.what, row.why = "rejected", f"row {taken[found['id']].number} is {found['name']} already"
            continue
        taken[found["id"]] = row
        _differ(row, found, subjects.get(found["id"], set()), names, replaced)


def _same_name(called_so: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any] | None:
    """The title of that name and author, unless it is another edition; an author missing on one side is no difference."""
    alike = [found for found in called_so if not _another_edition(found, values)]
    author = _author(values.get("author", ""))
    same = [found for found in alike if _author(found["author"]) == author]
    open_ = [found for found in alike if not author or not found["author"]]
    return same[0] if same else open_[0] if len(open_) == 1 else None


def _another_edition(found: dict[str, Any], values: dict[str, Any]) -> bool:
    both = bool(found["isbn"] and values.get("isbn"))
    return both or any(found[name] not in (None, values.get(name, found[name])) for name in ("binding", "kind", "language_id"))


def _differ(
    row: Row, found: dict[str, Any], subjects: set[int], names: dict[int, str], replaced: set[tuple[int, str, str]]
) -> None:
    row.title_id = found["id"]
    for name, new in row.values.items():
        old = found[name]
        # A name or author that differs in spelling only is kept as the catalogue has it.
        if new == old or (name == "name" and key(new) == key(old)) or (name == "author" and _author(new) == _author(old)):
            continue
        word, before, after = _word(name), _said(name, old, names), _said(name, new, names)
        if (found["id"], word, str(after)) in replaced:
            row.notes.append(f"{word} kept as it was corrected by hand")
            continue
        row.changes[name] = (before, after)
    more = [names[term_id] for term_id in row.subject_ids if term_id not in subjects]
    if more:
        before = ", ".join(sorted(names[term_id] for term_id in subjects))
        row.changes["subjects"] = (before, ", ".join(part for part in (before, *more) if part))
    if row.copies and not found["moved"]:
        row.receives = row.copies
    elif row.copies and row.copies != found["on_hand"]:
        row.notes.append(f"copies stay {found['on_hand']} (the file says {row.copies}): count them on the page of the title")
    row.what = "changed" if row.changes or row.receives else "unchanged"
    said = [f"{_word(name)}: {old if old not in ('', None) else 'nothing'} → {new}" for name, (old, new) in row.changes.items()]
    row.why = "; ".join(said)


def _author(text: str) -> frozenset[str]:
    """"Fanon, Frantz" and "Frantz Fanon" are one author."""
    return frozenset(key(text).split())


def _word(name: str) -> str:
    words = {"name": "title", "isbn": "ISBN", "literature_class": "class", "language_id": "language", "weight_oz": "weight"}
    return {**words, "price_cents": "price"}.get(name, name)


def _said(name: str, value: Any, names: dict[int, str]) -> Any:
    read: dict[str, Callable[[Any], Any]] = {
        "isbn": isbn.written, "weight_oz": measures.written_weight, "price_cents": measures.written_dollars,
        "literature_class": lambda of: titles.CLASSES[of], "language_id": lambda of: names.get(of, ""),
    }  # fmt: skip
    return read[name](value) if name in read else value


# ---- saving -------------------------------------------------------------------------------------

_EMPTY = {
    "isbn": None, "author": "", "literature_class": "other", "kind": "book", "binding": "paperback", "language_id": None,
    "weight_oz": None, "price_cents": None, "place": "", "minimum": 0, "notes": "",
}  # fmt: skip
_WHOLE = {name: "Int64" for name in ("language_id", "weight_oz", "price_cents", "minimum")}


def save(con: Connection, plan: Plan[Row], on: date) -> Result:
    """Write what the plan says, in bulk, with the history of every title and a movement for every copy."""
    new, changed = plan.of("new"), plan.of("changed")
    names = {term["id"]: term["name"] for term in db.rows(con, "select id, name from term")}
    if new:
        ids = [found["id"] for found in db.rows(con, "select nextval('title_id') as id from range($n) order by 1", n=len(new))]
        for row, title_id in zip(new, ids, strict=True):
            row.title_id = title_id
        records = pd.DataFrame([{"id": row.title_id, **_EMPTY, **row.values} for row in new])
        db.insert(con, "title", records.astype(_WHOLE))
        db.insert(con, "stock", pd.DataFrame([{"title_id": row.title_id, "on_hand": 0} for row in new]))
        told = {row.title_id: _all_said(row, names) for row in new}
        history.record_many(con, "title", "imported", told)
    _save_changes(con, [row for row in changed if row.changes])
    on_file = {(row["title_id"], row["term_id"]) for row in db.rows(con, "select title_id, term_id from title_term")}
    asked = dict.fromkeys((row.title_id, term_id) for row in new + changed for term_id in row.subject_ids)
    db.insert(con, "title_term", pd.DataFrame([pair for pair in asked if pair not in on_file], columns=["title_id", "term_id"]))
    disapproved_matching.propose(con, [row.title_id for row in new + changed])
    stock.receive_many(con, {row.title_id: row.receives for row in new + changed if row.receives}, on, note="imported")
    return plan.result()


def _all_said(row: Row, names: dict[int, str]) -> dict[str, tuple[str, Any]]:
    said = {_word(name): ("", _said(name, value, names)) for name, value in row.values.items()}
    if row.subject_ids:
        said["subjects"] = ("", ", ".join(names[term_id] for term_id in row.subject_ids))
    return said


def _save_changes(con: Connection, rows: list[Row]) -> None:
    if not rows:
        return
    changed = [{"id": row.title_id, **{name: row.values[name] for name in row.changes if name != "subjects"}} for row in rows]
    con.execute("create temporary table staged_title as select * from title limit 0")
    db.insert(con, "staged_title", pd.DataFrame(changed).reindex(columns=["id", "name", *_EMPTY]).astype(_WHOLE))
    con.execute("""
        update title
        set isbn = coalesce(staged.isbn, title.isbn),
            name = coalesce(staged.name, title.name),
            author = coalesce(staged.author, title.author),
            literature_class = coalesce(staged.literature_class, title.literature_class),
            kind = coalesce(staged.kind, title.kind),
            binding = coalesce(staged.binding, title.binding),
            language_id = coalesce(staged.language_id, title.language_id),
            weight_oz = coalesce(staged.weight_oz, title.weight_oz),
            price_cents = coalesce(staged.price_cents, title.price_cents),
            place = coalesce(staged.place, title.place),
            minimum = coalesce(staged.minimum, title.minimum),
            notes = coalesce(staged.notes, title.notes)
        from staged_title as staged
        where staged.id = title.id
    """)
    con.execute("drop table staged_title")
    told = {row.title_id: {_word(name): change for name, change in row.changes.items()} for row in rows}
    history.record_many(con, "title", "imported", told)


_DIGIT = re.compile(r"\d").search
KIND = Kind(
    "Titles", COLUMNS, NEEDED, plan=lambda con, sheet, wish, progress: plan(con, sheet, dict(wish.columns), progress), save=save,
    understands={
        **dict.fromkeys(("isbn", "other_isbn"), re.compile(r"\d{4}|\d.*[eE]\+?\d").search),
        **dict.fromkeys(("copies", "minimum", "weight", "price"), _DIGIT),
        "kind": re.compile(r"[^\W\d]").search, "binding": title_rows.says_binding,
    },
)  # fmt: skip
