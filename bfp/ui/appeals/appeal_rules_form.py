"""The page Appeal rules: rules as a table, each checked, corrected or voided; a new one; how days are counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.appeals import appeal_rules, deadlines
from bfp.appeals.appeal_rules import Rule
from bfp.base import dates, settings, states
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.places import systems

NUMBERS = {
    "level": "Level",
    "days": "Days",
    "staff_days": "Days staff have to answer",
    "staff_hours": "Hours staff have to notify",
}
FIELDS = (
    "whose", "level", "who", "days", "business_days", "counted_from", "must_arrive", "moved",
    "staff_hours", "staff_days", "addressee", "address", "text", "source", "starts_on",
)  # fmt: skip
WHO = {"both": "sender or reader", "sender": "the sender", "reader": "the reader"}
LOOK = {
    "Whose": st.column_config.Column(pinned=True, width=150),
    "Level": st.column_config.Column(width=50),
    "Since": st.column_config.DateColumn(format="D MMM YYYY"),
}


@dataclass
class Forms:
    """Which form was last saved, how often each, and what was said. A plain object: safe to touch after a write."""

    last: str = ""
    said: str = ""
    at: float = 0.0
    times: dict[str, int] = field(default_factory=dict)


def memory() -> Forms:
    return st.session_state.setdefault("_appeal_forms", Forms())


def fresh(form: str) -> str:
    """The prefix of a form's keys: a new one after each save, so that the browser forgets what was typed."""
    return f"{form}_{memory().times.get(form, 0)}"


def problem(form: str, name: str) -> None:
    """Mark a field of the form that was last saved: other forms on the page have fields of the same name."""
    if memory().last == form:
        ui.problem(name)


def saving_form(form: str) -> None:
    memory().last = form


def once(form: str, prefix: str, said: str, write: Callable[[Connection], Any], blank: bool = False) -> None:
    """Save what a form holds, once, and give an empty one; a second Enter only hears again what was said.

    `blank`: nothing stands in it, as when a second Enter falls on the empty form.
    """
    forms, last = memory(), ui.board()
    again = False
    forms.last = form
    with ui.saving(said) as con:
        # Looked at inside the save, since the callback of a second Enter runs beside that of the first.
        soon = time.monotonic() - forms.at < ui.TWICE_WITHIN
        again = prefix != f"{form}_{forms.times.get(form, 0)}" or (blank and soon)
        if not again:
            write(con)
            forms.times[form] = forms.times.get(form, 0) + 1
            forms.said, forms.at = said, time.monotonic()
    if again:
        last.text = forms.said or said


def whole_number(text: str | None, field: str, word: str) -> int | None:
    """A number as it was typed; nothing typed is not known."""
    text = (text or "").strip()
    if text and not (text.isdecimal() and len(text) < 6):
        raise Invalid(f"{word}: write a number, not {text!r}.", field)
    return int(text) if text else None


def picked(shown: pd.DataFrame, key: str, columns: dict[str, Any]) -> int | None:
    """A table of which one row can be chosen by a click; gives its place."""
    cells = st.dataframe(
        shown,
        hide_index=True,
        key=key,
        width="stretch",
        on_select="rerun",
        selection_mode="single-cell",
        column_config=columns,
        placeholder="",
    )["selection"]["cells"]
    return cells[0][0] if cells and cells[0][0] < len(shown) else None


# ---- rules --------------------------------------------------------------------------------------


def rules(con: Connection, today: date) -> None:
    """Every rule on file; a click on one offers to check, correct or void it."""
    many = appeal_rules.to_check(con)
    if many:
        st.markdown(
            f":orange[:material/warning:] {many} {'rule is' if many == 1 else 'rules are'} still to be checked. Compare each "
            "with the system’s own text before you rely on its day."
        )
    voided = st.toggle("Show voided rules", key="rules_voided")
    listed = appeal_rules.listing(con, voided)
    if not listed:
        st.markdown("No rule is on file: every deadline is unknown. Ask the system, and add its rule below.")
        return
    place = picked(appeal_rules.shown(listed), f"rules_{int(voided)}", LOOK)
    st.caption("A click on a rule opens it. Where no rule is on file the deadline is *unknown: ask*; none is guessed.")
    if place is not None:
        _rule(con, listed[place], today)


