// A box in which one types and picks: one thing that opens a page ("open"), one thing that is kept ("one"),
// or several ("many"). Options come with the data or, while typing, from a look-up of this program. Only an option that the
// finder says is sure is marked unasked, and may be taken by Enter or Tab; of all others one is chosen, or nothing is.
const boxes = new WeakMap();
const kept = (window.bfpKept ??= new Map()); // what stands in a box that is drawn anew, because something came above it
const WAIT = 60; // ms after the last key before asking: longer than between the keys of one word
const NEW = "New: it goes into the directory when this is saved.";
const WHOLE = 6; // digits from which a number may be at its end, and is asked for at once

// Keys typed while an answer is awaited wait too, and are typed where they belong once it is here:
// nothing that somebody types on without looking is lost, or lands in a field that is about to go.
class Ahead {
  constructor() {
    this.keys = [];
    this.waiting = new Set();
    window.addEventListener("keydown", (e) => this.catch(e), true);
  }

  catch(e) {
    if (!e.isTrusted || e.isComposing || ["Shift", "Control", "Alt", "Meta", "Process", "Unidentified"].includes(e.key)) return;
    const save = (e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s";
    if ((e.ctrlKey || e.metaKey || e.altKey) && !save) return;
    if (!this.waiting.size && !this.typing) {
      const box = boxes.get(e.target.closest?.(".bfp-box"));
      if (!save || !box?.settle("commit")) return; // Ctrl+S waits for a box that does not know yet what it holds
    }
    e.preventDefault();
    e.stopImmediatePropagation();
    if (e.key === "Escape") this.keys = [];
    else this.keys.push({ key: e.key, shiftKey: e.shiftKey, ctrlKey: save, code: e.code });
  }

  hold(box) {
    this.waiting.add(box);
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.release(...this.waiting), 8000); // a server that is gone keeps nobody from typing
  }

  release(...those) {
    those.forEach((box) => this.waiting.delete(box));
    if (!this.waiting.size) this.type();
  }

  async type() {
    if (this.typing) return;
    this.typing = true;
    while (this.keys.length && !this.waiting.size) {
      const key = this.keys.shift();
      this.press(key);
      if (key.key.length > 1 || key.ctrlKey) await new Promise((then) => setTimeout(then, 0)); // what follows may move the cursor
    }
    this.typing = false;
  }

  press(key) {
    const field = document.activeElement;
    const event = new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true, composed: true });
    field.dispatchEvent(event);
    if (event.defaultPrevented || key.ctrlKey) return;
    if (key.key.length === 1) document.execCommand("insertText", false, key.key);
    else if (key.key === "Backspace") document.execCommand("delete");
    else if (key.key === "Enter" && field.tagName === "BUTTON") field.click();
    else if (key.key === "Tab") {
      const stops = [...document.querySelectorAll("input,textarea,button,a[href],[tabindex]")].filter((one) => one.tabIndex >= 0 && !one.disabled && one.offsetParent);
      const next = stops[(stops.indexOf(field) + (key.shiftKey ? -1 : 1) + stops.length) % stops.length];
      next?.focus();
      next?.select?.();
    }
  }
}
const ahead = (window.bfpAhead ??= new Ahead());

const press = { down: false }; // a button of the mouse, or a finger
addEventListener("pointerdown", () => (press.down = true), true);
for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => (press.down = false), true);

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function local(options, text, taken) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const free = options.filter((o) => !taken.some((t) => t.value === o.value));
  if (!words.length) return [];
  const hit = (o, test) => words.every((w) => plain(o.label).split(/[^a-z0-9]+/).some((part) => test(part, w)));
  const starts = free.filter((o) => hit(o, (part, w) => part.startsWith(w)));
  const holds = free.filter((o) => !starts.includes(o) && plain(o.label).includes(plain(text)));
  starts.sort((a, b) => plain(b.label).startsWith(words[0]) - plain(a.label).startsWith(words[0]));
  const sure = free.find((o) => plain(o.label) === plain(text)) || (starts.length === 1 && starts[0]);
  return starts.concat(holds).slice(0, 10).map((o) => ({ ...o, sure: o === sure }));
}

