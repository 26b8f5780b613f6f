"""Who is on file already that a new reader may be: asked before a second record is made."""

from bfp.base import db
from bfp.base.db import Connection
from bfp.finding import reader_finder
from bfp.finding.finder_words import name_key
from bfp.readers import readers
from bfp.readers.readers import Reader

MOST = 3  # named in one question


def near(con: Connection, facility_id: int, first_name: str, last_name: str, number: str | None) -> list[Reader]:
    """Readers so much like a new one that somebody must be asked, at most three.

    Their number is this one but for zeros in front, or their name is alike and they are in the same facility or have
    nearly this number. Who has just this number in the same system is not among them: that is refused anyway.
    """
    key, name = reader_finder.number_key(number), name_key(first_name, last_name)
    half = max(2, (len(key) - 1) // 2)
    sql = """
        select reader.id, reader.number, reader.first_name, reader.last_name, reader.facility_id = $facility_id as here,
            reader.system_id = facility.system_id as same_system
        from reader
        join facility on facility.id = $facility_id
        where reader.voided_on is null and reader.merged_into is null
            and not (reader.system_id = facility.system_id and reader.number is not distinct from $key)
            and (list_contains($with_zeros, reader.number)
                or (greatest(jaro_winkler_similarity(name_key, $name), jaro_winkler_similarity(name_key, $turned)) >= 0.75
                    and (reader.facility_id = $facility_id
                        or starts_with(reader.number, $head) or ends_with(reader.number, $tail))))
        order by reader.id
    """
    found = db.frame(
        con, sql, facility_id=facility_id, key=key or None, with_zeros=reader_finder.with_zeros(key) if key else [],
        name=name, turned=name_key(last_name, first_name), head=key[:half] or "-", tail=key[-half:] or "-",
    )  # fmt: skip
    ranked = reader_finder.rank_readers(name, found) if name else found[:0]
    alike = set(ranked.loc[ranked["score"] >= reader_finder.ALIKE, "id"]) if name else set()
    twins = []
    for row in found.itertuples():
        slips = reader_finder.slips(key, row.number) if key and row.number else None
        if (slips == 0 and row.same_system) or (row.id in alike and (row.here or slips in (0, 1))):
            twins.append(readers.get(con, int(row.id)))
    return twins[:MOST]
