"""How a list that somebody must check stands on its page: the same words and the same rule for *checked* on every one."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import measures
from bfp.base.db import Connection
from bfp.base.kept_list import Kept, KeptList
from bfp.base.words import plural
from bfp.ui import form

# ---- what a tab says of its list ----------------------------------------------------------------


@dataclass(frozen=True)
class Input:
    """A field of the form: its label, how it is typed, and how wide it is beside the others of its row."""

    name: str
    label: str
    kind: str = "line"  # line, dollars, lines, choice, tick, day
    width: float = 1
    choices: dict[Any, str] = field(default_factory=dict)  # as it is kept -> as it is shown
    usual: Any = ""  # what stands in the form of a new one; of a choice, None is nothing chosen yet
    more: dict[str, Any] = field(default_factory=dict)  # placeholder, help and the like

    def draw(self, key: str, value: Any) -> None:
        if self.kind == "line":
            st.text_input(self.label, "" if value is None else str(value), key=key, **self.more)
        elif self.kind == "dollars":
            st.text_input(self.label, measures.written_dollars(value or None), key=key, **self.more)
        elif self.kind == "lines":
            st.text_area(self.label, value, key=key, height=100, **self.more)
        elif self.kind == "choice":
            known = list(self.choices)
            at = known.index(value) if value in known else None
            st.selectbox(self.label, known, at, key=key, format_func=self.choices.get, **self.more)
        elif self.kind == "tick":
            st.checkbox(self.label, bool(value), key=key, **self.more)
        else:
            st.date_input(self.label, value, key=key, format="YYYY-MM-DD", **self.more)


@dataclass(frozen=True)
class Tab:
    """One list as its page shows it: what is its own beside what all of them share."""

    kept: KeptList
    nothing: str  # what an empty list says
    caption: str  # under the table
    compare: str  # an example of what a row is compared with
    shown: Callable[[list], pd.DataFrame]
    about: Callable[[Connection, Any, date], None]  # what a row says when it is opened
    inputs: Callable[[Connection, Any], list[tuple[Input, ...]]]  # the form's rows, of a row on file or of a new one (None)
    warning: str = ""  # what to do about those that are to be checked
    look: dict[str, Any] = field(default_factory=dict)  # how the table shows its columns
    above: Callable[[Connection, str], None] | None = None  # what stands above the form of a new one
    # What the list keeps, from what was typed and the prefix of the form's keys.
    read: Callable[[Connection, dict[str, Any]], dict[str, Any]] = lambda _, typed: typed
    beside: tuple[str, ...] = ()  # keys drawn by `above`, without the prefix
    # Around each save: what else changes with it, said first unless it is right anyway.
    around: Callable[[Connection, date, bool], AbstractContextManager[None]] = lambda con, today, anyway: nullcontext()

    @property
    def noun(self) -> str:
        return self.kept.noun


def show(con: Connection, tab: Tab, today: date) -> None:
    """Every row on the list; a click on one opens it, to be checked, corrected or voided."""
    many = len(tab.kept.unchecked(con))
    if many:
        st.markdown(
            f":orange[:material/warning:] {many} {plural(many, tab.noun)} {'is' if many == 1 else 'are'} still to be "
            f"checked{tab.warning or '.'}"
        )
    voided = st.toggle(f"Show voided {tab.noun}s", key=f"{tab.noun}s_voided")
    listed = tab.kept.listing(con, voided)
    if not listed:
        st.markdown(tab.nothing)
        return
    cells = st.dataframe(
        tab.shown(listed), hide_index=True, key=f"{tab.noun}s_{int(voided)}", width="stretch", on_select="rerun",
        selection_mode="single-cell", column_config=tab.look, placeholder="",
    )["selection"]["cells"]  # fmt: skip
    st.caption(tab.caption)
    if cells and cells[0][0] < len(listed):
        with st.container(border=True):
            _opened(con, tab, listed[cells[0][0]], today)


def new(con: Connection, tab: Tab) -> None:
    """The form for a row that is not on the list yet."""
    at = form.key(f"{tab.noun}_new")
    if tab.above is not None:
        tab.above(con, at)
    with st.form(at, border=False):
        inputs = _inputs(con, tab, at, None)
        st.checkbox("I have compared it with this source today", key=f"{at}_checked")
        form.anyway(at)
        st.form_submit_button(f"Add {tab.noun}", key=f"{at}_save", type="primary", on_click=_add, args=(tab, at, inputs))


def _opened(con: Connection, tab: Tab, row: Kept, today: date) -> None:
    tab.about(con, row, today)
    st.caption(ui.escape(" · ".join(part for part in (row.source and f"Source: {row.source}", row.status) if part)))
    if row.voided_on is not None:
        at = form.key(f"{tab.noun}_restore_{row.id}")
        form.anyway(at)
        st.button("Put it back into use", key=f"{at}_save", on_click=_restore, args=(tab, at, row.id))
        return
    one_line = ("It agrees with", "source", tab.compare, "Mark as checked", _confirm)
    _line_form(form.key(f"{tab.noun}_confirm_{row.id}"), tab, row, *one_line)
    with st.expander("Correct it, if it is wrong", key=f"{tab.noun}_correct_{row.id}"):
        _correct_form(con, tab, row)
    with st.expander("Void it, if it no longer stands", key=f"{tab.noun}_void_{row.id}"):
        one_line = ("Why it no longer stands", "void_reason", "", "Void", _void)
        _line_form(form.key(f"{tab.noun}_void_{row.id}"), tab, row, *one_line)


def _line_form(
    at: str, tab: Tab, row: Kept, label: str, name: str, example: str, button: str, act: Callable[..., None]
) -> None:
    with st.form(at, border=False):
        words, save = st.columns([3, 1], vertical_alignment="bottom")
        words.text_input(label, key=f"{at}_{name}", placeholder=example)
        form.anyway(at)
        save.form_submit_button(button, key=f"{at}_save", on_click=act, args=(tab, at, row.id), width="stretch")
    form.problem(name, at, words)


def _correct_form(con: Connection, tab: Tab, row: Kept) -> None:
    at = form.key(f"{tab.noun}_correct_{row.id}")
    with st.form(at, border=False):
        inputs = _inputs(con, tab, at, row)
        st.text_input("What was wrong", key=f"{at}_why")
        form.problem("why", at)
        form.anyway(at)
        st.form_submit_button("Save correction", key=f"{at}_save", on_click=_correct, args=(tab, at, inputs, row.id))
    st.caption("The old one stays on file, voided; what was made with it keeps its words. The new one is to be checked again.")


def _inputs(con: Connection, tab: Tab, at: str, row: Kept | None) -> list[Input]:
    """Draw the fields, with what stands on file in them; gives them back."""
    drawn = []
    for together in tab.inputs(con, row):
        for place, one in zip(st.columns([one.width for one in together]), together, strict=True):
            with place:
                one.draw(f"{at}_{one.name}", one.usual if row is None else getattr(row, one.name))
                form.problem(one.name, at)
            drawn.append(one)
    return drawn


# ---- callbacks ----------------------------------------------------------------------------------


def _anyway(at: str) -> bool:
    return bool(form.typed(at, "anyway")["anyway"])


@form.callback
def _add(tab: Tab, at: str, inputs: list[Input]) -> str:
    typed, today = form.typed(at, *(one.name for one in inputs), *tab.beside), ui.today()
    compared = bool(form.typed(at, "checked")["checked"])
    how = ", checked by you today." if compared else ". It is to be checked before anybody relies on it."
    written = tuple(typed[one.name] for one in inputs if one.kind in ("line", "dollars", "lines", "day"))
    anyway = _anyway(at)
    with form.once(at, record=written if any(written) else "") as con, tab.around(con, today, anyway):
        tab.kept.add(con, checked_on=today if compared else None, **tab.read(con, typed))
    return f"{tab.noun.capitalize()} added{how}"


@form.callback
def _correct(tab: Tab, at: str, inputs: list[Input], number: int) -> str:
    typed, why, today = form.typed(at, *(one.name for one in inputs)), form.typed(at, "why")["why"], ui.today()
    anyway = _anyway(at)
    with form.once(at) as con, tab.around(con, today, anyway):
        tab.kept.correct(con, number, why, today, **tab.read(con, typed))
    return "Corrected. The old one stays on file, voided; the new one is to be checked."


@form.callback
def _confirm(tab: Tab, at: str, number: int) -> str:
    source, today = form.typed(at, "source")["source"], ui.today()
    with form.once(at) as con:
        tab.kept.confirm(con, number, source, today)
    return "Checked by you today."


@form.callback
def _void(tab: Tab, at: str, number: int) -> str:
    reason, today = form.typed(at, "void_reason")["void_reason"], ui.today()
    anyway = _anyway(at)
    with form.once(at) as con, tab.around(con, today, anyway):
        tab.kept.void(con, number, reason, today)
    return "Voided. It stays on file with the reason."


@form.callback
def _restore(tab: Tab, at: str, number: int) -> str:
    today, anyway = ui.today(), _anyway(at)
    with form.once(at) as con, tab.around(con, today, anyway):
        tab.kept.restore(con, number)
    return "In use again."
