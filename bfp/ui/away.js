// While the program does not answer, the page says so in words that are true here; Streamlit's own would tell of terminals.
const EVERY = 3000; // ms
let line, timer;
const asks = new Set();

async function ask() {
  clearTimeout(timer);
  if (!document.hidden) {
    const there = await fetch("/_stcore/health", { cache: "no-store" }).then(() => true, () => false);
    if (!there) say();
    else if (line) back();
  }
  if (asks.size) timer = setTimeout(ask, EVERY);
}

function say() {
  if (line) return;
  line = document.createElement("div");
  line.className = "bfp-away";
  line.setAttribute("role", "alert");
  line.textContent =
    "The program does not answer just now: it was closed, or this computer slept. What stands in the fields stays in this page. " +
    "Leave the page open and do not reload it; start the program again if it was closed. Here it says when it answers.";
  document.body.append(line);
  document.body.classList.add("bfp-is-away"); // and Streamlit's own words are not shown
}

function back() {
  line.textContent = "The program answers again. Go on; where a form is gone from the page, it is offered with what was typed.";
  line.classList.add("back");
  document.body.classList.remove("bfp-is-away");
  const told = line;
  line = null;
  setTimeout(() => told.remove(), 8000);
}

export default function ({ parentElement }) {
  asks.add(parentElement);
  if (asks.size === 1) timer = setTimeout(ask, EVERY);
  return () => {
    asks.delete(parentElement);
    if (!asks.size) clearTimeout(timer);
  };
}
