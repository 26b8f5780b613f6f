"""Where each state stands in the tile grid: one tile a state, about where it is on the map, whatever its area.

Systems that are no state's have tiles of their own below: a federal prison in Texas says nothing about Texas.
"""

COLUMNS = 12
PLACES = {  # column, row
    "AK": (0, 0), "ME": (11, 0),
    "VT": (10, 1), "NH": (11, 1),
    "WA": (1, 2), "ID": (2, 2), "MT": (3, 2), "ND": (4, 2), "MN": (5, 2), "IL": (6, 2), "WI": (7, 2), "MI": (8, 2),
    "NY": (9, 2), "RI": (10, 2), "MA": (11, 2),
    "OR": (1, 3), "NV": (2, 3), "WY": (3, 3), "SD": (4, 3), "IA": (5, 3), "IN": (6, 3), "OH": (7, 3), "PA": (8, 3),
    "NJ": (9, 3), "CT": (10, 3),
    "CA": (1, 4), "UT": (2, 4), "CO": (3, 4), "NE": (4, 4), "MO": (5, 4), "KY": (6, 4), "WV": (7, 4), "VA": (8, 4),
    "MD": (9, 4), "DE": (10, 4),
    "AZ": (2, 5), "NM": (3, 5), "KS": (4, 5), "AR": (5, 5), "TN": (6, 5), "NC": (7, 5), "SC": (8, 5), "DC": (9, 5),
    "OK": (4, 6), "LA": (5, 6), "MS": (6, 6), "AL": (7, 6), "GA": (8, 6),
    "HI": (0, 7), "TX": (4, 7), "FL": (9, 7), "PR": (11, 7),
    "GU": (0, 6), "MP": (0, 5), "AS": (1, 7), "VI": (11, 6),
}  # fmt: skip
APART: dict[str, tuple[float, float, int, str]] = {  # kind of system: column, row, columns wide, name
    "federal": (0, 8.3, 3, "Federal"),
    "county": (3, 8.3, 3, "County jails"),
    "immigration": (6, 8.3, 3, "Immigration"),
    "private": (9, 8.3, 3, "Private"),
}  # fmt: skip
ROWS = 9.3
TERRITORIES = ("AS", "GU", "MP", "PR", "VI")  # shown only where there was mail
