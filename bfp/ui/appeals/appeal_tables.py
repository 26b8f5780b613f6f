"""The lists of the page Appeals: what to do first, each state of the board, incidents without an appeal, what is learned."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.appeals import appeal_board, appeal_facts, appeal_report
from bfp.appeals.appeal_board import WHOSE, Board, Line
from bfp.base import periods
from bfp.base.db import Connection
from bfp.ui.appeals import appeal_desk

PAGE = 12
VIEWS = ("First", "To decide", "To write", "Sent", "Answered", "Closed", "No appeal yet", "Learned")
STAGES = {view: view.lower() for view in VIEWS[1:5]}
NOTHING = {
    "to decide": "Nothing waits to be decided. Open an appeal under *No appeal yet*, or on the page of an incident.",
    "to write": "No letter is to be written.",
    "sent": "No appeal waits for its answer.",
    "answered": "No answer waits for what follows from it.",
}
PERIODS = ("All years", "Last 12 months", "Last 3 years")


def counts(board: Board) -> str:
    """How many there are of each, in a line; what is past its deadline is not among what still can be appealed."""
    found = board.counts()
    parts = [f"**{number:,}** {state}" for state, number in found.items()]
    still = sum(line.can_be_appealed for line in board.unopened)
    parts += [f"{board.closed:,} closed", f"**{still:,}** incidents without an appeal that still can be appealed"]
    if passed := len(board.unopened) - still:
        parts.append(f"{passed:,} past their deadline")
    return " · ".join(parts)


def whose(board: Board) -> str:
    """All, mine, unassigned or late."""
    many = board.many(ui.volunteer())
    chosen = st.segmented_control(
        "Whose", appeal_board.ONLY, default="all", key="appeals_only", format_func=WHOSE.get, required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    if chosen == "mine" and not ui.volunteer():
        st.caption("Write your name on the left: until then none are yours.")
    told = [f"{many['mine']:,} mine" if ui.volunteer() else "", f"{many['unassigned']:,} nobody holds", f"{many['late']:,} late"]
    st.caption(" · ".join(part for part in told if part))
    return chosen or "all"


def first(con: Connection, board: Board, only: str) -> None:
    """What needs somebody now, whatever its state: due soonest, then what it can win."""
    who = ui.volunteer()
    lines = [line for state in ("to decide", "to write", "answered") for line in board.of(state, who, only)]
    lines += [line for line in board.of("sent", who, only) if line.late]
    if only in ("all", "unassigned", "late"):
        lines += [line for line in board.unopened if only != "late" or line.late]
    if not lines:
        st.markdown(_nothing(board, only, "Nothing is to be done now."))
        return
    _list(con, sorted(lines, key=lambda line: line.order), "first")


def of_state(con: Connection, board: Board, state: str, only: str) -> None:
    """One column of the board."""
    lines = board.of(state, ui.volunteer(), only)
    if not lines:
        st.markdown(_nothing(board, only, NOTHING[state]))
        return
    _list(con, lines, state.replace(" ", "_"))


def _nothing(board: Board, only: str, words: str) -> str:
    if not board.lines and not board.unopened and not board.closed:
        return "Nothing to appeal yet. What is stopped becomes an incident on the page *Incidents*; then it is listed here."
    return words if only == "all" else f"None of these here. Choose *{WHOSE['all']}* to see the others."


def unopened(con: Connection, board: Board, only: str) -> None:
    """Incidents without an appeal: open one, or one for all units at which the same was stopped."""
    lines = board.without(only)
    if not lines:
        st.markdown(_nothing(board, only, "Every undecided incident has its appeal."))
        return
    _list(con, lines, "unopened")


def _list(con: Connection, lines: list[Line], key: str) -> None:
    pages = -(-len(lines) // PAGE)
    page = min(st.session_state.get(f"{key}_page", 1) or 1, pages)
    for nth, line in enumerate(lines[PAGE * (page - 1) : PAGE * page]):
        _line(con, line, key, first=nth == 0)
    if pages > 1:
        st.pagination(pages, key=f"{key}_page")


def _line(con: Connection, line: Line, list_key: str, first: bool) -> None:
    number = f"i{line.incident_id}" if line.appeal_id is None else str(line.appeal_id)
    key = f"{list_key}_{number}"
    words, buttons = st.columns([3, 2], vertical_alignment="center")
    words.markdown(_words(line, with_state=list_key == "first"))
    with buttons, st.container(horizontal=True, key=f"line_{key}"):
        if line.appeal_id is None:
            _open_buttons(line, key, "primary" if first else "secondary")
        else:
            _hold_buttons(con, line, key, "primary" if first else "secondary")


def _words(line: Line, with_state: bool) -> str:
    """What, where; when and what is due; why it is worth it; who holds it."""
    esc = ui.escape
    marks = [":gray-badge[pattern]"] if line.pattern else []
    if line.level > 1:
        marks.append(f":gray-badge[level {line.level}]")
    if line.made_by == "reader":
        marks.append(":gray-badge[by the reader]")
    if with_state:
        marks.append(f":gray-badge[{line.state or 'no appeal yet'}]")
    when = esc(line.due)
    when = f":red[:material/alarm: **{when}**]" if line.late and not line.passed else f"**{when}**"
    covers = f" ({line.incidents} incidents)" if line.incidents > 1 else ""
    held = f"held by {esc(line.taken_by)}" if line.taken_by else "nobody holds it" if line.appeal_id is not None else ""
    last = " · ".join(part for part in (esc(line.why), held) if part)
    return f"{esc(line.what)} · {esc(line.place)}{covers} {' '.join(marks)}  \n{when}" + (f"  \n:gray[{last}]" if last else "")


def _open_buttons(line: Line, key: str, kind: str) -> None:
    st.button("Open appeal", key=f"{key}_open", type=kind, on_click=appeal_desk.open_for, args=((line.incident_id,), False))
    if line.alike:
        _for_all(line, key)
    if st.button("Incident", key=f"{key}_incident", type="tertiary"):
        ui.go("incident", incident=line.incident_id)


def _for_all(line: Line, key: str) -> None:
    """One appeal for all of a kind; where that moves the day to send by, it is said before it is opened."""
    label, ids = f"One for all {len(line.alike) + 1}", (line.incident_id, *line.alike)
    act = {"on_click": appeal_desk.open_for, "args": (ids, True)}
    if not line.together:
        st.button(label, key=f"{key}_pattern", **act, help="One appeal for this title or issue at every unit of the system")
        return
    with st.popover(label, key=f"{key}_moves", on_change="rerun") as moves:
        if moves.open:
            st.markdown(f"The day to send by changes. This one: {ui.escape(line.due)} All together: {ui.escape(line.together)}")
            st.button("Open one for all", key=f"{key}_pattern", **act)


def _hold_buttons(con: Connection, line: Line, key: str, kind: str) -> None:
    if st.button("Open", key=f"{key}_go", type=kind if line.state != "to decide" else "secondary"):
        ui.go("appeal", appeal=line.appeal_id)
    if line.state == "to decide":
        st.button("Appeal", key=f"{key}_ahead", type=kind, on_click=appeal_desk.go_ahead, args=(line.appeal_id,))
    if not line.taken_by:
        st.button("Take", key=f"{key}_take", on_click=appeal_desk.take, args=(line.appeal_id,))
    with st.popover("More", key=f"{key}_more", on_change="rerun") as more:
        if more.open:
            hand_over(line.appeal_id, line.taken_by, key, appeal_facts.volunteers(con))
            if line.state in appeal_facts.UNSENT:
                decline(line.appeal_id, key)


def hand_over(appeal_id: int, held_by: str, key: str, people: list[str]) -> None:
    """Into another's hands, with a word about it."""
    with st.form(f"{key}_hand_over", border=False):
        st.selectbox(
            "Hand over to", ["", *(name for name in people if name != held_by)], key=f"{key}_to", accept_new_options=True,
            format_func=lambda name: name or "nobody", help="Choose a name or type a new one",
        )  # fmt: skip
        ui.problem("hand_over")
        st.text_input("What they should know", key=f"{key}_to_text")
        st.form_submit_button("Hand over", key=f"{key}_hand_go", on_click=appeal_desk.hand_over, args=(appeal_id, key))


