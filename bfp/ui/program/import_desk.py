"""Importing a file step by step: what kind of list, which column is what, what each row would do, and doing it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import csv_reading, states
from bfp.base.csv_reading import Sheet
from bfp.base.db import Connection
from bfp.places import import_facilities, import_restrictions
from bfp.places.import_facilities import ImportResult
from bfp.shelves import import_disapproved, import_titles

DISAPPROVED = "Disapproved publications"
KINDS: dict[str, ModuleType] = {
    "Facilities": import_facilities, "Restrictions": import_restrictions, "Titles": import_titles,
    DISAPPROVED: import_disapproved,
}  # fmt: skip
MOST_SHOWN = 2_000  # rows of a preview that go to the browser
WHAT = ("rejected", "changed", "new", "unchanged")
ADD = "add as a new facility"


@dataclass(frozen=True)
class Wish:
    """What is to be imported, and how: everything a plan needs."""

    kind: str
    columns: tuple[tuple[str, str | None], ...]
    texts: tuple[str, ...] = ()
    on: date | None = None
    source: str = ""
    choices: tuple[tuple[int, int | str], ...] = ()
    add_unmatched: bool = False
    state: str = ""


def mark_of(data: bytes) -> str:
    """A short mark of a file's contents: the same file uploaded again is the same file."""
    return hashlib.sha256(data).hexdigest()[:12]


def sheet_of(data: bytes) -> Sheet:
    """The file as read, once for each file."""
    mark, kept = mark_of(data), st.session_state.get("_import_sheet")
    if not kept or kept[0] != mark:
        kept = (mark, csv_reading.read(data))
        st.session_state["_import_sheet"] = kept
        st.session_state["_import_plans"] = {}
    return kept[1]


def likely(columns: list[str]) -> str:
    """The kind of list whose columns the file has most of."""
    known = {kind: csv_reading.recognise(columns, module.COLUMNS) for kind, module in KINDS.items()}
    complete = {kind: found for kind, found in known.items() if all(found[name] for name in KINDS[kind].NEEDED)}
    return max(complete, key=lambda kind: sum(map(bool, complete[kind].values())), default="Facilities")


def columns_asked(kind: str, sheet: Sheet, token: str) -> tuple[tuple[str, str | None], ...]:
    """The columns as recognised, shown, and to be put right where they are wrong."""
    module = KINDS[kind]
    found = csv_reading.recognise(sheet.columns, module.COLUMNS)
    missing = [name for name in module.NEEDED if not found[name]]
    said = [f"**{_words(name)}** ← {ui.escape(column)}" for name, column in found.items() if column]
    st.markdown(" · ".join(said) if said else "No column was recognised.")
    chosen = {}
    with st.expander("Other columns than these", key=f"columns_{token}", expanded=bool(missing)):
        places = st.columns(4)
        for at, name in enumerate(module.COLUMNS):
            index = sheet.columns.index(found[name]) if found[name] else None
            chosen[name] = places[at % 4].selectbox(
                _words(name) + (" (needed)" if name in module.NEEDED else ""),
                sheet.columns,
                index=index,
                key=f"column_{token}_{name}",
                placeholder="not in the file",
            )
        unused = [column for column in sheet.columns if column not in chosen.values()]
        if unused:
            st.caption("Not used: " + ", ".join(map(ui.escape, unused)))
    return tuple(chosen.items())


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def planned(con: Connection, sheet: Sheet, wish: Wish, token: str) -> Any:
    """The plan for the file as the wish is now: asked once, kept until something changes."""
    done = st.session_state.get("_imports_done", 0)
    kept = st.session_state.setdefault("_import_plans", {})
    if token not in kept or kept[token][0] != (wish, done):
        bar = st.progress(0.0, "Comparing the rows with what is on file …")
        show = lambda at, of: bar.progress(at / max(of, 1), f"Row {at:,} of {of:,}")  # noqa: E731
        rows = None
        if wish.kind == "Restrictions":  # which facility each row means takes longest: asked once, not at each tick
            asked = (wish.columns, wish.texts, done)
            if asked not in kept:
                kept[asked] = _matched(con, sheet, wish, show)
            rows = [replace(row) for row in kept[asked]]
        kept[token] = ((wish, done), _plan(con, sheet, wish, show, rows))
        bar.empty()
    return kept[token][1]


def _matched(con: Connection, sheet: Sheet, wish: Wish, progress: Any = None) -> list[import_restrictions.Row]:
    rows = import_restrictions.read_rows(sheet, dict(wish.columns), list(wish.texts))
    return import_restrictions.match_rows(con, rows, progress)


def _plan(
    con: Connection, sheet: Sheet, wish: Wish, progress: Any = None, rows: list[import_restrictions.Row] | None = None
) -> Any:
    if wish.kind == DISAPPROVED:
        columns = dict(wish.columns)
        return import_disapproved.plan(con, sheet, columns, ui.today(), progress, wish.state, wish.source)
    if wish.kind != "Restrictions":
        return KINDS[wish.kind].plan(con, sheet, dict(wish.columns), progress)
    rows = rows or _matched(con, sheet, wish)
    return import_restrictions.plan(con, sheet, rows, wish.on, wish.source, dict(wish.choices), wish.add_unmatched)


