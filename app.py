"""The server: the Streamlit script bfp/main.py, the look-ups its boxes ask, and who may knock."""

import os

import streamlit as st

from bfp import routes
from bfp.base import charts
from bfp.stats import rates

os.umask(0o077)  # what this program writes names people: for its own user only
app = st.App("bfp/main.py", routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
__all__ = ["app", "charts", "rates"]
