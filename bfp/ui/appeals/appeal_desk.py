"""What the buttons of the appeals' pages do: opening, holding, sending, answering, stepping back."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals import appeals
from bfp.base import dates
from bfp.base.db import Connection


@dataclass
class Desk:
    """The appeal to go to next, and the last step taken: a double click takes it once."""

    opened: int | None = None
    done: tuple[Any, float] = (None, 0.0)
    busy: threading.Lock = field(default_factory=threading.Lock)


def desk() -> Desk:
    return st.session_state.setdefault("_appeal_desk", Desk())


def follow(here: int | None = None) -> None:
    """Go to the appeal that was just opened; its line is shown there. A second click on the way does not stop it."""
    at = desk()
    if at.opened == here:
        at.opened = None
    elif at.opened is not None:
        ui.go("appeal", appeal=at.opened)


@contextmanager
def _once(step: Any, message: str) -> Iterator[Connection | None]:
    """Save a step of an appeal; a second click on the same button finds it done (None) and says nothing."""
    at, board = desk(), ui.board()
    with at.busy:
        last, when = at.done
        if last == step and time.monotonic() - when < ui.TWICE_WITHIN:
            yield None
            return
        with ui.saving(message) as con:
            yield con
        if board.saved:
            at.done = step, time.monotonic()


def _day(text: str | None, today: date, field_: str) -> date:
    return dates.read(text or "today", today, field_)


def open_for(incident_ids: tuple[int, ...], pattern: bool, made_by: str = "sender", level: int = 1) -> None:
    """Open one appeal of these incidents and go there."""
    at, today, made = desk(), ui.today(), None
    with _once(("open", incident_ids, made_by), "") as con:
        if con is None:
            return
        made = appeals.open(con, incident_ids, today, made_by, pattern, level)
    if ui.saved():
        at.opened = made
        many = f" for {len(incident_ids)} incidents" if len(incident_ids) > 1 else ""
        ui.say(f"Appeal {made} opened{many}. Decide whether it is worth it, then write.")


def go_ahead(appeal_id: int) -> None:
    today = ui.today()
    with _once(("go", appeal_id), "It is to be written now.") as con:
        if con is not None:
            appeals.go_ahead(con, appeal_id, today)


def take(appeal_id: int) -> None:
    today = ui.today()
    with _once(("take", appeal_id), "You hold it now.") as con:
        if con is not None:
            appeals.take(con, appeal_id, today)


def hand_over(appeal_id: int, key: str) -> None:
    entry, today = ui.fields(f"{key}_to", f"{key}_to_text"), ui.today()
    to = entry[f"{key}_to"] or ""
    with _once(("hand over", appeal_id, to), f"Handed over to {to}." if to else "Nobody holds it now.") as con:
        if con is not None:
            appeals.hand_over(con, appeal_id, to, today, entry[f"{key}_to_text"] or "")
    if ui.saved():
        ui.clear(f"{key}_to_text")


def decline(appeal_id: int, key: str) -> None:
    why, today = ui.fields(f"{key}_why")[f"{key}_why"] or "", ui.today()
    with _once(("decline", appeal_id), "It is not appealed. The reason is kept; the step can be taken back.") as con:
        if con is not None:
            appeals.decline(con, appeal_id, why, today)


def sent(appeal_id: int, key: str) -> None:
    entry, today = ui.fields(f"{key}_sent_on", f"{key}_sent_text"), ui.today()
    said = ""
    with _once(("sent", appeal_id), "") as con:
        if con is None:
            return
        on = _day(entry[f"{key}_sent_on"], today, "sent_on")
        said = appeals.sent(con, appeal_id, on, entry[f"{key}_sent_text"] or "", today=today)
    if ui.saved():
        ui.say(f"Sent. {said}".strip())


def answered(appeal_id: int, key: str, incident_ids: tuple[int, ...]) -> None:
    names = ("decision", "answered_on", "answer_text", "substituted")
    entry = {name: ui.fields(f"{key}_{name}")[f"{key}_{name}"] for name in names}
    each = {number: st.session_state.get(f"{key}_each_{number}") for number in incident_ids}
    today = ui.today()
    with _once(("answered", appeal_id), "Answer saved, and told to its incidents.") as con:
        if con is None:
            return
        on = _day(entry["answered_on"], today, "answered_on")
        appeals.answered(
            con, appeal_id, entry["decision"] or "", on, entry["answer_text"] or "",
            {number: what for number, what in each.items() if what}, entry["substituted"] or "", today,
        )  # fmt: skip


def no_reply(appeal_id: int) -> None:
    today = ui.today()
    with _once(("no reply", appeal_id), "Kept as not answered. An answer that comes late can still be recorded.") as con:
        if con is not None:
            appeals.no_reply(con, appeal_id, today, today=today)


def next_level(appeal_id: int) -> None:
    at, today, made = desk(), ui.today(), None
    with _once(("next", appeal_id), "") as con:
        if con is None:
            return
        made = appeals.next_level(con, appeal_id, today, today)
    if ui.saved():
        at.opened = made
        ui.say(f"Taken further as appeal {made}. It has a deadline of its own.")


def close(appeal_id: int) -> None:
    today = ui.today()
    with _once(("close", appeal_id), "The appeal is closed.") as con:
        if con is not None:
            appeals.close(con, appeal_id, today)


def act(appeal_id: int, key: str) -> None:
    names = ("kind", "action_on", "action_text")
    entry = {name: ui.fields(f"{key}_{name}")[f"{key}_{name}"] for name in names}
    today = ui.today()
    with _once(("act", appeal_id, *entry.values()), "Written down.") as con:
        if con is None:
            return
        on = _day(entry["action_on"], today, "action_on")
        appeals.act(con, appeal_id, entry["kind"] or "note", on, entry["action_text"] or "", today=today)
    if ui.saved():
        ui.clear(f"{key}_action_text", f"{key}_action_on")


def void_action(action_id: int, key: str) -> None:
    field_ = f"{key}_void_action_{action_id}"
    why, today = ui.fields(field_)[field_] or "", ui.today()
    with _once(("void action", action_id), "The action is taken back.") as con:
        if con is not None:
            appeals.void_action(con, action_id, why, today)


def add_incidents(appeal_id: int, key: str) -> None:
    chosen, today = st.session_state.get(f"{key}_add") or [], ui.today()
    with _once(("add", appeal_id, tuple(chosen)), "Added to the appeal.") as con:
        if con is not None:
            appeals.add_incidents(con, appeal_id, [int(number) for number in chosen], today)
    if ui.saved():
        ui.clear(f"{key}_add")


def remove_incident(appeal_id: int, incident_id: int) -> None:
    today = ui.today()
    with _once(("remove", appeal_id, incident_id), f"Incident {incident_id} is out; it waits for an appeal of its own.") as con:
        if con is not None:
            appeals.remove_incident(con, appeal_id, incident_id, today)


def take_back(appeal_id: int, key: str) -> None:
    why, today = ui.fields(f"{key}_back_why")[f"{key}_back_why"] or "", ui.today()
    with _once(("back", appeal_id), "The step is taken back.") as con:
        if con is not None:
            appeals.take_back(con, appeal_id, why, today)
    if ui.saved():
        ui.clear(f"{key}_back_why")


def void(appeal_id: int, key: str) -> None:
    why, today = ui.fields(f"{key}_void_why")[f"{key}_void_why"] or "", ui.today()
    with _once(("void", appeal_id), "The appeal is void. Its incidents can be appealed anew.") as con:
        if con is not None:
            appeals.void(con, appeal_id, why, today)
