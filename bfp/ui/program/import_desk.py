"""Importing a file step by step: what kind of list, which column is what, what each row would do, and doing it."""

import hashlib
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, states
from bfp.base.db import Connection
from bfp.base.importing import WHAT, Plan, Result, Wish
from bfp.base.tables import columns, encodings, sheets
from bfp.base.tables.sheets import Manner, Sheet
from bfp.moving import brought_in, import_letters, import_readers, import_shipments, staged
from bfp.places import import_restrictions
from bfp.program import imports
from bfp.shelves import disapproved_rows, import_disapproved

KINDS = imports.KINDS
RESTRICTIONS, DISAPPROVED = import_restrictions.KIND.name, import_disapproved.KIND.name
SHIPMENTS = import_shipments.KIND.name
PAST = (import_readers.KIND.name, import_letters.KIND.name, SHIPMENTS)
MOST_SHOWN = 2_000  # rows of a preview that go to the browser
NO_HEADER = "no row, there is none"
MOST_ASKED = 24  # words for decisions
MEANS = {"disapproved": "disapproved", "approved": "approved", "other": "neither"}
ADD = "add as a new facility"


def mark_of(data: bytes) -> str:
    """A short mark of a file's contents: the same file uploaded again is the same file."""
    return hashlib.sha256(data).hexdigest()[:12]


def manner_of(mark: str) -> Manner:
    """How the file is to be read, where somebody said so below it."""
    header = st.session_state.get(f"header_{mark}")
    row = None if header is None else sheets.NONE if header == NO_HEADER else int(header.removeprefix("row "))
    return Manner(st.session_state.get(f"encoding_{mark}"), row, st.session_state.get(f"sheet_{mark}"))


def sheet_of(data: bytes, manner: Manner) -> Sheet:
    """The file as read, once for each file and way of reading it."""
    mark, kept = (mark_of(data), manner), st.session_state.get("_import_sheet")
    if not kept or kept[0] != mark:
        kept = (mark, sheets.read(data, imports.WORDS, manner))
        st.session_state["_import_sheet"] = kept
        st.session_state["_import_plans"] = {}
    return kept[1]


def how_it_is_read(sheet: Sheet | None, mark: str) -> None:
    """What was found out about the file, and to be put right where it is wrong; None is a file that could not be read so."""
    encoding = encodings.NAMES.get(sheet.encoding, "") if sheet else ""
    row = NO_HEADER if sheet and sheet.header == sheets.NONE else f"row {sheet.header}" if sheet else ""
    said = [f"sheet {sheet.sheet}" if sheet and sheet.sheet else f"letters: {encoding}", f"names of the columns: {row}"]
    with st.expander(ui.escape(f"Read with {', '.join(said)}") if sheet else "Read otherwise", key=f"reading_{mark}"):
        places = st.columns(3)
        places[0].selectbox(
            "Letters (accents look wrong?)", encodings.NAMES, index=None, key=f"encoding_{mark}", placeholder=encoding,
            format_func=encodings.NAMES.get, disabled=bool(sheet and sheet.sheets),
        )  # fmt: skip
        rows = [NO_HEADER, *(f"row {number}" for number in range(1, 31))]
        places[1].selectbox("The columns are named in", rows, index=None, key=f"header_{mark}", placeholder=row)
        if sheet and len(sheet.sheets) > 1:
            places[2].selectbox("Sheet", sheet.sheets, index=None, key=f"sheet_{mark}", placeholder=sheet.sheet)
    for note in sheet.notes if sheet else ():
        st.caption(ui.escape(note))


