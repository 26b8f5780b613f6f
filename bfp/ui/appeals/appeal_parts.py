"""The parts of an appeal's own page."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from bfp import screens, ui
from bfp.appeals import appeal_board, appeal_facts, appeal_rows, appeal_rules, appeals, deadlines
from bfp.appeals.appeal_facts import Appeal
from bfp.appeals.appeal_words import answer_due, due
from bfp.appeals.deadlines import Deadline
from bfp.appeals.letters import appeal_letters
from bfp.base import dates
from bfp.base.db import Connection
from bfp.incidents.incidents import Incident
from bfp.ui import documents_box, form, half_typed
from bfp.ui.appeals import appeal_desk, appeal_tables

BY = {"sender": "by the program", "reader": "by the reader"}
ANSWERS = ("upheld", "overturned", "partly overturned", "reason substituted")
KINDS = {
    "call": "Call",
    "reminder": "Reminder",
    "note": "Note",
    "letter sent": "Further letter sent",
    "reader wrote": "The reader wrote",
}


def summary(appeal: Appeal) -> None:
    """How far it is, and who holds it, in a line."""
    if appeal.voided_on is not None:
        st.markdown(f":red[**Void** since {dates.written(appeal.voided_on)}: {ui.escape(appeal.void_reason)}]")
    parts = [f"**{appeal.state.capitalize()}**"]
    if appeal.decision != "pending":
        parts.append(f"**{appeal.decision}**" + (f" on {dates.written(appeal.answered_on)}" if appeal.answered_on else ""))
    if appeal.why_not:
        parts.append(f"because: {ui.escape(appeal.why_not)}")
    if appeal.sent_on:
        parts.append(f"sent {dates.written(appeal.sent_on)}")
    if appeal.pattern:
        parts.append("pattern over several units")
    parts.append(f"held by **{ui.escape(appeal.taken_by)}**" if appeal.taken_by else "nobody holds it")
    st.markdown(" · ".join(parts))


def deadline(con: Connection, appeal: Appeal, today: date) -> None:
    """Until when, and why; what has passed stays, with what can still be done."""
    if appeal.voided_on is not None:
        return
    found = appeal_rows.deadline(con, appeal.id, today)
    if appeal.unsent:
        _explained(found, appeal, today)
        for sentence in appeal_facts.warnings(con, appeal, found):
            st.markdown(f":material/warning: {ui.escape(sentence)}")
        return
    for sentence in appeal_facts.warnings(con, appeal, None):
        st.markdown(f":material/warning: {ui.escape(sentence)}")
    if appeal.state == "sent":
        rule = appeal_rules.get(con, appeal.rule_id) if appeal.rule_id else None
        mail_days = appeal_board.mail_days(con)
        by = deadlines.staff_due(rule, sent_on=appeal.sent_on, mail_days=mail_days) if rule else None
        st.markdown(f":material/hourglass: {ui.escape(answer_due(appeal.sent_on, by, today).text)}")
    if appeal.due_on and appeal.sent_on and appeal.sent_on > appeal.due_on:
        st.caption(f"It was sent after the day to send, {dates.written(appeal.due_on)}.")
    if appeal.state == "answered":
        _further(con, appeal, today)


def _explained(found: Deadline | None, appeal: Appeal, today: date) -> None:
    said = due(found, appeal.system, today)
    mark = ":red[:material/alarm:]" if said.late else ":material/alarm:"
    st.markdown(f"{mark} **{ui.escape(said.text)}**")
    if found is None:
        st.caption(
            "No rule is on file for this system and level. Find it, and write it down under Appeal rules: no day is guessed."
        )
        return
    to = f" To {found.addressee}." if found.addressee else ""
    st.caption(ui.escape(f"{found.sentence}{to}"))
    if found.passed and found.still:
        st.markdown(f"**What can still be done.** {ui.escape(found.still)}")


def _further(con: Connection, appeal: Appeal, today: date) -> None:
    """Until when it can be taken to the next level."""
    table = appeals.incidents_of(con, appeal.id)
    left = table[table["voided_on"].isna() & ~table["decision"].isin(["overturned", "not appealed"])]
    if left.empty:
        return
    known = deadlines.for_incidents(con, [int(number) for number in left["id"]], today, appeal.level + 1, appeal.made_by)
    found = min((one for one in known.values() if one), key=lambda one: one.send_by or date.max, default=None)
    st.markdown(f"**Level {appeal.level + 1}**")
    _explained(found, appeal, today)


# ---- what it covers -----------------------------------------------------------------------------


def covers(con: Connection, appeal: Appeal, key: str) -> None:
    """The incidents, each leading to its page; what was overturned is sent again from there."""
    table = appeals.incidents_of(con, appeal.id)
    for row in table.itertuples():
        st.markdown(_incident(row))
        with st.container(horizontal=True, key=f"{key}_incident_{row.id}"):
            label = "Send it again" if row.to_send_again else "See the incident"
            if st.button(label, key=f"{key}_to_{row.id}", type="primary" if row.to_send_again else "tertiary"):
                ui.go("incident", incident=row.id)
            if appeal.unsent and appeal.voided_on is None and len(table) > 1:
                st.button(
                    "Remove", key=f"{key}_out_{row.id}", type="tertiary", on_click=appeal_desk.remove_incident,
                    args=(appeal.id, int(row.id)),
                )  # fmt: skip
    if appeal.unsent and appeal.voided_on is None:
        _add(con, appeal, key, ui.today())


def _incident(row: Any) -> str:
    told = [f"incident {row.id}"]
    if pd.notna(row.notice_on):
        told.append(f"notice {dates.written(row.notice_on)}")
    told.append(f"here {dates.written(row.received_on)}")
    if pd.notna(row.voided_on):
        told.append("**void**")
    elif row.decision != "pending":
        on = f" on {dates.written(row.decided_on)}" if pd.notna(row.decided_on) else ""
        told.append(f"**{row.decision}**{on}")
    if row.substituted_reason:
        told.append(f"then they said: “{ui.escape(row.substituted_reason)}”")
    said = f" “{ui.escape(row.stated_reason)}”" if row.stated_reason else " no reason stated"
    what = ui.escape(row.what or "Mail without a title")
    return f"**{what}** · {ui.escape(row.facility)}  \n{said}  \n:gray[{' · '.join(told)}]"


def _joining(row: Any, found: Deadline | None, system: str, today: date) -> str:
    """An incident that could join, with its days: what it would do to the deadline can be seen."""
    told = f"notice {dates.written(row.notice_on)}" if pd.notna(row.notice_on) else f"here {dates.written(row.received_on)}"
    return f"{row.what or 'mail without a title'} · {row.facility} · {told} · {row.id} · {due(found, system, today).text}"


def _add(con: Connection, appeal: Appeal, key: str, today: date) -> None:
    found = appeal_board.could_join(con, appeal)
    if found.empty:
        return
    known = deadlines.for_incidents(con, [int(number) for number in found["id"]], today, appeal.level, appeal.made_by)
    names = {int(row.id): _joining(row, known.get(int(row.id)), appeal.system, today) for row in found.itertuples()}
    chosen = st.multiselect(
        "Other incidents of this system", list(names), key=f"{key}_add", format_func=names.get,
        placeholder="without an appeal; the same title first",
    )  # fmt: skip
    if change := appeals.sooner(con, appeal.id, chosen, today):
        st.markdown(f":orange[:material/warning:] {ui.escape(change)}")
        st.checkbox("Add all the same", key=f"{key}_add_sooner")
    st.button("Add", key=f"{key}_add_go", on_click=appeal_desk.add_incidents, args=(appeal.id, key), disabled=not chosen)
    ui.problem("incident_ids")


# ---- steps ------------------------------------------------------------------------------------------


def step(con: Connection, appeal: Appeal, key: str, today: date) -> None:
    """What comes next, by how far it is."""
    if appeal.voided_on is not None or appeal.state == "closed":
        _elsewhere(con, appeal)
        return
    if appeal.unsent:
        _to_send(con, appeal, key)
    elif appeal.state == "sent":
        _to_answer(con, appeal, key)
    else:
        _to_follow(con, appeal, key)
    _elsewhere(con, appeal)


def _to_send(con: Connection, appeal: Appeal, key: str) -> None:
    if appeal.state == "to decide":
        st.button(
            "Appeal: it is to be written", key=f"{key}_ahead", type="primary", on_click=appeal_desk.go_ahead, args=(appeal.id,)
        )
    if any(one.sent_on is None and not one.gone for one in appeal_letters.letters(con, appeal.id)):
        st.caption("A letter is made: *Mark as sent* beside it keeps it as it was sent, and sends the appeal. Else, by hand:")
    with st.form(f"{key}_sent", border=False):
        who = "The reader sent it on" if appeal.made_by == "reader" else "Sent on"
        st.text_input(who, key=f"{key}_sent_on", placeholder="today")
        ui.problem("sent_on")
        st.text_input("How", key=f"{key}_sent_text", placeholder="certified mail, to whom …")
        ui.problem("sent_text")
        kind = "primary" if appeal.state == "to write" else "secondary"
        st.form_submit_button("It was sent", key=f"{key}_sent_go", type=kind, on_click=appeal_desk.sent, args=(appeal.id, key))
    appeal_tables.decline(appeal.id, key)


def _to_answer(con: Connection, appeal: Appeal, key: str) -> None:
    names = ("decision", "answered_on", "substituted", "answer_text")
    half_typed.keep("appeal", "An answer", key, names, "answer", appeal=appeal.id)
    form.choice(f"{key}_decision", ANSWERS)
    with st.form(f"{key}_answer", border=False):
        what, day = st.columns(2)
        what.selectbox("Answer", ANSWERS, None, key=f"{key}_decision", placeholder="choose")
        with day:
            st.text_input("Dated", key=f"{key}_answered_on", placeholder="today, or 14 Nov 2026")
        ui.problem("decision", what)
        ui.problem("answered_on", day)
        table = appeals.incidents_of(con, appeal.id)
        there = table[table["voided_on"].isna()]
        if len(there) > 1:
            with st.expander("Where it differs", key=f"{key}_differs"):
                for row in there.itertuples():
                    st.selectbox(
                        ui.escape(f"{row.what or 'Incident'} {row.id}, {row.facility}"), (*ANSWERS, "no reply"), None,
                        key=f"{key}_each_{row.id}", placeholder="as above",
                    )  # fmt: skip
        st.text_input("New reason, if they gave another", key=f"{key}_substituted", placeholder="word for word")
        ui.problem("substituted")
        st.text_area("What they wrote", key=f"{key}_answer_text", height=80)
        ui.problem("answer_text")
        ids = tuple(int(number) for number in there["id"]) if len(there) > 1 else ()
        st.form_submit_button(
            "Save the answer", key=f"{key}_answer_go", type="primary", on_click=appeal_desk.answered, args=(appeal.id, key, ids)
        )
    st.button("Nobody answered", key=f"{key}_no_reply", on_click=appeal_desk.no_reply, args=(appeal.id,))
    st.caption("Only when no answer is to be waited for any more. If one comes after all, it is entered here.")


def _to_follow(con: Connection, appeal: Appeal, key: str) -> None:
    table = appeals.incidents_of(con, appeal.id)
    left = (table["voided_on"].isna() & ~table["decision"].isin(["overturned", "not appealed"])).any()
    with st.container(horizontal=True):
        if left:
            st.button(
                f"To level {appeal.level + 1}",
                key=f"{key}_next",
                type="primary",
                on_click=appeal_desk.next_level,
                args=(appeal.id,),
            )
        st.button(
            "Close it", key=f"{key}_close", type="secondary" if left else "primary", on_click=appeal_desk.close, args=(appeal.id,)
        )
    if appeal.decision == "no reply":
        with st.expander("An answer came after all", key=f"{key}_late"):
            _to_answer(con, appeal, key)


def _elsewhere(con: Connection, appeal: Appeal) -> None:
    """The other levels, and the reader's own appeal."""
    for row in appeals_beside(con, appeal):
        st.page_link(screens.path("appeal"), label=row[1], query_params={"appeal": str(row[0])}, icon=":material/chevron_right:")