def decline(appeal_id: int, key: str) -> None:
    """Not to appeal, with the reason."""
    with st.form(f"{key}_decline", border=False):
        st.text_input("Don't appeal, because", key=f"{key}_why", placeholder="the reader asked us not to; came too late …")
        ui.problem("why_not")
        st.form_submit_button("Don't appeal", key=f"{key}_decline_go", on_click=appeal_desk.decline, args=(appeal_id, key))


def closed(con: Connection, only: str) -> int | None:
    """What is over; a click opens it. Gives which."""
    who = {"mine": ui.volunteer() or None, "unassigned": ""}.get(only)
    found = ui.paged("closed_page", appeal_board.PAGE, lambda offset: appeal_board.closed(con, who, offset=offset))
    opened = ui.rows(
        found.table, f"closed_{found.page}", "No appeal is closed yet.", opens="id", what="What", place="Where",
        decision="Decision", level="Level", sent_on="Sent", answered_on="Answered", closed_on="Closed", taken_by="Held by",
        why_not="Why not",
    )  # fmt: skip
    found.turn()
    return opened


def learned(con: Connection, today: date) -> None:
    """What became of appeals, and which arguments went before success."""
    left, right = st.columns([3, 1])
    with left:
        by = st.segmented_control("By", appeal_report.BY, default="system", key="learned_by", required=True) or "system"
    period = right.selectbox("Sent in", PERIODS, key="learned_period")
    since, _ = periods.period(period, today)
    said = appeal_report.summary(con, since)
    if not said:
        st.markdown("No appeal of this period was sent: nothing is learned yet. What is recorded on appeals is counted here.")
        return
    st.markdown(said)
    table = appeal_report.learned(con, by, since)
    st.dataframe(appeal_report.shown(table, by), hide_index=True, key="learned_rows", width="stretch", placeholder="")
    st.caption(
        "Overturned: at least in part, of what was answered, with Wilson's 95 % interval; no reply is no answer. Insufficient "
        "data is neither good nor bad. An appeal of several facilities or reasons counts once at each. Volunteers: who holds it."
    )
    ui.csv(appeal_report.for_csv(table, by), f"appeals_by_{by}", "learned_csv")
    st.subheader("Arguments", anchor=False)
    found = appeal_report.arguments(con, since)
    st.markdown(ui.escape(appeal_report.caution(found)))
    if not found.empty:
        st.dataframe(appeal_report.shown_arguments(found), hide_index=True, key="argument_rows", width="stretch", placeholder="")
        ui.csv(appeal_report.for_csv(found, "argument"), "appeals_by_argument", "arguments_csv")