def run(sheet: Sheet, wish: Wish, token: str) -> None:
    """Callback: compare once more with what is on file at this moment, and write all of it or nothing."""
    result, today = None, ui.today()
    with ui.saving() as con:
        plan = _plan(con, sheet, wish)
        dated = wish.kind in ("Titles", DISAPPROVED)
        result = KINDS[wish.kind].save(con, plan, today) if dated else KINDS[wish.kind].save(con, plan)
    if ui.saved() and result is not None:
        st.session_state["_import_result"] = (token, wish.kind, result)
        st.session_state["_imports_done"] = st.session_state.get("_imports_done", 0) + 1
        ui.say(
            f"{wish.kind} imported: {result.new:,} new, {result.changed:,} changed, {result.unchanged:,} unchanged, "
            f"{len(result.rejected):,} rejected."
        )


def result_of(token: str) -> tuple[str, ImportResult] | None:
    """What the last import of this file did, if it was this file."""
    kept = st.session_state.get("_import_result")
    return (kept[1], kept[2]) if kept and kept[0] == token else None


def preview(plan: Any, token: str) -> None:
    """Row by row what would happen and why, by kind of change."""
    counts = {what: plan.count(what) for what in WHAT}
    shown = st.segmented_control(
        "Show",
        WHAT,
        key=f"show_{token}",
        format_func=lambda what: f"{what.capitalize()} {counts[what]:,}",
        default=next((what for what in ("rejected", "changed", "new") if counts[what]), "unchanged"),
        required=True,
    )
    table = plan.table()
    part = table[table["what"] == shown].drop(columns="what")
    of, part = len(part), part.head(MOST_SHOWN)
    if part.empty:
        st.caption(f"No row is {shown}.")
    else:
        first = ("row", "why") if shown == "rejected" else ("row", "name", "state", "why")  # also where few columns have room
        told = [name for name in (*first, "name", "state", "rule", "facility", *part.columns) if name in part]
        part = part[[name for name in dict.fromkeys(told) if part[name].astype(bool).any()]].rename(columns=str.capitalize)
        st.dataframe(
            part,
            hide_index=True,
            key=f"preview_{token}_{shown}",
            width="stretch",
            height=min(420, 38 + 35 * len(part)),
            column_config={
                "Row": st.column_config.NumberColumn(width=50, help="as a spreadsheet counts rows", format="%d"),
                "Name": st.column_config.TextColumn(width=240),
                "State": st.column_config.TextColumn(width=60),
                "Decision": st.column_config.TextColumn(width=95),
                "Why": st.column_config.TextColumn(width=430),
            },
        )
    if of > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN:,} of {of:,} rows, those with something to say first.")


def disapproved_questions(columns: tuple[tuple[str, str | None], ...], token: str, name: str) -> dict[str, Any]:
    """What a list of disapproved publications needs to be asked: which state's it is, where no column says so."""
    state = ""
    if not dict(columns).get("state"):
        state = st.selectbox(
            "Whose list is it?", states.NAMES, index=None, format_func=states.NAMES.get, key=f"state_{token}",
            placeholder="a state",
        )  # fmt: skip
    return {"state": state or "", "source": name}


def restriction_questions(sheet: Sheet, token: str, name: str) -> dict[str, Any]:
    """What a list of restrictions needs to be asked: of which day, whose, which columns are rules in words."""
    day, source, add = st.columns([1, 2, 2], vertical_alignment="bottom")
    on = day.date_input("The list is as of", ui.today(), format="YYYY-MM-DD", key=f"as_of_{token}")
    whose = source.text_input("Whose list is it?", name, key=f"source_{token}")
    add_unmatched = add.checkbox("Add facilities that are not in the directory", key=f"add_{token}")
    texts = st.multiselect(
        "Columns that say a rule in words", sheet.columns, import_restrictions.texts(sheet.columns), key=f"texts_{token}"
    )
    return {"on": on, "source": whose.strip(), "add_unmatched": add_unmatched, "texts": tuple(texts)}


def doubts(plan: Any, token: str) -> tuple[tuple[int, int | str], ...]:
    """The rows that are not sure, each with its best guess to be ticked, or another facility to be chosen."""
    table = import_restrictions.doubtful(plan)
    if table.empty:
        return ()
    places = import_restrictions.candidates(plan)
    with st.expander(f"Not sure which facility: {len(table)} rows. They stay out unless you say which", key=f"doubts_{token}"):
        shown = pd.DataFrame(
            {
                "Row": table["row"],
                "In the file": table["name"] + ", " + table["state"],
                "Town": table["city"],
                "Best guess": table["guess"],
                "It is": False,
                "or it is": pd.Series([None] * len(table), dtype="object"),
                "Rule": table["rule"],
                "Why not sure": table["why"],
            }
        )
        said = st.data_editor(
            shown,
            hide_index=True,
            key=f"doubts_rows_{token}",
            width="stretch",
            disabled=["Row", "In the file", "Town", "Best guess", "Rule", "Why not sure"],
            column_config={
                "Row": st.column_config.NumberColumn(width="small", format="%d"),
                "It is": st.column_config.CheckboxColumn(width="small", help="Take the best guess"),
                "or it is": st.column_config.SelectboxColumn(options=[ADD, *places], width="medium"),
            },
        )
    chosen = []
    for row, guess, sure, other in zip(said["Row"], said["Best guess"], said["It is"], said["or it is"], strict=True):
        if isinstance(other, str) and other:
            chosen.append((int(row), import_restrictions.NEW if other == ADD else places[other]))
        elif sure:
            chosen.append((int(row), places[guess]))
    return tuple(chosen)
