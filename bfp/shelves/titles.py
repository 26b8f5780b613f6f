"""Titles: the works that the program sends, with what is to be known of each before it goes into a parcel."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from bfp.base import db, history, importing, isbn, kept, measures
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.finding.title_finder import Catalogue, Listed, key
from bfp.shelves import disapproved_matching

LOW = "Below minimum"  # the filter, and what Today leads to
CLASSES = {"own": "own literature", "other": "other publications", "letter": "letters"}
KINDS = ("book", "pamphlet", "newsletter issue", "magazine issue", "dictionary", "study pack", "letter")
BINDINGS = ("paperback", "hardcover", "stapled")
LONGEST = 300  # signs in a name; longer is something pasted by mistake
MOST_MINIMUM = 10_000


@dataclass(frozen=True)
class Title:
    """One title as it stands in the catalogue, with the copies on hand."""

    id: int
    isbn: str | None
    name: str
    author: str
    literature_class: str
    kind: str
    binding: str
    language_id: int | None
    language: str
    weight_oz: int | None
    price_cents: int | None
    place: str
    minimum: int
    withdrawn: bool
    notes: str
    subject_ids: tuple[int, ...]
    subjects: tuple[str, ...]
    on_hand: int

    @property
    def label(self) -> str:
        """The Wretched of the Earth, Frantz Fanon."""
        return f"{self.name}, {self.author}" if self.author else self.name


@dataclass(frozen=True)
class Told:
    """What is known of a title when it is put into the catalogue; weight in ounces, price in cents."""

    name: str
    author: str = ""
    isbn: str | None = None
    literature_class: str = "other"
    kind: str = "book"
    binding: str = "paperback"
    language_id: int | None = None
    weight_oz: int | None = None
    price_cents: int | None = None
    place: str = ""
    minimum: int = 0
    notes: str = ""
    subject_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Which titles a list is of; what is left as it is lets everything through that is not withdrawn."""

    text: str = ""
    subject_id: int | None = None
    literature_class: str | None = None
    kind: str | None = None
    language_id: int | None = None
    place: str | None = None
    low: bool = False
    in_stock: bool = False
    withdrawn: bool = False


ALL = Wanted()


def get(con: Connection, title_id: int) -> Title:
    """One title by its number."""
    sql = """
        select title.id, title.isbn, title.name, title.author, title.literature_class, title.kind, title.binding,
            title.language_id, coalesce(language.name, '') as language, title.weight_oz, title.price_cents, title.place,
            title.minimum, title.withdrawn, title.notes, coalesce(stock.on_hand, 0) as on_hand
        from title
        left join term as language on language.id = title.language_id
        left join stock on stock.title_id = title.id
        where title.id = $id
    """
    found = db.row(con, sql, id=title_id)
    if found is None:
        raise NotFound(f"There is no title number {title_id}.")
    subjects = """
        select term.id, term.name
        from title_term
        join term on term.id = title_term.term_id
        where title_term.title_id = $id
        order by term.position, term.id
    """
    terms = db.rows(con, subjects, id=title_id)
    return Title(**found, subject_ids=tuple(term["id"] for term in terms), subjects=tuple(term["name"] for term in terms))


def by_isbn(con: Connection, text: str) -> Title | None:
    """The title with this ISBN, in any way of writing it, also if withdrawn; Invalid if it is no ISBN."""
    found = db.value(con, "select id from title where isbn = $isbn", isbn=isbn.read(text))
    return get(con, found) if found is not None else None


def add(con: Connection, told: Told) -> Title:
    """Put a title into the catalogue, with no copies yet; a second one just like it is refused."""
    values = _valid(con, {field: getattr(told, field) for field in _FIELDS})
    _refuse_double(con, values, None)
    sql = """
        insert into title (
            isbn, name, author, literature_class, kind, binding, language_id, weight_oz, price_cents, place, minimum, notes)
        values (
            $isbn, $name, $author, $literature_class, $kind, $binding, $language_id, $weight_oz, $price_cents, $place,
            $minimum, $notes)
        returning id
    """
    title_id = db.value(con, sql, **values)
    con.execute("insert into stock (title_id, on_hand) values ($id, 0)", {"id": title_id})
    _set_subjects(con, title_id, told.subject_ids)
    title = get(con, title_id)
    history.record(con, "title", title_id, "added", {field: ("", said) for field, said in _said(title).items() if said})
    disapproved_matching.propose(con, [title_id])
    return title


