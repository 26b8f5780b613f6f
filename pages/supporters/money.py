"""Money and stamps: what came in, what went out, what is left of each earmark and how many parcels it lasts."""

import streamlit as st

from bfp import ui
from bfp.ui.supporters import money_views

con, today = ui.connection(), ui.today()
ui.page("Money", "What came in, what went out, and what is left. Nothing is changed: what was wrong is taken back.")
money_views.balances(con, today)

views = ("Gift", "Expense", "Postage", "Ledger", "Costs", "Earmarks")
tabs = dict(zip(views, st.tabs(views, key="money_view", on_change="rerun"), strict=True))
if tabs["Gift"].open:
    with tabs["Gift"]:
        money_views.gift(con, today)
if tabs["Expense"].open:
    with tabs["Expense"]:
        money_views.expense(con, today)
if tabs["Postage"].open:
    with tabs["Postage"]:
        money_views.postage(con, today)
if tabs["Ledger"].open:
    with tabs["Ledger"]:
        money_views.ledger(con, today)
if tabs["Costs"].open:
    with tabs["Costs"]:
        money_views.costs(con, today)
if tabs["Earmarks"].open:
    with tabs["Earmarks"]:
        money_views.earmarks(con)
