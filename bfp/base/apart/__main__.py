"""The process apart: reads what it is given, file after file, until its parent is gone."""

import contextlib
import importlib
import os
import pickle
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from bfp.base import apart
from bfp.base.errors import BfpError, Invalid


def main() -> None:
    apart.inside = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to obey
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    answers.write(b"!")
    answers.flush()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            pickle.dump(_answer(*pickle.load(sys.stdin.buffer)), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def _answer(most: int, module: str, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    try:
        read = getattr(importlib.import_module(module), function)
        _limit(most)
        return "read", read(*args, **kwargs)
    except Invalid as error:
        return "refused", str(error), error.field
    except MemoryError:
        os._exit(1)
    except BfpError:  # the engine's, at its limit
        return ("ended",)
    except Exception as error:  # a library's, over what nobody foresaw; where it was, never what stood in the file
        ours = [at for at in traceback.extract_tb(error.__traceback__) if at.filename.startswith(str(apart.ROOT / "bfp"))]
        return "broke", f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno} {ours[-1].name}"


def _limit(most: int) -> None:
    """No more memory than this file may take, and no memory image left on the disk; time is kept by the parent."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    now = Path("/proc/self/statm")
    taken = int(now.read_text().split()[0]) * resource.getpagesize() if now.exists() else 0
    with contextlib.suppress(ValueError, OSError):  # a system that keeps no such limit, or has a lower one
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (taken + most, resource.getrlimit(resource.RLIMIT_AS)[1]))


main()
