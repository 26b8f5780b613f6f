"""What appeals go by: rules with their deadlines, and whom to write to; all of it data with a source."""

import streamlit as st

from bfp import ui
from bfp.ui import appeal_rules_form, contacts_form

con, today = ui.connection(), ui.today()
ui.page(
    "Appeal rules",
    "How long there is to appeal and whom to write to, by system or state. Each rule has its source, and says who checked it.",
)
views = ("Deadlines", "Contacts")
tabs = dict(zip(views, st.tabs(views, key="appeal_rules_view", on_change="rerun"), strict=True))
if tabs["Deadlines"].open:
    with tabs["Deadlines"]:
        appeal_rules_form.rules(con, today)
        st.subheader("A new rule", anchor=False)
        appeal_rules_form.new_rule(con)
        st.subheader("For every rule", anchor=False)
        appeal_rules_form.counting(con)
if tabs["Contacts"].open:
    with tabs["Contacts"]:
        contacts_form.show(con)
        st.subheader("A new contact", anchor=False)
        contacts_form.new(con)
