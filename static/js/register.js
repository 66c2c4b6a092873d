// The register with scripts: a tap shows at once and is sent behind it, each with an id of its own, until it is saved.
// Without this file every line is a button that works. What is unsent lives in this page alone: it warns before it goes.

const BATCH = 100;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const LOOK_AGAIN_MS = 20000;
const root = document.querySelector("[data-register]");
const find = (name) => root.querySelector(`[data-${name}]`);
const addForm = find("add");
const unnamed = find("unnamed");
const wordField = addForm.elements.word;

const device = newId();
let sequence = 0;
let unsent = [];
let sending = false;
let failures = 0;
let renewals = 0;
let retry = null;
let goTo = null;
let touchedAt = 0;
let token = addForm.elements.csrfmiddlewaretoken.value;

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// -- Taps: made here, kept until the server has them

function make(says, refused) {
  sequence += 1;
  const tap = { id: newId(), sequence, ...says };
  unsent.push({ tap, refused });
  touchedAt = Date.now();
  return tap.id;
}

function undoAll(taps) {
  for (const undoes of taps) make({ action: "undo", undoes }, () => {});
}

// -- Lines: what a line's button would send is the line's state, so with or without scripts there is one truth

const lines = () => [...root.querySelectorAll(".tap-row")];
const nameOf = (line) => line.querySelector(".tap span").textContent;
const tidy = (word) => word.trim().replace(/\s+/g, " ").toLowerCase();

function state(line) {
  const says = new URLSearchParams(line.querySelector(".tap").value);
  const get = (name) => says.get(name) ?? "";
  return {
    who: { person: get("person"), regular: get("regular"), word: get("word") },
    job: get("job"),
    role: get("role") || "came",
    firstTime: get("first_time") === "1",
    taps: get("undoes").split(" ").filter(Boolean),
  };
}

function show(line, now) {
  const here = now.taps.length > 0;
  const facts = { ...now.who, job: now.job, undoes: now.taps.join(" ") };
  if (now.role !== "came") facts.role = now.role;
  if (now.firstTime) facts.first_time = "1";
  const says = new URLSearchParams(Object.entries(facts).filter(([, value]) => value)).toString();
  const main = line.querySelector(".tap");
  main.value = `act=${here ? "not_here" : "here"}&${says}`;
  main.setAttribute("aria-pressed", String(here));
  line.classList.toggle("is-here", here);
  showChip(line, now, here, says);
  count();
}

function showChip(line, now, here, says) {
  const chip = line.querySelector(".tap-chip") ?? (here ? newChip(line, now.job) : null);
  if (!chip) return;
  chip.hidden = !here;
  chip.value = `act=${now.job ? "job" : "first_time"}&${says}`;
  chip.setAttribute("aria-pressed", String(now.job ? now.role !== "came" : now.firstTime));
}

function newChip(line, job) {
  const chip = newButton("tap-chip");
  const name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = `${nameOf(line)}: `;
  const label = find("chips").content.querySelector(`[data-job="${job}"]`)?.textContent ?? "First time";
  chip.append(name, label);
  line.querySelector(".tap").after(chip);
  return chip;
}

function newButton(kind) {
  const button = document.createElement("button");
  button.type = "submit";
  button.className = kind;
  button.name = "press";
  return button;
}

function newLine(word) {
  const line = document.createElement("li");
  const button = newButton("tap");
  const name = document.createElement("span");
  name.textContent = word;
  button.append(name);
  line.className = "tap-row";
  line.append(button);
  const section = root.querySelector("[data-section=new]");
  section.querySelector("ul").prepend(line);
  section.hidden = false;
  button.value = new URLSearchParams({ act: "here", word }).toString();
  return line;
}

function add(line, before, firstTime, role) {
  const id = make({ action: "add", ...before.who, first_time: firstTime, role }, (says) => {
    const now = state(line);
    show(line, { ...now, taps: now.taps.filter((tap) => tap !== id) });
    if (!line.id) line.remove();
    trouble(`${nameOf(line)}: ${says}`);
  });
  show(line, { ...before, taps: [id], firstTime, role });
}

function press(line, act) {
  const before = state(line);
  const { job, role, firstTime } = before;
  undoAll(before.taps);
  if (act === "not_here") show(line, { ...before, taps: [], role: job || "came" });
  if (act === "here") add(line, before, firstTime, role);
  if (act === "first_time") add(line, before, !firstTime, role);
  if (act === "job") add(line, before, firstTime, role === "came" ? job : "came");
}

function someoneNew(word) {
  const known = lines().find((line) => tidy(nameOf(line)) === tidy(word));
  const line = known ?? newLine(word.trim());
  if (!state(line).taps.length) press(line, "here");
  line.scrollIntoView({ block: "center" });
}

// -- Those who gave no name

const nameless = () => unnamed.elements.undoes.dataset.all.split(" ").filter(Boolean);

function showNameless(taps) {
  unnamed.elements.undoes.dataset.all = taps.join(" ");
  unnamed.hidden = taps.length === 0;
  find("unnamed-count").textContent = taps.length;
  count();
}

function plusOne(firstTime) {
  const id = make({ action: "add", first_time: firstTime, role: "came" }, (says) => {
    showNameless(nameless().filter((tap) => tap !== id));
    trouble(says);
  });
  showNameless([...nameless(), id]);
}

