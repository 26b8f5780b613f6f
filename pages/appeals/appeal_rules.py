"""What appeals go by: rules with their deadlines, and whom to write to; all of it data with a source."""

import streamlit as st

from bfp import ui
from bfp.ui import kept_list
from bfp.ui.appeals import appeal_rules_form, citations_form, contacts_form, letter_templates_form

con, today = ui.connection(), ui.today()
ui.page(
    "Appeal rules",
    "How long there is to appeal and whom to write to, by system or state. Each rule has its source, and says who checked it.",
)
lists = {
    "Deadlines": appeal_rules_form.RULES,
    "Contacts": contacts_form.CONTACTS,
    "Citations": citations_form.CITATIONS,
    "Rebuttals": citations_form.REBUTTALS,
}
views = (*lists, "Letters")
tabs = dict(zip(views, st.tabs(views, key="appeal_rules_view", on_change="rerun"), strict=True))
for name, about in lists.items():
    if tabs[name].open:
        with tabs[name]:
            kept_list.show(con, about, today)
            if name == "Rebuttals":
                citations_form.given_rebuttals(con)
            st.subheader(f"A new {about.noun}", anchor=False)
            kept_list.new(con, about)
            if name == "Deadlines":
                st.subheader("For every rule", anchor=False)
                appeal_rules_form.counting(con)
if tabs["Letters"].open:
    with tabs["Letters"]:
        letter_templates_form.show(con)
