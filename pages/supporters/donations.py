"""Donations of books: who gives, each box scanned straight into stock, and what became of it."""

import streamlit as st

from bfp import ui
from bfp.base.dates import written
from bfp.base.errors import BfpError
from bfp.supporters import donations
from bfp.ui import form
from bfp.ui.supporters import donation_views, supporter_views

con, today = ui.connection(), ui.today()
number = ui.number("donation")
form.follow(donation=number)
if number is not None:
    try:
        donation = donations.get(con, number)
    except BfpError as error:
        ui.page("Donation", str(error), narrow=True)
        if st.button("All donations", key="donations_back"):
            ui.go("donations")
        st.stop()
    way, note = donation_views.WAYS[donation.way], f" · {donation.note}" if donation.note else ""
    ui.page(
        f"Donation {donation.id}", f"{donation.donor} · {written(donation.donated_on)} · {way}{note}", narrow=True
    )
    donation_views.one(con, donation, today)
    if st.button("All donations", key="donations_back", icon=":material/arrow_back:", type="tertiary"):
        ui.go("donations")
    st.stop()

ui.page("Donations", "Books that supporters give. Say who gives, then scan: one scan a copy, straight into stock.")
views = ("Donations", "Supporters")
tabs = dict(zip(views, st.tabs(views, key="donations_view", on_change="rerun"), strict=True))
if tabs["Donations"].open:
    with tabs["Donations"]:
        donation_views.new(today)
        donation_views.listing(con)
if tabs["Supporters"].open:
    with tabs["Supporters"]:
        st.caption("Names and addresses stay here and on what is mailed to them; exports leave them out unless you choose them.")
        chosen = supporter_views.listing(con)
        if chosen is not None:
            supporter_views.in_hand(con, chosen, today)
        supporter_views.add(today)