class Box {
  constructor(root) {
    this.root = root;
    this.options = [];
    this.asked = null; // the text whose answer is in `options`
    this.on = -1;
    this.then = null; // what to do when the answer comes: "enter", "commit", or "wait" for what follows
    this.told = null; // the text for which a choice was asked
    this.sent = null; // the text of the last pick
    this.flight = null; // what the server has been told and has not answered yet: "pick" or "save"
    this.on_to = false; // Enter was pressed on that pick: the cursor goes on into what it opens
    this.value = [];
    root.innerHTML =
      '<label></label><div class="field"><input type="text" autocomplete="off" autocapitalize="off" spellcheck="false" role="combobox" aria-expanded="false"></div><ul class="list" role="listbox" hidden></ul><div class="adding" hidden></div><div class="said" role="status"></div>';
    root.bfpHolds = () => this.holds();
    this.label = root.querySelector("label");
    this.field = root.querySelector(".field");
    this.input = root.querySelector("input");
    this.list = root.querySelector(".list");
    this.said = root.querySelector(".said");
    this.adding = root.querySelector(".adding");
    const id = "bfp-" + Math.random().toString(36).slice(2);
    this.input.id = id;
    this.label.htmlFor = id;
    this.list.id = id + "-list";
    this.input.setAttribute("aria-controls", this.list.id);
    this.field.onclick = (e) => e.target === this.field && this.input.focus();
    this.input.oninput = () => this.typed();
    this.input.onkeydown = (e) => this.key(e);
    root.addEventListener("focusout", (e) => root.contains(e.relatedTarget) || this.left());
    this.list.onmousedown = (e) => {
      e.preventDefault();
      const li = e.target.closest("li");
      if (li) this.pick(Number(li.dataset.index), true);
    };
    this.submitted = (e) => this.afterSubmit(e);
    document.addEventListener("keydown", this.submitted); // after Streamlit's own handlers, which sit further in
    document.addEventListener("click", this.submitted);
    this.pressed = (e) => this.pressEnter(e);
    document.addEventListener("keydown", this.pressed, true);
  }

  update({ data, setStateValue, setTriggerValue }) {
    this.data = data;
    this.setState = setStateValue;
    this.setTrigger = setTriggerValue;
    this.label.textContent = data.label || "";
    this.label.style.display = data.label ? "" : "none";
    this.input.placeholder = this.value.length ? "" : data.placeholder || "";
    this.input.setAttribute("aria-label", data.label || data.placeholder || "");
    this.root.classList.toggle("large", data.mode === "open");
    if (this.nonce !== data.nonce) {
      this.nonce = data.nonce;
      const before = kept.get(data.name);
      this.value = data.value || [];
      if (before && before.nonce === data.nonce && JSON.stringify(before.value) !== JSON.stringify(this.value)) this.keep(before.value);
      if (data.mode !== "open") {
        this.input.value = data.mode === "one" && this.value[0] ? this.value[0].label : "";
        this.adding.hidden = true;
        this.say(this.value[0]?.add ? NEW : "");
      }
      else if (data.clear && this.input.value.trim() === this.sent) this.input.value = ""; // but nothing typed since
      if (data.mode !== "open" || !this.input.value) this.close();
      this.draw();
    }
    if (data.mode === "open" && this.turn !== data.turn) {
      this.turn = data.turn;
      this.served();
    }
    if (this.focused !== data.focus) {
      this.focused = data.focus;
      if (data.focus) this.input.focus();
    }
  }

