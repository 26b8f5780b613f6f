"""The button that gives a volunteer the days of their appeals as a calendar file."""

from datetime import date

from bfp import ui
from bfp.appeals import calendar_file
from bfp.base.db import Connection


def show(con: Connection, today: date, key: str = "calendar") -> None:
    """A calendar file of what the volunteer holds and what nobody holds; made only when pressed."""
    name = ui.volunteer()
    ui.download(
        "Calendar file" if name else "Calendar file of unassigned appeals",
        data=lambda: calendar_file.ics(con, name, today),
        file_name=calendar_file.file_name(name),
        mime="text/calendar",
        key=key,
        icon=":material/calendar_month:",
        help="The days to send of your appeals and of unassigned ones, for any calendar program. It names no reader.",
    )
