from bfp import ui

ui.page("title", "")
