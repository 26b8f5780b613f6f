from bfp import ui

ui.page("letters", "")