def _rule(con: Connection, rule: Rule, today: date) -> None:
    with st.container(border=True):
        st.markdown(f"**{ui.escape(rule.sentence)}.**")
        about = [f"“{rule.text}”" if rule.text else "", f"Source: {rule.source}" if rule.source else "", rule.standing]
        st.caption("  \n".join(ui.escape(part) for part in about if part))
        if rule.address:
            st.markdown("  \n".join(ui.escape(line) for line in rule.address.splitlines()))
        if rule.voided_on is not None:
            return
        st.caption(f"As an example, if all of it were dated today. {ui.escape(_example(con, rule, today))}")
        if not rule.checked:
            _check_form(rule)
        with st.expander("Correct it, if it is wrong", key=f"rule_correct_{rule.id}"):
            _correct_form(con, rule)
        with st.expander("Void it, if there is no such rule", key=f"rule_void_{rule.id}"):
            _void_form(rule)


def _example(con: Connection, rule: Rule, today: date) -> str:
    found = deadlines.compute(
        rule, notice_on=today, signed_on=today, received_on=today, decided_on=today,
        mail_days=settings.load(con).mail_days, today=today,
    )  # fmt: skip
    return found.sentence


def _check_form(rule: Rule) -> None:
    form = f"rule_check_{rule.id}"
    if not rule.must_arrive:
        st.caption(
            "It does not say that the letter must have arrived by then. Once it is checked, the postmark counts and no days in "
            "the mail are taken off: if that is not so, correct it instead."
        )
    with st.form(form, border=False):
        where, button = st.columns([3, 1], vertical_alignment="bottom")
        where.text_input("It agrees with", key=f"{form}_source", placeholder="BP-03.91, revision 5, read on their page today")
        button.form_submit_button("Mark as checked", key=f"{form}_save", on_click=_check, args=(form, rule.id), width="stretch")
    problem(form, "source")


def _correct_form(con: Connection, rule: Rule) -> None:
    form = f"rule_correct_form_{rule.id}"
    prefix = fresh(form)
    with st.form(prefix, border=False):
        _fields(con, form, prefix, rule)
        st.text_input("What was wrong", key=f"{prefix}_why", placeholder="it is 15 days since the new directive")
        problem(form, "why")
        st.form_submit_button("Save correction", key=f"{prefix}_save", on_click=_correct, args=(form, prefix, rule.id))
    st.caption("The old rule stays on file, voided. The corrected one is to be checked again.")


def _void_form(rule: Rule) -> None:
    form = f"rule_void_form_{rule.id}"
    with st.form(form, border=False):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input("Why it does not stand", key=f"{form}_reason")
        button.form_submit_button("Void", key=f"{form}_save", on_click=_void, args=(form, rule.id), width="stretch")
    problem(form, "void_reason")


def new_rule(con: Connection) -> None:
    """The form for a rule of a system or a state."""
    form = "rule_new"
    prefix = fresh(form)
    with st.form(prefix, border=False):
        _fields(con, form, prefix)
        st.form_submit_button("Add rule", key=f"{prefix}_save", type="primary", on_click=_add, args=(form, prefix))


def whose_choices(con: Connection) -> dict[str, dict[str, Any]]:
    """Whose a rule may be, as shown -> what the rule keeps."""
    table = systems.listing(con)
    told = {f"{name}": {"system_id": int(number), "state": None} for number, name in zip(table["id"], table["name"], strict=True)}
    return told | {f"{name}, its own prisons": {"system_id": None, "state": code} for code, name in states.NAMES.items()}


def _fields(con: Connection, form: str, prefix: str, rule: Rule | None = None) -> None:
    def at(name: str, default: Any) -> Any:
        return getattr(rule, name) if rule else default

    def text(place: Any, label: str, name: str, **more: Any) -> None:
        with place:
            value = at(name, "")
            st.text_input(label, "" if value is None else str(value), key=f"{prefix}_{name}", **more)
            problem(form, name)

    whose, level, who = st.columns([3, 1, 2])
    if rule is None:
        with whose:
            choices = list(whose_choices(con))
            st.selectbox("Whose rule", choices, index=None, key=f"{prefix}_whose", placeholder="a system, or a state")
            problem(form, "whose")
    else:
        whose.markdown(f"**{ui.escape(rule.whose)}**")
    text(level, "Level", "level", placeholder="1")
    who.selectbox("Who may appeal", list(WHO), list(WHO).index(at("who", "both")), format_func=WHO.get, key=f"{prefix}_who")
    days, kind, since = st.columns([1, 2, 3])
    text(days, "Days", "days", placeholder="ask")
    with kind:
        st.selectbox("of the kind", [False, True], int(at("business_days", False)), key=f"{prefix}_business_days",
                     format_func=lambda business: "business days" if business else "calendar days")  # fmt: skip
    with since:
        known = list(appeal_rules.COUNTED_FROM)
        st.selectbox("counted from", known, known.index(at("counted_from", "notice")), key=f"{prefix}_counted_from",
                     format_func=appeal_rules.FROM.get)  # fmt: skip
        problem(form, "counted_from")
    st.checkbox("The letter must have arrived by then", at("must_arrive", False), key=f"{prefix}_must_arrive")
    st.checkbox(
        "A last day on a weekend or holiday becomes the next business day", at("moved", False), key=f"{prefix}_moved",
        help="Only if the system's own text says so.",
    )  # fmt: skip
    to, hours, answer = st.columns([3, 1.5, 1.5])
    text(to, "To whom", "addressee", placeholder="Director's Review Committee")
    text(hours, "Hours to notify", "staff_hours", help="What staff have to notify of a refusal.")
    text(answer, "Days to answer", "staff_days", help="What staff have to answer an appeal.")
    st.text_area("Address, if the rule gives one", at("address", ""), key=f"{prefix}_address", height=90)
    st.text_area("What it says, in its own words", at("text", ""), key=f"{prefix}_text", height=90)
    start, source = st.columns([1, 2])
    with start:
        st.date_input("Holds since, if known", at("starts_on", None), format="YYYY-MM-DD", min_value=date(1970, 1, 1),
                      key=f"{prefix}_starts_on")  # fmt: skip
    text(source, "Where it stands", "source", placeholder="directive and its day, or who said so")


