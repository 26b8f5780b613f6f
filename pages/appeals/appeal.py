"""One appeal: what it covers, until when and why, what was done, the answer, and what follows from it."""

import streamlit as st

from bfp import ui
from bfp.appeals import appeal_facts, appeals
from bfp.base import history
from bfp.base.errors import BfpError
from bfp.ui import documents_box, form
from bfp.ui.appeals import appeal_desk, appeal_letters_box, appeal_parts, appeal_tables, calendar_button

con, today = ui.connection(), ui.today()
number = ui.number("appeal")
form.follow(appeal=number)
try:
    appeal = appeals.get(con, number) if number is not None else None
    problem = "Choose an appeal on the page Appeals."
except BfpError as error:
    appeal, problem = None, str(error)
if appeal is None:
    ui.page("Appeal", problem, narrow=True)
    if st.button("Appeals", key="to_appeals", type="primary"):
        ui.go("appeals")
    st.stop()

key = f"appeal{appeal.id}"
stands = appeal.voided_on is None
ui.page(
    appeal.what,
    f"Appeal {appeal.id} · level {appeal.level} · {appeal_parts.BY[appeal.made_by]} · {appeal.system} · {appeal.place}",
)
appeal_parts.summary(appeal)
appeal_parts.deadline(con, appeal, today)
if stands and appeal.state != "closed":
    with st.container(horizontal=True):
        if not appeal.taken_by or appeal.taken_by != ui.volunteer():  # without a name it says to write one first
            st.button("Take", key=f"{key}_take", on_click=appeal_desk.take, args=(appeal.id,))
        with st.popover("Hand over", key=f"{key}_hand", on_change="rerun") as hand:
            if hand.open:
                appeal_tables.hand_over(appeal.id, appeal.taken_by, key, appeal_facts.volunteers(con))
        calendar_button.show(con, today)
main, beside = st.columns([3, 2], gap="large")
with main:
    if stands and appeal.state != "closed":
        st.subheader("What comes next", anchor=False)
    appeal_parts.step(con, appeal, key, today)
    appeal_letters_box.show(con, appeal)
    st.subheader("What was done", anchor=False)
    appeal_parts.actions(con, appeal, key)
with beside:
    st.subheader("What it covers", anchor=False)
    appeal_parts.covers(con, appeal, key)
    st.subheader("Documents", anchor=False)
    documents_box.show(con, "appeal", appeal.id, f"{key}_papers", closed=not stands)
with st.expander("History", key=f"{key}_history"):
    ui.rows(
        history.of(con, "appeal", appeal.id), f"{key}_changes", "No change on file.",
        saved_at="When", volunteer="Who", action="Did", what="What", reason="Why",
    )  # fmt: skip
if stands:
    appeal_parts.back(appeal, key)
