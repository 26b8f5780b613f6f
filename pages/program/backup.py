from datetime import datetime

import streamlit as st

from bfp import nightwatch, ui
from bfp.base import backup, db
from bfp.base.errors import BfpError
from bfp.ui.program import backup_desk

con = ui.connection()


def make() -> None:
    try:
        made = backup.make(con, datetime.now())
        if nightwatch.prove(con, made, datetime.now()):
            nightwatch.seal(con, made)
    except BfpError as error:
        ui.refuse(error)
    else:
        ui.say(f"Backup made, restored into a place of its own and tried: {made.path.name}, {made.megabytes:,.1f} MB.")


ui.page("Backup", "A second copy of everything. It can be made while people work; nobody has to stop.", narrow=True)
st.button("Make a backup now", key="make_backup", type="primary", icon=":material/save:", on_click=make)

st.caption(
    "One comes by itself each night while the program runs and one when it is closed: kept are those of 7 days, 5 weeks and 12 "
    "months; those made here stay. Each is restored into a place of its own and tried with every rule."
)
if warning := nightwatch.warning(con):
    st.markdown(f":red[:material/warning: {ui.escape(warning)}]")
if readable := backup.open_to_others(con):
    st.warning(
        f"Other users of this computer may read {ui.escape(', '.join(path.name for path in readable))}. The names in it are not "
        "for them: `chmod 600` on each closes it.",
        icon=":material/lock_open:",
    )
kept = backup.table(con)
st.subheader("Backups", anchor=False)
if kept.empty:
    st.caption("None yet. Make one at the end of each evening, and copy it to a stick that leaves the building.")
else:
    st.dataframe(
        kept,
        key="backups",
        hide_index=True,
        width="stretch",
        column_config={
            "file": st.column_config.TextColumn("File"),
            "made": st.column_config.DatetimeColumn("Made", format="D MMM YYYY, HH:mm"),
            "size": st.column_config.NumberColumn("Size", format="%.1f MB"),
        },
    )
st.caption(f"They are kept in this folder: {ui.escape(str(db.backup_folder(con.path)))}")

backup_desk.elsewhere(con)
backup_desk.to_restore(con, ui.today())
