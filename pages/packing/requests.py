"""The queue: who waits for books, longest first."""

from bfp import ui
from bfp.ui import form
from bfp.ui.packing import queue_desk

con, today = ui.connection(), ui.today()
form.follow()
ui.page("Requests", "Who waits for books, the longest first. Choose one to fill it, or several to pack or decline them.")
queue_desk.filters(con)
found = queue_desk.load(con, today)

if found.table.empty:
    queue_desk.nobody_waits(con)
else:
    following = queue_desk.next_of(con, today)
    queue_desk.actions(found.table, following)
    queue_desk.table(con, found, following)
