from bfp import ui

ui.page("overview", "")
