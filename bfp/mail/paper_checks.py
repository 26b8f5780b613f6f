"""What somebody should know before papers are printed; none of it stops the printing."""

from bfp.base import db, settings, words
from bfp.base.db import Connection
from bfp.mail import mailed, shipments
from bfp.papers import typesetting

NO_ADDRESS = "The return address is empty: the papers go without one. Write it under Settings, Program."


def of_program(con: Connection) -> list[str]:
    """What the program itself lacks on every paper."""
    return [] if words.lines(settings.load(con).return_address) else [NO_ADDRESS]


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


def of_session(con: Connection, session_id: int) -> list[str]:
    """What the papers of the parcels packed in a session lack: each parcel whose letters can't be printed, by its number."""
    sql = """
        select shipment.id, concat_ws(' ', reader.first_name, reader.last_name, facility.name, facility.street, facility.city,
            string_agg(title.name || ' ' || title.author, ' ')) as written
        from session_parcel
        join shipment on shipment.id = session_parcel.shipment_id and shipment.voided_on is null
        join reader on reader.id = shipment.reader_id
        join facility on facility.id = shipment.facility_id
        join item on item.shipment_id = shipment.id
        join title on title.id = item.title_id
        where session_parcel.session_id = $id
        group by shipment.id, reader.first_name, reader.last_name, facility.name, facility.street, facility.city
        order by shipment.id
    """
    found = [(row["id"], typesetting.unprintable(row["written"])) for row in db.rows(con, sql, id=session_id)]
    return of_program(con) + [
        f"Parcel {shipments.number(shipment_id)}: its papers lack {' '.join(missing)}. Write them in by hand."
        for shipment_id, missing in found
        if missing
    ]
