"""The parts of the page Where: the daily look for new bans, alarms to answer, the tabs, and the chase."""

import math
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.base.periods import Scope
from bfp.base.words import percent
from bfp.censorship import alarms, censorship_charts, censorship_report, censorship_words, silence
from bfp.censorship.mail_counts import Ranking
from bfp.outcomes import chase, chase_report
from bfp.stats.new_bans import CUSUM_ALARM
from bfp.stats.rates import reporting_ratio
from bfp.ui import form, reporting

ALARMS_SHOWN = 5
RATIOS = (0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0, 2.4, 2.8, 3.4, 4.0)  # even steps on a logarithmic scale
SCOPES = {"facility": "", "system": "the system ", "title": "the title "}


def look_once_a_day(con: Connection, today: date) -> None:
    """The daily look for new bans, where the process has not made it yet; if it fails the page opens all the same."""
    try:
        alarms.look_once_a_day(con, today)
    except BfpError as error:
        st.caption(f"New bans could not be looked for just now: {ui.escape(str(error))}")


def suspected(con: Connection) -> None:
    """The alarms that nobody has answered, each with its sentence and where to answer it."""
    waiting = alarms.waiting(con)
    if waiting.empty:
        st.caption("No alarm is waiting. The program looks for new bans once a day; no alarm is no proof of delivery.")
        return
    st.markdown(f"**{len(waiting):,} {'alarm is' if len(waiting) == 1 else 'alarms are'} waiting for an answer**")
    for alarm in waiting.head(ALARMS_SHOWN).itertuples():
        _alarm(alarm)
    if len(waiting) > ALARMS_SHOWN:
        with st.expander(f"{len(waiting) - ALARMS_SHOWN:,} more", key="alarms_more"):
            for alarm in waiting.iloc[ALARMS_SHOWN:].itertuples():
                _alarm(alarm)


def _alarm(alarm) -> None:
    told, answer = st.columns([5, 1], vertical_alignment="center")
    what = "New ban suspected" if alarm.kind == alarms.NEW_BAN else "Ban lifted, it seems"
    opinion = "" if pd.isna(alarm.cusum) else _opinion(alarm.cusum)
    told.markdown(
        f"◆ **{what}: {SCOPES[alarm.scope]}{ui.escape(alarm.name)}.** {ui.escape(alarm.sentence)}. "
        f":gray[Raised {written(alarm.raised_on)}.{opinion}]"
    )
    with answer.popover("Answer", key=f"alarm_{alarm.id}", width="stretch"):
        if alarm.scope == "facility" and st.button("Open the facility", key=f"alarm_open_{alarm.id}"):
            open_facility(alarm.scope_id)
        with st.form(f"alarm_form_{alarm.id}", border=False):
            st.text_area(
                "What was found or done",
                key=f"alarm_note_{alarm.id}",
                placeholder="wrote to the mail room; two test mailings sent",
            )
            ui.problem("note")
            st.form_submit_button(
                "Answer it", type="primary", on_click=_acknowledge, args=(int(alarm.id),), key=f"alarm_save_{alarm.id}"
            )


def _opinion(cusum: float) -> str:
    return " The second opinion agrees." if cusum >= CUSUM_ALARM else " The second opinion is not sure yet."


def _acknowledge(alarm_id: int) -> None:
    key = f"alarm_note_{alarm_id}"
    note = ui.fields(key)[key]
    with ui.saving("Answered.") as con:
        alarms.acknowledge(con, alarm_id, note or "", ui.today())
    if ui.saved():
        ui.clear(key)


def open_facility(facility_id: int) -> None:
    """Open a facility where its censorship is told."""
    st.session_state[f"view_{int(facility_id)}"] = "Censorship"
    ui.go("facility", facility=int(facility_id))


def how_to_read(short: str, longer: str, key: str) -> None:
    """One line for somebody who never took statistics, and the longer explanation one click away."""
    line, more = st.columns([5, 1], vertical_alignment="center")
    line.caption(short)
    with more.popover("Explain", key=f"explain_{key}", width="stretch"):
        st.markdown(longer)


def _dots(found: Ranking, opens: bool, most: int, ratio: float) -> alt.LayerChart:
    return censorship_charts.interval_dots(censorship_report.listed(found, most), found.program.p1, opens, ratio)


def _funnel(found: Ranking) -> alt.LayerChart:
    return censorship_charts.funnel(censorship_report.funnel_points(found), found.program.p1)


def _tiles(found: Ranking) -> alt.LayerChart:
    return censorship_charts.tile_grid(censorship_report.tiles(found))


def the_list(found: Ranking) -> None:
    """The interval dots, and a click that opens the facility."""
    drawn = censorship_report.listed(found)
    how_to_read(censorship_words.READ_LIST, censorship_words.EXPLAIN_LIST, "list")
    opens = found.by == "facility"
    says = censorship_report.of_the_list(found, drawn) + (" Click a row to open the facility." if opens else "")
    event = ui.figure(
        ui.drawn(_dots, found, opens, len(drawn), 1.0),
        censorship_report.shown(found, drawn),
        f"censorship_by_{found.by}_top",
        says,
        key=f"where_list_{found.by}",
        selection=opens,
        columns=reporting.in_words(),
    )
    _opened(event)


def the_funnel(found: Ranking) -> None:
    """Every place by how much we know of it, and what luck alone could do."""
    points = censorship_report.funnel_points(found)
    how_to_read(censorship_words.READ_FUNNEL, censorship_words.EXPLAIN_FUNNEL, "funnel")
    drawn = censorship_report.listed(found, 200)
    event = ui.figure(
        ui.drawn(_funnel, found),
        censorship_report.shown(found, drawn),
        f"funnel_by_{found.by}",
        censorship_report.of_the_funnel(found, points),
        key=f"where_funnel_{found.by}",
        selection=True,
        columns=reporting.in_words(),
    )
    if found.by == "facility":
        _opened(event)


