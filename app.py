"""The server: the Streamlit script bfp/main.py, the look-ups its boxes ask, and who may knock."""

import streamlit as st

from bfp import charts, rates, routes  # the heavy imports of the pages, before anybody waits for one

app = st.App("bfp/main.py", routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
__all__ = ["app", "charts", "rates"]
