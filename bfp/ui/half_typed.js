// Tells the server what stands in a form that is not saved yet: a moment after the last key, at once when the page is left.
// It reads what is on the page and changes nothing: no rerun, and the cursor stays where it is.
const watches = new WeakMap();
const WAIT = 700; // ms after the last key
const AGAIN = 2000; // ms until the program is asked again when it did not answer
const EMPTY = ['""', "false", "[]", "{}", '{"shown":""}', '{"shown":[]}'];

class Watch {
  constructor() {
    this.heard = () => this.hear();
    this.send = this.send.bind(this);
    for (const what of ["input", "keyup", "click"]) document.addEventListener(what, this.heard, true);
    window.addEventListener("pagehide", this.send);
  }

  update(data) {
    if (this.data && this.data.thing !== data.thing) {
      this.send();
      this.now = this.sent = this.before = null;
    }
    this.data = data;
    if (!data.first) requestAnimationFrame(() => (this.before ??= this.fields())); // what stands there before anybody types
  }

  hear() {
    this.before ??= this.data.first ? null : this.fields();
    setTimeout(() => this.read(), 0); // when the field has taken the key
    this.soon(WAIT);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.read();
      this.send();
    }, wait);
  }

  fields() {
    const found = {};
    for (const [name, key] of Object.entries(this.data.keys)) {
      const place = document.querySelector(`.st-key-${CSS.escape(key)}`);
      const value = place ? holds(place) : undefined;
      if (value !== undefined) found[name] = value;
    }
    return found;
  }

  read() {
    const fields = this.fields();
    if (!Object.keys(fields).length) return; // the form is gone: what it held last counts
    const first = this.data.first || this.before || {};
    const typed = Object.entries(fields).some(([name, value]) => {
      const before = JSON.stringify(first[name] ?? "");
      const now = JSON.stringify(value);
      return now !== before && !(EMPTY.includes(now) && EMPTY.includes(before));
    });
    this.now = JSON.stringify(typed ? fields : {});
  }

  send() {
    clearTimeout(this.timer);
    if (!this.now || this.now === (this.sent || "{}")) return;
    const now = (this.sent = this.now);
    const { kind, thing, volunteer, about, whose } = this.data;
    const fields = JSON.parse(now);
    const body = JSON.stringify({ kind, thing, volunteer, about: about || longest(fields), whose, fields });
    fetch("/api/draft", { method: "POST", body, keepalive: true }).catch(() => {
      if (this.sent !== now) return;
      this.sent = null; // the program does not answer: asked again until it does
      if (!this.gone) this.soon(AGAIN);
    });
  }

  leave() {
    this.gone = true;
    this.send();
    for (const what of ["input", "keyup", "click"]) document.removeEventListener(what, this.heard, true);
    window.removeEventListener("pagehide", this.send);
  }
}

function holds(place) {
  const own = place.querySelector(".bfp-box,.bfp-marks");
  if (own) return own.bfpHolds?.();
  const input = place.querySelector("input,textarea");
  if (input?.type === "checkbox") return input.checked;
  const many = place.querySelector('[data-testid="stMultiSelect"]');
  if (many) return { shown: [...new Set([...many.querySelectorAll("[data-tag]")].map((tag) => tag.textContent.trim()))] };
  const select = place.querySelector('[data-testid="stSelectbox"]');
  if (select) return { shown: input?.value || select.querySelector('[data-baseweb="select"]')?.textContent || "" };
  return input?.value;
}

function longest(fields) {
  const words = Object.values(fields).map((value) => (typeof value === "string" ? value : value?.[0]?.label || "").trim());
  const found = words.sort((one, other) => other.length - one.length)[0] || "";
  return found.length > 40 ? `${found.slice(0, 40)} …` : found || "nobody named";
}

export default function ({ data, parentElement }) {
  let watch = watches.get(parentElement);
  if (!watch) watches.set(parentElement, (watch = new Watch()));
  watch.update(data);
  return () => {
    watches.delete(parentElement);
    watch.leave();
  };
}
