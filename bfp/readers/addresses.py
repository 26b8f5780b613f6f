"""Where a parcel goes: many places take packages at one address and paper mail at another."""

from collections.abc import Iterable

from bfp.base import db
from bfp.base.db import Connection
from bfp.places.facilities import Facility
from bfp.readers.readers import Reader

PAPER = ("letter", "newsletter issue")  # kinds of titles that are paper mail when nothing else goes with them


def for_parcel(reader: Reader, facility: Facility, paper_mail: bool = False) -> list[str]:
    """The lines of the label: the reader's name and number, then the facility's package or paper-mail address."""
    name = " ".join(part for part in (reader.first_name, reader.last_name, reader.number) if part)
    return [name, *lines(facility, paper_mail)]


def lines(facility: Facility, paper_mail: bool = False) -> list[str]:
    """The facility's lines of the label; paper mail falls back on the package address, line by line."""
    return facility.paper_address if paper_mail else facility.package_address


def which(con: Connection, wanted: Iterable[int]) -> bool:
    """Whether these titles are paper mail: letters and newsletters, and nothing else."""
    kinds = db.rows(
        con,
        "select distinct kind from title where id in (select unnest($titles::integer[]))",
        titles=[int(one) for one in wanted],
    )
    return only_paper(row["kind"] for row in kinds)


def only_paper(kinds: Iterable[str]) -> bool:
    """Whether a parcel with these kinds of titles is paper mail; an empty one is not."""
    kinds = set(kinds)
    return bool(kinds) and kinds <= set(PAPER)


def used(facility: Facility, kinds: Iterable[str], to_paper_mail: bool | None) -> bool:
    """Whether a parcel goes to the paper-mail address: as somebody chose, or by what is in it; never where there is none."""
    if not facility.paper_mail_apart:
        return False
    return only_paper(kinds) if to_paper_mail is None else to_paper_mail


def lacking(facility: Facility, paper_mail: bool = False) -> list[str]:
    """What the address used lacks of a street, a town and a ZIP."""
    parts = {"street": facility.street, "town": facility.city, "ZIP": facility.zip}
    if paper_mail:
        parts = {
            "street": facility.mail_street or facility.street,
            "town": facility.mail_city or facility.city,
            "ZIP": facility.mail_zip or facility.zip,
        }
    return [name for name, given in parts.items() if not given]
