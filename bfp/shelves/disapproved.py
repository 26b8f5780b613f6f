"""Publications that a state's reviewers disapproved: which of our titles they are, and what that means for a parcel.

These are decisions of reviewers, not outcomes of our mail: nothing here enters a rate.
"""

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

from bfp.base import dates, db, history, states
from bfp.base.db import Connection
from bfp.base.errors import Conflict, NotFound
from bfp.finding.title_finder import key


def marks(con: Connection, title_ids: Iterable[int], facility_id: int) -> dict[int, str]:
    """What to say of each title that a list binding this facility disapproves: only matches that a person confirmed.

    The latest decision of each list counts, so a publication that was approved later has no mark.
    """
    said: dict[int, list[str]] = {}
    asked = [int(title_id) for title_id in title_ids]
    if not asked:
        return {}
    for row in db.rows(con, db.question("disapproved_marks"), titles=asked, facility_id=facility_id):
        said.setdefault(row["title_id"], []).append(
            sentence(row["state"], row["system"], row["decided_on"], row["reason"], row["scope"])
        )
    return {title_id: "; ".join(dict.fromkeys(parts)) for title_id, parts in said.items()}


def sentence(state: str, system: str | None, on: date | None, reason: str, scope: str = "statewide") -> str:
    """On Florida's list of disapproved publications since 13 Jan 2022: reason codes 15O, 15P."""
    whose = system or states.NAMES.get(state, state)
    since = f" since {dates.written(on)}" if on else ""
    only = "" if scope.lower() in ("", "statewide") else f" ({scope})"
    return f"on {whose}'s list of disapproved publications{only}{since}{reasons(reason)}"


def reasons(text: str) -> str:
    """A list's reason as the end of a sentence: its codes, each once, or its words; nothing where it gives none."""
    if not text:
        return ""
    head, _, tail = text.partition(" - ")
    codes = [code for code in re.split(r"[\s,;]+", head) if code]
    if len(codes[0]) <= 4 and codes[0][0].isdigit() and all(len(code) <= 4 and code.isalnum() for code in codes):
        word = "reason code" if len(codes) == 1 else "reason codes"
        return f": {word} {', '.join(dict.fromkeys(codes))}" + (f" ({tail})" if tail else "")
    return f": {text}"


# ---- the lists ----------------------------------------------------------------------------------


def lists(con: Connection) -> pd.DataFrame:
    """The lists on file, by name.

    id, name, state, source, imported_on, publications, disapproved, approved, other, first_on, last_on, matched
    """
    return db.frame(con, db.question("disapproved_lists"))


def search(
    con: Connection, text: str, list_id: int | None = None, decision: str | None = None, limit: int = 100
) -> tuple[pd.DataFrame, int]:
    """Publications whose title or author has all these words: id, name, author, list, decision, decided_on, reason, our_title.

    With how many there are in all.
    """
    words = key(text).split()
    sql = db.question("disapproved_found")
    found = db.frame(con, sql, words=words, list_id=list_id, decision=decision, limit=limit)
    return found.drop(columns="found"), int(found["found"].iloc[0]) if len(found) else 0


# ---- which of our titles they are ---------------------------------------------------------------


def waiting(con: Connection, limit: int = 20, title_id: int | None = None) -> tuple[pd.DataFrame, int]:
    """Proposed pairs of a publication and a title that a person has yet to look at, and how many there are in all."""
    found = db.frame(con, db.question("disapproved_waiting"), limit=limit, title_id=title_id)
    return found.drop(columns="waiting"), int(found["waiting"].iloc[0]) if len(found) else 0


def decide(con: Connection, disapproved_id: int, title_id: int, same: bool | None, on: date) -> None:
    """Say whether a publication and a title are the same; None puts the pair back among those that wait.

    The same answer twice is one answer. Raises Conflict where somebody else answered otherwise in the meantime.
    """
    sql = """
        select disapproved_match.same, disapproved_match.decided_by, disapproved.name, list.name as list
        from disapproved_match
        join disapproved on disapproved.id = disapproved_match.disapproved_id
        join disapproved_list as list on list.id = disapproved.list_id
        where disapproved_match.disapproved_id = $disapproved_id and disapproved_match.title_id = $title_id
    """
    before = db.row(con, sql, disapproved_id=disapproved_id, title_id=title_id)
    if before is None:
        raise NotFound("This publication was never proposed for that title.")
    if before["same"] == same:
        return
    if before["same"] is not None and same is not None:
        who = before["decided_by"] or "Somebody"
        raise Conflict(f"{who} has answered {_answer(before['same'])} already. Put it back first to answer anew.")
    sql = """
        update disapproved_match
        set same = $same, decided_by = $by, decided_on = $on
        where disapproved_id = $disapproved_id and title_id = $title_id
    """
    answered = same is not None
    values = {"same": same, "by": con.by if answered else "", "on": on if answered else None}
    con.execute(sql, {**values, "disapproved_id": disapproved_id, "title_id": title_id})
    change = {f"{before['name']} on {before['list']}’s list": (_answer(before["same"]), _answer(same))}
    history.record(con, "title", title_id, "changed", change)


def _answer(same: bool | None) -> str:
    return "not answered" if same is None else "the same publication" if same else "not the same publication"


def decided(con: Connection, limit: int = 200) -> pd.DataFrame:
    """Pairs that were answered, latest first.

    disapproved_id, title_id, title, name, author, list, answer, decided_by, decided_on
    """
    sql = """
        select disapproved_match.disapproved_id, disapproved_match.title_id, title.name as title, disapproved.name,
            disapproved.author, list.name as list,
            case when disapproved_match.same then 'the same' else 'not the same' end as answer,
            disapproved_match.decided_by, disapproved_match.decided_on
        from disapproved_match
        join disapproved on disapproved.id = disapproved_match.disapproved_id
        join disapproved_list as list on list.id = disapproved.list_id
        join title on title.id = disapproved_match.title_id
        where disapproved_match.same is not null
        order by disapproved_match.decided_on desc, title.name, disapproved_match.title_id, disapproved_match.disapproved_id
        limit $limit
    """
    return db.frame(con, sql, limit=limit)


def of_title(con: Connection, title_id: int) -> list[str]:
    """What the lists decided on a title, as sentences, latest first: disapproved by Florida on 13 Jan 2022: reason codes 15O."""
    sql = """
        select disapproved.decision, disapproved.decided_on, disapproved.reason, disapproved.scope, disapproved.name,
            disapproved.author, list.name as list
        from disapproved_match
        join disapproved on disapproved.id = disapproved_match.disapproved_id
        join disapproved_list as list on list.id = disapproved.list_id
        where disapproved_match.title_id = $title_id and disapproved_match.same and disapproved.decision <> 'other'
        order by disapproved.decided_on desc nulls last, list.name, disapproved.id
    """
    said = []
    for row in db.rows(con, sql, title_id=title_id):
        on = f" on {dates.written(row['decided_on'])}" if row["decided_on"] else ""
        only = "" if row["scope"].lower() in ("", "statewide") else f" ({row['scope']})"
        why = reasons(row["reason"])
        if row["decision"] == "approved":
            why = f" (disapproved before{why})" if why else ""
        listed = f"{row['name']}, {row['author']}" if row["author"] else row["name"]
        said.append(f"{row['decision']} by {row['list']}{only}{on}{why} — listed as {listed}")
    return said
