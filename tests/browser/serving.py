"""The program's own server, told line by line which database it works on: `open PATH`, `copy PATH` for a look at it.

It ends with whoever tells it: when the pipe it listens to is closed, for whatever reason, it stops.
"""

import os
import shutil
import sys
import threading

from streamlit.web import cli

from bfp.base import db

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what the server prints is its log, not an answer


def obey() -> None:
    for line in sys.stdin:
        try:
            _do(*line.rstrip("\n").split(" ", 1))
            print("done", file=answers, flush=True)
        except Exception as error:
            print(f"{type(error).__name__}: {error}".replace("\n", " "), file=answers, flush=True)
    os._exit(0)


def _do(what: str, path: str) -> None:
    if what == "open":
        db.close_shared()
        os.environ["BFP_DATABASE"] = path
    else:  # a checkpoint puts all that is saved into the file itself
        now = db.database_path()
        db.shared(now).execute("checkpoint")
        shutil.copyfile(now, path)


if __name__ == "__main__":
    threading.Thread(target=obey, daemon=True).start()
    sys.exit(cli.main(["run", "app.py", "--server.port", sys.argv[1]]))
