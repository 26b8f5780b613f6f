"""Rules of appeal on their page: what each says when it is opened, its form; how days are counted."""

from datetime import date
from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals import appeal_rules, deadlines, moved_days
from bfp.appeals.appeal_rules import Rule
from bfp.base import settings, states
from bfp.base.db import Connection
from bfp.places import systems
from bfp.ui.kept_list import Input, Tab

WHO = {"both": "sender or reader", "sender": "the sender", "reader": "the reader"}
KINDS = {False: "calendar days", True: "business days"}


def _about(con: Connection, rule: Rule, today: date) -> None:
    st.markdown(f"**{ui.escape(rule.sentence)}.**")
    if rule.text:
        st.caption(ui.escape(f"“{rule.text}”"))
    if rule.address:
        st.markdown("  \n".join(ui.escape(line) for line in rule.address.splitlines()))
    if rule.voided_on is not None:
        return
    st.caption(f"As an example, if all of it were dated today. {ui.escape(_example(con, rule, today))}")
    if not rule.checked and not rule.must_arrive:
        st.caption(
            "It does not say that the letter must have arrived by then. Once it is checked, the postmark counts and no days in "
            "the mail are taken off: if that is not so, correct it instead."
        )


def _example(con: Connection, rule: Rule, today: date) -> str:
    found = deadlines.compute(
        rule, notice_on=today, signed_on=today, received_on=today, decided_on=today,
        mail_days=settings.load(con).mail_days, today=today,
    )  # fmt: skip
    return found.sentence


def _whose_choices(con: Connection) -> dict[str, dict[str, Any]]:
    """Whose a rule may be, as shown -> what the rule keeps."""
    table = systems.listing(con)
    told = {name: {"system_id": int(number)} for number, name in zip(table["id"], table["name"], strict=True)}
    return told | {f"{name}, its own prisons": {"state": code} for code, name in states.NAMES.items()}


def _inputs(con: Connection, rule: Rule | None) -> list[tuple[Input, ...]]:
    level = Input("level", "Level", more={"placeholder": "1"})
    who = Input("who", "Who may appeal", "choice", 2, WHO, "both")
    if rule is None:  # whose a rule is does not change
        names = {name: name for name in _whose_choices(con)}
        whose = Input("whose", "Whose rule", "choice", 3, names, None, {"placeholder": "a system, or a state"})
    return [
        (level, who) if rule else (whose, level, who),
        (
            Input("days", "Days", more={"placeholder": "ask"}),
            Input("business_days", "of the kind", "choice", 2, KINDS, False),
            Input("counted_from", "counted from", "choice", 3, appeal_rules.FROM, "notice"),
        ),
        (Input("must_arrive", "The letter must have arrived by then", "tick"),),
        (
            Input("moved", "A last day on a weekend or holiday becomes the next business day", "tick",
                  more={"help": "Only if the system's own text says so."}),
        ),
        (
            Input("addressee", "To whom", width=3, more={"placeholder": "Director's Review Committee"}),
            Input("staff_hours", "Hours to notify", width=1.5, more={"help": "What staff have to notify of a refusal."}),
            Input("staff_days", "Days to answer", width=1.5, more={"help": "What staff have to answer an appeal."}),
        ),
        (Input("address", "Address, if the rule gives one", "lines"),),
        (Input("text", "What it says, in its own words", "lines"),),
        (
            Input("starts_on", "Holds since, if known", "day", usual=None, more={"min_value": date(1970, 1, 1)}),
            Input("source", "Where it stands", width=2, more={"placeholder": "directive and its day, or who said so"}),
        ),
    ]  # fmt: skip


def _read(con: Connection, typed: dict[str, Any]) -> dict[str, Any]:
    whose = _whose_choices(con).get(typed.pop("whose", ""), {})
    return typed | whose


RULES = Tab(
    kept=appeal_rules.RULES,
    nothing="No rule is on file: every deadline is unknown. Ask the system, and add its rule below.",
    caption="A click on a rule opens it. Where no rule is on file the deadline is *unknown: ask*; none is guessed.",
    compare="BP-03.91, revision 5, read on their page today",
    shown=appeal_rules.shown,
    about=_about,
    inputs=_inputs,
    warning=". Compare each with the system’s own text before you rely on its day.",
    look={
        "Whose": st.column_config.Column(pinned=True, width=150),
        "Level": st.column_config.Column(width=50),
        "Since": st.column_config.DateColumn(format="D MMM YYYY"),
    },
    read=_read,
    around=moved_days.said_first,
)


# ---- how days are counted -----------------------------------------------------------------------


def counting(con: Connection) -> None:
    """How days are counted, and what the program decides about it."""
    with st.expander("How the days are counted", key="rules_convention"):
        st.markdown("\n".join(f"- {ui.escape(line)}" for line in deadlines.CONVENTION))
        st.caption("A convention, on the careful side, to be checked by the program’s lawyers.")
    now = settings.load(con)
    with st.form("rules_settings", border=False):
        mail, remind = st.columns(2)
        with mail:
            st.text_input(
                "Days in the mail", str(now.mail_days), key="rules_mail_days", help="Taken off the day it must be there."
            )
            ui.problem("mail_days")
        with remind:
            st.text_input("Calendar reminds days before", str(now.remind_days), key="rules_remind_days")
            ui.problem("remind_days")
        st.text_area("When the day has passed, say", now.passed_deadline, key="rules_passed_deadline", height=110)
        if ui.board().field == "anyway" and not ui.saved() and not ui.board().form:
            st.checkbox("It is right all the same", key="rules_anyway")
        st.form_submit_button("Save", key="rules_settings_save", on_click=_save_settings)


def _save_settings() -> None:
    typed = ui.fields("rules_mail_days", "rules_remind_days", "rules_passed_deadline")
    today, anyway = ui.today(), bool(st.session_state.get("rules_anyway"))
    with ui.saving("Saved. Every deadline goes by it from now on.") as con, moved_days.said_first(con, today, anyway):
        settings.save(con, **{name.removeprefix("rules_"): value or "" for name, value in typed.items()})
