from bfp import ui

ui.page("readers", "")
