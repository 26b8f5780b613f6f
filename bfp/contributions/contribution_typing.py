"""A contribution in a typist's or editor's hands: taken, typed and saved as it is typed, given back, taken over."""

from datetime import date, timedelta

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.contributions import contributions
from bfp.contributions.contributions import Contribution

ABANDONED_DAYS = 3  # in hand for longer, and nothing typed: anybody may take it


def abandoned(held_on: date | None, today: date) -> bool:
    """Whether somebody has left what they took."""
    return held_on is not None and held_on <= today - timedelta(days=ABANDONED_DAYS)


def take(con: Connection, contribution_id: int, today: date, take_over: bool = False) -> Contribution:
    """Take it into hand, to type or to edit; from somebody who has it only if they left it, or on purpose."""
    now = contributions.standing(con, contribution_id)
    if not con.by:
        raise Invalid("Write your name at the left first: others must see in whose hands it is.", "volunteer")
    if now.state == "published":
        raise Conflict("It is published: its text is not changed any more. Withdraw it first.")
    if now.held_by not in ("", con.by) and not take_over and not abandoned(now.held_on, today):
        raise Conflict(f"{now.held_by} has it in hand since {dates.written(now.held_on)}. Take it over if they have left it.")
    _hold(con, now, con.by, today)
    return contributions.get(con, now.id)


def give_back(con: Connection, contribution_id: int) -> None:
    """Put it down: somebody else may go on. What was typed stays."""
    now = _in_my_hands(con, contribution_id)
    _hold(con, now, "", None)


def save_text(con: Connection, contribution_id: int, body: str, today: date, known: str | None = None) -> str:
    """Keep the text as it stands now; only for who has it in hand. Gives the text as kept.

    `known` is the text this person's window started from: if another window has changed it since, Conflict,
    and nothing is lost. History keeps the text as it was when they took it, once, not every step.
    """
    now = _in_my_hands(con, contribution_id)
    body = contributions.valid_text(body)
    if known is not None and now.body not in (known, body):
        raise Conflict("The text was changed in another window. Copy what you typed here, and reload the page.")
    if body == now.body:
        return body
    told = db.value(con, "select changed_in_hand from contribution where id = $id", id=now.id)
    sql = "update contribution set body = $body, held_on = $today, changed_in_hand = true where id = $id"
    con.execute(sql, {"body": body, "today": today, "id": now.id})
    if not told:
        before = now.body if now.body else ""
        history.record(
            con, "contribution", now.id, "changed", {"text": (before, "is being typed" if not before else "is being edited")}
        )
    return body


def next_one(con: Connection, job: str, today: date) -> int | None:
    """Take the oldest that waits for this job and is in nobody's hands, or was left; None if nothing waits."""
    state = {"type": "received", "edit": "typed"}[job]
    sql = """
        select id from contribution
        where state = $state and voided_on is null and ($state <> 'received' or not list_contains($not_typed, kind))
            and (held_by in ('', $me) or held_on <= $left_on)
        order by held_by = $me desc, received_on, id
        limit 1
    """
    left_on = today - timedelta(days=ABANDONED_DAYS)
    found = db.value(con, sql, state=state, me=con.by, left_on=left_on, not_typed=list(contributions.NOT_TYPED))
    if found is not None:
        take(con, found, today)
    return found


def done(con: Connection, contribution_id: int, state: str, today: date) -> Contribution:
    """Typed, or edited, and out of hand."""
    _in_my_hands(con, contribution_id)
    return contributions.move(con, contribution_id, state, today)


def _in_my_hands(con: Connection, contribution_id: int) -> Contribution:
    now = contributions.standing(con, contribution_id)
    if now.held_by != con.by or not con.by:
        if now.held_by:
            raise Conflict(f"{now.held_by} has it in hand now. Copy what you typed here, and ask them.")
        raise Conflict("It is no longer in your hands. Take it again to go on; what was saved is here.")
    return now


def _hold(con: Connection, now: Contribution, by: str, on: date | None) -> None:
    con.execute("update contribution set held_by = $by, held_on = $on where id = $id", {"by": by, "on": on, "id": now.id})
    if by != now.held_by:
        con.execute("update contribution set changed_in_hand = false where id = $id", {"id": now.id})
        history.record(con, "contribution", now.id, "changed", {"in_the_hands_of": (now.held_by, by)})
