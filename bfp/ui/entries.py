"""Keys entered one after another in one text box, each Enter counted once and acted on in its turn.

What is entered waits in the browser until the server has dealt with it, and the box is empty at once, so a scanner can go on. Two
Enters during one slow save would otherwise reach the server as one, and a parcel be lost.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base.errors import BfpError

_QUEUE = st.components.v2.component(
    "bfp_entries",
    html="<span></span>",
    js="""
const put = (field, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
export default function ({ data, setStateValue }) {
  // On the window: whatever is not done yet outlives a redrawing of the page.
  const desks = (window.bfpDesks ??= {});
  const desk = (desks[data.key] ??= { queue: [], last: 0, back: "" });
  const box = () => document.querySelector(".st-key-" + data.key + " input");
  desk.queue = desk.queue.filter((entry) => entry.n > data.done);
  const entered = (e) => {
    if (e.key !== "Enter" || e.isComposing || e.target !== box() || !e.target.value.trim()) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    desk.last = Math.max(desk.last + 1, Date.now());
    desk.queue = desk.queue.concat([{ n: desk.last, text: e.target.value.trim() }]);
    desk.back = "";
    put(e.target, "");
    setStateValue("queue", desk.queue);
  };
  document.addEventListener("keydown", entered, true);
  if (desk.nonce !== data.nonce) {
    desk.nonce = data.nonce;
    const back = (left) => {
      const field = box();
      if (!field) { if (left) setTimeout(() => back(left - 1), 25); return; }
      if (document.activeElement !== field) field.focus();
      // What was refused comes back to be mended, and goes again as soon as something else was done.
      const again = data.refused && (field.value === data.refused || (!field.value && !desk.queue.length));
      if (again) { put(field, data.refused); desk.back = data.refused; field.select(); }
      else if (!data.refused && desk.back && field.value === desk.back) { put(field, ""); desk.back = ""; }
    };
    back(80);
  }
  return () => document.removeEventListener("keydown", entered, true);
}
""",
)


@dataclass
class Desk:
    """What every such desk remembers. A plain object: it may be changed after a write, when Streamlit may stop a callback."""

    done: int = 0  # entries of the browser's queue that are dealt with
    refused: str = ""
    entered_at: float = 0.0
    told: str = ""  # what was done last
    serial: int = 0  # counts what the server did
    busy: threading.Lock = field(default_factory=threading.Lock, repr=False)


@dataclass(frozen=True)
class Ways:
    """How one desk acts: what stands around its box is read before anything is written, and handed to each act."""

    name: str  # of its widgets
    desk: Callable[[], Any]
    around: Callable[[Any], Any]
    chosen: Callable[[Any], Any]  # whether something is chosen beside the empty box
    act: Callable[[Any, str, Any], None]
    missed: Callable[[Any, str, BfpError], None]

    @property
    def box(self) -> str:
        return f"{self.name}_box"

    def queued(self) -> None:
        """Everything entered since the last time, one after the other, each saved whole or refused."""
        at = self.desk()
        around, board = self.around(at), ui.board()
        sent = (st.session_state.get(f"{self.name}_queue") or {}).get("queue") or []
        # Streamlit starts the next run of a session while the callback of the last one is still saving: one at a time.
        with at.busy:
            self._work(at, [(int(one["n"]), str(one["text"])[:200]) for one in sent if int(one["n"]) > at.done], around, board)

    def enter(self) -> None:
        """The button, or Enter in the empty box: what is chosen below for what is open, or what is typed."""
        at = self.desk()
        typed, around, board = ui.fields(self.box)[self.box] or "", self.around(at), ui.board()
        with at.busy:
            if not typed and not self.chosen(around) and time.monotonic() - at.entered_at < ui.TWICE_WITHIN:
                return  # a double Enter: it is done already
            self._work(at, [(at.done, typed)], around, board)
        if not at.refused:
            st.session_state[self.box] = ""

    def _work(self, at: Desk, entries: list[tuple[int, str]], around: Any, board: ui.Notice) -> None:
        """Nothing in here touches Streamlit, which could stop it half-way."""
        if not entries:
            return
        at.refused = ""
        board.say("")
        for nth, text in entries:
            at.done, at.entered_at = nth, time.monotonic()
            try:
                self.act(at, text, around)
            except BfpError as error:
                board.refuse(error)
                at.refused = text
                self.missed(at, text, error)
        at.serial += 1

    def listen(self) -> None:
        """Take what is entered in the box, and keep the cursor there; a refused entry comes back, marked."""
        at = self.desk()
        data = {"key": self.box, "nonce": at.serial, "refused": at.refused, "done": at.done}
        _QUEUE(key=f"{self.name}_queue", data=data, on_queue_change=self.queued)
