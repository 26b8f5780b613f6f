// The box for a scanner: every Enter is one entry, sent with all that the server has not yet said it has.
// So nothing is lost however fast one scans, and nothing counts twice.
// Streamlit may draw the box anew in the middle of a scan: then the box that is left waits for that moment with its
// words and its cursor, and moves into the new place.
const boxes = new WeakMap();
const left = new Map(); // boxes that wait for a new place, by label
const WAITS = 2000; // ms
const AGAIN = 1500; // ms after which what was not answered is sent again
const HANDED = 100; // ms in which a field has told the server what was typed into it
const STILL = 200; // ms without a key after which nobody is scanning
const numberLike = (text) => /^[\d\s-]{6,}[xX]?$/.test(text);

class Scan {
  constructor(root) {
    this.root = root;
    this.id = Math.random().toString(36).slice(2);
    this.count = 0;
    this.queue = [];
    this.options = [];
    this.on = -1;
    root.innerHTML =
      '<div class="scanning"><div><label></label><div class="field"><input type="text" class="what" autocomplete="off" autocapitalize="off" spellcheck="false" role="combobox" aria-expanded="false"></div></div>' +
      '<div class="many"><label>Copies</label><div class="field"><input type="text" inputmode="numeric" class="copies" autocomplete="off" value="1"></div></div></div>' +
      '<ul class="list" role="listbox" hidden></ul>';
    [this.input, this.copies] = root.querySelectorAll("input");
    this.list = root.querySelector(".list");
    root.querySelectorAll("label").forEach((label, index) => {
      const input = index ? this.copies : this.input;
      input.id = "scan-" + this.id + index;
      label.htmlFor = input.id;
    });
    this.list.id = "scan-list-" + this.id;
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.oninput = () => this.typed();
    this.input.onkeydown = (e) => this.key(e);
    this.input.onblur = () => this.show([]);
    this.copies.onfocus = () => this.copies.select();
    this.copies.onkeydown = (e) => {
      if (e.key !== "Enter") return;
      e.preventDefault();
      if (this.input.value.trim()) this.enter();
      this.input.focus();
    };
    this.list.onmousedown = (e) => {
      e.preventDefault();
      const li = e.target.closest("li");
      if (li) this.send(this.options[Number(li.dataset.index)]);
    };
    this.focused = (e) => (this.held = e.target === this.input);
    document.addEventListener("focusin", this.focused, true);
    this.submitted = (e) => this.afterSubmit(e);
    document.addEventListener("keydown", this.submitted, true);
    this.lost = (e) => this.catchKey(e);
    document.addEventListener("keydown", this.lost, true);
    this.elsewhere = (e) => this.enterElsewhere(e);
    document.addEventListener("keydown", this.elsewhere, true);
    this.timer = setInterval(() => this.queue.length && Date.now() - this.sent > AGAIN && this.post(), AGAIN / 3);
  }

  leave() {
    left.set(this.data.label, this);
    this.missed = [];
    this.missing = (e) => {
      const nowhere = document.activeElement === document.body && !e.ctrlKey && !e.metaKey && !e.altKey;
      if (this.held && nowhere && (e.key === "Enter" || e.key.length === 1)) this.missed.push(e.key);
    };
    document.addEventListener("keydown", this.missing, true);
    this.ending = setTimeout(() => this.end(), WAITS);
  }

  moveTo(root) {
    clearTimeout(this.ending);
    left.delete(this.data.label);
    document.removeEventListener("keydown", this.missing, true);
    root.replaceChildren(...this.root.childNodes);
    this.root = root;
    if (this.held && document.activeElement === document.body) this.input.focus();
  }

  catchUp() {
    for (const key of this.missed.splice(0)) {
      if (key === "Enter") this.enter();
      else this.input.value += key;
    }
    this.typed();
  }

  end() {
    if (left.get(this.data.label) === this) left.delete(this.data.label);
    document.removeEventListener("keydown", this.missing, true);
    document.removeEventListener("keydown", this.submitted, true);
    document.removeEventListener("keydown", this.lost, true);
    document.removeEventListener("keydown", this.elsewhere, true);
    document.removeEventListener("focusin", this.focused, true);
    clearInterval(this.timer);
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.root.querySelector("label").textContent = data.label;
    this.input.placeholder = data.placeholder || "";
    this.copies.closest(".many").hidden = data.copies === false;
    if (data.box === this.id) {
      this.queue = this.queue.filter((entry) => entry.n > data.done);
      // What was refused comes back into the empty box, marked: it is mended, or the next scan replaces it.
      if (data.back && data.back.n > (this.back || 0)) {
        this.back = data.back.n;
        if (!this.queue.length && !this.input.value && document.activeElement === this.input) {
          this.input.value = data.back.text;
          this.copies.value = data.back.copies;
          this.input.select();
          if (data.bare) this.typed(); // what it may be, to choose from
        }
      }
    }
    if (data.cursor.nonce !== this.nonce) {
      this.nonce = data.cursor.nonce;
      this.goTo(data.cursor.key, 80);
    }
    if (data.alarm > (this.alarm ?? data.alarm)) this.sound();
    this.alarm = data.alarm;
  }

