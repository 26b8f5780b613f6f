"""Public pages of incidents and facilities: what is public, what could be, a page just as it would leave, publish, withdraw."""

import streamlit as st

from bfp import ui
from bfp.base import history
from bfp.base.errors import BfpError
from bfp.publishing import publications
from bfp.ui.publishing import publications_desk

con, today = ui.connection(), ui.today()
entity = "incident" if ui.number("incident") is not None else "facility"
number = ui.number(entity)
key = f"page_{entity}{number}"
chosen, shown = publications_desk.choices(key), None
try:
    shown = publications.preview(con, entity, number, today, chosen) if number is not None else None
except BfpError as error:
    ui.refuse(error)
ui.page("Published", "Pages for the website, names and numbers replaced. Nothing is public until somebody here says so.")

if shown is None:
    tabs = dict(
        zip(views := ("Public", "Could be", "Facilities"), st.tabs(views, key="published_view", on_change="rerun"), strict=True)
    )
    if tabs["Public"].open:
        with tabs["Public"]:
            if opened := publications_desk.public(con):
                ui.go("publications", **{opened[0]: opened[1]})
    if tabs["Could be"].open:
        with tabs["Could be"]:
            if (opened := publications_desk.could_be(con)) is not None:
                ui.go("publications", incident=opened)
    if tabs["Facilities"].open:
        with tabs["Facilities"]:
            if (opened := publications_desk.facilities(con)) is not None:
                ui.go("publications", facility=opened)
    st.stop()

with st.container(horizontal=True, vertical_alignment="center"):
    if st.button("All pages", key="all_pages", icon=":material/arrow_back:", type="tertiary"):
        ui.go("publications")
    if st.button(f"The {entity} itself", key="to_record", type="tertiary"):
        ui.go(entity, **{entity: number})
now = publications.standing_of(con, entity, number)
deciding, leaves = st.columns([2, 3], gap="large")
with deciding:
    publications_desk.whether_public(con, now, key)
    st.subheader("What may name somebody", anchor=False)
    publications_desk.found(shown, key, entity)
    publications_desk.publishing(shown, entity, number, chosen, now is not None, key)
with leaves:
    st.subheader("The page, as it will be", anchor=False)
    publications_desk.page(shown.html, key)
if now is not None:
    with st.expander("As it was published, and its history", key=f"{key}_kept"):
        publications_desk.page(now.html, f"{key}_kept")
        ui.rows(
            history.of(con, "publication", now.id), f"{key}_changes", "", saved_at="When", volunteer="Who", action="Did",
            what="What", reason="Why",
        )  # fmt: skip