def appeals_beside(con: Connection, appeal: Appeal) -> list[tuple[int, str]]:
    table = appeal_facts.others(con, appeal.id)
    return [
        (int(row.id), f"Appeal {row.id}, level {row.level}, {BY[row.made_by]}: {row.state}" + _decided(row))
        for row in table.itertuples()
    ]


def _decided(row: Any) -> str:
    return "" if row.decision == "pending" else f", {row.decision}"


# ---- what was done -----------------------------------------------------------------------------------


def actions(con: Connection, appeal: Appeal, key: str) -> None:
    """The dated actions, each with its documents, and a place for another."""
    table, sending = appeals.actions(con, appeal.id), appeals.sending(con, appeal)
    if table.empty:
        st.caption("Nothing was done yet.")
    for row in table.itertuples():
        by = f" · {ui.escape(row.volunteer)}" if row.volunteer else ""
        text = f"  \n{ui.escape(row.text)}" if row.text else ""
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_action_{row.id}"):
            st.markdown(f"**{dates.written(row.happened_on)}** {row.kind}{by}{text}", width="stretch")
            label = f"Documents {row.documents}" if row.documents else "Documents"
            with st.popover(label, key=f"{key}_papers_{row.id}", on_change="rerun", type="tertiary") as papers:
                if papers.open:
                    documents_box.show(con, "appeal_action", int(row.id), f"{key}_action{row.id}", appeal.voided_on is not None)
            if appeal.voided_on is None and row.kind in appeal_facts.FREE and row.id != sending:
                _taking_back(int(row.id), key)
    if appeal.voided_on is None:
        half_typed.keep("appeal", "An action", key, ("kind", "action_on", "action_text"), "action", appeal=appeal.id)
        form.choice(f"{key}_kind", KINDS, KINDS.get)
        with st.form(f"{key}_act", border=False):
            kind, day = st.columns(2)
            kind.selectbox("What was done", list(KINDS), key=f"{key}_kind", format_func=KINDS.get)
            day.text_input("On", key=f"{key}_action_on", placeholder="today")
            st.text_input("In words", key=f"{key}_action_text", placeholder="whom, and what they said")
            for field in ("action_kind", "action_on", "action_text"):
                ui.problem(field)
            st.form_submit_button("Write down", key=f"{key}_act_go", on_click=appeal_desk.act, args=(appeal.id, key))


