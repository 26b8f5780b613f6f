"""The server: the Streamlit script bfp/main.py, the look-ups its boxes ask, and who may knock."""

import streamlit as st

from bfp import routes
from bfp.base import charts
from bfp.stats import rates

app = st.App("bfp/main.py", routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
__all__ = ["app", "charts", "rates"]
