"""Restoring on the page Backup: a backup is compared with what is here, proven, and put in its place."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from bfp import restoring, ui
from bfp.base import backup, db
from bfp.base.db import Connection
from bfp.base.errors import BfpError

LOOKED_AT = "_restoring"


def to_restore(con: Connection, today: date) -> None:
    """Choose a backup, look at it beside what is here, put it in its place."""
    st.subheader("To restore one", anchor=False)
    names = [one.path.name for one in backup.listing(con)]
    if not names:
        st.caption("With a backup in the folder it can be put in the place of what is here.")
        return
    chosen = st.selectbox("Backup", names, None, key="restore_file", placeholder="choose")
    st.button("Compare it and prove it", key="restore_look", on_click=_look, args=(con, chosen, today), disabled=not chosen)
    found: dict[str, Any] = st.session_state.get(LOOKED_AT) or {}
    if found.get("file") != chosen or not chosen:
        return
    st.markdown(f"**Here now:** {ui.escape(found['here'])}  \n**In the backup:** {ui.escape(found['there'])}; all rules kept")
    st.caption("What is here now is kept aside in the folder of backups. Whoever is typing should save first.")
    label = "Put it in the place of what is here"
    st.button(label, key="restore_go", type="primary", on_click=_restore, args=(con, chosen, today))


def _look(con: Connection, name: str, today: date) -> None:
    st.session_state.pop(LOOKED_AT, None)
    try:
        with restoring.proven(_path(con, name), Path(con.path).resolve(), today) as (_, there):
            st.session_state[LOOKED_AT] = {"file": name, "here": restoring.holds(con).words, "there": there.words}
    except BfpError as error:
        ui.refuse(error, "Not taken.")


def _restore(con: Connection, name: str, today: date) -> None:
    st.session_state.pop(LOOKED_AT, None)
    try:
        aside = restoring.restore(_path(con, name), Path(con.path).resolve(), today, datetime.now())
    except BfpError as error:
        ui.refuse(error, "Not restored.")
    else:
        ui.say(f"{name} is in place. What was here before is kept as {aside.name if aside else 'nothing'}.")


def _path(con: Connection, name: str) -> Path:
    return db.backup_folder(con.path) / name