def columns_asked(kind: str, sheet: Sheet, token: str) -> tuple[tuple[str, str | None], ...]:
    """The columns as recognised, each with some of its values, and to be put right where they are wrong."""
    asked = KINDS[kind]
    found = asked.recognised(sheet)
    in_sight = st.container(height=300 if len(sheet.columns) > 7 else "content", border=False)
    chosen = {}
    missing = any(found[name] is None for name in asked.needed)
    with st.expander("Other columns than these", key=f"columns_{token}", expanded=missing):
        places = st.columns(4)
        for at, name in enumerate(asked.columns):
            column = found[name]
            chosen[name] = places[at % 4].selectbox(
                _words(name) + (" (needed)" if name in asked.needed else ""),
                sheet.columns,
                index=None if column is None else sheet.columns.index(column),
                key=f"column_{token}_{name}",
                placeholder="not in the file",
            )
    taken = {column: name for name, column in chosen.items() if column}
    in_sight.table(
        pd.DataFrame(
            {
                "Column of the file": [ui.escape(column) for column in sheet.columns],
                "Taken as": [_words(taken[column]) if column in taken else "not used" for column in sheet.columns],
                "Five of its values": [
                    ui.escape(" · ".join(value[:40] for value in sheet.values(column))) for column in sheet.columns
                ],
            }
        ).set_index("Column of the file")
    )
    return tuple(chosen.items())


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def planned(con: Connection, sheet: Sheet, kind: str, wish: Wish, token: str) -> Plan[Any]:
    """The plan for the file as the wish is now: asked once, kept until something changes."""
    done = st.session_state.get("_imports_done", 0)
    kept = st.session_state.setdefault("_import_plans", {})
    if token not in kept or kept[token][0] != (wish, done):
        bar = st.progress(0.0, "Comparing the rows with what is on file …")
        show = lambda at, of: bar.progress(at / max(of, 1), f"Row {at:,} of {of:,}")  # noqa: E731
        if kind == RESTRICTIONS:  # which facility each row means takes longest: asked once, not at each tick
            asked = (wish.columns, wish.answer("texts"), done)
            if asked not in kept:
                kept[asked] = import_restrictions.matched(con, sheet, wish, show)
            made = import_restrictions.plan_for(con, sheet, [replace(row) for row in kept[asked]], wish)
        else:
            made = KINDS[kind].plan(con, sheet, wish, show)
        kept[token] = ((wish, done), made)
        bar.empty()
    return kept[token][1]


def run(sheet: Sheet, kind: str, wish: Wish, token: str) -> None:
    """Callback: compare once more with what is on file at this moment, and write all of it or nothing."""
    result = None
    with ui.saving() as con:
        result = KINDS[kind].save(con, KINDS[kind].plan(con, sheet, wish, None), ui.today())
    if ui.saved() and result is not None:
        st.session_state["_import_result"] = (token, kind, result)
        st.session_state["_imports_done"] = st.session_state.get("_imports_done", 0) + 1
        ui.say(
            f"{kind} imported: {result.new:,} new, {result.changed:,} changed, {result.unchanged:,} unchanged, "
            f"{len(result.rejected):,} rejected."
        )


def result_of(token: str) -> tuple[str, Result] | None:
    """What the last import of this file did, if it was this file."""
    kept = st.session_state.get("_import_result")
    return (kept[1], kept[2]) if kept and kept[0] == token else None


def preview(plan: Plan[Any], token: str) -> None:
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
        # What is first is seen also where few columns have room.
        first = ("row", "why") if shown == "rejected" else ("row", "name", "title", "state", "why")
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


def disapproved_questions(sheet: Sheet, wish: Wish, token: str) -> Wish:
    """What a list of disapproved publications needs to be asked: whose it is, and what its own words for decisions mean."""
    asked, state = dict(wish.columns), ""
    if not asked.get("state"):
        state = st.selectbox(
            "Whose list is it?", states.NAMES, index=None, format_func=states.NAMES.get, key=f"state_{token}",
            placeholder="a state",
        )  # fmt: skip
    decision, meanings = asked.get("decision"), []
    unclear = disapproved_rows.unclear(sheet.values(decision, 200)) if decision else []
    places = st.columns(4)
    for at, word in enumerate(unclear[:MOST_ASKED]):
        meant = places[at % 4].selectbox(
            f"What does “{ui.escape(word[:40])}” mean?", ("disapproved", "approved", "other"), index=None,
            key=f"meaning_{token}_{word}", placeholder="counts as neither", format_func=MEANS.get,
        )  # fmt: skip
        meanings.append((word, meant or "other"))
    return replace(wish, answers=(("state", state or ""), ("meanings", tuple(meanings))))