def _taking_back(action_id: int, key: str) -> None:
    with st.popover("Take back", key=f"{key}_undo_{action_id}", on_change="rerun", type="tertiary") as undo:
        if undo.open:
            with st.form(f"{key}_undo_form_{action_id}", border=False):
                st.text_input("Why?", key=f"{key}_void_action_{action_id}")
                st.form_submit_button(
                    "Take it back", key=f"{key}_undo_go_{action_id}", on_click=appeal_desk.void_action, args=(action_id, key)
                )
            ui.problem("void_action")


def back(appeal: Appeal, key: str) -> None:
    """A step taken by mistake, an appeal opened by mistake: each with its reason."""
    with st.expander("A step taken by mistake, or opened by mistake", key=f"{key}_back"):
        if appeal.state != "to decide":
            with st.form(f"{key}_back_form", border=False):
                why, go = st.columns([3, 1], vertical_alignment="bottom")
                why.text_input(f"Back from *{appeal.state}*, because", key=f"{key}_back_why")
                go.form_submit_button(
                    "Take the step back",
                    key=f"{key}_back_go",
                    on_click=appeal_desk.take_back,
                    args=(appeal.id, key),
                    width="stretch",
                )
            ui.problem("take_back")
        with st.form(f"{key}_void_form", border=False):
            why, go = st.columns([3, 1], vertical_alignment="bottom")
            why.text_input("Opened by mistake, because", key=f"{key}_void_why")
            go.form_submit_button(
                "Void the appeal", key=f"{key}_void_go", on_click=appeal_desk.void, args=(appeal.id, key), width="stretch"
            )
        ui.problem("void_reason")


