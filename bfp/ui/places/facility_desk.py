"""The parts of a facility's page: what stands in the way of mail, readers there, merging."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.censorship import censorship_words, facility_censorship, facility_charts, facility_report
from bfp.censorship.facility_report import Figures
from bfp.places import facilities, facility_merge, restrictions
from bfp.places.facilities import Facility
from bfp.places.restrictions import Restriction
from bfp.ui import form
from bfp.ui.places import facility_forms

READERS_PER_PAGE = 25


def about(facility: Facility, figures: Figures, rules: list[Restriction]) -> str:
    """The line under the name: what it is, whose, how many readers and rules."""
    place = ", ".join(part for part in (facility.city, facility.zip) if part)
    said = [
        facility.kind + (" (closed)" if facility.status == "closed" else ""),
        facility.system,
        place,
        f"{figures.readers:,} readers, {figures.active:,} active",
        f"{number_of(len(rules), 'mail rule')}",
        f"last mailed {dates.written(figures.last_mailed_on)}" if figures.last_mailed_on else "",
    ]
    return " · ".join(part for part in said if part)


def rules_in_force(rules: list[Restriction]) -> None:
    """The restrictions a parcel meets today, a refusal first and in red."""
    if not rules:
        st.caption("No restrictions on file.")
        return
    lines = []
    for rule in sorted(rules, key=lambda rule: not rule.refuses_all):
        sentence = ui.escape(rule.sentence)
        lines.append(f"- :red[:material/block: **{sentence}**]" if rule.refuses_all else f"- {sentence}")
    st.markdown("\n".join(lines))


def what_presses(con: Connection, facility: Facility, today: date) -> None:
    """An alarm that waits, how the place stands on the page Where, and what to do next."""
    facts = facility_censorship.told(con, facility.id, today)
    st.markdown(ui.escape(facts.summary))
    st.markdown("**What to do next**  \n" + "  \n".join(f"→ {ui.escape(step)}" for step in facts.next_steps))


def timeline(con: Connection, facility: Facility, today: date) -> None:
    """The quarters against the facility's own past, what was mailed behind them, and the alarms."""
    facts = facility_censorship.told(con, facility.id, today)
    line, more = st.columns([5, 1], vertical_alignment="center")
    line.caption(censorship_words.READ_TIMELINE)
    with more.popover("Explain", key=f"explain_{facility.id}", width="stretch"):
        st.markdown(censorship_words.EXPLAIN_TIMELINE)
    ui.figure(
        ui.drawn(facility_charts.timeline, facts.quarters, facts.alarms, facts.mature_on, today),
        facility_censorship.table(facts.quarters),
        f"censorship_{facility.id}",
        facts.says,
        key=f"timeline_{facility.id}",
        columns={"quarter": st.column_config.DateColumn("quarter from", format="D MMM YYYY")},
    )
    for alarm in facts.alarms.itertuples():
        answered = "" if pd.isna(alarm.acknowledged_on) else f" Answered by {alarm.acknowledged_by}: {alarm.note}"
        st.caption(ui.escape(f"◆ {dates.written(alarm.raised_on)}, {alarm.kind}: {alarm.sentence}.{answered}"))


def addresses(facility: Facility, names: list[str]) -> None:
    """Where packages and paper mail go, and what else the place is called."""
    packages, paper = st.columns(2)
    with packages:
        st.caption("Packages")
        st.text("\n".join(facility.package_address))
        if not facility.street:
            st.caption("No street on file: add it under Edit before a parcel is labelled.")
    with paper:
        st.caption("Paper mail" if facility.paper_mail_apart else "Paper mail: the same")
        if facility.paper_mail_apart:
            st.text("\n".join(facility.paper_address))
    st.caption(f"Also called: {' · '.join(ui.escape(name) for name in names)}" if names else "No other names on file.")
    at = form.key(f"alias{facility.id}")
    with st.form(f"alias_{facility.id}", border=False):
        st.text_input("Another name that letters use", key=f"{at}_name")
        ui.problem("alias")
        st.form_submit_button("Add the name", on_click=_add_alias, args=(at, facility.id))
    if facility.latitude is not None and facility.longitude is not None:
        st.caption(f"Coordinates: {facility.latitude:.4f}, {facility.longitude:.4f}")
    if facility.notes:
        st.caption("Notes")
        st.text(facility.notes)


