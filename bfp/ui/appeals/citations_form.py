"""Citations and rebuttals on the page Appeal rules: each checked, changed, retired; a new one."""

from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals import citations, rebuttals
from bfp.appeals.citations import Citation
from bfp.appeals.rebuttals import Rebuttal
from bfp.base import lists
from bfp.base.db import Connection
from bfp.ui.appeals.appeal_rules_form import fresh, once, picked, problem

LOOK = {
    "Name": st.column_config.Column(pinned=True, width=190),
    "Reason": st.column_config.Column(pinned=True, width=150),
    "Year": st.column_config.NumberColumn(format="%d", width=60),
}


def to_check(many: int, what: str) -> None:
    """That nobody who knows the law has read some of them."""
    if many:
        st.markdown(
            f":orange[:material/warning:] {many} {what}{'s are' if many != 1 else ' is'} still to be checked by the program’s "
            "lawyers."
        )


# ---- citations ----------------------------------------------------------------------------------


def show_citations(con: Connection) -> None:
    """Every decision on the list; a click on one opens it."""
    to_check(citations.to_check(con), "citation")
    retired = st.toggle("Show retired ones", key="citations_retired")
    listed = citations.listing(con, retired)
    if not listed:
        st.markdown("No decision is on the list. Letters of appeal name those that stand here: add the first below.")
        return
    place = picked(citations.shown(listed), f"citations_{int(retired)}", LOOK)
    st.caption("A click opens one. Law stands in a letter only in these words, and only where somebody chose it.")
    if place is not None:
        _citation(listed[place])


def _citation(one: Citation) -> None:
    with st.container(border=True):
        st.markdown(f"**{ui.escape(one.full)}**  \n{ui.escape(one.holding)}")
        _standing("citation", one.id, one.standing, one.retired, one.checked_on is not None)
        if one.retired:
            return
        with st.expander("Change it", key=f"citation_change_{one.id}"):
            form = f"citation_edit_{one.id}"
            prefix = fresh(form)
            with st.form(prefix, border=False):
                _citation_fields(form, prefix, one)
                st.form_submit_button("Save", key=f"{prefix}_save", on_click=_save_citation, args=(form, prefix, one.id))
            st.caption("What is changed is to be checked again. Letters that were made keep their words.")
        _retiring("citation", one.id)


def new_citation() -> None:
    """The form for a decision that is not on the list."""
    form = "citation_new"
    prefix = fresh(form)
    with st.form(prefix, border=False):
        _citation_fields(form, prefix)
        st.form_submit_button(
            "Add citation", key=f"{prefix}_save", type="primary", on_click=_save_citation, args=(form, prefix, None)
        )


def _citation_fields(form: str, prefix: str, one: Citation | None = None) -> None:
    def text(place: Any, label: str, name: str, field: str, **more: Any) -> None:
        with place:
            st.text_input(label, str(getattr(one, name)) if one else "", key=f"{prefix}_{name}", **more)
            problem(form, field)

    name, reference = st.columns(2)
    text(name, "Name of the case", "name", "citation_name", placeholder="Turner v. Safley")
    text(reference, "Where it is printed", "reference", "reference", placeholder="482 U.S. 78")
    court, year = st.columns(2)
    text(court, "Court", "court", "court", placeholder="U.S. Supreme Court")
    text(year, "Year", "year", "year", placeholder="1987")
    st.text_area("What it held, as a letter says it", one.holding if one else "", key=f"{prefix}_holding", height=90)
    problem(form, "holding")


def _save_citation(form: str, prefix: str, citation_id: int | None) -> None:
    typed = ui.fields(*(f"{prefix}_{name}" for name in citations.EDITABLE))
    entry = {name: typed[f"{prefix}_{name}"] or "" for name in citations.EDITABLE}
    if citation_id is None:
        once(
            form, prefix, "Added. It is to be checked by the program’s lawyers.", lambda con: citations.add(con, **entry),
            not any(entry.values()),
        )  # fmt: skip
    else:
        once(form, prefix, "Saved. It is to be checked again.", lambda con: citations.edit(con, citation_id, **entry))


# ---- rebuttals ----------------------------------------------------------------------------------


