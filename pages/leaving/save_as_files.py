"""Moving out: everything as files, and numbers for a statistician. One reader's file is on the page Readers."""

from datetime import datetime

import streamlit as st

from bfp import ui
from bfp.accounts import access
from bfp.base import db
from bfp.base.errors import BfpError
from bfp.leaving import everything_out, for_statistics

con, today = ui.connection(), ui.today()


def write() -> None:
    at = datetime.now()
    path = db.backup_folder(con.path) / f"everything-{at:%Y%m%d-%H%M%S}.zip"
    try:
        saved = ui.noted(access.LIST, path.name, lambda: everything_out.save(con, path, at))()
    except BfpError as error:
        ui.refuse(error, "Not written.")
    else:
        ui.say(f"{path.name} is written: {saved.words}.")


ui.page("Save as files", "Everything that the program keeps, for another house; numbers for a statistician.", narrow=True)
st.subheader("Everything", anchor=False)
st.markdown(
    "A zip with every table as CSV and as Parquet, every scan, and a description of each column. It names people: keep it as you "
    "keep their letters. Another desk of this program reads it with `python -m bfp import everything FILE.zip`."
)
st.button("Write the files", key="write_everything", type="primary", icon=":material/folder_zip:", on_click=write)
folder = db.backup_folder(con.path)
for path in sorted(folder.glob("everything-*.zip"), reverse=True)[:3]:
    ui.download(
        f"{ui.escape(path.name)}, {path.stat().st_size / 1_000_000:,.1f} MB", data=path.read_bytes, file_name=path.name,
        mime="application/zip", key=f"everything_{path.stem}",
    )  # fmt: skip
st.caption(f"They stand in the folder of backups: {ui.escape(str(folder))}")

st.subheader("For a statistician", anchor=False)
st.markdown(
    "One row an item: month, facility, class, outcome, reasons. No name, number or word of anybody; new random ids each time. "
    f"Behind each place, month and class are at least {for_statistics.FEWEST} readers: smaller facilities are joined, thinner "
    "months told as their year, what still stands alone is left out."
)
ui.download(
    "CSV", data=lambda: ui.csv_bytes(for_statistics.items(con, today).table), file_name=f"items_for_statistics_{today}.csv",
    mime="text/csv", key="for_statistics",
)  # fmt: skip
