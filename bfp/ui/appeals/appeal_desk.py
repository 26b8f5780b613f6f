"""What the buttons of the appeals' pages do: opening, holding, sending, answering, stepping back."""

from datetime import date

from bfp import ui
from bfp.appeals import appeals
from bfp.base import dates
from bfp.ui import form, half_typed


def _day(text: str, today: date, field: str) -> date:
    return dates.read(text or "today", today, field)


@form.callback
def open_for(incident_ids: tuple[int, ...], pattern: bool, made_by: str = "sender", level: int = 1) -> str:
    """Open one appeal of these incidents and go there."""
    today = ui.today()
    with form.once(("open", incident_ids, made_by)) as con:
        made = appeals.begin(con, incident_ids, today, made_by, pattern, level)
    form.go("appeal", appeal=made)
    many = f" for {len(incident_ids)} incidents" if len(incident_ids) > 1 else ""
    return f"Appeal {made} opened{many}. Decide whether it is worth it, then write."


@form.callback
def go_ahead(appeal_id: int) -> None:
    today = ui.today()
    with form.once(("go", appeal_id), "It is to be written now.") as con:
        appeals.go_ahead(con, appeal_id, today)


@form.callback
def take(appeal_id: int) -> None:
    today = ui.today()
    with form.once(("take", appeal_id), "You hold it now.") as con:
        appeals.take(con, appeal_id, today)


@form.callback
def hand_over(appeal_id: int, key: str) -> None:
    entry, today = form.typed(key, "to", "to_text"), ui.today()
    to = entry["to"]
    with form.once(("hand over", appeal_id, to), f"Handed over to {to}." if to else "Nobody holds it now.") as con:
        appeals.hand_over(con, appeal_id, to, today, entry["to_text"])
    ui.clear(f"{key}_to_text")


@form.callback
def decline(appeal_id: int, key: str) -> None:
    why, today = form.typed(key, "why")["why"], ui.today()
    with form.once(("decline", appeal_id), "It is not appealed. The reason is kept; the step can be taken back.") as con:
        appeals.decline(con, appeal_id, why, today)


@form.callback
def sent(appeal_id: int, key: str) -> str:
    entry, today = form.typed(key, "sent_on", "sent_text"), ui.today()
    with form.once(("sent", appeal_id)) as con:
        on = _day(entry["sent_on"], today, "sent_on")
        said = appeals.sent(con, appeal_id, on, entry["sent_text"], today=today)
    return f"Sent. {said}".strip()


@form.callback
def answered(appeal_id: int, key: str, incident_ids: tuple[int, ...]) -> None:
    entry, today = form.typed(key, "decision", "answered_on", "answer_text", "substituted"), ui.today()
    each = form.typed(f"{key}_each", *(str(number) for number in incident_ids))
    begun = half_typed.key_of(key, "answer")
    with form.once(("answered", appeal_id), "Answer saved, and told to its incidents.", begun=begun) as con:
        on = _day(entry["answered_on"], today, "answered_on")
        told = {int(number): what for number, what in each.items() if what}
        appeals.answered(con, appeal_id, entry["decision"], on, entry["answer_text"], told, entry["substituted"], today)


@form.callback
def no_reply(appeal_id: int) -> None:
    today = ui.today()
    with form.once(("no reply", appeal_id), "Kept as not answered. An answer that comes late can still be recorded.") as con:
        appeals.no_reply(con, appeal_id, today, today=today)


@form.callback
def next_level(appeal_id: int) -> str:
    today = ui.today()
    with form.once(("next", appeal_id)) as con:
        made = appeals.next_level(con, appeal_id, today, today)
    form.go("appeal", appeal=made)
    return f"Taken further as appeal {made}. It has a deadline of its own."


@form.callback
def close(appeal_id: int) -> None:
    today = ui.today()
    with form.once(("close", appeal_id), "The appeal is closed.") as con:
        appeals.close(con, appeal_id, today)


@form.callback
def act(appeal_id: int, key: str) -> None:
    entry, today = form.typed(key, "kind", "action_on", "action_text"), ui.today()
    begun = half_typed.key_of(key, "action")
    with form.once(("act", appeal_id, *entry.values()), "Written down.", begun=begun) as con:
        on = _day(entry["action_on"], today, "action_on")
        appeals.act(con, appeal_id, entry["kind"] or "note", on, entry["action_text"], today=today)
    ui.clear(f"{key}_action_text", f"{key}_action_on")


@form.callback
def void_action(action_id: int, key: str) -> None:
    why, today = form.typed(f"{key}_void_action", str(action_id))[str(action_id)], ui.today()
    with form.once(("void action", action_id), "The action is taken back.") as con:
        appeals.void_action(con, action_id, why, today)


@form.callback
def add_incidents(appeal_id: int, key: str) -> None:
    typed, today = form.typed(key, "add", "add_sooner"), ui.today()
    chosen = tuple(typed["add"])
    with form.once(("add", appeal_id, chosen), "Added to the appeal.") as con:
        appeals.add_incidents(con, appeal_id, [int(number) for number in chosen], today, bool(typed["add_sooner"]))
    ui.clear(f"{key}_add", f"{key}_add_sooner")


@form.callback
def remove_incident(appeal_id: int, incident_id: int) -> None:
    today = ui.today()
    said = f"Incident {incident_id} is removed; it waits for an appeal of its own."
    with form.once(("remove", appeal_id, incident_id), said) as con:
        appeals.remove_incident(con, appeal_id, incident_id, today)


@form.callback
def take_back(appeal_id: int, key: str) -> None:
    why, today = form.typed(key, "back_why")["back_why"], ui.today()
    with form.once(("back", appeal_id), "The step is taken back.") as con:
        appeals.take_back(con, appeal_id, why, today)
    ui.clear(f"{key}_back_why")


@form.callback
def void(appeal_id: int, key: str) -> None:
    why, today = form.typed(key, "void_why")["void_why"], ui.today()
    with form.once(("void", appeal_id), "The appeal is void. Its incidents can be appealed anew.") as con:
        appeals.void(con, appeal_id, why, today)
