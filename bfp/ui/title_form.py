"""The fields of a title, for a new one and for one on file."""

from typing import Any

import streamlit as st

from bfp import isbn, measures, terms, titles, ui
from bfp.db import Connection
from bfp.errors import Invalid
from bfp.titles import Title

TEXTS = ("name", "author", "isbn", "weight", "price", "place", "minimum", "notes")
CHOICES = ("literature_class", "kind", "binding", "language_id", "subject_ids")
FIRST = ("name", "author", "isbn")


def first_fields(prefix: str, title: Title | None = None) -> None:
    """Title, author, ISBN: what every title is known by."""
    name, author = st.columns([3, 2])
    with name:
        st.text_input("Title", key=f"{prefix}_name", **_start(title, "name"))
        ui.problem("name")
    with author:
        st.text_input("Author", key=f"{prefix}_author", **_start(title, "author"))


def other_fields(con: Connection, prefix: str, title: Title | None = None, with_isbn: bool = True) -> None:
    """All that can be said of a title beside its name."""
    if with_isbn:
        number, place, minimum = st.columns([2, 1, 1])
        with number:
            isbn_field(prefix, title)
            ui.problem("isbn")
    else:
        place, minimum = st.columns(2)
    with place:
        st.text_input("Place on the shelf", key=f"{prefix}_place", **_start(title, "place"))
    with minimum:
        st.text_input("Minimum", key=f"{prefix}_minimum", placeholder="0", **({"value": str(title.minimum)} if title else {}))
        ui.problem("minimum")
    subjects = terms.names(con, "subject") | (dict(zip(title.subject_ids, title.subjects, strict=True)) if title else {})
    st.multiselect(
        "Subjects", list(subjects), format_func=subjects.get, key=f"{prefix}_subject_ids", placeholder="",
        **({"default": list(title.subject_ids)} if title else {}),
    )  # fmt: skip
    languages = terms.names(con, "language") | ({title.language_id: title.language} if title and title.language_id else {})
    kind, binding, language = st.columns(3)
    kind.selectbox("Kind", titles.KINDS, key=f"{prefix}_kind", **_chosen(title, "kind", titles.KINDS))
    binding.selectbox("Binding", titles.BINDINGS, key=f"{prefix}_binding", **_chosen(title, "binding", titles.BINDINGS))
    language.selectbox(
        "Language", [None, *languages], format_func=lambda term_id: languages.get(term_id, "not said"), key=f"{prefix}_language_id",
        **_chosen(title, "language_id", [None, *languages]),
    )  # fmt: skip
    literature_class, weight, price = st.columns(3)
    classes = ["other", *(name for name in titles.CLASSES if name != "other")]
    literature_class.selectbox(
        "Class", classes, format_func=titles.CLASSES.get, key=f"{prefix}_literature_class", **_chosen(title, "literature_class", classes)
    )
    with weight:
        shown = {"value": measures.written_weight(title.weight_oz)} if title else {}
        st.text_input("Weight of a copy", key=f"{prefix}_weight", placeholder="1 lb 4 oz", **shown)
        ui.problem("weight")
    with price:
        shown = {"value": measures.written_dollars(title.price_cents)} if title else {}
        st.text_input("Price for the invoice", key=f"{prefix}_price", placeholder="12.50", **shown)
        ui.problem("price")
    st.text_area("Notes", key=f"{prefix}_notes", height=68, **_start(title, "notes"))


def isbn_field(prefix: str, title: Title | None = None) -> None:
    """The ISBN, or none."""
    shown = {"value": isbn.written(title.isbn)} if title else {}
    st.text_input("ISBN", key=f"{prefix}_isbn", placeholder="none", **shown)


def typed(prefix: str) -> dict[str, Any]:
    """All that stands in the fields now, as it was typed."""
    keys = [f"{prefix}_{name}" for name in (*TEXTS, *CHOICES)]
    return {key.removeprefix(f"{prefix}_"): value for key, value in ui.fields(*keys).items()}


def read(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as `titles.add` and `titles.edit` take it; Invalid names the field that can't be read."""
    minimum = typed["minimum"] or "0"
    if not minimum.isdecimal() or len(minimum) > 9:
        raise Invalid(f"Write the minimum as a number, not {minimum!r}.", "minimum")
    values = {
        "name": typed["name"] or "", "author": typed["author"] or "", "isbn": typed["isbn"] or None,
        "weight_oz": measures.read_weight(typed["weight"] or ""), "price_cents": measures.read_dollars(typed["price"] or ""),
        "place": typed["place"] or "", "minimum": int(minimum), "notes": typed["notes"] or "",
        "language_id": typed["language_id"], "subject_ids": tuple(typed["subject_ids"] or ()),
    }  # fmt: skip
    return values | {name: typed[name] for name in ("literature_class", "kind", "binding") if typed[name]}


def _start(title: Title | None, field: str) -> dict[str, str]:
    return {"value": getattr(title, field)} if title else {}


def _chosen(title: Title | None, field: str, choices: Any) -> dict[str, int]:
    return {"index": list(choices).index(getattr(title, field))} if title else {}
