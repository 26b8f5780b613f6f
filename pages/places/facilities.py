"""The directory: find a facility by any of its names, town or ZIP; open it; add one."""

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import states
from bfp.places import facilities, systems
from bfp.ui import form
from bfp.ui.places import facility_forms

PER_PAGE = 25

con = ui.connection()
count = facilities.count(con)
known = systems.listing(con)

ui.page("Facilities", "Prisons, jails and other places that mail goes to. Click one to open it.")

if count == 0:
    st.markdown("The directory is empty. Import a list of facilities as a CSV file first, or add the first one by hand below.")
    if st.button("Import a list", type="primary", key="to_import", icon=":material/upload_file:"):
        ui.go("imports")
else:
    with st.container(horizontal=True, key="find"):
        said = st.text_input("Find", key="find_text", placeholder="name, town or ZIP", live="250ms", type="search", width=240)
        codes = sorted(states.NAMES)
        in_state = st.selectbox("State", codes, index=None, key="find_state", placeholder="all", width=100)
        names = dict(zip(known["id"], known["name"], strict=True))
        in_system = st.selectbox(
            "System", list(names), index=None, key="find_system", format_func=names.get, placeholder="all", width=200
        )
        of_kind = st.selectbox("Kind", facilities.KINDS, index=None, key="find_kind", placeholder="all", width=130)
        shown = st.selectbox("Status", ("open", "closed", "all"), key="find_status", width=100)

    chosen = (said, in_state, in_system, of_kind, shown)
    narrowed = {"state": in_state, "system_id": in_system, "kind": of_kind, "status": None if shown == "all" else shown}

    def ask(offset: int) -> tuple[pd.DataFrame, int]:
        return ui.counted(facilities.listing(con, said or "", **narrowed, limit=PER_PAGE, offset=offset), "of")

    one_page = ui.paged(f"find_page_{hash(chosen)}", PER_PAGE, ask)
    found, of = one_page.table, one_page.many
    if found.empty:
        st.caption("No facility is like that. Try fewer letters, another name, or the ZIP; or add it below.")
    else:
        table = found.assign(facility=found["name"] + ", " + found["state"])
        columns = {
            "facility": "Facility",
            "city": "Town",
            "readers": "Readers",
            "kind": "Kind",
            "system": "System",
            "also_called": "Also called",
        }
        if shown != "open":
            columns["status"] = "Status"
        event = st.dataframe(
            table[list(columns)].rename(columns=columns),
            hide_index=True,
            key=f"find_rows_{hash(chosen)}_{one_page.page}",
            width="stretch",
            height="content",
            on_select="rerun",
            selection_mode="single-cell",  # a click anywhere on the row opens it
            placeholder="",
            column_config={
                "Facility": st.column_config.TextColumn(width=300),
                "Readers": st.column_config.NumberColumn(width=70, help="Active readers there now", format="localized"),
                "System": st.column_config.TextColumn(width=260),
            },
        )
        if event["selection"]["cells"]:
            ui.go("facility", facility=int(found["id"].iloc[event["selection"]["cells"][0][0]]))
        one_page.turn()
        st.caption(f"{of:,} of {count:,} facilities" if of != count else f"{count:,} facilities")

with (
    st.expander("Add a facility", key="add_facility", icon=":material/add:", expanded=count == 0),
    st.form("new_facility", border=False),
):
    prefix = form.key("new")
    facility_forms.facility_fields(prefix, known)
    st.form_submit_button(
        "Add the facility", type="primary" if count else "secondary", on_click=facility_forms.save_new, args=(prefix,)
    )
