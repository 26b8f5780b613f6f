"""Everything that knows Streamlit but is no page: connection, saving, errors shown, small widgets."""

import gc
import html
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils import schemapi

from bfp import doors, screens
from bfp.accounts import access
from bfp.base import csv_writing, dates, db, drafts
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.schema import migrations
from bfp.ui.drawn import drawn
from bfp.ui.who import account, may_open, noted, opened, refuse_strangers

__all__ = ["drawn", "noted", "opened"]
alt.theme.enable("none")  # Streamlit's own look, light and dark
schemapi.disable_debug_mode()
ICON = Path(__file__).parent / "icon.png"
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
TWICE_WITHIN = 3.0  # seconds in which an identical record is the same record


@st.cache_resource(show_spinner=False)
def _freeze() -> bool:
    """Take what the imports made out of the collector's sight: reruns go from 84 to 8.5 ms."""
    gc.collect()
    gc.freeze()
    return True


def begin() -> None:
    """Set up the page and stop with one sentence if the database can't be opened."""
    st.set_page_config(page_title="Books for prisoners", page_icon=str(ICON), layout="wide")
    _freeze()
    try:
        connection()
    except BfpError as error:
        st.title("The desk is closed", anchor=False)
        st.error(escape(str(error)))
        st.stop()


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with the database while the sidebar or a page is drawn is a sentence on it, with what to do."""
    try:
        yield
    except BfpError as error:
        st.error(escape(str(error)))


def connection() -> Connection:
    """The process's connection to its database, with the tables up to date."""
    return db.shared(db.database_path(), migrations.migrate)


def today() -> date:
    """The day it is."""
    return dates.today()


def volunteer() -> str:
    """Who is at the desk: who is signed in, else the name as chosen once in this browser session; empty until then."""
    if known := account():
        return known.name
    return str(st.session_state.get("volunteer", "")).strip()


def browser() -> str:
    """Which browser this is, by the cookie that the doors gave it; empty for one that takes none."""
    return str(st.session_state.get("_browser") or st.context.cookies.get(doors.COOKIE) or "")


def introduced() -> None:
    """Keep who is here, and what they do, for this browser, so that a reload does not ask again."""
    known, name = browser(), volunteer()
    if known:
        with suppress(BfpError), db.transaction(connection(), name) as con:  # not kept, it is asked again: no more is lost
            drafts.remember(con, known, drafts.NAME, {"name": name, "work": st.session_state.get("work", "")})


