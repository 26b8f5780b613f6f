"""What the browser asks for without a page: look-ups while somebody types, from this machine only.

What is looked up names people: it goes in the body of a POST, so that it stands in no address and no log of any server.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bfp import doors, wall
from bfp.base import db, drafts
from bfp.base.errors import BfpError
from bfp.places import facilities
from bfp.readers import readers
from bfp.shelves import titles
from bfp.supporters import supporters

MOST = 64_000  # bytes of what is begun and not saved: what a browser sends while its page is left


def _look_up(name: str, find: Callable[[db.Connection, str, str | None], list[dict[str, Any]]]) -> Route:
    """The route that gives what `find(con, text, state)` says of what is typed, to a page of this program only."""

    def found(text: str, state: str | None) -> JSONResponse:
        try:
            return JSONResponse({"options": find(wall.connection(), text, state)}, headers={"Cache-Control": "no-store"})
        except BfpError as error:
            return JSONResponse({"problem": str(error)}, status_code=503)

    async def endpoint(request: Request) -> JSONResponse:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return JSONResponse({"problem": "Only this program's own pages may ask."}, status_code=403)
        try:
            asked = await request.json()
            text, state = str(asked["q"])[:200], str(asked.get("state") or "") or None
        except (ValueError, KeyError, AttributeError, TypeError):
            return JSONResponse({"problem": "Say what is looked for."}, status_code=400)
        return await run_in_threadpool(found, text, state)

    return Route(f"/api/{name}", endpoint, methods=["POST"])


def _kept(draft: drafts.Draft) -> JSONResponse:
    try:
        with db.transaction(wall.connection(), draft.volunteer) as con:
            drafts.keep(con, draft)
            drafts.forget(con)
        return JSONResponse({})
    except BfpError as error:
        return JSONResponse({"problem": str(error)}, status_code=503)


async def draft(request: Request) -> JSONResponse:
    """Keep what stands in a form that is not saved yet, for the browser that the cookie names."""
    browser = request.cookies.get(doors.COOKIE, "")
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" or not re.fullmatch("[0-9a-f]{32}", browser):
        return JSONResponse({"problem": "Only this program's own pages may ask."}, status_code=403)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST:
            return JSONResponse({"problem": "That is too long to be kept before it is saved."}, status_code=413)
    try:
        said = json.loads(body)
        words = {name: said[name] for name in ("volunteer", "kind", "thing", "about")}
        typed, whose = said["fields"], said["whose"]
        if said["kind"] not in drafts.KINDS or not all(isinstance(part, dict) for part in (typed, whose)):
            raise ValueError
        if not said["thing"] or not all(isinstance(word, str) for word in words.values()):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"problem": "Say what is begun."}, status_code=400)
    kept = drafts.Draft(browser, body={"whose": whose, "fields": typed} if typed else {}, **words)
    return await run_in_threadpool(_kept, kept)


def health(request: Request) -> JSONResponse:
    """Whether the desk can read and save just now: asks the database, and how much room the disk has."""
    try:
        con = wall.connection()
        db.value(con, "select count(*) from schema_migration")
        free = db.free_space(con.path)
    except BfpError as error:
        return JSONResponse({"problem": str(error)}, status_code=503)
    enough = free >= db.LEAST_FREE
    return JSONResponse({"database": "answers", "free_megabytes": free // 1_000_000}, status_code=200 if enough else 503)


ROUTES = [
    Route("/api/draft", draft, methods=["POST"]),
    Route("/api/health", health),
    _look_up("readers", lambda con, text, state: readers.options(con, text)),
    _look_up("facilities", lambda con, text, state: facilities.options(con, text, state)),
    _look_up("titles", lambda con, text, state: titles.options(con, text)),
    _look_up("supporters", lambda con, text, state: supporters.options(con, text)),
]
MIDDLEWARE = [Middleware(doors.Doors), Middleware(wall.Wall)]
