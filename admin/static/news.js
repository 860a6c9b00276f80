// New leads on an open page: a count on the tab and in the menu, a line that leads there, and a chime.

const frame = document.getElementById("news");
const EVERY = 5_000;
const EVERY_HIDDEN = 20_000;
const LONGEST = 120_000;
const title = document.title;

let since = Number(frame.dataset.since);
let wait = EVERY;
let audio;

// Browsers let a page ring only after somebody has touched it.
function wake() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
}

function note(frequency, at) {
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.frequency.value = frequency;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.25, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.65);
}

function chime() {
  if (audio?.state !== "running") return false;
  note(784, audio.currentTime);
  note(1047, audio.currentTime + 0.18);
  return true;
}

// Of several open pages of one site, one rings.
async function ring() {
  const once = async (lock) => {
    if (lock && chime()) await new Promise((done) => setTimeout(done, 2_000));
  };
  if (navigator.locks) await navigator.locks.request("beckon-chime", { ifAvailable: true }, once);
  else await once(true);
}

function count(waiting) {
  for (const badge of document.querySelectorAll("[data-waiting]")) {
    badge.textContent = waiting > 99 ? "99+" : waiting;
    badge.hidden = !waiting;
  }
  document.title = waiting ? `(${waiting}) ${title}` : title;
  if (waiting) navigator.setAppBadge?.(waiting).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}

function tell(lead) {
  const link = document.createElement("a");
  const what = document.createElement("strong");
  const who = document.createElement("bdi");
  link.href = lead.href;
  what.textContent = lead.what;
  who.textContent = lead.who;
  link.append(what, who);
  frame.replaceChildren(link);
  frame.dispatchEvent(new CustomEvent("beckon:news", { bubbles: true, detail: lead }));
}

async function ask() {
  const answer = await fetch(`${frame.dataset.href}?since=${since}`, {
    headers: { Accept: "application/json" },
  });
  if (answer.status === 401 || answer.status === 404) return false;
  if (!answer.ok) throw new Error(answer.status);
  const found = await answer.json();
  since = found.at;
  count(found.waiting);
  if (found.leads.length) {
    tell(found.leads[0]);
    if (frame.dataset.sound === "on") ring();
  }
  return true;
}

async function turn() {
  try {
    if (!(await ask())) return; // signed out: the page says so when it is next used
    wait = document.hidden ? EVERY_HIDDEN : EVERY;
  } catch {
    wait = Math.min(LONGEST, wait * 2);
  }
  timer = setTimeout(turn, wait);
}

let timer = setTimeout(turn, EVERY);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  clearTimeout(timer);
  turn();
});
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wake, { capture: true });

const toggle = document.getElementById("sound");
toggle?.addEventListener("click", async () => {
  const on = toggle.getAttribute("aria-pressed") !== "true";
  toggle.setAttribute("aria-pressed", on);
  frame.dataset.sound = on ? "on" : "off";
  await fetch(toggle.dataset.href, {
    method: "POST",
    body: new URLSearchParams({ sound: frame.dataset.sound }),
  });
  if (on) chime();
});
