"""Money and stamps: what came in, what went out, what is left of each earmark and how many parcels it lasts."""

from bfp import ui
from bfp.ui.supporters import money_views

con, today = ui.connection(), ui.today()
ui.page("Money", "What came in, what went out, and what is left. Nothing is changed: what was wrong is taken back.")
money_views.balances(con, today)

views = {
    "Gift": lambda: money_views.gift(con, today),
    "Expense": lambda: money_views.expense(con, today),
    "Postage": lambda: money_views.postage(con, today),
    "Ledger": lambda: money_views.ledger(con, today),
    "Costs": lambda: money_views.costs(con, today),
    "Earmarks": lambda: money_views.earmarks(con),
}
ui.tabs("money_view", views, on_change="rerun")
