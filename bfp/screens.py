"""The pages of the program as data: file, title, section of the sidebar, icon."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGES = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class Screen:
    """One page of the sidebar; `section` is None for a page that others lead to, and `list` is where it belongs."""

    file: str
    title: str
    section: str | None
    icon: str
    list: str = ""


SCREENS = (
    Screen("overview", "Overview", "", ":material/home:"),
    Screen("letters", "Letters", "Desk", ":material/mail:"),
    Screen("requests", "Requests", "Desk", ":material/list_alt:"),
    Screen("packing", "Packing", "Desk", ":material/package_2:"),
    Screen("returns", "Returns", "Desk", ":material/undo:"),
    Screen("forms", "Forms", "Desk", ":material/fact_check:"),
    Screen("stock", "Stock", "Shelves", ":material/library_books:"),
    Screen("pull", "Pull list", "Shelves", ":material/checklist:"),
    Screen("wish_list", "Wish list", "Shelves", ":material/favorite:"),
    Screen("readers", "Readers", "Who and where", ":material/person:"),
    Screen("joining", "Joining", "Who and where", ":material/group_add:"),
    Screen("facilities", "Facilities", "Who and where", ":material/location_on:"),
    Screen("facility", "Facility", None, ":material/location_on:", "facilities"),
    Screen("title", "Title", None, ":material/menu_book:", "stock"),
    Screen("censorship", "Where", "Censorship", ":material/block:"),
    Screen("titles_and_reasons", "Titles and reasons", "Censorship", ":material/menu_book:"),
    Screen("disapproved", "Disapproved lists", "Censorship", ":material/gavel:"),
    Screen("incidents", "Incidents", "Censorship", ":material/report:"),
    Screen("incident", "Incident", None, ":material/report:", "incidents"),
    Screen("appeals", "Appeals", "Censorship", ":material/balance:"),
    Screen("appeal", "Appeal", None, ":material/balance:", "appeals"),
    Screen("publications", "Published", "Censorship", ":material/public:"),
    Screen("yearly_report", "Yearly report", "Censorship", ":material/description:"),
    Screen("shipments", "Shipments", "Program", ":material/local_shipping:"),
    Screen("contributions", "Contributions", "Program", ":material/volunteer_activism:"),
    Screen("contribution", "Contribution", None, ":material/volunteer_activism:", "contributions"),
    Screen("study_groups", "Study groups", "Program", ":material/groups:"),
    Screen("updates", "Updates from inside", "Program", ":material/campaign:"),
    Screen("donations", "Donations", "Program", ":material/volunteer_activism:"),
    Screen("money", "Money", "Program", ":material/payments:"),
    Screen("in_numbers", "In numbers", "Program", ":material/monitoring:"),
    Screen("imports", "Import", "Settings", ":material/upload_file:"),
    Screen("appeal_rules", "Appeal rules", "Settings", ":material/balance:"),
    Screen("postage", "Postage", "Settings", ":material/local_post_office:"),
    Screen("forgetting", "Forgetting", "Settings", ":material/ink_eraser:"),
    Screen("save_as_files", "Save as files", "Settings", ":material/folder_zip:"),
    Screen("backup", "Backup", "Settings", ":material/save:"),
    Screen("paper_texts", "Papers", "Settings", ":material/print:"),
    Screen("program", "Program", "Settings", ":material/tune:"),
    Screen("people", "People", "Settings", ":material/badge:"),
    Screen("who_looked", "Who looked", "Settings", ":material/visibility:"),
)


@cache
def path(file: str) -> Path:
    """Where a page lies: pages/<room>/<file>.py. Its address is /<file>, whatever its room."""
    [page] = PAGES.rglob(f"{file}.py")
    return page


@cache
def first_evening() -> dict[str, str]:
    """What each page is, for somebody on their first evening; Markdown of ours, by the page's file."""
    return tomllib.loads((Path(__file__).parent / "first_evening.toml").read_text(encoding="utf-8"))
