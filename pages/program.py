from bfp import ui

ui.page("program", "")