@form.callback
def _add_alias(at: str, facility_id: int) -> None:
    name = form.typed(at, "name")["name"]
    with form.once(at, "Name added.") as con:
        facilities.add_alias(con, facility_id, name)


def all_rules(facility: Facility, table: pd.DataFrame, con: Connection) -> None:
    """Every rule there ever was; one chosen can be corrected, ended or taken back; one can be added."""
    chosen = None
    if not table.empty:
        columns = {
            "rule": "Rule",
            "level": "Whose",
            "starts_on": "Since",
            "ends_on": "Until",
            "source_kind": "Says who",
            "source": "Where",
            "void_reason": "Taken back because",
        }
        if not table["void_reason"].any():
            del columns["void_reason"]
        days = {
            "Since": st.column_config.DateColumn(format="D MMM YYYY"),
            "Until": st.column_config.DateColumn(format="D MMM YYYY"),
        }
        event = st.dataframe(
            table[list(columns)].rename(columns=columns),
            hide_index=True,
            key=f"rules_{facility.id}",
            width="stretch",
            placeholder="",
            on_select="rerun",
            selection_mode="single-cell",
            column_config=days,
        )
        st.caption("Click a restriction to correct it, end it, or take it back.")
        picked = [cell[0] for cell in event["selection"]["cells"]]
        if picked and pd.isna(table["voided_on"].iloc[picked[0]]):
            chosen = restrictions.get(con, int(table["id"].iloc[picked[0]]))
    if chosen:
        _one_rule(facility, chosen)
    else:
        with st.form(f"rule_{facility.id}", border=False):
            prefix = form.key(f"rule{facility.id}")
            st.markdown("**Add a restriction**")
            facility_forms.restriction_fields(prefix, facility)
            st.form_submit_button(
                "Add the restriction", type="primary", on_click=facility_forms.save_restriction, args=(prefix, facility)
            )


def _one_rule(facility: Facility, rule: Restriction) -> None:
    prefix = f"rule{facility.id}_{rule.id}"
    st.markdown(f"**{ui.escape(rule.sentence)}**")
    with st.form(f"correct_{prefix}", border=False):
        facility_forms.restriction_fields(prefix, facility, rule)
        st.form_submit_button("Correct it", on_click=facility_forms.edit_restriction, args=(prefix, rule.id))
    ending, voiding = st.columns(2)
    with ending, st.form(f"end_{prefix}", border=False):
        st.date_input("It no longer holds from", ui.today(), format="YYYY-MM-DD", key=f"{prefix}_ends_on")
        ui.problem("ends_on")
        st.form_submit_button("End it", on_click=facility_forms.end_restriction, args=(prefix, rule.id))
    with voiding, st.form(f"void_{prefix}", border=False):
        at = form.key(f"{prefix}_void")
        st.text_input("It was never true: why?", key=f"{at}_reason")
        ui.problem("void_reason")
        st.form_submit_button("Take it back", on_click=facility_forms.void_restriction, args=(at, rule.id))


