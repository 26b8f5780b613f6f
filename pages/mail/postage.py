"""The post office's rates by whole pounds: data, each with the day it holds from and where it was read."""

import streamlit as st

from bfp import ui
from bfp.ui import kept_list
from bfp.ui.mail import postage_desk

con, today = ui.connection(), ui.today()
ui.page(
    "Postage",
    "Rates by whole pounds begun, from the day each holds. A parcel without typed postage is estimated by them.",
    narrow=True,
)
kept_list.show(con, postage_desk.RATES, today)
st.subheader("A new rate", anchor=False)
st.caption("When prices change, add the new rate with its day: parcels mailed before keep theirs.")
kept_list.new(con, postage_desk.RATES)
