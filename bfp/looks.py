"""What pages read of all mail, made ahead: by the process at its start, on each new day, and after a save that moves it.

A page that finds nothing kept makes it itself: nothing hangs on this but how soon the first page opens.
"""

import logging
import os
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

from bfp.appeals import appeal_board
from bfp.base import dates, db, kept
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.base.periods import USUAL_PERIOD
from bfp.censorship import alarms, censorship_report, outcome_reports
from bfp.program import in_sentences, overview_report
from bfp.readers import reader_lookup
from bfp.schema import migrations

FIRST, PAUSE = 0.5, 20.0  # seconds: after the start, and between two looks whether anything was saved
log = logging.getLogger(__name__)


def make(con: Connection, today: date) -> None:
    """Look for new bans, and have ready the index of readers and the answers that Overview, Where and Appeals begin with."""
    reader_lookup.index(con)
    alarms.look_once_a_day(con, today)
    appeal_board.board(con, today)
    overview_report.today(con, today)
    in_sentences.told(con, today)
    months = outcome_reports.scope(con, today, period_name=overview_report.MONTHS_CHARTED)
    outcome_reports.outcomes(con, months, "month")
    usual = outcome_reports.scope(con, today, period_name=USUAL_PERIOD)
    censorship_report.changes(con, usual, censorship_report.where(con, usual))


class Looks:
    """The thread that makes them."""

    def __init__(self, con: Callable[[], Connection]) -> None:
        self.con, self.over = con, threading.Event()
        self.made: Any = None

    def round(self) -> bool:
        """Make them if anything was saved that moves them, or the day is another; says whether it did."""
        con, today = self.con(), dates.today()
        now = (con.path, today, kept.state(con, kept.OF_THE_DESK))
        if now == self.made:
            return False
        make(con, today)
        self.made = now
        return True

    def wait(self) -> None:
        pause = FIRST
        while not self.over.wait(pause):
            pause = PAUSE
            try:
                self.round()
            except BfpError as error:
                log.error("What the pages begin with could not be made ahead: %s", error)


def begin() -> Looks:
    """Look from now on, for as long as the process lives; not with BFP_AHEAD=off, as where tests open file after file."""
    looks = Looks(lambda: db.shared(db.database_path(), migrations.migrate))
    if os.environ.get("BFP_AHEAD") != "off":
        threading.Thread(target=looks.wait, name="looks", daemon=True).start()
    return looks