def name_plate(name: str) -> str:
    """The program's name as a picture, in a green that reads on light and dark."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{24 + 11 * len(name)}" height="32">'
        '<text x="0" y="23" font-family="sans-serif" font-size="19" font-weight="700" fill="#3E8A66">'
        f"{html.escape(name)}</text></svg>"
    )


def page(title: str, purpose: str, narrow: bool = False, width: int = 820) -> None:
    """One title, one line that says what the page is for, both as text, and the line of the last save or refusal.

    A `narrow` page, and one of another `width` (pixels), does not grow with the window. *What is this?* opens a paragraph for
    somebody on their first evening.
    """
    if narrow or width != 820:
        st.html(f"<style>.stMainBlockContainer{{max-width:{width}px}}</style>")
    st.title(escape(title), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="what_for"):
        st.caption(escape(purpose), width="content")
        if told := screens.first_evening().get(st.session_state.get("_page", "")):
            with st.popover("What is this?", type="tertiary", key="what_is_this"):
                st.markdown(told)
    notice()


@dataclass
class Notice:
    """How the last save went. A plain object: telling it is safe after a write, when Streamlit may stop a callback."""

    saved: bool = True
    text: str = ""
    field: str | None = None
    lead: str = "Not saved."
    form: str = ""  # the name of the form, where other forms of the page have a field of the same name

    def say(self, text: str) -> None:
        """What was done."""
        self.saved, self.text, self.field, self.form = True, text, None, ""

    def refuse(self, error: BfpError, lead: str = "Not saved.") -> None:
        """Why it was not done, and in which field."""
        self.saved, self.text, self.field, self.lead = False, str(error), getattr(error, "field", None), lead
        self.form = ""


def board() -> Notice:
    """How the last save of this browser session went."""
    return st.session_state.setdefault("_notice", Notice())


def notice() -> None:
    """The line of the last save or refusal. It always takes its room, so that nothing jumps."""
    last = board()
    if not last.text:
        st.markdown("&nbsp;")
    elif last.saved:
        st.markdown(f":green[:material/check:] {escape(last.text)}")
    else:
        st.markdown(f":red[**{last.lead}** {escape(last.text)}]")
    if not last.saved and last.field == "volunteer" and not volunteer():  # its own field is down in the sidebar
        st.text_input("Your name", key="name_here", on_change=_named, width=320)
    last.text = ""


def _named() -> None:
    st.session_state["volunteer"] = str(st.session_state["name_here"] or "")
    introduced()


@contextmanager
def saving(message: str = "", by: str | None = None, last: Notice | None = None) -> Iterator[Connection]:
    """Save everything inside in one transaction; a refusal becomes a sentence and nothing is saved.

    For callbacks: read every field before, write inside, touch Streamlit only after. `saved()` says
    how it went. Whoever has waited since asks beforehand who is at the desk, and for the board.
    """
    by, last = volunteer() if by is None else by, last or board()
    try:
        refuse_strangers()
        with db.transaction(connection(), by) as con:
            yield con
    except BfpError as error:  # anything else is a bug, and should look like one
        last.refuse(error)
    else:
        last.say(message)


def saved() -> bool:
    """Whether the last `saving` was kept."""
    return board().saved


def say(text: str) -> None:
    """What was done, shown in the notice line of the next page drawn."""
    board().say(text)


def refuse(error: BfpError, lead: str = "Not saved.") -> None:
    """Show a refusal that happened outside of `saving`."""
    board().refuse(error, lead)


def problem(field: str, place: Any = st) -> bool:
    """Mark the field in which the last refusal stands; call it right below the field, with the field's column if it has one."""
    last = board()
    if not last.saved and last.field == field:
        place.markdown(":red[:material/arrow_upward: mend this field]")
        return True
    return False


def repeated(name: str, record: Any) -> bool:
    """Whether the same record was saved under this name a moment ago (double Enter, double click)."""
    last, when = st.session_state.get(f"_last_{name}", (None, 0.0))
    return record == last and time.monotonic() - when < TWICE_WITHIN


def remember(name: str, record: Any) -> None:
    """Keep what was just saved under this name, for `repeated`."""
    st.session_state[f"_last_{name}"] = (record, time.monotonic())


def fields(*keys: str) -> dict[str, Any]:
    """What stands in the widgets with these keys now; text is stripped. Read all before writing."""
    state = st.session_state
    values = {key: state.get(key) for key in keys}
    return {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}


def clear(*keys: str) -> None:
    """Empty these widgets for the next entry (only after a save: a refusal keeps what was typed)."""
    for key in keys:
        if isinstance(st.session_state.get(key), str):
            st.session_state[key] = ""  # set, not dropped: else the browser keeps what was typed after a double Enter
        else:
            st.session_state.pop(key, None)


def number(name: str) -> int | None:
    """A number in the page's address (?facility=12), or None."""
    text = st.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def go(file: str, **where: int) -> None:
    """Open another page, with what it is about in its address: a number of ours, never a name."""
    if not may_open(file):
        return board().refuse(Invalid("Your role does not open that page. Ask a coordinator."), "Not opened.")
    st.switch_page(screens.path(file), query_params={k: str(int(v)) for k, v in where.items()})


def escape(text: str) -> str:
    """Text from people, safe inside Markdown, where it stands literally."""
    for sign in "\\`*_[]{}<>#$:~|":
        text = text.replace(sign, f"\\{sign}" if sign not in "<>" else ("&lt;" if sign == "<" else "&gt;"))
    # An address would become a link however it is escaped: a sign that nobody sees stands in it.
    return _ADDRESS.sub("\u2060", text)


