from bfp import ui

ui.page("stock", "")
