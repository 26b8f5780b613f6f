"""Forms: what is saved is saved once, a refusal stands beside its field, and a form that was saved begins empty.

A form has keys of its own, new ones after each save (`key`), so that the browser forgets what was typed and a second Enter is
known for what it is. What a button does is a `callback`: it reads every field, writes inside `once`, and returns what was done.
Streamlit stops a callback at its next touch when the next click is there already: nothing here touches it after the first line.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec

import streamlit as st

from bfp import ui
from bfp.base import drafts
from bfp.base.db import Connection
from bfp.base.errors import BfpError

Arguments = ParamSpec("Arguments")


class _Left(Exception):
    """Nothing is left to do: it was refused, or done a moment ago."""


@dataclass
class Forms:
    """The forms of one browser session: how often each was saved, what was saved last, and where to go now."""

    times: dict[str, int] = field(default_factory=dict)
    last: Hashable = None  # the form, or the step
    record: Hashable = None  # and what it held
    at: float = 0.0
    said: str = ""
    going: tuple[str, dict[str, Any]] | None = None
    by: str = ""
    browser: str = ""
    begun: dict[str, str] = field(default_factory=dict)  # which thing is half typed in the form with this key
    held: dict[str, Any] = field(default_factory=dict)  # what boxes and choices held in it
    board: ui.Notice = field(default_factory=ui.Notice)
    busy: Lock = field(default_factory=Lock)

    def key(self, name: str) -> str:
        return f"{name}_{self.times.get(name, 0)}"

    def is_done(self, what: Hashable, record: Hashable) -> bool:
        """Whether this is the second half of a double Enter or double click."""
        soon = time.monotonic() - self.at < ui.TWICE_WITHIN
        if isinstance(what, str):
            same = soon and self.last == _name(what) and record is not None
            return what != self.key(_name(what)) or (same and record in ("", self.record))
        return what is not None and soon and what == self.last

    def keep(self, what: Hashable, said: str, record: Hashable) -> None:
        if isinstance(what, str):
            what = _name(what)
            self.times[what] = self.times.get(what, 0) + 1
        self.last, self.at, self.said, self.record = what, time.monotonic(), said, record


_forms: ContextVar[Forms] = ContextVar("_forms")  # of the callback that runs: to ask Streamlit could stop it


def _name(key: str) -> str:
    return key.rpartition("_")[0]


def _session() -> Forms:
    return st.session_state.setdefault("_forms", Forms())


def begun() -> dict[str, str]:
    """Which thing is half typed in the form with a key, for what keeps it."""
    return _session().begun


def hold(key: str, value: Any) -> None:
    """Have the box or choice with this key begin with what it held before."""
    _session().held[key] = value


def held(key: str) -> Any:
    """What the box or choice with this key held before, or None."""
    return _session().held.get(key)


def choice(key: str, options: Iterable[Any], shown: Callable[[Any], Any] = str) -> None:
    """Above a choice: what it showed when it was half typed is chosen again."""
    forms = _session()
    if key in forms.held:
        before = forms.held.pop(key)["shown"]
        again = [one for one in options if str(shown(one)) in ([before] if isinstance(before, str) else before)]
        st.session_state[key] = again if isinstance(before, list) else next(iter(again), None)


def key(name: str) -> str:
    """The beginning of a form's keys: another one after each save."""
    return _session().key(name)


def callback(act: Callable[Arguments, str | None]) -> Callable[Arguments, None]:
    """What a button does. The sentence that it returns, if any, is shown as done; it ends where a save is refused."""

    @wraps(act)
    def called(*args: Arguments.args, **more: Arguments.kwargs) -> None:
        forms = _session()
        forms.by, forms.board, forms.browser = ui.volunteer(), ui.board(), ui.browser()
        before = _forms.set(forms)
        try:
            said = act(*args, **more)
        except _Left:
            return
        except BfpError as error:  # before or after the save: a file that can't be read, a day that is none
            return forms.board.refuse(error)
        finally:
            _forms.reset(before)
        if said:
            forms.said = said
            forms.board.say(said)

    return called


@contextmanager
def once(what: Hashable = None, said: str = "", record: Hashable = None, begun: str = "") -> Iterator[Connection]:
    """Save everything inside in one transaction, once; what stands after it in the callback happens only if it was saved.

    `what` is the form's `key`, or a step such as ("take", 12), which is the same step for three seconds. With `record`, so is
    the same record in the next form, and an empty one (""): a second Enter may fall on it. It only says again what was said.
    What was kept of the form while it was typed (or of the one with the key `begun`) is put away with it.
    """
    forms = _forms.get()
    board = forms.board
    with forms.busy:  # Streamlit runs a second click's callback while the first is still saving
        if forms.is_done(what, record):
            board.say(forms.said)
            raise _Left
        with ui.saving(said, forms.by, board) as con:
            yield con
            at = begun or (what if isinstance(what, str) else "")
            if at in forms.begun and forms.browser:
                drafts.put_away(con, forms.browser, forms.begun[at])
        board.form = _name(what) if isinstance(what, str) else ""
        if not board.saved:
            raise _Left
        forms.begun.pop(at, None)
        forms.held = {key: value for key, value in forms.held.items() if not key.startswith(f"{at}_")}
        forms.keep(what, said, record)


@contextmanager
def ahead(at: str) -> Iterator[None]:
    """What is read or tried before the save, which then is short: a refusal of it stands in the form with this key."""
    try:
        yield
    except BfpError as error:
        board = _forms.get().board
        board.refuse(error)
        board.form = _name(at)
        raise _Left from error


def typed(at: str, *names: str) -> dict[str, Any]:
    """What stands in the fields of a form, by their names; text is stripped, and nothing typed or chosen is ""."""
    found = ui.fields(*(f"{at}_{name}" for name in names))
    return {name: "" if found[f"{at}_{name}"] is None else found[f"{at}_{name}"] for name in names}


def problem(field: str, at: str, place: Any = st) -> bool:
    """Mark the field in which the last refusal of the form with this key stands: another has a field of the same name."""
    return ui.board().form == _name(at) and ui.problem(field, place)


def anyway(at: str) -> None:
    """The tick that a refusal in the field "anyway" asks for: that it is right all the same."""
    if ui.board().form == _name(at) and ui.board().field == "anyway" and not ui.saved():
        st.checkbox("It is right all the same", key=f"{at}_anyway")


def go(file: str, **where: Any) -> None:
    """For a callback: show that page next, as soon as `follow` is reached; a second click on the way does not stop it."""
    _forms.get().going = file, where


def follow(**here: Any) -> None:
    """Go where the last callback wanted to, unless this page is `here`."""
    forms = _session()
    if forms.going and forms.going[1] == here:
        forms.going = None
    elif forms.going:
        ui.go(forms.going[0], **forms.going[1])