def rows(
    table: pd.DataFrame, key: str, nothing: str, opens: str = "", look: dict[str, Any] | None = None, **columns: str
) -> int | None:
    """A plain table of these columns under these headings, or the sentence for none; only they go to the browser.

    `look` says how columns are shown, by their headings. With `opens` (a column of ids) a click on a row gives the id of
    that row, else None.
    """
    if table.empty:
        st.caption(nothing)
        return None
    shown = table[list(columns)].rename(columns=columns)
    days = {name: st.column_config.DateColumn(format="D MMM YYYY") for key_, name in columns.items() if key_.endswith("_on")}
    config = days | (look or {})
    drawn = {"hide_index": True, "key": f"{key}_rows", "column_config": config, "width": "stretch", "placeholder": ""}
    if not opens:
        st.dataframe(shown, **drawn)
        return None
    cells = st.dataframe(shown, on_select="rerun", selection_mode="single-cell", **drawn)["selection"]["cells"]
    if cells:
        return int(table[opens].iloc[cells[0][0]])
    st.caption("A click opens it.")
    return None


csv_bytes = csv_writing.table


@dataclass(frozen=True)
class Paged:
    """One page of a long table, and how many rows there are in all."""

    table: pd.DataFrame
    many: int
    page: int
    size: int
    key: str

    @property
    def pages(self) -> int:
        return -(-self.many // self.size)

    def turn(self, **look: Any) -> None:
        """The pager, if there is more than one page."""
        if self.pages > 1:
            st.pagination(self.pages, key=self.key, **look)


def counted(table: pd.DataFrame, column: str) -> tuple[pd.DataFrame, int]:
    """Rows of which each says in this column how many there are in all."""
    return table, 0 if table.empty else int(table[column].iloc[0])


def paged(key: str, size: int, ask: Callable[[int], tuple[pd.DataFrame, int]]) -> Paged:
    """The page that is asked for, or the first if that one is gone; `ask` gives the rows from an offset, and how many there are.

    Another `key` (for other filters) is another list, which begins at its first page.
    """
    page = st.session_state.get(key) or 1
    table, many = ask((page - 1) * size)
    if table.empty and page > 1:
        page, (table, many) = 1, ask(0)
    return Paged(table, many, page, size, key)


def tabs(key: str, views: dict[str, Callable[[], Any]], **look: Any) -> None:
    """Views under their names: only the one that is open is counted and drawn."""
    for tab, show in zip(st.tabs(list(views), key=key, **look), views.values(), strict=True):
        with tab:
            if tab.open:
                show()


def download(
    label: str, data: Callable[[], bytes] | bytes, file_name: str, mime: str, key: str, many: int = 1, place: Any = st,
    **look: Any,
) -> None:  # fmt: skip
    """The one button that gives a file: made only when it is pressed, and noted then, by whom and how many rows."""
    made, what = data if callable(data) else lambda: data, access.PRINTED if mime == "application/pdf" else access.LIST
    look = {"on_click": "ignore", "icon": ":material/download:"} | look
    place.download_button(label, data=noted(what, file_name, made, many), file_name=file_name, mime=mime, key=key, **look)


def csv(table: pd.DataFrame, name: str, key: str) -> None:
    """A button that gives the table as CSV."""
    download("CSV", lambda: csv_bytes(table), f"{name}.csv", "text/csv", key, len(table))


def figure(
    chart: alt.TopLevelMixin | dict[str, Any],
    table: pd.DataFrame,
    name: str,
    says: str,
    key: str,
    selection: bool = False,
    columns: dict[str, Any] | None = None,
    missing: str | None = None,
) -> Any:
    """A chart with the line that says what it counts, its table and its CSV.

    `chart` is one, or the specification that `drawn` keeps of it. `says` is one line: what is counted, with n, and as of which
    day. Returns what was clicked, if `selection` (the chart then has a named point selection). The frame in the chart holds
    only the columns it draws: all of them go to the browser. `columns` says how the table shows its
    columns (st.column_config), `missing` what stands where there is no number.
    """
    spec = chart if isinstance(chart, dict) else chart.to_dict(validate=False)  # the schema is checked in the tests
    event = st.vega_lite_chart(spec=spec, key=key, on_select="rerun" if selection else "ignore", width="stretch")
    st.caption(says)
    with st.expander("Table", key=f"{key}_table"):
        st.dataframe(table, hide_index=True, key=f"{key}_rows", column_config=columns, placeholder=missing)
        csv(table, name, f"{key}_csv")
    return event if selection else None