def _entry(prefix: str) -> dict[str, Any]:
    typed = ui.fields(*(f"{prefix}_{name}" for name in FIELDS))
    return {name: typed[f"{prefix}_{name}"] for name in FIELDS}


def _read(entry: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: whole_number(entry[name], name, word) for name, word in NUMBERS.items()}
    return {**entry, **numbers, "level": numbers["level"] or 1}


def _add(form: str, prefix: str) -> None:
    entry = _entry(prefix)

    def write(con: Connection) -> None:
        if entry["whose"] is None:
            raise Invalid("Say whose rule it is: a system's, or a state's own prisons.", "whose")
        read = _read({name: value for name, value in entry.items() if name != "whose"})
        appeal_rules.add(con, **read, **whose_choices(con)[entry["whose"]])

    blank = not any(entry[name] for name in ("whose", "days", "source", "addressee", "text"))
    once(form, prefix, "Rule added. It is to be checked before anybody relies on it.", write, blank)


def _correct(form: str, prefix: str, rule_id: int) -> None:
    entry, why, today = _entry(prefix), ui.fields(f"{prefix}_why")[f"{prefix}_why"] or "", ui.today()
    entry.pop("whose")
    said = "Corrected. The old rule stays on file, voided; the new one is to be checked."
    once(form, prefix, said, lambda con: appeal_rules.correct(con, rule_id, why, today, **_read(entry)))


def _check(form: str, rule_id: int) -> None:
    source, today = ui.fields(f"{form}_source")[f"{form}_source"] or "", ui.today()
    with ui.saving(f"Checked on {dates.written(today)}.") as con:
        appeal_rules.check(con, rule_id, source, today)
    saving_form(form)


def _void(form: str, rule_id: int) -> None:
    reason, today = ui.fields(f"{form}_reason")[f"{form}_reason"] or "", ui.today()
    with ui.saving("Voided. It stays on file with the reason.") as con:
        appeal_rules.void(con, rule_id, reason, today)
    saving_form(form)


# ---- how days are counted -----------------------------------------------------------------------


def counting(con: Connection) -> None:
    """How days are counted, and what the program decides about it."""
    with st.expander("How the days are counted", key="rules_convention"):
        st.markdown("\n".join(f"- {ui.escape(line)}" for line in deadlines.CONVENTION))
        st.caption("A convention, on the careful side, to be checked by the program’s lawyers.")
    now, form = settings.load(con), "rules_settings"
    with st.form(form, border=False):
        mail, remind = st.columns(2)
        with mail:
            st.text_input(
                "Days in the mail", str(now.mail_days), key="rules_mail_days", help="Taken off the day it must be there."
            )
            problem(form, "mail_days")
        with remind:
            st.text_input("Calendar reminds days before", str(now.remind_days), key="rules_remind_days")
            problem(form, "remind_days")
        st.text_area("When the day has passed, say", now.passed_deadline, key="rules_passed_deadline", height=110)
        st.form_submit_button("Save", key="rules_settings_save", on_click=_save_settings)


def _save_settings() -> None:
    typed = ui.fields("rules_mail_days", "rules_remind_days", "rules_passed_deadline")
    with ui.saving("Saved. Every deadline goes by it from now on.") as con:
        settings.save(con, **{name.removeprefix("rules_"): value or "" for name, value in typed.items()})
    saving_form("rules_settings")