  draw() {
    this.field.querySelectorAll(".chip").forEach((chip) => chip.remove());
    if (this.data.mode === "many")
      this.value.forEach((item, index) => {
        const chip = document.createElement("span");
        chip.className = "chip" + (item.value == null ? (this.data.free ? " free" : " unknown") : "");
        chip.append(item.label);
        const off = document.createElement("button");
        off.type = "button";
        off.tabIndex = -1;
        off.textContent = "×";
        off.setAttribute("aria-label", "remove " + item.label);
        off.onclick = () => this.keep(this.value.filter((_, i) => i !== index));
        chip.append(off);
        this.field.insertBefore(chip, this.input);
      });
    this.input.placeholder = this.value.length ? "" : this.data.placeholder || "";
  }

  keep(value) {
    this.value = value.map(({ value, label, add }) => ({ value: value ?? null, label, ...(add && { add }) }));
    kept.set(this.data.name, { nonce: this.nonce, value: this.value });
    this.setState("value", this.value);
    this.draw();
  }

  typed() {
    const text = this.input.value.trim();
    if (this.data.mode === "one" && this.value.length) this.keep([]);
    this.told = null;
    this.adding.hidden = true;
    this.say("");
    clearTimeout(this.timer);
    if (text !== this.sent) this.sent = null;
    if (!text) return this.answer("", []);
    if (!this.data.source) return this.answer(text, local(this.data.options || [], text, this.value));
    const whole = this.data.mode === "open" && text.replace(/\D/g, "").length >= WHOLE;
    if (whole) this.ask(text);
    else this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  async ask(text) {
    this.controller?.abort();
    this.controller = new AbortController();
    this.asking = text;
    const body = JSON.stringify({ ...(this.data.params || {}), q: text });
    try {
      const response = await fetch(this.data.source, { method: "POST", body, signal: this.controller.signal });
      const found = await response.json();
      if (this.input.value.trim() === text) this.answer(text, found.options || []);
    } catch (error) {
      if (error.name !== "AbortError" && this.input.value.trim() === text) this.answer(text, []);
    }
  }

  answer(text, options) {
    this.asked = this.list.dataset.of = text;
    this.asking = null;
    this.options = options.slice();
    this.on = options.findIndex((o) => o.sure);
    if (text && this.data.create) this.options.push({ create: true, label: this.data.create + " “" + text + "”" });
    if (text && this.data.add && this.data.mode !== "open") this.options.push({ create: true, add: true, label: "Not in the directory: add it …" });
    this.show();
    if (this.data.mode === "open" && this.then !== "wait") return this.goOn();
    if (!this.then) return;
    const what = this.then;
    this.then = null;
    if (what === "enter") this.enter();
    else if (what === "commit") this.commit();
    ahead.release(this);
  }

  // The box that opens: one thing at a time is told to the server.
  goOn() {
    const text = this.input.value.trim();
    if (this.flight || !text || this.asked !== text) return;
    const sure = this.options.findIndex((o) => o.sure);
    if (this.then === "enter" && this.on < 0 && (!this.data.create || this.options.some((o) => o.near))) this.spill();
    else if (this.then === "enter") this.pick(this.on, true);
    else if (sure >= 0 && this.options[sure].only && !this.data.held && this.sent !== text) this.pick(sure, false);
  }

  tell(what) {
    this.flight = what;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.flight === what && this.served(), 12000); // no answer came: ask again rather than never
  }

  served() {
    clearTimeout(this.patience);
    const was = this.flight;
    this.flight = null;
    if (this.data.held) {
      // The letter below is not saved.
      this.typedOn();
      const unheard = was === "save" && this.then; // Enter was pressed before the question came: have the page say so
      this.then = this.sent = null;
      this.on_to = false;
      if (unheard) this.pick(-1, false);
      ahead.release(this);
    } else if (was === "pick" && this.on_to) {
      this.on_to = false;
      this.goNext();
    } else if (this.input.value.trim()) {
      if (this.asked === this.input.value.trim()) this.goOn();
      else this.typed();
    } else if (was) ahead.release(this);
  }

  typedOn() {
    // What was typed on, meant for another letter, stays in this box to be seen.
    const more = ahead.keys.map(({ key }) => (key.length === 1 ? key : " ")).join("").trimEnd();
    ahead.keys = [];
    if (more) this.input.value += more;
    return more;
  }

