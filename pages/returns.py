from bfp import ui

ui.page("returns", "")
