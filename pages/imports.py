from bfp import ui

ui.page("imports", "")
