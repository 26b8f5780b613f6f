from bfp import ui

ui.page("censorship", "")
