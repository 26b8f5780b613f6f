"""What the browser asks for without a page: look-ups while somebody types, from this machine only."""

from collections.abc import Callable
from typing import Any

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


def _answer(find: Callable[[db.Connection, str, Request], dict[str, Any]]) -> Callable[[Request], JSONResponse]:
    """A route that gives what `find(con, text, request)` says, to a page of this program only."""

    def endpoint(request: Request) -> JSONResponse:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return JSONResponse({"problem": "Only this program's own pages may ask."}, status_code=403)
        text = request.query_params.get("q", "")[:200]
        try:
            return JSONResponse(find(_connection(), text, request), headers={"Cache-Control": "no-store"})
        except BfpError as error:
            return JSONResponse({"problem": str(error)}, status_code=503)

    return endpoint


def find_readers(con: db.Connection, text: str, request: Request) -> dict[str, Any]:
    return {"options": readers.options(con, text)}


def find_facilities(con: db.Connection, text: str, request: Request) -> dict[str, Any]:
    return {"options": facilities.options(con, text, request.query_params.get("state") or None)}


def find_titles(con: db.Connection, text: str, request: Request) -> dict[str, Any]:
    return {"options": titles.options(con, text)}


def find_supporters(con: db.Connection, text: str, request: Request) -> dict[str, Any]:
    return {"options": supporters.options(con, text)}


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
    Route("/api/readers", _answer(find_readers)),
    Route("/api/facilities", _answer(find_facilities)),
    Route("/api/titles", _answer(find_titles)),
    Route("/api/supporters", _answer(find_supporters)),
]
MIDDLEWARE = [Middleware(doors.Doors)]