def the_tiles(con: Connection, scope: Scope) -> None:
    """The states, and the systems that are no state's, as tiles."""
    found = censorship_report.where(con, scope, "tile")
    how_to_read(censorship_words.READ_TILES, censorship_words.EXPLAIN_TILES, "tiles")
    ui.figure(
        ui.drawn(_tiles, found),
        censorship_report.shown(found),
        "censorship_by_tile",
        censorship_report.of_the_tiles(found),
        key="where_tiles",
        columns=reporting.in_words(),
    )


def the_table(found: Ranking) -> None:
    """Every number of every place, and the CSV with the parameters used."""
    st.caption(censorship_report.of_the_list(found, found.table))
    with st.popover("What the letters mean", key="explain_table"):
        st.markdown(censorship_words.LETTERS)
    st.dataframe(
        censorship_report.shown(found),
        hide_index=True,
        key=f"where_table_{found.by}",
        column_config=reporting.in_words(),
        placeholder="unknown",
    )
    st.caption(censorship_report.measure(found))
    ui.csv(found.export.drop(columns=["name"]), f"censorship_by_{found.by}_{found.scope.day}", f"where_csv_{found.by}")


def the_silent(con: Connection, day: date) -> None:
    """Facilities where what was regular has stopped: we do not know about them."""
    table = censorship_report.silent(con, day)
    st.markdown(silence.summary(table))
    how_to_read(censorship_words.READ_SILENT, censorship_words.EXPLAIN_SILENT, "silent")
    if table.empty:
        return
    names = {"label": "facility", "what": "what", "sentence": "what we know", "last_on": "last", "system": "system"}
    event = st.dataframe(
        table[list(names)].rename(columns=names),
        hide_index=True,
        key="where_silent",
        on_select="rerun",
        selection_mode="single-cell",
        column_config=reporting.in_words()
        | {
            "last": st.column_config.DateColumn(format="D MMM YYYY"),
            "what we know": st.column_config.TextColumn(width=520),
        },
    )
    ui.csv(table[list(names)].rename(columns=names), f"silent_{day}", "where_silent_csv")
    if event["selection"]["cells"]:
        open_facility(int(table["facility_id"].iloc[event["selection"]["cells"][0][0]]))


def the_ratio(con: Connection, found: Ranking, today: date) -> None:
    """What would move if censored and received mail were not equally likely to become known; and how to measure that."""
    st.markdown(censorship_words.RATIO)
    ratio = st.select_slider(
        "A censored mailing becomes known …", RATIOS, value=1.0, key="where_ratio", format_func=censorship_report.ratio_written
    )
    program = float(reporting_ratio(found.program.p1, ratio))
    st.caption(f"The program's {percent(found.program.p1)} of known outcomes would truly be {percent(program)}.")
    drawn = censorship_report.listed(found, 12)
    ui.figure(
        ui.drawn(_dots, found, False, len(drawn), ratio),
        censorship_report.moved(found, drawn, ratio),
        f"censorship_if_{ratio:g}",
        censorship_report.of_the_list(found, drawn),
        key="where_ratio_dots",
        columns=reporting.in_words(),
    )
    _the_chase(con, today)


def _the_chase(con: Connection, today: date) -> None:
    st.subheader("Measure it", anchor=False)
    st.caption(chase_report.WHY)
    with st.form("chase_form", border=False):
        size, note = st.columns([1, 3])
        size.text_input("How many mailings", str(chase.USUAL_SIZE), key="chase_size")
        note.text_input("Note", key="chase_note", placeholder="for the spring mailing of forms")
        ui.problem("size", size)
        st.form_submit_button("Draw a list to chase", on_click=_draw, key="chase_draw")
    lists = chase.listing(con)
    if lists.empty:
        st.caption("No list was drawn yet.")
        return
    names = {row.id: chase_report.named(row) for row in lists.itertuples()}
    chosen = st.selectbox("List", list(names), format_func=names.get, key="chase_chosen")
    measured = chase.measured_ratio(con, chosen)
    st.markdown(ui.escape(measured.sentence))
    if measured.enough:
        st.button(
            "Move the slider to the measured ratio", key="chase_use", on_click=_use, args=(measured.ratio,),
            help="Where it would truly be, if the silent mail is as the answers say. It moves dots and bands, not the order.",
        )  # fmt: skip
    table = chase_report.desk_list(con, chosen)
    st.dataframe(
        table,
        hide_index=True,
        key="chase_rows",
        column_config={name: st.column_config.DateColumn(format="D MMM YYYY") for name in ("mailed", "learned")},
    )
    st.caption("For the desk only: parcel numbers lead to readers. Record what comes back under Letters and Returns, as always.")
    ui.csv(table, f"chase_{chosen}", "chase_csv")


def _use(ratio: float) -> None:
    st.session_state["where_ratio"] = min(RATIOS, key=lambda step: abs(math.log(step / ratio)))


@form.callback
def _draw() -> None:
    entry, today = form.typed("chase", "size", "note"), ui.today()
    with form.once(("chase", *entry.values()), "The list is drawn and kept.") as con:
        chase_report.draw(con, today, entry["size"], entry["note"])
    ui.clear("chase_note")


def _opened(event) -> None:
    facility = reporting.clicked(event, "id")
    if facility is not None:
        open_facility(facility)
