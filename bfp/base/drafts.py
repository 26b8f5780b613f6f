"""What somebody has begun to type and not saved: kept by browser and person until it is saved or put away, seven days at most.

A draft is no record: it stands in no history, no sum and no paper, and no answer that is kept is asked anew for it.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bfp.base import db
from bfp.base.db import Connection

KINDS = ("letter", "notice", "incident", "contribution", "appeal")  # what is kept while it is typed
LETTER, DESK, NAME = "letter", "desk", "name"  # what is typed; the desk as it was left; who sits at it
DAYS = 7


@dataclass(frozen=True)
class Draft:
    """Something begun: `thing` says which letter of which session it is, `about` in a few words whose."""

    browser: str
    volunteer: str
    kind: str
    thing: str
    about: str
    body: dict[str, Any]
    begun_at: datetime = datetime.min


def keep(con: Connection, draft: Draft) -> None:
    """Keep what stands there now, in the place of what stood there before; what was saved or put away stays away."""
    sql = """
        insert into draft (browser, volunteer, kind, thing, about, body, begun_at, changed_at)
        values ($browser, $volunteer, $kind, $thing, $about, $body, $at, $at)
        on conflict (browser, thing) do update
        set about = excluded.about, body = excluded.body, changed_at = excluded.changed_at
        where body <> ''
    """
    values = {name: getattr(draft, name) for name in ("browser", "volunteer", "kind", "thing", "about")}
    con.execute(sql, {**values, "body": json.dumps(draft.body), "at": con.at})


def of(con: Connection, browser: str, volunteer: str, kind: str) -> list[Draft]:
    """What this person has begun in this browser, the latest first."""
    sql = """
        select browser, volunteer, kind, thing, about, body, begun_at from draft
        where browser = $browser and volunteer = $volunteer and kind = $kind and body not in ('', '{}') and changed_at > $since
        order by changed_at desc, thing
    """
    found = db.rows(con, sql, browser=browser, volunteer=volunteer, kind=kind, since=_since())
    return [Draft(**{**row, "body": json.loads(row["body"])}) for row in found]


def words(con: Connection, browser: str, volunteer: str) -> str:
    """All that this person has begun in this browser, in one text."""
    sql = "select body from draft where browser = $browser and volunteer = $volunteer and kind in $kinds and changed_at > $since"
    found = db.rows(con, sql, browser=browser, volunteer=volunteer, kinds=list(KINDS), since=_since())
    return "\n".join(_said(json.loads(row["body"] or "null")) for row in found)


def _said(part: Any) -> str:
    if isinstance(part, dict | list):
        return ", ".join(_said(each) for each in (part.values() if isinstance(part, dict) else part))
    return part if isinstance(part, str) else ""


def put_away(con: Connection, browser: str, thing: str) -> None:
    """Keep no word of it; that it is done is known for a while, so that what the browser sends late is not kept again."""
    sql = """
        insert into draft (browser, volunteer, kind, thing, about, body, begun_at, changed_at)
        values ($browser, '', '', $thing, '', '', $at, $at)
        on conflict (browser, thing) do update set volunteer = '', about = '', body = '', changed_at = excluded.changed_at
    """
    con.execute(sql, {"browser": browser, "thing": thing, "at": con.at})


def forget(con: Connection) -> None:
    """Keep nothing that was last touched more than seven days ago."""
    con.execute("delete from draft where changed_at <= $since", {"since": _since()})


def remember(con: Connection, browser: str, kind: str, body: dict[str, Any]) -> None:
    """Keep for this browser, whoever sits at it, how its desk was left or who was there last."""
    if browser:
        keep(con, Draft(browser, "", kind, kind, "", body))


def remembered(con: Connection, browser: str, kind: str) -> dict[str, Any]:
    """What was kept for this browser of this kind; nothing after seven days."""
    found = of(con, browser, "", kind) if browser else []
    return found[0].body if found else {}


def _since() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) - timedelta(days=DAYS)
