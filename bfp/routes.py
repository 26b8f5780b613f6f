"""What the browser asks for without a page: look-ups while somebody types, from this machine only.

What is looked up names people: it goes in the body of a POST, so that it stands in no address and no log of any server.
"""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bfp import doors
from bfp.base import db
from bfp.base.errors import BfpError
from bfp.places import facilities
from bfp.readers import readers
from bfp.schema import migrations
from bfp.shelves import titles
from bfp.supporters import supporters


def _connection() -> db.Connection:
    return db.shared(db.database_path(), migrations.migrate)


def _look_up(name: str, find: Callable[[db.Connection, str, str | None], list[dict[str, Any]]]) -> Route:
    """The route that gives what `find(con, text, state)` says of what is typed, to a page of this program only."""

    def found(text: str, state: str | None) -> JSONResponse:
        try:
            return JSONResponse({"options": find(_connection(), text, state)}, headers={"Cache-Control": "no-store"})
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


def health(request: Request) -> JSONResponse:
    """Whether the desk can read and save just now: asks the database, and how much room the disk has."""
    try:
        con = _connection()
        db.value(con, "select count(*) from schema_migration")
        free = db.free_space(con.path)
    except BfpError as error:
        return JSONResponse({"problem": str(error)}, status_code=503)
    enough = free >= db.LEAST_FREE
    return JSONResponse({"database": "answers", "free_megabytes": free // 1_000_000}, status_code=200 if enough else 503)


ROUTES = [
    Route("/api/health", health),
    _look_up("readers", lambda con, text, state: readers.options(con, text)),
    _look_up("facilities", lambda con, text, state: facilities.options(con, text, state)),
    _look_up("titles", lambda con, text, state: titles.options(con, text)),
    _look_up("supporters", lambda con, text, state: supporters.options(con, text)),
]
MIDDLEWARE = [Middleware(doors.Doors)]
