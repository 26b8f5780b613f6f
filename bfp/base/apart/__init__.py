"""What strangers send is read by a process apart, with limits of memory and time: one evil file stops nobody else.

A function marked `@apart.reading(...)` is called as ever and runs over there. What goes in is ours and may be anything; what
comes back is taken for plain values only (numbers, text, bytes, lists), since a file may have got hold of its reader.
"""

import functools
import inspect
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from bfp.base.errors import Invalid

MEMORY = 1_000_000_000  # bytes for one file, beside what the reader itself takes
SECONDS = 20.0
AT_ONCE = 4  # files; who comes later waits for the first that is done
KEPT = 2  # readers kept for the next file: starting one takes longer than reading a file
MOST_FILES = 100  # then a reader is replaced, whatever its libraries forgot to give back
AGAIN = "Open it in the program that it was made with, save or print it once more, and add that; or leave a part of it out."
ROOT = Path(__file__).parents[3]
inside = False  # whether this is the process apart

Given = ParamSpec("Given")
Read = TypeVar("Read")
_idle: list["_Reader"] = []
_places = threading.BoundedSemaphore(AT_ONCE)


def reading(field: str, called: str = "The file", each: int = 0) -> Callable[[Callable[Given, Read]], Callable[Given, Read]]:
    """Mark a function of a module that opens a stranger's file and gives plain values; `name` among its parameters is the file's.

    With `each`, so many bytes of memory more for every byte of the file, its first argument: rows become a table.
    Raises what it raises of Invalid; and Invalid in this field for a file that takes too much, or on which the reader breaks.
    """

    def marked(function: Callable[Given, Read]) -> Callable[Given, Read]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def apart(*args: Given.args, **kwargs: Given.kwargs) -> Read:
            if inside:
                return function(*args, **kwargs)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            most = MEMORY + each * len(args[0] if each else b"")  # type: ignore[arg-type]
            said, *rest = _ask((most, function.__module__, function.__name__, args, kwargs))
            if said == "read":
                [found] = rest
                return found
            if said == "refused":
                raise Invalid(*rest)
            if said == "broke":
                logging.getLogger(__name__).error("Reading a file that came in: %s", *rest)
            raise Invalid(f"{bound.arguments.get('name', called)} {WHY[said]} {AGAIN}", bound.arguments.get("field", field))

        return apart

    return marked


WHY = {
    "late": f"can't be read: it takes more than {SECONDS:.0f} seconds.",
    "ended": f"can't be read: it takes more than {MEMORY // 10**9} GB of memory, or is made to break what reads it.",
    "broke": "can't be read: it is damaged, or built in a way that no usual program builds it.",
}


def _ask(question: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a reader answers; a reader that was ended over it is not asked again."""
    with _places:
        try:
            reader = _idle.pop()
        except IndexError:
            reader = _Reader()
        answer = reader.ask(question)
        if reader.left and len(_idle) < KEPT:
            _idle.append(reader)
        else:
            reader.end()
    return answer


class _Reader:
    """A process that reads one file after another."""

    def __init__(self) -> None:
        # One thread each: libraries for numbers reserve memory by the thread.
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", __name__]
        self.process = subprocess.Popen(command, cwd=ROOT, env=alone, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin and self.process.stdout
        self.questions, self.answers = self.process.stdin, self.process.stdout
        self.left, self.late = MOST_FILES, False
        if not self.answers.read(1):  # it says when it is there: starting is on no file's time
            raise RuntimeError("The process that reads what strangers send does not start.")

    def ask(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
        clock = threading.Timer(SECONDS, self._stop)
        clock.start()
        try:
            pickle.dump(question, self.questions, pickle.HIGHEST_PROTOCOL)
            self.questions.flush()
            answer: tuple[Any, ...] = _Plain(self.answers).load()
            self.left -= 1
        except (EOFError, OSError, pickle.UnpicklingError):
            answer, self.left = ("ended",), 0
        clock.cancel()
        clock.join()
        if self.late:
            answer, self.left = ("late",), 0
        return answer

    def _stop(self) -> None:
        self.late = True
        self.process.kill()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.answers.close()
        try:
            self.questions.close()
        except OSError:  # what it did not read any more
            pass


class _Plain(pickle.Unpickler):
    """Plain values and nothing that runs."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
