"""Restoring on the page Backup: a backup is compared with what is here, proven, and put in its place."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from bfp import restoring, sealing, ui
from bfp.base import backup, db, settings
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.ui import form

LOOKED_AT = "_restoring"


def elsewhere(con: Connection) -> None:
    """Sealed copies: for whom, into which folder, and how they stand."""
    now, at = settings.load(con), form.key("sealed")
    st.subheader("Copies elsewhere", anchor=False)
    if warning := sealing.warning(con):
        st.markdown(f":red[:material/warning: {ui.escape(warning)}]")
    elif copies := sealing.there(con):
        st.caption(ui.escape(f"{len(copies)} sealed copies there, the newest {copies[0].name}."))
    else:
        st.caption("None: if this computer is lost, so is everything. A sealed copy can lie on a stick or with a stranger.")
    with st.expander("Where they go, and who can open them", key="sealed_form"):
        st.markdown(
            "After each backup a copy goes into a folder: a stick, another disk, a folder that is carried elsewhere by itself. "
            "It is sealed: only a private key opens it, which is not here. `python -m bfp key` makes a pair; two coordinators "
            "keep one private key each. `python -m bfp restore FILE.age --key KEYFILE` opens one."
        )
        with st.form("sealed_fields", border=False):
            st.text_area("Public keys, one in a line", now.sealed_for, key=f"{at}_keys", height=80, placeholder="age1…")
            ui.problem("keys")
            st.text_input("Folder", now.sealed_into, key=f"{at}_folder", placeholder="/media/stick/bfp")
            ui.problem("folder")
            st.form_submit_button("Save", key="sealed_save", on_click=_settle, args=(at,))


@form.callback
def _settle(at: str) -> str:
    typed = form.typed(at, "keys", "folder")
    with form.once(at) as con:
        sealing.save(con, typed["keys"], typed["folder"])
    return "Kept. The next backup sends a sealed copy there." if typed["folder"] else "No copies go elsewhere now."


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
