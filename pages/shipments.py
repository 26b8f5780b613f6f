from bfp import ui

ui.page("shipments", "")
