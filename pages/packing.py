from bfp import ui

ui.page("packing", "")
