"""Citations and rebuttals on the page Appeal rules: what each says when it is opened, and their forms."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.appeals import citations, rebuttals
from bfp.appeals.citations import Citation
from bfp.appeals.rebuttals import Rebuttal
from bfp.base import lists
from bfp.base.db import Connection
from bfp.ui import form
from bfp.ui.kept_list import Input, Tab

BY_LAWYERS = " by the program’s lawyers."
LOOK = {
    "Name": st.column_config.Column(pinned=True, width=190),
    "Reason": st.column_config.Column(pinned=True, width=150),
    "Year": st.column_config.NumberColumn(format="%d", width=60),
}


def _about_citation(_: Connection, one: Citation, today: date) -> None:
    st.markdown(f"**{ui.escape(one.full)}**  \n{ui.escape(one.holding)}")


def _citation_inputs(_: Connection, one: Citation | None) -> list[tuple[Input, ...]]:
    return [
        (
            Input("name", "Name of the case", more={"placeholder": "Turner v. Safley"}),
            Input("reference", "Where it is printed", more={"placeholder": "482 U.S. 78"}),
        ),
        (
            Input("court", "Court", more={"placeholder": "U.S. Supreme Court"}),
            Input("year", "Year", more={"placeholder": "1987"}),
        ),
        (Input("holding", "What it held, as a letter says it", "lines"),),
        (Input("source", "Where it was read, if it was", more={"placeholder": "the reports, today"}),),
    ]


CITATIONS = Tab(
    kept=citations.CITATIONS,
    nothing="No decision is on the list. Letters of appeal name those that stand here: add the first below.",
    caption="A click opens one. Law stands in a letter only in these words, and only where somebody chose it.",
    compare="the decision itself, read today",
    shown=citations.shown,
    about=_about_citation,
    inputs=_citation_inputs,
    warning=BY_LAWYERS,
    look=LOOK,
)


def _about_rebuttal(_: Connection, one: Rebuttal, today: date) -> None:
    st.markdown(f"**{ui.escape(one.reason)}**  \n{ui.escape(one.text)}")


def _rebuttal_inputs(con: Connection, one: Rebuttal | None) -> list[tuple[Input, ...]]:
    reason = Input("term_id", "Reason", "choice", 1, lists.names(con, "reason"), None, {"placeholder": "choose"})
    rows = [
        (Input("text", "Rebuttal", "lines", more={"placeholder": "as it is to stand in the letter"}),),
        (Input("source", "Who says so, if anybody", more={"placeholder": "our lawyers, today"}),),
    ]
    return rows if one else [(reason,), *rows]  # the reason that it answers does not change


REBUTTALS = Tab(
    kept=rebuttals.REBUTTALS,
    nothing="No rebuttal is on file. Write your own below, or begin with the given ones and correct them.",
    caption="A click opens one. A letter takes those of the reasons that an incident was given.",
    compare="what our lawyers say, today",
    shown=rebuttals.shown,
    about=_about_rebuttal,
    inputs=_rebuttal_inputs,
    warning=BY_LAWYERS,
    look=LOOK,
)


def given_rebuttals(con: Connection) -> None:
    """Offer a given text for each reason that has none yet."""
    missing = rebuttals.without(con)
    if missing:
        many = f"{len(missing)} reasons have" if len(missing) > 1 else f"“{missing[0]}” has"
        st.caption(ui.escape(f"{many} none yet. A given text for each can be put on the list, to be checked."))
        st.button("Put the given ones on the list", key="rebuttals_begin", on_click=_begin)


@form.callback
def _begin() -> str:
    with form.once() as con:
        rebuttals.begin(con)
    return "The given rebuttals are on the list, each to be checked."
