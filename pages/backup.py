from bfp import ui

ui.page("backup", "")
