"""What the buttons of the contributions' pages do: entering, taking, typing, giving back, moving on, asking for consent."""

import threading
from dataclasses import dataclass, field

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.errors import Invalid
from bfp.contributions import contribution_typing, contributions
from bfp.mail import shipments
from bfp.publishing import reviews
from bfp.ui import box, form
from bfp.ui.contributions import typing_box

ENTERED = "_contribution_entered"  # by itself, a moment ago: its page is offered


@dataclass
class Typing:
    """One text in this browser session: what the window knows to be kept, which sending was dealt with, what went wrong."""

    known: str
    done: tuple[str, int] = ("", 0)
    problem: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


def texts() -> dict[int, Typing]:
    """The texts that are open in this browser session, by contribution."""
    return st.session_state.setdefault("_texts_typed", {})


@form.callback
def take_next(job: str) -> str | None:
    """The oldest that waits, into hand."""
    today, open_ = ui.today(), texts()
    with form.once() as con:
        found = contribution_typing.next_one(con, job, today)
    if found is None:
        return "Nothing is free now: what waits is in somebody's hands."
    open_.pop(found, None)
    form.go("contribution", contribution=found)
    return None


@form.callback
def take(contribution_id: int, take_over: bool = False) -> None:
    today, open_ = ui.today(), texts()
    with form.once(said="It is in your hands. What you type is saved as you type.") as con:
        contribution_typing.take(con, contribution_id, today, take_over)
    open_.pop(contribution_id, None)


def give_back(contribution_id: int) -> None:
    if not _flushed(contribution_id):
        return
    with ui.saving("Given back: somebody else may go on. What was typed is kept.") as con:
        contribution_typing.give_back(con, contribution_id)


def done(contribution_id: int, state: str) -> None:
    """Typed, or edited; the last words are saved first."""
    today = ui.today()
    if not _flushed(contribution_id):
        return
    with ui.saving(f"It is {state}, and out of your hands.") as con:
        contribution_typing.done(con, contribution_id, state, today)


def key_of(contribution_id: int) -> str:
    return f"typing_{contribution_id}"


def text_of(now: contributions.Contribution) -> Typing:
    """The text as this window knows it; from the database when it is opened."""
    return texts().setdefault(now.id, Typing(now.body))


def typed(contribution_id: int) -> None:
    """Keep what was typed, for who has it in hand; a refusal is said below the field and the words stay in it."""
    sent, open_, today, board = typing_box.typed(key_of(contribution_id)), texts(), ui.today(), ui.board()
    text = open_.get(contribution_id)
    if sent is None or text is None:
        return
    with text.lock:
        if sent.box == text.done[0] and sent.n <= text.done[1]:
            return  # Streamlit tells of one sending more than once
        kept = text.known
        with ui.saving() as con:
            kept = contribution_typing.save_text(con, contribution_id, sent.text, today, text.known)
        text.problem = "" if board.saved else board.text
        text.done = (sent.box, sent.n)
        if board.saved:
            text.known = kept
        board.text = ""


def _flushed(contribution_id: int) -> bool:
    """Save the words that came with this very click; False if they could not be saved."""
    typed(contribution_id)
    text = texts().get(contribution_id)
    if text is not None and text.problem:
        ui.refuse(Invalid(text.problem))
        return False
    return True


@form.callback
def enter(at: str) -> str:
    """Keep a contribution that came without a letter of ours."""
    today, value = ui.today(), form.typed(at, "kind", "note", "received_on", "pages", "body")
    who, about = box.chosen(f"{at}_reader"), box.chosen(f"{at}_title")
    with form.once(at) as con:
        reader_id = box.taken(who, "reader", "reader")
        if reader_id is None:
            raise Invalid("Choose the reader from the list: type a number or a name.", "reader")
        if not value["kind"]:
            raise Invalid("Say what it is: a review, an article, a poem …", "contribution")
        title = about[0] if about else {"value": None, "label": ""}
        on = dates.read(value["received_on"], today, "received_on") if value["received_on"] else today
        made = contributions.add(
            con, reader_id, value["kind"], on,
            contributions.Told(
                title_id=title["value"], title_text=title["label"] if title["value"] is None else "", note=value["note"],
                pages=_pages(value["pages"]), body=value["body"],
            ), today=today,
        )  # fmt: skip
    st.session_state[ENTERED] = made
    return f"Contribution {made} is on file."


def _pages(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise Invalid("Write the number of pages in digits, or nothing.", "pages")
    return int(text)


def edit(contribution_id: int, prefix: str) -> None:
    """Save what it is, as corrected."""
    today, value = ui.today(), form.typed(prefix, "kind", "note", "received_on", "pages", "shipment")
    touched, about = (st.session_state.get(f"{prefix}_title") or {}).get("value") is not None, box.chosen(f"{prefix}_title")
    with ui.saving("Saved.") as con:
        changes = {
            "kind": value["kind"],
            "note": value["note"],
            "received_on": dates.read(value["received_on"], today, "received_on"),
            "pages": _pages(value["pages"]),
        }
        if touched:
            title = about[0] if about else {"value": None, "label": ""}
            changes |= {"title_id": title["value"], "title_text": title["label"] if title["value"] is None else ""}
        before = contributions.get(con, contribution_id)
        number = value["shipment"].strip()
        said = shipments.read_number(number, "shipment") if number else None
        if said != before.shipment_id:
            changes["shipment_id"] = said
        contributions.edit(con, contribution_id, today, **changes)


@form.callback
def move(contribution_id: int, prefix: str) -> str:
    """Take it the step on that was chosen."""
    today, value = ui.today(), form.typed(prefix, "step", "moved_on", "why", "where", "issue")
    with form.once() as con:
        on = dates.read(value["moved_on"], today, "moved_on") if value["moved_on"] else today
        contributions.move(
            con, contribution_id, value["step"], today, on=on, why=value["why"], where=value["where"], issue=value["issue"]
        )
    return f"It is {value['step']}."


def agree(contribution_id: int, prefix: str) -> None:
    """Write down what the reader said about publishing it."""
    entry = form.typed(prefix, "consent", "consent_letter")
    with ui.saving("Written down.") as con:
        contributions.agree(con, contribution_id, entry["consent"] or "not asked", entry["consent_letter"] or None)


def quote(contribution_id: int, prefix: str) -> None:
    """Keep what may be quoted of a review."""
    words = form.typed(prefix, "quote")["quote"]
    with ui.saving("The quote stands on the title's page." if words else "The quote is taken back.") as con:
        reviews.quote(con, contribution_id, words)


def void(contribution_id: int, prefix: str) -> None:
    reason, today = form.typed(prefix, "void")["void"], ui.today()
    with ui.saving("Taken back. Its scans and text stay on file, unseen.") as con:
        contributions.void(con, contribution_id, reason, today)
