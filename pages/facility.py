from bfp import ui

ui.page("facility", "")
