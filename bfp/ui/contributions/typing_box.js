// A field that sends its text a moment after the last key. Until the server says that it is kept, the tab keeps it too.
const fields = new WeakMap();
const WAIT = 900; // ms after the last key

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".bfp-typing");
  const area = root.querySelector("textarea");
  const said = root.querySelector(".said");
  const store = "bfp-typing-" + data.name;
  let state = fields.get(area);
  const say = (text, wrong) => {
    said.textContent = text;
    said.classList.toggle("wrong", Boolean(wrong));
  };
  if (!state) {
    state = { box: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()), n: 0, base: data.text, timer: 0 };
    fields.set(area, state);
    root.querySelector("label").textContent = data.label;
    area.setAttribute("aria-label", data.label);
    area.value = data.text;
    let left = null;
    try { left = JSON.parse(sessionStorage.getItem(store) || "null"); } catch { /* not ours */ }
    if (left && left.text !== data.text) {
      if (left.base === data.text) {
        area.value = left.text;
        setTimeout(() => state.send(), 0);
      } else {
        const kept = document.createElement("pre");
        kept.textContent = "Typed in this tab before and not saved, because the text was changed meanwhile:\n\n" + left.text;
        root.append(kept);
        sessionStorage.removeItem(store);
      }
    } else sessionStorage.removeItem(store);
    say(area.value ? "" : "Saved as you type.");
  }
  const keep = () => {
    try { sessionStorage.setItem(store, JSON.stringify({ text: area.value, base: state.base })); } catch { /* the tab is full */ }
  };
  state.send = () => {
    clearTimeout(state.timer);
    state.timer = 0;
    if (area.value === state.sent && state.sent !== undefined) return;
    if (state.sent === undefined && area.value === state.base) return;
    state.sent = area.value;
    state.n += 1;
    say("Saving …");
    setStateValue("typed", { box: state.box, n: state.n, text: area.value });
  };
  area.oninput = () => {
    keep();
    say("…");
    clearTimeout(state.timer);
    state.timer = setTimeout(() => state.send(), WAIT);
  };
  area.onblur = () => state.timer && state.send();
  area.onkeydown = (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      e.preventDefault();
      state.send();
    }
  };
  if (data.done.box === state.box && data.done.n >= state.n && state.n) {
    if (data.problem) say("Not saved. " + data.problem, true);
    else {
      state.base = state.sent;
      if (area.value === state.sent) {
        sessionStorage.removeItem(store);
        const words = area.value.split(/\s+/).filter(Boolean).length;
        say("Saved, " + words.toLocaleString("en-US") + (words === 1 ? " word." : " words."));
      } else keep();
    }
  }
}