def show_rebuttals(con: Connection) -> None:
    """What the program answers to each reason; a click on one opens it."""
    to_check(rebuttals.to_check(con), "rebuttal")
    retired = st.toggle("Show retired ones", key="rebuttals_retired")
    listed = rebuttals.listing(con, retired)
    missing = rebuttals.without(con)
    if not listed:
        st.markdown("No rebuttal is on file. Write your own below, or begin with the given ones and change them.")
    else:
        place = picked(rebuttals.shown(listed), f"rebuttals_{int(retired)}", LOOK)
        st.caption("A click opens one. A letter takes those of the reasons that an incident was given.")
        if place is not None:
            _rebuttal(listed[place])
    if missing:
        many = f"{len(missing)} reasons have" if len(missing) > 1 else f"“{missing[0]}” has"
        st.caption(ui.escape(f"{many} none yet. A given text for each can be put on the list, to be checked."))
        st.button("Put the given ones on the list", key="rebuttals_begin", on_click=_begin)


def _rebuttal(one: Rebuttal) -> None:
    with st.container(border=True):
        st.markdown(f"**{ui.escape(one.reason)}**  \n{ui.escape(one.text)}")
        _standing("rebuttal", one.id, one.standing, one.retired, one.checked_on is not None)
        if one.retired:
            return
        with st.expander("Change it", key=f"rebuttal_change_{one.id}"):
            form = f"rebuttal_edit_{one.id}"
            prefix = fresh(form)
            with st.form(prefix, border=False):
                st.text_area("Rebuttal", one.text, key=f"{prefix}_text", height=130)
                problem(form, "rebuttal_text")
                st.form_submit_button("Save", key=f"{prefix}_save", on_click=_save_rebuttal, args=(form, prefix, one.id))
            st.caption("What is changed is to be checked again. Letters that were made keep their words.")
        _retiring("rebuttal", one.id)


def new_rebuttal(con: Connection) -> None:
    """The form for another rebuttal of a reason."""
    form = "rebuttal_new"
    prefix = fresh(form)
    reasons = lists.names(con, "reason")
    with st.form(prefix, border=False):
        st.selectbox("Reason", list(reasons), None, key=f"{prefix}_reason", format_func=reasons.get, placeholder="choose")
        problem(form, "rebuttal_reason")
        st.text_area("Rebuttal", key=f"{prefix}_text", height=130, placeholder="as it is to stand in the letter")
        problem(form, "rebuttal_text")
        st.form_submit_button(
            "Add rebuttal", key=f"{prefix}_save", type="primary", on_click=_save_rebuttal, args=(form, prefix, None)
        )


def _save_rebuttal(form: str, prefix: str, rebuttal_id: int | None) -> None:
    typed = ui.fields(f"{prefix}_reason", f"{prefix}_text")
    text, term_id = typed[f"{prefix}_text"] or "", typed[f"{prefix}_reason"]
    if rebuttal_id is None:
        once(
            form, prefix, "Added. It is to be checked by the program’s lawyers.", lambda con: rebuttals.add(con, term_id, text),
            not text and term_id is None,
        )  # fmt: skip
    else:
        once(form, prefix, "Saved. It is to be checked again.", lambda con: rebuttals.edit(con, rebuttal_id, text))


def _begin() -> None:
    with ui.saving("The given rebuttals are on the list, each to be checked.") as con:
        rebuttals.begin(con)


# ---- both ---------------------------------------------------------------------------------------

LISTS = {"citation": citations, "rebuttal": rebuttals}


def _standing(what: str, number: int, standing: str, retired: bool, checked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(ui.escape(standing), width="stretch")
        if retired:
            st.button(
                "Put it back",
                key=f"{what}_back_{number}",
                on_click=_retire,
                args=(what, number, False, fresh(f"{what}_retire_{number}")),
            )
        elif not checked:
            st.button("I have checked it", key=f"{what}_check_{number}", on_click=_check, args=(what, number))
    ui.problem("checked_by")


def _retiring(what: str, number: int) -> None:
    form = f"{what}_retire_{number}"
    with st.expander("Retire it, if no letter should have it any more", key=f"{form}_box"), st.form(form, border=False):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input("Why", key=f"{form}_reason")
        button.form_submit_button(
            "Retire", key=f"{form}_save", on_click=_retire, args=(what, number, True, fresh(form)), width="stretch"
        )
    problem(form, "retire_reason")


def _check(what: str, number: int) -> None:
    today, prefix = ui.today(), fresh(f"{what}_checked_{number}")
    once(f"{what}_checked_{number}", prefix, "Kept: checked by you today.", lambda con: LISTS[what].check(con, number, today))


def _retire(what: str, number: int, retired: bool, prefix: str) -> None:
    form = f"{what}_retire_{number}"
    reason = ui.fields(f"{form}_reason")[f"{form}_reason"] or ""
    said = "Retired. It stays on file." if retired else "In use again."
    once(form, prefix, said, lambda con: LISTS[what].retire(con, number, reason, retired))