def edit(con: Connection, title_id: int, **changes: Any) -> Title:
    """Change fields of a title (those of `add`, by the same names); what stays the same is not saved again."""
    before = get(con, title_id)
    subject_ids = changes.pop("subject_ids", None)
    values = _valid(con, {**{field: getattr(before, field) for field in _FIELDS}, **changes})
    _refuse_double(con, values, title_id)
    if any(values[field] != getattr(before, field) for field in _FIELDS):
        sql = """
            update title
            set isbn = $isbn, name = $name, author = $author, literature_class = $literature_class, kind = $kind,
                binding = $binding, language_id = $language_id, weight_oz = $weight_oz, price_cents = $price_cents,
                place = $place, minimum = $minimum, notes = $notes
            where id = $id
        """
        con.execute(sql, {**values, "id": title_id})
    if subject_ids is not None and set(subject_ids) != set(before.subject_ids):
        _set_subjects(con, title_id, subject_ids)
    after = get(con, title_id)
    changed = history.differences(_said(before), _said(after))
    if changed:
        importing.keep_replaced(con, "title", title_id, changed)
        history.record(con, "title", title_id, "changed", changed)
        disapproved_matching.propose(con, [title_id])
    return after


def withdraw(con: Connection, title_id: int, reason: str, withdrawn: bool = True) -> Title:
    """Take a title off the lists (its history and its copies stay on file), or put it back."""
    before = get(con, title_id)
    reason = " ".join(reason.split())
    if withdrawn and not reason:
        raise Invalid("Say in a word why the title is withdrawn: out of print, replaced by a new edition …", "withdraw_reason")
    if before.withdrawn == withdrawn:
        raise Conflict(f"{before.name} {'was withdrawn already' if withdrawn else 'is on the list already'}.")
    con.execute("update title set withdrawn = $withdrawn where id = $id", {"withdrawn": withdrawn, "id": title_id})
    history.record(con, "title", title_id, "changed", {"withdrawn": ("no", "yes") if withdrawn else ("yes", "no")}, reason)
    return get(con, title_id)


# ---- finding ------------------------------------------------------------------------------------


def catalogue(con: Connection) -> Catalogue:
    """The titles in use, ready to be searched; built again only when one of them has changed."""
    sum_of_all = """
        select count(*) as titles, coalesce(bit_xor(hash(id, isbn, name, author)), 0) as sum_of_all
        from title
        where not withdrawn
    """
    sql = "select id, name, author, isbn from title where not withdrawn order by id"
    state = ("catalogue", *db.one(con, sum_of_all).values())
    return kept.built(state, lambda: Catalogue(Listed(**row) for row in db.rows(con, sql)))


def options(con: Connection, text: str) -> list[dict[str, Any]]:
    """Up to ten titles that the text may mean, best first, with author and copies on hand, and which is `sure`."""
    known = catalogue(con)
    hits, sure = known.find(text, limit=10), known.match(text)
    if not hits:
        return []
    sql = """
        select title.id, title.name, title.author, title.kind, title.binding, coalesce(stock.on_hand, 0) as on_hand
        from title
        left join stock on stock.title_id = title.id
        where title.id in (select unnest($ids))
    """
    found = {row["id"]: row for row in db.rows(con, sql, ids=[hit.id for hit in hits])}
    listed = [found[hit.id] for hit in hits if hit.id in found]
    return [{"value": row["id"], "label": row["name"], "detail": _detail(row), "sure": row["id"] == sure} for row in listed]


def match(con: Connection, text: str) -> int | None:
    """The title that the text surely means, or None if it may be another."""
    return catalogue(con).match(text)


def near(con: Connection, name: str, author: str = "") -> list[Title]:
    """Titles already on the list that a new one of this name may be, so that none is entered twice."""
    close = [hit.id for hit in catalogue(con).find(f"{name} {author}".strip(), limit=5, poor=80.0)]
    sure = match(con, name)
    ids = list(dict.fromkeys(([sure] if sure else []) + close))[:3]
    return [get(con, title_id) for title_id in ids]


