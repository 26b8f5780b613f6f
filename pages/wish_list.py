from bfp import ui

ui.page("wish_list", "")
