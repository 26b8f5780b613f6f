"""Who works here: accounts and roles, invitations, and who is signed in."""

import streamlit as st

from bfp import ui
from bfp.accounts import accounts
from bfp.ui.accounts import people_views

con = ui.connection()
ui.page("People", "Who may sign in and as what, who was invited, and who is signed in now.")
if not accounts.wall_is_on(con):
    people_views.no_wall()
    st.stop()

people_views.working(con)
people_views.invited(con)
people_views.inside(con)
