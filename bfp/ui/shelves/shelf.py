"""The shelf as a list: search, filters, one page of titles, and the title that is in hand."""

import zlib

import streamlit as st

from bfp import ui
from bfp.base import isbn, lists
from bfp.base.db import Connection
from bfp.shelves import titles
from bfp.ui.shelves import copies_form

PAGE = 50
FILTERS = ("shelf_text", "shelf_subject", "shelf_class", "shelf_kind", "shelf_language", "shelf_place", "shelf_only")
ONLY = {"low": titles.LOW, "in_stock": "On hand", "withdrawn": "Withdrawn"}


def summary(counts: dict[str, int]) -> str:
    """The line under the page's title."""
    if not counts["titles"]:
        return "No title is on the list yet: scan the first book, or bring in a list of titles as CSV."
    titles_, copies = ("title" if counts["titles"] == 1 else "titles"), ("copy" if counts["copies"] == 1 else "copies")
    low = f", {counts['low']:,} below the minimum" if counts["low"] else ""
    return f"{counts['titles']:,} {titles_}, {counts['copies']:,} {copies} on hand{low}."


def filters(con: Connection) -> dict:
    """The row of filters; what it gives goes into `titles.listing`."""
    text, only = st.columns([2, 1.4], vertical_alignment="bottom")
    searched = text.text_input("Search the shelf", key="shelf_text", placeholder="title, author or ISBN", live="250ms")
    look = {"key": "shelf_only", "label_visibility": "collapsed", "bind": "query-params"}
    picked = only.pills("Only", list(ONLY), format_func=ONLY.get, **look)
    with st.container(horizontal=True, gap="small"):
        chosen = {
            "subject_id": _choice("Subject", "shelf_subject", lists.names(con, "subject")),
            "literature_class": _choice("Class", "shelf_class", titles.CLASSES),
            "kind": _choice("Kind", "shelf_kind", {kind: kind for kind in titles.KINDS}),
            "language_id": _choice("Language", "shelf_language", lists.names(con, "language")),
            "place": _choice("Place", "shelf_place", {place: place for place in titles.places(con)}),
        }
    return {"text": searched or "", **chosen, **({picked: True} if picked else {})}


def listing(con: Connection, chosen: dict) -> None:
    """One page of titles; a click takes one in hand."""
    # Other filters, another list: it begins at its first page, and no title in it is marked.
    which = f"{zlib.crc32(repr(chosen).encode()):08x}"
    one_page = ui.paged(
        f"shelf_page_{which}", PAGE, lambda offset: titles.listing(con, titles.Wanted(**chosen), limit=PAGE, offset=offset)
    )
    found, total = one_page.table, one_page.many
    if total == 0:
        st.caption("No title fits. Take a filter off, or search for less.")
        return
    shown = found[["name", "on_hand", "author", "minimum", "place", "subjects", "language", "kind", "binding", "isbn"]].copy()
    shown["isbn"] = [isbn.written(number) if isinstance(number, str) else "" for number in shown["isbn"]]
    shown["minimum"] = [minimum or None for minimum in shown["minimum"]]
    columns = {
        "name": st.column_config.TextColumn("Title", width=260), "author": st.column_config.TextColumn("Author", width=140),
        "on_hand": st.column_config.NumberColumn("On hand", width=70),
        "minimum": st.column_config.NumberColumn("Minimum", width=75),
        "place": st.column_config.TextColumn("Place", width=60),
        "kind": "Kind", "binding": "Binding", "language": "Language",
        "subjects": st.column_config.TextColumn("Subjects", width=160), "isbn": "ISBN",
    }  # fmt: skip
    height = 430 if len(shown) > 11 else "auto"
    key, ids = f"shelf_{which}_{one_page.page}", [int(title_id) for title_id in found["id"]]
    st.dataframe(
        shown, key=key, hide_index=True, on_select=lambda: _take_in_hand(key, ids), selection_mode="single-cell",
        column_config=columns, height=height, width="stretch", placeholder="",
    )  # fmt: skip
    first = (one_page.page - 1) * PAGE
    many = f"{total:,} titles" if total > 1 else "1 title"
    where = f", {first + 1:,} to {first + len(found):,} shown" if one_page.pages > 1 else ""
    said, turn = st.columns([1, 1], vertical_alignment="center")
    said.caption(f"{many}{where}. A click takes a title in hand.")
    with turn:
        one_page.turn(max_visible_pages=5)


def in_hand(con: Connection) -> None:
    """The title that was clicked: its copies counted, written off or received, and the way to its page."""
    title_id = st.session_state.get("_in_hand")
    if title_id is None:
        return
    title = titles.get(con, title_id)
    with st.container(border=True, key="in_hand"):
        name, way = st.columns([5, 1], vertical_alignment="center")
        place = f" · {ui.escape(title.place)}" if title.place else ""
        name.markdown(f"**{ui.escape(title.label)}** · {title.on_hand} on hand{place}")
        if way.button("Open", key="open_title", icon=":material/menu_book:", width="stretch"):
            ui.go("title", title=title.id)
        copies_form.show(title)


def _choice(label: str, key: str, choices: dict):
    return st.selectbox(
        label, list(choices), index=None, format_func=choices.get, key=key, placeholder=label, label_visibility="collapsed",
        width=155,
    )  # fmt: skip


def _take_in_hand(key: str, ids: list[int]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    st.session_state["_in_hand"] = ids[cells[0][0]] if cells and cells[0][0] < len(ids) else None
