"""The queue on the screen: filters, one page of requests, and what is done with those chosen."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import lists
from bfp.base.db import Connection
from bfp.mail import book_requests
from bfp.packing import next_requests, on_the_table
from bfp.places import systems
from bfp.ui import form
from bfp.ui.packing import parcel_aside, session_desk

PAGE = 50
COLUMNS = (
    "age_days", "reader", "number", "restrictions", "titles", "in_stock", "subjects", "due_on", "facility", "asked_on",
    "languages",
)  # fmt: skip
DECLINED_FOR = (
    "released",
    "already had books this period",
    "facility refuses all books",
    "nothing that fits",
    "not what we send",
)


def filters(con: Connection) -> None:
    """What the queue is narrowed to; a change goes back to its first page."""
    subject, system, language, stock = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
    named = {"subject": lists.names(con, "subject"), "language": lists.names(con, "language"), "system": _systems(con)}
    for where, name in ((subject, "subject"), (system, "system"), (language, "language")):
        where.selectbox(
            name.capitalize(), list(named[name]), index=None, format_func=lambda term, names=named[name]: names.get(term, ""),
            key=f"queue_{name}", placeholder="all", on_change=_first_page,
        )  # fmt: skip
    stock.toggle("Waiting too long", key="queue_overdue", bind="query-params", on_change=_first_page)
    stock.toggle(
        "Titles in stock",
        key="queue_in_stock",
        bind="query-params",
        on_change=_first_page,
        help="Only requests of which a title asked for is on the shelf.",
    )


def _systems(con: Connection) -> dict[int, str]:
    table = systems.listing(con)
    return dict(zip(table["id"].tolist(), table["name"], strict=True))


def _first_page() -> None:
    st.session_state["queue_page"] = 1


def _filtered() -> dict:
    state = st.session_state
    return {
        "subject_id": state.get("queue_subject"),
        "system_id": state.get("queue_system"),
        "language_id": state.get("queue_language"),
        "in_stock": bool(state.get("queue_in_stock")),
        "overdue": bool(state.get("queue_overdue")),
    }


def load(con: Connection, today: date) -> ui.Paged:
    """The page of the queue that is asked for."""

    def ask(offset: int) -> tuple[pd.DataFrame, int]:
        return ui.counted(book_requests.queue(con, today, **_filtered(), limit=PAGE, offset=offset), "matching")

    found = ui.paged("queue_page", PAGE, ask)
    queue = found.table
    tables = on_the_table.of(con, queue["id"])
    there = [tables.get(int(request_id)) for request_id in queue["id"]]
    seats = {"session": [one.sentence if one else "" for one in there], "where": [one.where if one else "" for one in there]}
    return replace(found, table=queue.assign(**seats))


def nobody_waits(con: Connection) -> None:
    """An empty queue says why, and what to do."""
    if any(_filtered().values()):
        st.markdown("No request waits that fits this. Take a filter out.")
        return
    st.markdown("Nobody waits. A request comes into the queue with its letter.")
    if st.button("Enter a letter", key="queue_letters", type="primary"):
        ui.go("letters")


def _key(queue: pd.DataFrame) -> str:
    # Rows are chosen by their place: once other rows stand there, it is another table.
    return f"queue_rows_{hash(tuple(queue['id'])) & 0xFFFFFFFF:x}"


def _chosen(queue: pd.DataFrame) -> pd.DataFrame:
    picked = (st.session_state.get(_key(queue)) or {}).get("selection", {}).get("rows", [])
    return queue.iloc[[row for row in picked if row < len(queue)]]


def next_of(con: Connection, today: date) -> next_requests.Following:
    """The one that comes next with these filters, and those passed over before it."""
    return next_requests.of(con, today, 1, **_filtered())


def actions(queue: pd.DataFrame, following: next_requests.Following) -> None:
    """Fill the one chosen (or the oldest in no session), decline those chosen."""
    chosen = _chosen(queue)
    free = chosen if len(chosen) < 2 else chosen[chosen["where"] == ""]
    ids = [int(request_id) for request_id in free["id"]] if len(chosen) else following.ids
    with st.container(horizontal=True, vertical_alignment="center"):
        fill = "Fill the oldest" if chosen.empty else "Fill" if len(chosen) == 1 else f"Pack these {len(free)}"
        said = "Pack a parcel for it." if len(chosen) < 2 else "A packing session with a pick list and a parcel for each."
        together = _together if len(chosen) > 1 else None
        look = {"key": "queue_fill", "type": "primary", "help": said, "width": 150, "disabled": not ids}
        if st.button(fill, on_click=together, args=(ids,), **look) and together is None:
            ui.go("packing", request=ids[0])
        with st.popover("Decline", disabled=chosen.empty, width=130), st.form("queue_decline", border=False):
            st.text_input("Reason", key="queue_reason", placeholder=DECLINED_FOR[0])
            ui.problem("reason")
            st.caption("Such as: " + ", ".join(DECLINED_FOR) + ".")
            ids = [int(request_id) for request_id in chosen["id"]]
            st.form_submit_button(
                f"Decline {_requests(ids)}", key="queue_decline_go", type="primary", on_click=_decline, args=(ids,)
            )
        matching = int(queue["matching"].iloc[0])
        if len(free) < len(chosen):
            st.caption(f":orange[{len(chosen) - len(free)} of those ticked in a session already: left out.]")
        st.caption(f"{matching:,} waiting, the oldest on this page {int(queue['age_days'].iloc[0])} days. Tick rows to choose.")


@form.callback
def _together(ids: list[int]) -> str:
    """Several requests as a packing session."""
    return session_desk.start(("session", *ids), ids)


def details(con: Connection, queue: pd.DataFrame) -> None:
    """What is chosen, in full; below the table, which so stays where it is."""
    chosen = _chosen(queue)
    if len(chosen) == 1:
        one = chosen.iloc[0]
        asked = " · ".join(part for part in (one["subjects"], one["titles"], one["restrictions"], one["where"]) if part)
        st.markdown(ui.escape(f"{one['reader']} · {one['number']} · {one['facility']}: {asked}"))
        parcel_aside.skip(on_the_table.one(con, int(one["id"])))
    elif len(chosen):
        st.caption(f"{len(chosen)} chosen. Several are packed as a session.")


def _requests(ids: list[int]) -> str:
    return f"{len(ids)} {'request' if len(ids) == 1 else 'requests'}"


DECLINED = "_declined"  # what was declined last: for Undo


@form.callback
def _decline(ids: list[int]) -> None:
    reason, today = form.typed("queue", "reason")["reason"], ui.today()
    with form.once(("decline", *ids), f"{_requests(ids)} declined: {reason}") as con:
        for request_id in ids:
            book_requests.decline(con, request_id, reason, today)
    st.session_state[DECLINED] = ids
    ui.clear("queue_reason")


def table(con: Connection, found: ui.Paged, following: next_requests.Following) -> None:
    """One page of the queue; only what is shown goes to the browser."""
    queue = found.table
    session = ("session",) if queue["session"].any() else ()  # a program without sessions has no use for the column
    text, height = st.column_config.TextColumn, min(620, 38 + 35 * len(queue))
    st.dataframe(
        queue[[*COLUMNS[:4], *session, *COLUMNS[4:]]],
        key=_key(queue),
        hide_index=True,
        width="stretch",
        height=height,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "age_days": st.column_config.NumberColumn("Days", width=50, pinned=True),
            "reader": text("Reader", width=140),
            "facility": text("Facility", width=180),
            "session": text("Session", width=110),
            "titles": text("Titles asked", width=190),
            "in_stock": text("In stock", width=65),
            "subjects": text("Subjects", width=160),
            "restrictions": text("Restrictions", width=130),
            "number": text("Number", width=80),
            "due_on": st.column_config.DateColumn("Books from", format="D MMM YYYY", width=95, help="The interval is over then."),
            "asked_on": st.column_config.DateColumn("Asked", format="D MMM YYYY", width=95),
            "languages": text("Languages", width=90),
        },
    )
    details(con, queue)
    parcel_aside.left_out(following, "queue_left_out")
    found.turn()
    if st.session_state.get(DECLINED):
        st.button("Undo the last decline", key="queue_undo", on_click=_undo, type="tertiary", icon=":material/undo:")


@form.callback
def _undo() -> None:
    ids = st.session_state.get(DECLINED, [])
    with form.once(("reopen", *ids), "They wait again.") as con:
        for request_id in ids:
            book_requests.reopen(con, request_id)
    st.session_state[DECLINED] = []
