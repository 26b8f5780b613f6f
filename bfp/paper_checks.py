"""What somebody should know before papers are printed; none of it stops the printing."""

from bfp import mailed, settings, slips, typesetting
from bfp.db import Connection

NO_ADDRESS = "The return address is empty: the papers go without one. Write it under Settings, Program."


def of_program(con: Connection) -> list[str]:
    """What the program itself lacks on every paper."""
    return [] if slips.lines(settings.load(con).return_address) else [NO_ADDRESS]


def of_shipment(con: Connection, shipment_id: int) -> list[str]:
    """What the papers of one parcel lack."""
    [parcel] = mailed.parcels(con, [shipment_id])
    found = of_program(con)
    written = " ".join([*parcel.to, *(f"{item.title} {item.author}" for item in parcel.items)])
    missing = typesetting.unprintable(written)
    if missing:
        found.append(
            f"The printed letters lack {' '.join(missing)}: there is an empty box in their place. Write them in by hand."
        )
    unpriced = [item.title for item in parcel.items if item.price_cents is None]
    if parcel.invoice_needed and unpriced:
        found.append(f"The facility wants an invoice, and no price is on file for {', '.join(unpriced)}.")
    return found
