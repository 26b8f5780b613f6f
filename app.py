"""The server: the Streamlit script bfp/main.py, the look-ups its boxes ask, and who may knock."""

import os
import sys

import streamlit as st
from streamlit import config

from bfp import doors, looks, nightwatch, routes, wall
from bfp.base import charts
from bfp.base.errors import BfpError
from bfp.stats import rates

os.umask(0o077)  # what this program writes names people: for its own user only
try:
    wall.refuse_open_house(st.get_option("server.address"), doors.HOSTS)
except BfpError as error:
    sys.exit(str(error))
config.set_option("server.allowedHosts", list(doors.HOSTS))  # one list of names, in one place
nightwatch.begin()
looks.begin()
app = st.App("bfp/main.py", routes=routes.ROUTES, middleware=routes.MIDDLEWARE)
__all__ = ["app", "charts", "rates"]
