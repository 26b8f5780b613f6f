from bfp import ui

ui.page("facilities", "")
