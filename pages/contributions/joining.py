"""Who stands at which step of joining, who waits there longest, and the letter that moves them on."""

from bfp import ui
from bfp.contributions import joining
from bfp.ui.contributions import joining_desk

con, today = ui.connection(), ui.today()
ui.page("Joining", "Readers who offered work and have not joined yet: who waits where, and the letter that would move them on.")
step = joining_desk.steps(con, today)
if step in joining.NEXT:
    joining_desk.to_write_to(con, step, today)
else:
    joining_desk.listed(con, step, today)
