from bfp import ui

ui.page("requests", "")
