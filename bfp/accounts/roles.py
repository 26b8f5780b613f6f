"""What each role may open, as data: asked by the sidebar, by the routes and before every save."""

from collections.abc import Collection

PACKER, VOLUNTEER, LEGAL, COORDINATOR, OBSERVER = "packer", "volunteer", "legal volunteer", "coordinator", "observer"
ROLES = (PACKER, VOLUNTEER, LEGAL, COORDINATOR, OBSERVER)
SAYS = {
    PACKER: "packs parcels; sees no reader but on the parcel in hand",
    VOLUNTEER: "letters, readers, packing, stock, returns",
    LEGAL: "censorship, incidents, appeals, and the readers of those",
    COORDINATOR: "everything, people and backups included",
    OBSERVER: "charts and reports, nobody's name",
}
# Who must prove themselves twice, wherever they sit.
TWO_FACTORS = (LEGAL, COORDINATOR)

_PACKING = ("overview", "packing", "pull", "stock", "title")
_DESK = (
    *_PACKING, "letters", "requests", "returns", "forms", "wish_list", "readers", "joining", "facilities", "facility",
    "disapproved", "contributions", "contribution", "study_groups", "shipments",
)  # fmt: skip
_CENSORSHIP = (
    "overview", "censorship", "titles_and_reasons", "disapproved", "incidents", "incident", "appeals", "appeal", "publications",
    "yearly_report", "appeal_rules", "facilities", "facility", "title", "readers",
)  # fmt: skip
_CHARTS = ("overview", "censorship", "titles_and_reasons", "yearly_report", "in_numbers")
PAGES: dict[str, tuple[str, ...]] = {PACKER: _PACKING, VOLUNTEER: _DESK, LEGAL: _CENSORSHIP, OBSERVER: _CHARTS}
# What the boxes of a page ask the server for.
ROUTES: dict[str, tuple[str, ...]] = {
    PACKER: ("titles",),
    VOLUNTEER: ("readers", "facilities", "titles", "draft"),
    LEGAL: ("readers", "facilities", "titles", "draft"),
    OBSERVER: (),
}


def may_open(roles: Collection[str], page: str) -> bool:
    """Whether somebody with these roles may open a page, by its address."""
    return COORDINATOR in roles or any(page in PAGES.get(role, ()) for role in roles)


def may_ask(roles: Collection[str], route: str) -> bool:
    """Whether somebody with these roles may ask a route, by the last word of its address."""
    return COORDINATOR in roles or any(route in ROUTES.get(role, ()) for role in roles)


def twice(roles: Collection[str]) -> bool:
    """Whether these roles need a second factor."""
    return any(role in TWO_FACTORS for role in roles)
