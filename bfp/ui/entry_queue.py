"""One text box whose every Enter counts once: what is entered waits in the browser until the server has dealt with it.

The box is empty at once after Enter, so a scanner can go on. Two Enters during one slow save would otherwise reach the server
as one, and a parcel be lost.
"""

from collections.abc import Callable

import streamlit as st

_QUEUE = st.components.v2.component(
    "bfp_entry_queue",
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


def listen(name: str, box: str, *, serial: int, done: int, refused: str, on_entries: Callable[[], None]) -> None:
    """Take what is entered in the text input with the key `box`, and keep the cursor there; a refused entry comes back, marked.

    A new `serial` says that the server did something; `done` is the number of the last entry dealt with.
    """
    data = {"key": box, "nonce": serial, "refused": refused, "done": done}
    _QUEUE(key=f"{name}_queue", data=data, on_queue_change=on_entries)


def waiting(name: str, done: int) -> list[tuple[int, str]]:
    """What was entered since entry number `done`: the number of each and its text, in order."""
    entries = (st.session_state.get(f"{name}_queue") or {}).get("queue") or []
    return [(int(entry["n"]), str(entry["text"])[:200]) for entry in entries if int(entry["n"]) > done]
