"""What a volunteer has scanned or ticked for the parcel in hand, kept beyond the browser session: a reload loses nothing."""

import threading
from collections import OrderedDict

from bfp.base.db import Connection
from bfp.packing import packing_session

MOST = 500  # parcels; the oldest are forgotten
_kept: OrderedDict[tuple[str, int, int, str], dict[int, int]] = OrderedDict()
_lock = threading.Lock()


def keep(path: str, session_id: int, position: int, who: str, taken: dict[int, int]) -> None:
    """What is in this volunteer's parcel now (title to copies). Without Streamlit: it is told after a write."""
    key = (path, session_id, position, who)
    with _lock:
        _kept[key] = dict(taken)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def of(con: Connection, session_id: int) -> dict[int, dict[int, int]]:
    """What is in the parcels still in this volunteer's hands, by position; nothing of one that was put down or lost."""
    with _lock:
        kept = {key[2]: taken for key, taken in _kept.items() if (key[0], key[1], key[3]) == (con.path, session_id, con.by)}
    held = {position: packing_session.parcel(con, session_id, position).held_by for position in kept}
    return {position: taken for position, taken in kept.items() if held[position] == con.by}
