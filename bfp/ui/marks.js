// A list of items to mark from the keyboard: up and down move, one key marks, the same key again takes the mark off.
const lists = new WeakMap();
const kept = (window.bfpKept ??= new Map());

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".bfp-marks");
  let state = lists.get(root);
  if (!state) {
    state = { on: 0, marks: {} };
    lists.set(root, state);
    root.bfpHolds = () => lists.get(root).marks;
    root.innerHTML = '<div class="title"></div><div class="rows" tabindex="0" role="listbox"></div>';
  }
  if (state.nonce !== data.nonce) {
    const before = kept.get(data.name); // drawn anew, because something came above it
    Object.assign(state, { nonce: data.nonce, on: 0, marks: { ...(data.value || {}) } });
    if (before?.nonce === data.nonce) setStateValue("value", (state.marks = before.marks));
  }
  const rows = root.querySelector(".rows");
  root.querySelector(".title").textContent = data.label;
  rows.setAttribute("aria-label", data.label);
  const mark = (index, name) => {
    const id = data.rows[index].value;
    if (state.marks[id] === name) delete state.marks[id];
    else state.marks[id] = name;
    kept.set(data.name, { nonce: data.nonce, marks: { ...state.marks } });
    setStateValue("value", { ...state.marks });
    draw();
  };
  const draw = () => {
    const top = rows.scrollTop; // a long list scrolls in itself, so that what stands below it stays in sight
    rows.replaceChildren(
      ...data.rows.map((row, index) => {
        const line = document.createElement("div");
        line.className = "row" + (index === state.on ? " on" : "");
        line.setAttribute("role", "option");
        line.setAttribute("aria-selected", index === state.on);
        const when = Object.assign(document.createElement("span"), { className: "when", textContent: row.detail });
        const what = Object.assign(document.createElement("span"), { className: "what", textContent: row.label });
        line.append(when, what);
        for (const { name, label } of data.choices) {
          const chosen = state.marks[row.value] === name;
          const button = Object.assign(document.createElement("button"), {
            type: "button", tabIndex: -1, textContent: (chosen ? "✓ " : "") + label, className: name + (chosen ? " on" : ""),
          });
          button.setAttribute("aria-pressed", chosen);
          button.onclick = () => { state.on = index; mark(index, name); };
          line.append(button);
        }
        return line;
      }),
    );
    const one = rows.children[state.on];
    const above = one ? one.offsetTop - rows.offsetTop : 0;
    rows.scrollTop = Math.min(Math.max(top, above + (one?.offsetHeight || 0) - rows.clientHeight), above);
  };
  rows.onkeydown = (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const last = data.rows.length - 1;
    const choice = data.choices.find((c) => c.key === e.key.toLowerCase());
    if (e.key === "ArrowDown") state.on = Math.min(last, state.on + 1);
    else if (e.key === "ArrowUp") state.on = Math.max(0, state.on - 1);
    else if (choice) mark(state.on, choice.name);
    else if (e.key === "Enter") {
      root.closest('[data-testid="stForm"]')?.querySelector('[data-testid="stFormSubmitButton"] button')?.click();
      document.dispatchEvent(new CustomEvent("bfp-submitted"));
    } else return;
    e.preventDefault();
    draw();
  };
  draw();
}
