"""What appeals go by: rules with their deadlines, and whom to write to; all of it data with a source."""

import streamlit as st

from bfp import ui
from bfp.ui.appeals import appeal_rules_form, citations_form, contacts_form, letter_templates_form

con, today = ui.connection(), ui.today()
ui.page(
    "Appeal rules",
    "How long there is to appeal and whom to write to, by system or state. Each rule has its source, and says who checked it.",
)
views = ("Deadlines", "Contacts", "Citations", "Rebuttals", "Letters")
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
if tabs["Citations"].open:
    with tabs["Citations"]:
        citations_form.show_citations(con)
        st.subheader("A new citation", anchor=False)
        citations_form.new_citation()
if tabs["Rebuttals"].open:
    with tabs["Rebuttals"]:
        citations_form.show_rebuttals(con)
        st.subheader("A new rebuttal", anchor=False)
        citations_form.new_rebuttal(con)
if tabs["Letters"].open:
    with tabs["Letters"]:
        letter_templates_form.show(con)