def log_questions(sheet: Sheet, kind: str, wish: Wish, token: str) -> Wish:
    """What a program's past needs to be asked: whether best guesses of places are taken, and what a log's words mean."""
    answers: list[tuple[str, Any]] = []
    if st.checkbox("Take all best guesses of facilities that are not sure", key=f"guesses_{token}"):
        answers.append((staged.TAKE_GUESSES, True))
    column = dict(wish.columns).get("outcome")
    if kind == SHIPMENTS and column:
        counts = sheet.rows[column].map(columns.cell).value_counts()
        words = [word for word in counts.index if word][:MOST_ASKED]
        with st.expander("What the log’s words for outcomes mean", key=f"words_{token}", expanded=True):
            st.caption("“Refused” and “RTS” say that it came back, and not why: no reason given, never censored.")
            places, meanings = st.columns(4), []
            for at, word in enumerate(words):
                usual = import_shipments.meaning(word)
                meant = places[at % 4].selectbox(
                    f"{ui.escape(word[:40])} ({counts[word]:,})", import_shipments.OUTCOMES,
                    index=import_shipments.OUTCOMES.index(usual) if usual else None, key=f"word_{token}_{word}",
                    placeholder="not understood: a note",
                )  # fmt: skip
                if meant:
                    meanings.append((word, meant))
        answers.append(("meanings", tuple(meanings)))
    return replace(wish, answers=tuple(answers))


def brought_in_before(con: Connection) -> None:
    """The imports of a program's past, latest first, each to be undone while nothing newer hangs on it."""
    table = brought_in.listing(con)
    if table.empty:
        return
    st.subheader("Brought in so far", anchor=False)
    for one in table.itertuples():
        words, button = st.columns([5, 1], vertical_alignment="center")
        when, undone = dates.clock(one.made_at.to_pydatetime()), one.undone_at == one.undone_at
        told = f"{one.kind} from {one.file}, {when}, by {one.made_by or 'nobody named'}: {one.new_rows:,} rows came in"
        words.markdown(ui.escape(told) + (", **undone**" if undone else ""))
        if not undone:
            with button.popover("Undo"):
                st.markdown("Everything that came in by this import goes out again, if nothing newer hangs on it.")
                st.button("Undo it all", key=f"undo_import_{one.id}", on_click=_undo, args=(int(one.id),))


def _undo(import_id: int) -> None:
    with ui.saving("The import is undone: nothing of it is left.") as con:
        brought_in.undo(con, import_id)
    if ui.saved():
        st.session_state["_imports_done"] = st.session_state.get("_imports_done", 0) + 1


def restriction_questions(sheet: Sheet, wish: Wish, token: str) -> Wish:
    """What a list of restrictions needs to be asked: of which day, whose, which columns are rules in words."""
    day, source, add = st.columns([1, 2, 2], vertical_alignment="bottom")
    on = day.date_input("The list is as of", wish.on, format="YYYY-MM-DD", key=f"as_of_{token}")
    whose = source.text_input("Whose list is it?", wish.source, key=f"source_{token}")
    add_unmatched = add.checkbox("Add facilities that are not in the directory", key=f"add_{token}")
    texts = st.multiselect(
        "Columns that say a rule in words", sheet.columns, import_restrictions.texts(sheet.columns), key=f"texts_{token}"
    )
    return replace(wish, on=on, source=whose.strip(), answers=(("texts", tuple(texts)), ("add_unmatched", add_unmatched)))


def doubts(plan: Plan[Any], token: str) -> tuple[tuple[int, int | str], ...]:
    """The rows that are not sure, each with its best guess to be ticked, or another facility to be chosen."""
    table = import_restrictions.doubtful(plan)
    if table.empty:
        return ()
    places = import_restrictions.candidates(plan)
    with st.expander(f"Not sure which facility: {len(table)} rows. They stay out unless you say which", key=f"doubts_{token}"):
        every = st.checkbox("Take all best guesses", key=f"every_{token}", help="Untick those that are wrong")
        shown = pd.DataFrame(
            {
                "Row": table["row"],
                "In the file": table["name"] + ", " + table["state"],
                "Town": table["city"],
                "Best guess": table["guess"],
                "It is": every,
                "or it is": pd.Series([None] * len(table), dtype="object"),
                "Rule": table["rule"],
                "Why not sure": table["why"],
            }
        )
        said = st.data_editor(
            shown,
            hide_index=True,
            key=f"doubts_rows_{token}" + "_every" * every,
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