function count() {
  const here = lines().map(state).filter((line) => line.taps.length);
  const helping = here.filter((line) => line.role !== "came").length;
  find("came").textContent = here.length - helping + nameless().length;
  find("helping").textContent = helping;
  find("helping-words").hidden = helping === 0;
}

// -- What was pressed

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter;
  trouble("");
  if (form === unnamed) {
    undoAll(nameless().slice(-1));
    showNameless(nameless().slice(0, -1));
  } else if (form === addForm) {
    const act = button?.value ?? "new";
    if (act !== "new") plusOne(act === "plus_one_new");
    else if (wordField.value.trim()) someoneNew(wordField.value);
    else trouble("Write one word to know them by, or tap +1.");
    if (act === "new") clearWord();
  } else {
    press(button.closest(".tap-row"), new URLSearchParams(button.value).get("act"));
    clearWord();
  }
  send();
});

function clearWord() {
  if (!wordField || !wordField.value) return;
  wordField.value = "";
  narrow();
}

function narrow() {
  const wanted = tidy(wordField.value);
  for (const line of lines()) line.hidden = !tidy(nameOf(line)).includes(wanted);
  const sections = [...root.querySelectorAll("[data-section]")];
  for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
  find("nobody-found").hidden = !wanted || sections.some((section) => !section.hidden);
}

wordField?.addEventListener("input", narrow);

// -- Sending

function say(words) {
  if (find("status").textContent !== words) find("status").textContent = words;
}

function trouble(words, canSend = false) {
  const box = find("trouble");
  box.hidden = !words;
  box.querySelector("[data-words]").textContent = words;
  find("send-now").hidden = !canSend;
}

const waiting = () => `${unsent.length} waiting to send`;

async function send() {
  clearTimeout(retry);
  if (sending || !unsent.length) return;
  sending = true;
  const batch = unsent.slice(0, BATCH);
  say(waiting());
  try {
    const answer = await post(batch.map((one) => one.tap));
    await take(answer, batch);
  } catch {
    again();
  }
  sending = false;
  if (unsent.length && !failures) send();
}

function post(taps) {
  return fetch(root.dataset.taps, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ device, taps }),
  });
}

async function take(answer, batch) {
  if (answer.type === "opaqueredirect") {
    stop("You have been logged out. Nothing is lost: log in again in another tab, then send from here.");
  } else if (answer.status === 403 && (await freshToken())) {
    renewals += 1;
  } else if (answer.ok) {
    const { taps } = await answer.json();
    unsent = unsent.slice(batch.length);
    failures = renewals = 0;
    batch.forEach((one, number) => taps[number].says && one.refused(taps[number].says));
    if (!unsent.length) saved();
  } else if (answer.status < 500 && answer.status !== 429) {
    const { says } = await answer.json().catch(() => ({}));
    stop(says ?? "These were not accepted. Leave this page open and show it to your coordinator.");
  } else {
    again();
  }
}

function saved() {
  say("Saved");
  if (find("send-now").hidden === false) trouble("");
  if (goTo) location.assign(goTo);
}

function stop(words) {
  failures += 1;
  say(waiting());
  trouble(words, true);
}

function again() {
  retry = setTimeout(send, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
  failures += 1;
  say(waiting());
}

// After logging in again in another tab, this page's token is an old one: a page from the server brings the new one.
async function freshToken() {
  const page = renewals < 2 ? await fetched() : null;
  const field = page?.querySelector("[name=csrfmiddlewaretoken]");
  if (!field) return false;
  token = field.value;
  return true;
}

async function fetched() {
  const answer = await fetch(location.href.split("#")[0], { redirect: "manual" });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

find("send-now").addEventListener("click", () => {
  failures = 0;
  send();
});
addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  if (unsent.length) event.preventDefault();
});
document.querySelector("[data-after-sending]")?.addEventListener("click", (event) => {
  if (!unsent.length) return;
  event.preventDefault();
  goTo = event.target.href;
  send();
});

// -- What other helpers tapped meanwhile: lines change where they are, so that none moves under a finger

async function look() {
  if (document.hidden || unsent.length || Date.now() - touchedAt < LOOK_AGAIN_MS / 2) return;
  const before = sequence;
  const page = await fetched().catch(() => null);
  if (!page?.querySelector("[data-register]") || sequence !== before) return;
  for (const there of page.querySelectorAll(".tap-row")) follow(there);
  const taps = page.querySelector("[data-unnamed]").elements.undoes.dataset.all;
  showNameless(taps.split(" ").filter(Boolean));
}

function follow(there) {
  const now = state(there);
  const same = (line) => line.id === there.id || state(line).taps.some((tap) => now.taps.includes(tap));
  const here = lines().find(same);
  if (here) {
    here.id = there.id; // someone new has a line of their own now
    show(here, now);
    return;
  }
  const name = there.closest("[data-section]").dataset.section;
  const section = root.querySelector(`[data-section=${name}]`) ?? root.querySelector("[data-section=others]");
  section.querySelector("ul").append(document.importNode(there, true));
  section.hidden = false;
  count();
}

setInterval(look, LOOK_AGAIN_MS);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  send();
  look();
});