  spill() {
    // Somebody on file may be meant, and nobody is sure: neither them nor anybody new, until it is said who.
    this.then = null;
    if (!this.typedOn()) this.askChoice();
    else this.typed();
    ahead.release(this);
  }

  askChoice() {
    const text = this.input.value.trim();
    this.told = text;
    const some = this.options.some((o) => !o.create);
    this.say(
      some ? "“" + text + "” is not surely one of these: choose with the arrow keys and Enter." : "“" + text + "” is not on the list: write it otherwise, or clear the box.",
    );
    this.show();
  }

  say(text) {
    const put = () => (this.said.textContent = text);
    // Nothing moves while a button is being pressed, or the press would miss it.
    if (press.down) addEventListener("pointerup", () => setTimeout(put), { once: true });
    else put();
  }

  show() {
    this.list.replaceChildren(
      ...this.options.map((option, index) => {
        const li = document.createElement("li");
        li.dataset.index = index;
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", index === this.on);
        li.className = (index === this.on ? "on" : "") + (option.create ? " new" : "");
        const label = document.createElement("span");
        label.textContent = option.label;
        const detail = document.createElement("span");
        detail.className = "detail";
        detail.textContent = option.detail || "";
        li.append(label, detail);
        return li;
      }),
    );
    this.list.hidden = !this.options.length || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.list.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.options = [];
    this.on = -1;
    this.asked = null;
    this.show();
  }

  holds() {
    // What it holds, and the words in it that are nothing yet: for whoever keeps what is not saved.
    const text = this.input.value.trim();
    return text && !(this.data.mode === "one" && this.value.length) ? this.value.concat([{ value: null, label: text }]) : this.value;
  }

  get resolved() {
    const [item] = this.value;
    return this.data.mode === "one" && item && (item.value != null || item.add || this.data.free);
  }

