"""The fields of a title, for a new one and for one on file."""

from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import isbn, lists, measures
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.shelves import titles
from bfp.shelves.titles import Title

TEXTS = ("name", "author", "isbn", "weight", "price", "place", "minimum", "notes")
CHOICES = ("literature_class", "kind", "binding", "language_id", "subject_ids")


def shown(title: Title) -> dict[str, Any]:
    """What stands in the fields for a title on file."""
    return {
        "name": title.name, "author": title.author, "isbn": isbn.written(title.isbn), "place": title.place,
        "weight": measures.written_weight(title.weight_oz), "price": measures.written_dollars(title.price_cents),
        "minimum": str(title.minimum), "notes": title.notes, "literature_class": title.literature_class, "kind": title.kind,
        "binding": title.binding, "language_id": title.language_id, "subject_ids": list(title.subject_ids),
    }  # fmt: skip


def first_fields(prefix: str, start: dict[str, Any]) -> None:
    """Title and author: what every title is known by."""
    name, author = st.columns([3, 2])
    with name:
        _text(prefix, "name", "Title", start)
        ui.problem("name")
    with author:
        _text(prefix, "author", "Author", start)


def isbn_field(prefix: str, start: dict[str, Any]) -> None:
    """The ISBN, or none."""
    _text(prefix, "isbn", "ISBN", start, placeholder="none")


def other_fields(con: Connection, prefix: str, start: dict[str, Any], title: Title | None = None) -> None:
    """All else that can be said of a title; `title` brings its terms that are on no list any more."""
    place, minimum = st.columns(2)
    with place:
        _text(prefix, "place", "Place on the shelf", start)
    with minimum:
        _text(prefix, "minimum", "Minimum", start, placeholder="0")
        ui.problem("minimum")
    subjects = lists.names(con, "subject") | (dict(zip(title.subject_ids, title.subjects, strict=True)) if title else {})
    st.multiselect(
        "Subjects", list(subjects), format_func=subjects.get, key=f"{prefix}_subject_ids", placeholder="",
        default=start.get("subject_ids", []),
    )  # fmt: skip
    languages = lists.names(con, "language") | ({title.language_id: title.language} if title and title.language_id else {})
    classes = {"other": titles.CLASSES["other"]} | titles.CLASSES
    kind, binding, language = st.columns(3)
    with kind:
        _choice(prefix, "kind", "Kind", {kind: kind for kind in titles.KINDS}, start)
    with binding:
        _choice(prefix, "binding", "Binding", {binding: binding for binding in titles.BINDINGS}, start)
    with language:
        _choice(prefix, "language_id", "Language", {None: "not said"} | languages, start)
    literature_class, weight, price = st.columns(3)
    with literature_class:
        _choice(prefix, "literature_class", "Class", classes, start)
    with weight:
        _text(prefix, "weight", "Weight of a copy", start, placeholder="1 lb 4 oz")
        ui.problem("weight")
    with price:
        _text(prefix, "price", "Price for the invoice", start, placeholder="12.50")
        ui.problem("price")
    st.text_area("Notes", value=start.get("notes", ""), key=f"{prefix}_notes", height=68)


def typed(prefix: str) -> dict[str, Any]:
    """All that stands in the fields now, as it was typed."""
    keys = [f"{prefix}_{name}" for name in (*TEXTS, *CHOICES)]
    values = {key.removeprefix(f"{prefix}_"): value for key, value in ui.fields(*keys).items()}
    return values | {name: values[name] or "" for name in TEXTS}


def read(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as `titles.add` and `titles.edit` take it; Invalid names the field that can't be read."""
    minimum = typed["minimum"] or "0"
    if not minimum.isdecimal() or len(minimum) > 9:
        raise Invalid(f"Write the minimum as a number, not {minimum!r}.", "minimum")
    values = {
        "name": typed["name"], "author": typed["author"], "isbn": typed["isbn"] or None,
        "weight_oz": measures.read_weight(typed["weight"]), "price_cents": measures.read_dollars(typed["price"]),
        "place": typed["place"], "minimum": int(minimum), "notes": typed["notes"],
        "language_id": typed["language_id"], "subject_ids": tuple(typed["subject_ids"] or ()),
    }  # fmt: skip
    return values | {name: typed[name] for name in ("literature_class", "kind", "binding") if typed[name]}


def _text(prefix: str, name: str, label: str, start: dict[str, Any], placeholder: str = "") -> None:
    st.text_input(label, value=start.get(name, ""), key=f"{prefix}_{name}", placeholder=placeholder)


def _choice(prefix: str, name: str, label: str, choices: dict[Any, str], start: dict[str, Any]) -> None:
    chosen = list(choices).index(start[name]) if name in start and start[name] in choices else 0
    st.selectbox(label, list(choices), index=chosen, format_func=choices.get, key=f"{prefix}_{name}")
