// Tells the server what stands in a form that is not saved yet: a moment after the last key, at once when the page is left.
// It reads what is on the page and changes nothing: no rerun, and the cursor stays where it is.
const watches = new WeakMap();
const WAIT = 700; // ms after the last key
const EMPTY = ['""', "false", "[]", "{}"];

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
      this.now = this.sent = null;
    }
    this.data = data;
  }

  hear() {
    setTimeout(() => this.read(), 0); // when the field has taken the key
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.read();
      this.send();
    }, WAIT);
  }

  read() {
    const { form, serial, first } = this.data;
    const fields = {};
    for (const place of document.querySelectorAll(`.st-key-${form} [class*="st-key-"]`)) {
      const name = [...place.classList].map((one) => one.match(/^st-key-(.+)_(\d+)$/)).find((one) => one && Number(one[2]) === serial)?.[1];
      if (!name || place.querySelector('[class*="st-key-"]')) continue;
      const value = holds(place);
      if (value !== undefined) fields[name] = value;
    }
    if (!Object.keys(fields).length) return; // the form is gone: what it held last counts
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
    this.sent = this.now;
    const { kind, thing, volunteer, about, whose } = this.data;
    const body = JSON.stringify({ kind, thing, volunteer, about, whose, fields: JSON.parse(this.now) });
    fetch("/api/draft", { method: "POST", body, keepalive: true }).catch(() => (this.sent = null)); // asked again with the next key
  }

  leave() {
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
  const select = place.querySelector('[data-testid="stSelectbox"]');
  if (select) return input?.value || select.querySelector('[data-baseweb="select"]')?.textContent || "";
  return input?.value;
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
