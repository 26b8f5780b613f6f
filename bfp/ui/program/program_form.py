"""The forms of the Program page: settings and the program's own lists."""

import streamlit as st

from bfp import ui
from bfp.base import lists, settings
from bfp.contributions import work_trade

LISTS = {"subject": "Subjects", "language": "Languages", "work": "Work offered", "reason": "Reasons for censorship"}
NUMBERS = {
    "interval_days": ("Days between parcels", "From a reader's last parcel of books to the postmark of the next letter."),
    "overdue_days": ("Overdue after days", "A request that waits longer is shown as overdue."),
    "release_warning_days": ("Warn of a release within days", "A reader who leaves sooner may not get the parcel."),
    "record_old_days": ("Record is old after days", "A reader's record not checked for longer is called old."),
    "maturity_days": ("Mail is still arriving for days", "Younger mail without an outcome is pending, and in no rate."),
    "umf_interval_days": ("Days between unconfirmed-mail forms", "A reader is not asked again sooner."),
    "umf_oldest_days": ("Mail not asked about after days", "Older mail is on no form: nobody remembers."),
    "minimum_known": ("Fewest known outcomes for a rate", "Under this, a place is shown as insufficient data."),
    "minimum_known_share": (
        "Smallest known share for a rate",
        "0.2: with less than 20 % of its mail known, a place is insufficient data.",
    ),
    "minimum_group": ("Fewest readers in anything public", "Groups of fewer readers are merged or blanked in anything public."),
    "forget_after_years": ("Forget readers silent for years", "0: never. A coordinator decides, on the page Forgetting."),
    "silent_months": ("Silent after months", "A reader from whom nothing came for longer is called silent, on the page Joining."),
    "study_answer_days": ("Study groups: answer due in days", "From the day an assignment is sent, if no other day is given."),
    "study_reply_days": ("Study groups: reply due in days", "From the day the answer came; what is late is on the overview."),
    "work_trade_wanted": (
        "Work trade: contributions that open a request",
        "Since the last parcel. Shown where a letter is entered; a person decides.",
    ),
    "document_megabytes": ("Largest document in MB", "A larger scan is not kept: all of them lie in the database."),
}


def version() -> int:
    """Counts saves of a list: the table starts afresh from what is on file after each."""
    return st.session_state.get("_terms_version", 0)


def save() -> None:
    """Save the settings as they stand in the form."""
    texts = ("set_program_name", "set_return_address", "set_work_trade_rule")
    values = ui.fields(*texts, "set_work_trade_kinds", *(f"set_{name}" for name in NUMBERS))
    counted = values.pop("set_work_trade_kinds")
    with ui.saving("Settings saved.") as con:
        settings.save(con, **{name.removeprefix("set_"): value for name, value in values.items()})
        work_trade.count_kinds(con, counted or "")


def add() -> None:
    """Put a new entry on the list that is shown."""
    name, kind = st.session_state.get("term_name", ""), st.session_state.get("list_kind") or "subject"
    with ui.saving(f"{name.strip()} is on the list.") as con:
        lists.add(con, kind, name)
    if ui.saved():
        ui.clear("term_name")
        st.session_state["_terms_version"] = version() + 1


def edit(kind: str, ids: list[int]) -> None:
    """Save what was changed in the table of a list."""
    changes = st.session_state[f"terms_{kind}_{version()}"]["edited_rows"]
    with ui.saving("List saved.") as con:
        for row, change in changes.items():
            if "name" in change:
                lists.rename(con, int(ids[int(row)]), change["name"] or "")
            if "retired" in change:
                lists.retire(con, int(ids[int(row)]), bool(change["retired"]))
            if "basis" in change:
                lists.base(con, int(ids[int(row)]), change["basis"] or lists.NOT_SAID)
    st.session_state["_terms_version"] = version() + 1