def readers_there(con: Connection, facility: Facility, count: int) -> None:
    """The readers in this facility now, a page at a time; a click opens the reader."""
    if count == 0:
        st.caption("No reader is on file here.")
        return
    found = ui.paged(
        f"readers_page_{facility.id}", READERS_PER_PAGE,
        lambda offset: (facility_report.readers(con, facility.id, READERS_PER_PAGE, offset), count),
    )  # fmt: skip
    table = found.table
    columns = {
        "last_name": "Last name",
        "first_name": "First name",
        "number": "Number",
        "status": "Status",
        "last_letter_on": "Last letter",
    }
    event = st.dataframe(
        table[list(columns)].rename(columns=columns),
        hide_index=True,
        key=f"readers_{facility.id}_{found.page}",
        width="stretch",
        placeholder="",
        height="content",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={"Last letter": st.column_config.DateColumn(format="D MMM YYYY")},
    )
    if event["selection"]["cells"]:
        ui.go("readers", reader=int(table["id"].iloc[event["selection"]["cells"][0][0]]))
    found.turn()
    st.caption(f"{count:,} readers, those active first.")


def stopped(con: Connection, facility: Facility, figures: Figures, today: date) -> None:
    """Which titles were stopped here and why, and each item with what its notice says, word for word."""
    facts = facility_censorship.told(con, facility.id, today)
    stopped_here, beside = st.columns([3, 2])
    with stopped_here:
        st.markdown("**Titles stopped here**")
        ui.rows(
            facts.titles, f"titles_{facility.id}", "No title is known to have been stopped here.",
            title="Title", author="Author", censored="Censored", known="Of known", sent="Sent", last_on="Latest",
        )  # fmt: skip
    with beside:
        st.markdown("**Reasons given**")
        ui.rows(
            facts.reasons, f"reasons_{facility.id}", "No reason on file.",
            reason="Reason", C="Censored", of_censored="Of all censored",
        )  # fmt: skip
    st.markdown("**Items stopped, latest first**")
    table = facility_report.censored(con, facility.id)
    ui.rows(
        table, f"stopped_{facility.id}", "Nothing is known to have been censored here.",
        title="Title", author="Author", mailed_on="Mailed", stopped_on="Stopped", stated_reason="Stated reason",
        reasons="Reasons",
    )  # fmt: skip
    if not table.empty:
        st.caption(f"{figures.censored} items censored, the latest {len(table)} shown. As of {dates.written(today)}.")
        ui.csv(facility_report.for_csv(table), f"censored_at_{facility.id}", f"stopped_csv_{facility.id}")


def merging(con: Connection, facility: Facility) -> None:
    """Find the other entry that is this same facility, see what would move, merge."""
    st.caption(
        f"If another entry of the directory is {ui.escape(facility.label)} too, "
        "its readers, letters, shipments, restrictions and names move here."
    )
    text = st.text_input("The other entry", key=f"other_text_{facility.id}", placeholder="name, town or ZIP", live="250ms")
    found = [one for one in facilities.options(con, text or "", facility.state) if one["value"] != facility.id]
    if text and not found:
        st.caption("No other facility is like that.")
    if not found:
        return
    told = {one["value"]: f"{one['label']} · {one['detail']}" for one in found}
    sure = next((at for at, one in enumerate(found) if one["sure"]), None)
    other = st.selectbox("Which", list(told), sure, key=f"other_{facility.id}", format_func=told.get, placeholder="choose")
    if other is None:
        return
    moves = facility_merge.preview(con, facility.id, other)
    st.caption(
        f"Would move here: {moves.readers:,} readers, {moves.letters:,} letters, {moves.shipments:,} shipments, "
        f"{moves.restrictions:,} restrictions, {moves.names:,} names. "
        "Merging can't be undone by a button; history keeps what it was."
    )
    if moves.clashes:
        st.markdown(f":red[Both systems have readers with the same number ({len(moves.clashes)}): merge or correct those first.]")
    st.button("Merge it into this one", key=f"merge_{facility.id}", on_click=_merge, args=(facility.id, other))


def _merge(kept_id: int, other_id: int) -> None:
    with ui.saving("Merged.") as con:
        facility_merge.merge(con, kept_id, other_id)
    if ui.saved():
        ui.clear(f"other_text_{kept_id}", f"other_{kept_id}")
