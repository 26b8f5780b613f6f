"""How long a program keeps whom: readers silent for years are reduced to what the counts need, by a coordinator, after a look."""

import streamlit as st

from bfp import ui
from bfp.base import settings
from bfp.censorship import mail_counts
from bfp.ui.readers import forgetting_form

con, today = ui.connection(), ui.today()

ui.page("Forgetting", "Readers of whom nothing came for years: their names go, what became of their mail stays.", narrow=True)
st.markdown(
    "A forgotten reader is a number with a facility, the mail and what became of it. No name, number, letter, note, review, scan "
    "or line of history is left; no count and no report changes. **It can't be undone.** Public pages stay as they are until "
    "they are withdrawn. A reader who wishes it is forgotten on their own page, *Readers*."
)
forgetting_form.silent(con, today, settings.load(con).forget_after_years, mail_counts.maturity(con, today).days)
forgetting_form.backups(con)