# ---- on the page of an incident -------------------------------------------------------------------------


def of_incident(con: Connection, incident: Incident, key: str) -> bool:
    """The appeals over one incident, or a button that opens one; gives whether one was sent, and so decides it."""
    if incident.voided_on is not None:
        return False
    table = appeal_facts.of_incident(con, incident.id)
    for row in table.itertuples():
        label = f"Appeal {row.id}, level {row.level}, {BY[row.made_by]}: {row.state}{_decided(row)}"
        st.page_link(screens.path("appeal"), label=label, query_params={"appeal": str(row.id)}, icon=":material/balance:")
    if incident.decision not in appeals.WON:
        _opening(incident, set(table.loc[table["decision"] != "not appealed", "made_by"]), key)
    return bool(table["sent_on"].notna().any())


def _opening(incident: Incident, fought: set[str], key: str) -> None:
    level = 1 if incident.decision in ("pending", "not appealed") else 2
    with st.container(horizontal=True):
        if "sender" not in fought:
            st.button(
                "Open appeal" if level == 1 else f"Open appeal, level {level}", key=f"{key}_appeal",
                on_click=appeal_desk.open_for, args=((incident.id,), False, "sender", level), icon=":material/balance:",
            )  # fmt: skip
        if "reader" not in fought:
            st.button(
                "The reader appeals", key=f"{key}_reader_appeal", type="tertiary", on_click=appeal_desk.open_for,
                args=((incident.id,), False, "reader", level),
            )  # fmt: skip