  key(e) {
    const text = this.input.value.trim();
    if (e.key.startsWith("Arrow") && this.data.source && text && this.asked !== text && !this.resolved) {
      if (e.key === "ArrowLeft" || e.key === "ArrowRight") return;
      e.preventDefault();
      this.wait("wait"); // an arrow is meant for the list of all that was typed
      ahead.keys.unshift({ key: e.key, code: e.code });
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (!this.options.length) return;
      e.preventDefault();
      const n = this.options.length;
      this.on = e.key === "ArrowDown" ? (this.on + 1) % n : (this.on > 0 ? this.on : n) - 1;
      this.show();
    } else if (e.key === "Enter") {
      e.preventDefault();
      e.stopPropagation();
      this.enter();
    } else if (e.key === "Escape") {
      if (this.options.length) this.close();
      else this.input.value = "";
    } else if (e.key === "Backspace" && this.data.mode === "many" && !this.input.value && this.value.length) {
      this.keep(this.value.slice(0, -1));
    } else if (text && (e.key === "Tab" || (this.data.mode === "many" && (e.key === "," || e.key === ";")))) {
      if (this.data.mode === "open" || this.resolved) return;
      if (e.key !== "Tab") e.preventDefault();
      if (this.settle("wait")) {
        e.preventDefault();
        ahead.keys.unshift({ key: e.key, shiftKey: e.shiftKey });
      } else if (!this.take() && this.told !== text && !e.shiftKey) {
        e.preventDefault(); // a choice is asked once; who goes on all the same leaves words that are refused when they are saved
        this.askChoice();
      }
    } else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      this.commit();
    }
  }

  enter() {
    const text = this.input.value.trim();
    if (this.data.mode === "open") {
      if (this.flight === "pick" && (!text || text === this.sent)) {
        this.on_to = true;
        ahead.hold(this);
      } else if (text && text === this.sent && this.data.turn == null) {
        this.input.value = ""; // picked a moment ago, before this Enter
      } else if (text) {
        this.then = "enter"; // it counts when the answer is here, and the last save is done
        ahead.hold(this);
        this.goOn();
      } else if (this.data.ready.length && !this.flight) this.goNext();
      return; // the second half of a double Enter
    }
    if (!text || this.resolved) return this.submitForm();
    if (!this.settle("enter") && !this.take()) this.askChoice();
  }

  // What stands in the box becomes what it holds: the sure or chosen option, or words as they are where any may be kept.
  take() {
    const option = this.asked === this.input.value.trim() && this.options[this.on];
    if (!option && (!this.data.free || (this.data.create && this.options.some((o) => o.near)))) return false;
    this.pick(option ? this.on : -1, true);
    return true;
  }

  settle(then) {
    // Whether the answer must come first, to know what these words mean; `then` is done when it is here.
    const text = this.input.value.trim();
    if (!text || this.asked === text || this.resolved || this.data.mode === "open") return false;
    if (this.data.source) this.wait(then);
    else this.answer(text, local(this.data.options || [], text, this.value));
    return Boolean(this.data.source);
  }

  wait(then) {
    const text = this.input.value.trim();
    this.then = then;
    ahead.hold(this);
    clearTimeout(this.timer);
    if (this.asking !== text) this.ask(text);
  }

  pick(index, enter) {
    const text = this.input.value.trim();
    const option = this.options[index];
    if (this.data.mode === "open") {
      const picked = !option || option.create ? { value: null, text, create: true } : { ...option, text };
      this.then = null;
      if (picked.create && !this.data.create) return ahead.release(this);
      this.sent = text;
      this.list.hidden = true;
      this.setTrigger("picked", { ...picked, enter });
      if (this.data.turn == null) return ahead.release(this); // nobody says when it is done
      this.tell("pick");
      this.on_to = enter;
      return enter && ahead.hold(this);
    }
    if (option?.add) return this.addNew(text);
    if (!option && !this.data.free) return;
    const item = option && !option.create ? { value: option.value, label: option.label } : { value: null, label: text };
    this.input.value = this.data.mode === "one" ? item.label : "";
    this.close();
    this.keep(this.data.mode === "one" ? [item] : this.value.concat([item]));
  }

  commit() {
    // What stands in the box when one leaves it is kept: the sure option, else the words as they are, which are told.
    const text = this.input.value.trim();
    if (!text || this.data.mode === "open" || (this.data.mode === "one" && this.value.length)) return;
    if (this.options[this.on]?.add || !this.take()) {
      this.askChoice();
      if (this.data.mode === "many") this.input.value = "";
      this.close();
      const item = { value: null, label: text };
      this.keep(this.data.mode === "one" ? [item] : this.value.concat([item]));
    }
  }

  // A facility that is in no directory is written down here: name, state, town, ZIP. It is saved with what the box belongs to.
  addNew(text) {
    const before = this.added || {};
    const fields = { name: "Name", state: "State", city: "Town", zip: "ZIP" };
    this.adding.replaceChildren(
      ...Object.entries(fields).map(([name, label]) => {
        const told = document.createElement("label");
        const input = Object.assign(document.createElement("input"), { name, type: "text", autocomplete: "off", spellcheck: false });
        input.value = name === "name" ? text : before.name === text ? before[name] : "";
        if (name === "state") Object.assign(input, { maxLength: 2, placeholder: "TX" });
        told.append(label, input);
        return told;
      }),
      ...["Add", "Back"].map((word) => Object.assign(document.createElement("button"), { type: "button", textContent: word })),
    );
    const [add, back] = this.adding.querySelectorAll("button");
    add.onclick = () => this.addIt();
    back.onclick = () => this.addingDone();
    this.adding.onkeydown = (e) => {
      if (e.key === "Escape") this.addingDone();
      if (e.key !== "Enter" || e.target === back) return;
      e.preventDefault();
      e.stopPropagation();
      this.addIt();
    };
    this.say("");
    this.close();
    this.keep([{ value: null, label: text }]); // until it is added, it is words that nothing is chosen for
    this.adding.hidden = false;
    this.adding.querySelector("[name=state]").focus();
  }

  addIt() {
    const add = Object.fromEntries([...this.adding.querySelectorAll("input")].map((input) => [input.name, input.value.trim()]));
    add.state = add.state.toUpperCase();
    const wrong = !add.name ? ["name", "Write the name."]
      : !this.data.add.includes(add.state) ? ["state", "Write the state as two letters, such as NC."]
      : add.zip && !/^\d{5}(-\d{4})?$/.test(add.zip) ? ["zip", "A ZIP has five digits, or nine like 27601-1234."] : null;
    if (wrong) {
      this.say(wrong[1]);
      return this.adding.querySelector("[name=" + wrong[0] + "]").focus();
    }
    this.added = add;
    const item = { value: null, label: add.name + ", " + add.state, add };
    this.input.value = item.label;
    this.keep([item]);
    this.addingDone();
    this.say(NEW);
  }

  addingDone() {
    this.adding.hidden = true;
    this.say("");
    this.input.focus();
  }

  left() {
    if (this.then && this.data.mode !== "open") this.then = "commit"; // when the answer is here: emptied before, it would wait for ever
    else if (this.data.mode !== "open") this.commit();
    this.list.hidden = true;
  }

  form() {
    return this.data.form ? document.querySelector(".st-key-" + this.data.form) : this.root.closest('[data-testid="stForm"]');
  }

  submitForm() {
    this.form()?.querySelector('[data-testid="stFormSubmitButton"] button')?.click();
    document.dispatchEvent(new CustomEvent("bfp-submitted"));
  }

  // Into what was opened, as soon as it is there to the last button.
  goNext() {
    ahead.hold(this);
    this.list.hidden = true;
    const since = Date.now();
    const look = () => {
      const there = this.data.ready.map((key) => document.querySelector(".st-key-" + key + " :is(input:not([disabled]),textarea,.rows,button)"));
      if (there.length && there.every(Boolean)) {
        there[0].focus();
        there[0].select?.();
      } else if (this.root.isConnected && Date.now() - since < 8000) return setTimeout(look, 8);
      ahead.release(this);
    };
    look();
  }

  pressEnter(e) {
    // Streamlit's Enter presses the button of the form that was drawn first in time; ours the first one on the page.
    if (e.key !== "Enter" || e.isComposing || this.data?.mode !== "open" || !this.data.form) return;
    const form = this.form();
    const button = form?.contains(e.target) && e.target.closest('[data-testid="stTextInput"]') && form.querySelector('[data-testid="stFormSubmitButton"] button');
    if (!button) return;
    e.preventDefault();
    e.stopPropagation();
    e.target.blur(); // so that what was typed counts
    button.click();
    this.back();
  }

  afterSubmit(e) {
    // Somebody who types on right after saving types into this box, not into a form that is closing.
    if (this.data?.mode !== "open" || !this.data.form) return;
    const form = this.form();
    if (!form) return;
    const save = e.type === "keydown" && (e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s";
    const pressed = e.type === "click" && e.target.closest(".st-key-" + this.data.form + ' button[kind="primaryFormSubmit"]');
    if (save || pressed) this.back(); // at once: the next key may be on its way
  }

  back() {
    if (this.flight === "save") return;
    this.tell("save");
    if (this.input.value.trim() === this.sent) this.input.value = "";
    this.sent = null;
    this.close();
    this.input.focus();
  }
}

export default function (component) {
  const root = component.parentElement.querySelector(".bfp-box");
  let box = boxes.get(root);
  if (!box) {
    box = new Box(root);
    boxes.set(root, box);
    box.onSubmitted = () => box.data.mode === "open" && box.data.form && box.back();
    document.addEventListener("bfp-submitted", box.onSubmitted);
  }
  box.update(component);
  return () => {
    document.removeEventListener("keydown", box.submitted);
    document.removeEventListener("click", box.submitted);
    document.removeEventListener("keydown", box.pressed, true);
    ahead.release(box);
    document.removeEventListener("bfp-submitted", box.onSubmitted);
    boxes.delete(root);
  };
}