def listing(con: Connection, wanted: Wanted = ALL, *, limit: int = 50, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """One page of the titles that all these filters let through, by name (by likeness if searched), and how many there are."""
    filters = asdict(wanted)
    searching = bool(filters.pop("text").strip())
    ids = [hit.id for hit in _hits(con, wanted.text, wanted.withdrawn)] if searching else []
    ranks = list(range(len(ids)))
    found = db.frame(
        con, db.question("title_list"), ids=ids, ranks=ranks, searching=searching, **filters, limit=limit, offset=offset
    )
    total = int(found["titles"].iloc[0]) if len(found) else 0
    return found.drop(columns="titles"), total


def places(con: Connection) -> list[str]:
    """The places on the shelf that are in use."""
    sql = "select distinct place from title where place <> '' and not withdrawn order by place"
    return [row["place"] for row in db.rows(con, sql)]


def counts(con: Connection) -> dict[str, int]:
    """How many titles are on the list, how many copies on hand, how many titles are below their minimum."""
    sql = """
        select count(*) as titles, cast(coalesce(sum(stock.on_hand), 0) as integer) as copies,
            count(*) filter (where coalesce(stock.on_hand, 0) < title.minimum) as low
        from title
        left join stock on stock.title_id = title.id
        where not title.withdrawn
    """
    return db.one(con, sql)


# ---- what a title must be -----------------------------------------------------------------------

_FIELDS = (
    "isbn", "name", "author", "literature_class", "kind", "binding", "language_id", "weight_oz", "price_cents", "place",
    "minimum", "notes",
)  # fmt: skip


def _valid(con: Connection, values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(_FIELDS)
    if unknown:
        raise TypeError(f"a title has no field {sorted(unknown)}")
    one_line = {field: " ".join(said.split()) for field, said in values.items() if isinstance(said, str) and field != "notes"}
    values = {**values, **one_line}
    if not values["name"]:
        raise Invalid("Write the title.", "name")
    if len(values["name"]) > LONGEST:
        raise Invalid(f"The title is {len(values['name'])} signs long; {LONGEST} is the most.", "name")
    values["isbn"] = isbn.read(values["isbn"]) if values["isbn"] else None
    lists = (("literature_class", CLASSES, "class"), ("kind", KINDS, "kind"), ("binding", BINDINGS, "binding"))
    for field, choices, word in lists:
        if values[field] not in choices:
            raise Invalid(f"The {word} is one of {', '.join(choices)}, not {values[field]!r}.", field)
    if values["weight_oz"] is not None and not 0 < values["weight_oz"] <= measures.MOST_OUNCES:
        raise Invalid("The weight of one copy is between 1 oz and 70 lb.", "weight")
    if values["price_cents"] is not None and not 0 <= values["price_cents"] <= measures.MOST_DOLLARS * 100:
        raise Invalid(f"A price is between 0 and {measures.MOST_DOLLARS:,} dollars.", "price")
    if not 0 <= values["minimum"] <= MOST_MINIMUM:
        raise Invalid(f"The minimum is between 0 and {MOST_MINIMUM:,} copies.", "minimum")
    known = "select 1 from term where id = $id and list = 'language'"
    if values["language_id"] is not None and db.row(con, known, id=values["language_id"]) is None:
        raise NotFound(f"There is no language number {values['language_id']}.")
    return values


def _refuse_double(con: Connection, values: dict[str, Any], title_id: int | None) -> None:
    same_isbn = "select id, name, withdrawn from title where isbn = $isbn and ($id is null or id <> $id)"
    found = db.row(con, same_isbn, isbn=values["isbn"], id=title_id) if values["isbn"] else None
    if found:
        gone = " (withdrawn)" if found["withdrawn"] else ""
        raise Conflict(f"{isbn.written(values['isbn'])} is on the list already: {found['name']}{gone}.")
    if values["isbn"] is None:
        sql = """
            select name, author from title
            where not withdrawn and isbn is null and kind = $kind and binding = $binding and ($id is null or id <> $id)
                and language_id is not distinct from $language_id and length(name) between $shortest and $longest
        """
        size = len(values["name"])
        alike = db.rows(
            con, sql, kind=values["kind"], binding=values["binding"], language_id=values["language_id"], id=title_id,
            shortest=size - 6, longest=size + 6,
        )  # fmt: skip
        for other in alike:
            if key(other["name"]) == key(values["name"]) and key(other["author"]) == key(values["author"]):
                raise Conflict(f"{other['name']} is on the list already, also without ISBN. Receive copies of that one.")


def _set_subjects(con: Connection, title_id: int, subject_ids: tuple[int, ...]) -> None:
    con.execute("delete from title_term where title_id = $id", {"id": title_id})
    for subject_id in dict.fromkeys(subject_ids):
        # From the list itself, since the database keeps no references.
        sql = """
            insert into title_term (title_id, term_id)
            select $title_id, id from term where id = $subject_id and list = 'subject'
            returning term_id
        """
        if db.value(con, sql, title_id=title_id, subject_id=subject_id) is None:
            raise NotFound(f"There is no subject number {subject_id}.")


def _said(title: Title) -> dict[str, Any]:
    """A title in the words of its history."""
    return {
        "title": title.name, "author": title.author, "ISBN": isbn.written(title.isbn), "class": CLASSES[title.literature_class],
        "kind": title.kind, "binding": title.binding, "language": title.language, "subjects": ", ".join(title.subjects),
        "weight": measures.written_weight(title.weight_oz), "price": measures.written_dollars(title.price_cents),
        "place": title.place, "minimum": title.minimum, "notes": title.notes,
    }  # fmt: skip


def _detail(row: dict[str, Any]) -> str:
    on_hand = f"{row['on_hand']} on hand" if row["on_hand"] else "none on hand"
    what = "" if row["kind"] == "book" else row["kind"]
    hard = "hardcover" if row["binding"] == "hardcover" else ""
    return " · ".join(part for part in (row["author"], what, hard, on_hand) if part)


def _hits(con: Connection, text: str, withdrawn: bool) -> list[Any]:
    if not withdrawn:
        return catalogue(con).find(text, limit=None)
    rows = db.rows(con, "select id, name, author, isbn from title where withdrawn order by id")
    return Catalogue(Listed(**row) for row in rows).find(text, limit=None)