  goTo(key, left) {
    // A scan that is half typed must not go on in another field: the cursor waits until the box is empty and still.
    const busy = this.input.value || Date.now() - (this.touched || 0) < STILL;
    const field = key ? document.querySelector(".st-key-" + key + " :is(input:not([disabled]),textarea)") : this.input;
    if (field && (!busy || field === this.input)) {
      field.focus();
      if (field !== this.input) field.select();
    } else if (left) {
      clearTimeout(this.going);
      this.going = setTimeout(() => this.goTo(key, left - 1), 50);
    }
  }

  typed() {
    const text = this.input.value.trim();
    clearTimeout(this.wait);
    this.controller?.abort();
    this.on = -1;
    if (text.length < 2 || numberLike(text)) return this.show([]);
    this.wait = setTimeout(() => this.ask(text), 60);
  }

  async ask(text) {
    this.controller = new AbortController();
    try {
      const response = await fetch("/api/titles", { method: "POST", body: JSON.stringify({ q: text }), signal: this.controller.signal });
      const found = await response.json();
      if (this.input.value.trim() === text) this.show(found.options || []);
    } catch (error) {
      if (error.name !== "AbortError") this.show([]);
    }
  }

  show(options) {
    this.options = options;
    this.list.replaceChildren(
      ...options.map((option, index) => {
        const li = document.createElement("li");
        li.dataset.index = index;
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", index === this.on);
        li.className = index === this.on ? "on" : "";
        const label = Object.assign(document.createElement("span"), { textContent: option.label });
        const detail = Object.assign(document.createElement("span"), { className: "detail", textContent: option.detail || "" });
        li.append(label, detail);
        return li;
      }),
    );
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.list.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }

  key(e) {
    this.touched = Date.now();
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && this.options.length) {
      e.preventDefault();
      const n = this.options.length;
      this.on = e.key === "ArrowDown" ? (this.on + 1) % n : (this.on - 1 + n) % n;
      this.show(this.options);
    } else if (e.key === "Enter") {
      e.preventDefault();
      e.stopPropagation();
      if (!e.repeat) this.enter();
    } else if (e.key === "Escape") {
      if (this.options.length) this.show([]);
      else this.input.value = "";
    }
  }

  enter() {
    if (this.input.value.trim() || this.data.bare) this.send(this.options[this.on]);
  }

  enterElsewhere(e) {
    // A moment later, when the field has handed over what was typed.
    if (e.key !== "Enter" || e.repeat || !this.data?.enter || !this.root.isConnected || !e.target.closest?.(".st-key-" + this.data.enter)) return;
    if (e.target.tagName !== "INPUT") return;
    setTimeout(() => {
      this.count += 1;
      this.queue.push({ n: this.count, text: "", value: null, copies: "1" });
      this.post();
    }, HANDED);
  }

  send(option) {
    this.count += 1;
    this.queue.push({ n: this.count, text: this.input.value.trim(), value: option ? option.value : null, copies: this.copies.value.trim() || "1" });
    this.input.value = "";
    this.copies.value = "1";
    clearTimeout(this.wait);
    this.controller?.abort();
    this.on = -1;
    this.show([]);
    this.post();
  }

  post() {
    this.sent = Date.now();
    this.trigger("scans", { box: this.id, entries: this.queue.slice() });
  }

  afterSubmit(e) {
    // Who saves a new title and scans on at once scans into this box, not into a form that is closing.
    const form = this.data?.form && document.querySelector(".st-key-" + this.data.form);
    if (form && e.key === "Enter" && e.target.tagName === "INPUT" && e.target.type === "text" && form.contains(e.target) && !e.target.getAttribute("role"))
      setTimeout(() => this.input.focus(), 0);
  }

  catchKey(e) {
    // What stands in another field is handed over before Ctrl+S closes the parcel.
    if (this.data?.bare && e.key === "s" && (e.ctrlKey || e.metaKey) && document.activeElement !== this.input) document.activeElement.blur();
    // The cursor is nowhere (on no field and no button): what is scanned goes into the box all the same.
    const nowhere = document.activeElement === document.body && !e.ctrlKey && !e.metaKey && !e.altKey;
    if (this.data?.bare && nowhere && this.root.isConnected && e.key.length === 1) this.input.focus();
  }

  sound() {
    try {
      const audio = new AudioContext();
      const tone = audio.createOscillator();
      tone.frequency.value = 220;
      tone.connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + 0.25);
      tone.onended = () => audio.close();
    } catch (error) { /* no sound here */ }
  }
}

export default function (component) {
  const root = component.parentElement.querySelector(".bfp-box");
  let box = boxes.get(root);
  if (box) box.update(component);
  else {
    box = left.get(component.data.label);
    if (box) box.moveTo(root);
    boxes.set(root, box ??= new Scan(root));
    box.update(component);
    if (box.missed) box.catchUp();
  }
  return () => {
    boxes.delete(root);
    box.leave();
  };
}
