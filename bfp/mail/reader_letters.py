"""The letter to a reader that lies in a parcel, in their language: what is enclosed, what came before, what to give back."""

from datetime import date
from typing import Any

from bfp.base import db, settings, words
from bfp.base.db import Connection
from bfp.base.settings import Settings
from bfp.contributions import study_replies
from bfp.mail import mailed, shipments
from bfp.mail.mailed import Parcel
from bfp.papers import paper_texts, typesetting
from bfp.papers.given_texts import CODES, PAGE

MOST_ASKED = 25  # earlier items on one letter, the latest first: more would be a book of boxes


def pdf(con: Connection, shipment_ids: list[int], today: date) -> bytes:
    """The letters of these shipments in this order, each on pages of its own."""
    parts = data(con, mailed.parcels(con, shipment_ids), settings.load(con), today)
    return typesetting.pdf("mail", {"title": "Letters to readers", "parts": parts})


def data(con: Connection, parcels: list[Parcel], now: Settings, today: date) -> list[dict[str, Any]]:
    """Everything that stands on each letter, as text."""
    spoken = languages(con, [parcel.shipment.id for parcel in parcels])
    before = _unconfirmed(con, [parcel.shipment.id for parcel in parcels])
    texts = {
        (name, language): paper_texts.get(con, name, language) for name in paper_texts.LETTER for language in set(spoken.values())
    }
    replies = study_replies.of_parcels(con, [parcel.shipment.id for parcel in parcels])
    letters = [
        letter(
            {name: texts[name, spoken[parcel.shipment.id]] for name in paper_texts.LETTER},
            parcel, before.get(parcel.shipment.id, []), now, spoken[parcel.shipment.id], today,
        )
        for parcel in parcels
    ]  # fmt: skip
    for parcel, made in zip(parcels, letters, strict=True):
        made["blocks"] += study_replies.blocks(replies.get(parcel.shipment.id, []), spoken[parcel.shipment.id])
    return letters


def letter(
    texts: dict[str, str], parcel: Parcel, before: list[dict[str, Any]], now: Settings, language: str, today: date
) -> dict[str, Any]:
    """One letter from its texts: paragraphs, and the lists that stand between them."""
    shipment, reader = parcel.shipment, parcel.reader
    values = {
        "name": " ".join(part for part in (reader.first_name, reader.last_name) if part),
        "first_name": reader.first_name or reader.last_name,
        "number": shipment.number,
        "date": paper_texts.day(shipment.mailed_on, language),
        "facility": parcel.facility.label,
        "program": now.program_name,
        "return_address": "\n".join(words.lines(now.return_address)),
    }
    inside = {
        "{earlier}": _blocks(texts["letter_earlier"], values, {}) if before else [],
        "{give_back}": _blocks(texts["letter_give_back"], values, {}),
    }
    earlier = [
        {
            "number": shipments.number(item["shipment_id"]),
            "date": paper_texts.day(item["mailed_on"], language),
            "title": item["title"],
            "quantity": item["quantity"],
        }
        for item in before
    ]
    return {
        "kind": "letter",
        "lang": CODES.get(language, "en"),
        "words": PAGE.get(language, PAGE[paper_texts.USUAL]),
        "footer": f"{now.program_name}, {shipment.number}",
        "program": now.program_name,
        "from": words.lines(now.return_address),
        "date": paper_texts.day(today, language),
        "blocks": _blocks(texts["letter"], values, inside),
        "items": [{"title": item.title, "author": item.author, "quantity": item.quantity} for item in parcel.items],
        "earlier": earlier,
        "boxes": paper_texts.boxes(texts["letter_boxes"]),
    }


def languages(con: Connection, shipment_ids: list[int]) -> dict[int, str]:
    """The language of each shipment's letter: of its request, else of the reader's last request that names one.

    English if it is among them, or if there is no letter in any of them.
    """
    sql = """
        with named as (
            select shipment.id as shipment_id, book_request.id as request_id, book_request.asked_on, term.name, term.position,
                coalesce(shipment.book_request_id = book_request.id, false) as of_this
            from shipment
            join book_request on book_request.reader_id = shipment.reader_id and book_request.voided_on is null
            join request_term on request_term.book_request_id = book_request.id
            join term on term.id = request_term.term_id and term.list = 'language'
            where list_contains($ids::integer[], shipment.id)
        ),
        ranked as (
            select *, dense_rank() over (
                partition by shipment_id order by of_this desc, asked_on desc, request_id desc
            ) as place
            from named
        )
        select shipment_id, name from ranked where place = 1 order by shipment_id, position, name
    """
    asked: dict[int, list[str]] = {}
    for row in db.rows(con, sql, ids=shipment_ids):
        asked.setdefault(row["shipment_id"], []).append(row["name"])
    written = paper_texts.written_in(con)
    usual = paper_texts.USUAL

    def chosen(names: list[str]) -> str:
        return usual if usual in names else next((name for name in names if name in written), usual)

    return {shipment_id: chosen(asked.get(shipment_id, [])) for shipment_id in shipment_ids}


def _unconfirmed(con: Connection, shipment_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What each parcel's reader was sent before and nobody knows about: the latest first, the most asked of one."""
    sql = """
        with before as (
            select asked.id as asked_id, mailed_item.shipment_id, mailed_item.mailed_on, title.name as title,
                mailed_item.quantity,
                row_number() over (
                    partition by asked.id order by mailed_item.mailed_on desc, mailed_item.shipment_id desc, mailed_item.id
                ) as place
            from shipment as asked
            join mailed_item on mailed_item.reader_id = asked.reader_id
            join title on title.id = mailed_item.title_id
            where list_contains($ids::integer[], asked.id) and mailed_item.outcome = 'unconfirmed'
                and mailed_item.shipment_id <> asked.id and mailed_item.mailed_on <= asked.mailed_on
        )
        select asked_id, shipment_id, mailed_on, title, quantity
        from before
        where place <= $most
        order by asked_id, place
    """
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.rows(con, sql, ids=shipment_ids, most=MOST_ASKED):
        found.setdefault(row["asked_id"], []).append(row)
    return found


def _blocks(body: str, values: dict[str, str], inside: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The paragraphs of a text: its lines filled in, or the list or the other text that stands in its place."""
    found = []
    for paragraph in paper_texts.paragraphs(body):
        if paragraph in inside:
            found += inside[paragraph]
        elif paragraph in ("{enclosed}", "{items}"):
            found.append({"kind": paragraph.strip("{}")})
        else:
            filled = paper_texts.fill(paragraph, values)
            if filled:
                found.append({"kind": "text", "lines": filled.splitlines()})
    return found
