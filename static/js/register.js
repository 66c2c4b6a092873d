// The register with scripts: a tap shows at once and is sent behind it, each with an id of its own, until it is saved.
// Without this file every line is a form that works. What is unsent lives in this page alone: it warns before it goes.

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

// -- Lines: the hidden fields of a line's form are its state

const lines = () => [...root.querySelectorAll("[data-row]")];
const tapsOf = (form) => form.elements.undoes.value.split(" ").filter(Boolean);
const pressed = (button, is) => button && button.setAttribute("aria-pressed", String(is));

function show(form, { taps, firstTime, role }) {
  const here = taps.length > 0;
  form.elements.undoes.value = taps.join(" ");
  form.elements.first_time.value = firstTime ? "1" : "";
  form.elements.role.value = role;
  const main = form.querySelector(".tap");
  main.value = here ? "not_here" : "here";
  pressed(main, here);
  pressed(form.querySelector("[value=first_time]"), firstTime);
  pressed(form.querySelector("[value=job]"), role !== "came");
  form.parentElement.classList.toggle("is-here", here);
  count();
}

function state(form) {
  const { first_time: first, role } = form.elements;
  return { taps: tapsOf(form), firstTime: first.value === "1", role: role.value };
}

function add(form, firstTime, role) {
  const { person, regular, word } = form.elements;
  const who = { person: person.value, regular: regular.value, word: word.value };
  const id = make({ action: "add", ...who, first_time: firstTime, role }, (says) => {
    const line = form.parentElement;
    show(form, { ...state(form), taps: tapsOf(form).filter((tap) => tap !== id) });
    if (!line.id) line.remove();
    trouble(`${line.dataset.name}: ${says}`);
  });
  show(form, { taps: [id], firstTime, role });
}

function press(form, act) {
  const { taps, firstTime, role } = state(form);
  undoAll(taps);
  const job = form.elements.job.value;
  if (act === "not_here") show(form, { taps: [], firstTime, role: job || "came" });
  if (act === "here") add(form, firstTime, role);
  if (act === "first_time") add(form, !firstTime, role);
  if (act === "job") add(form, firstTime, role === "came" ? job : "came");
}

function someoneNew(word) {
  const wanted = tidy(word);
  const known = lines().find((form) => tidy(form.parentElement.dataset.name) === wanted);
  if (known) {
    if (!tapsOf(known).length) press(known, "here");
    known.parentElement.scrollIntoView({ block: "center" });
    return;
  }
  const line = root.querySelector("template").content.firstElementChild.cloneNode(true);
  line.removeAttribute("id");
  line.dataset.name = word.trim();
  line.querySelector(".tap-name").textContent = word.trim();
  const form = line.querySelector("form");
  form.elements.word.value = word.trim();
  find("new").querySelector("ul").prepend(line);
  find("new").hidden = false;
  press(form, "here");
}

const tidy = (word) => word.trim().replace(/\s+/g, " ").toLowerCase();

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
  const here = lines().filter((form) => tapsOf(form).length).map((form) => form.elements.role.value);
  const helping = here.filter((role) => role !== "came").length;
  find("came").textContent = here.length - helping + nameless().length;
  find("helping").textContent = helping;
  find("helping-words").hidden = helping === 0;
}

// -- What was pressed

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const act = event.submitter?.value ?? "new";
  trouble("");
  if (form === unnamed) {
    undoAll(nameless().slice(-1));
    showNameless(nameless().slice(0, -1));
  } else if (form === addForm) {
    if (act !== "new") plusOne(act === "plus_one_new");
    else if (wordField.value.trim()) someoneNew(wordField.value);
    else trouble("Write one word to know them by, or tap +1.");
    if (act === "new") clearWord();
  } else {
    press(form, act);
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
  let shown = 0;
  for (const form of lines()) {
    const fits = tidy(form.parentElement.dataset.name).includes(wanted);
    form.parentElement.hidden = !fits;
    shown += fits;
  }
  for (const section of root.querySelectorAll("section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  find("nobody-found").hidden = shown > 0 || !wanted;
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
  for (const there of page.querySelectorAll("[data-section] [data-row]")) follow(there);
  const taps = page.querySelector("[data-unnamed]").elements.undoes.dataset.all;
  showNameless(taps.split(" ").filter(Boolean));
}

function follow(there) {
  const taps = tapsOf(there);
  const line = there.parentElement;
  const here = lines().find((form) => form.parentElement.id === line.id || tapsOf(form).some((tap) => taps.includes(tap)));
  if (here) {
    here.parentElement.id = line.id; // someone new has a line of their own now
    for (const name of ["person", "regular", "word"]) here.elements[name].value = there.elements[name].value;
    show(here, state(there));
  } else {
    const name = line.closest("[data-section]").dataset.section;
    const section = root.querySelector(`[data-section=${name}]`) ?? root.querySelector("[data-section=others]");
    section.querySelector("ul").append(document.importNode(line, true));
    section.hidden = false;
    count();
  }
}

setInterval(look, LOOK_AGAIN_MS);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  send();
  look();
});
