// "Leave this page": the page is emptied at once and Back does not bring it again. Pressing Shift three times does the same.

const WITHIN_MS = 5000;
const link = document.querySelector("[data-leave]");
let presses = [];

function leave() {
  document.body.hidden = true;
  document.title = "";
  location.replace(link.href);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift") {
    presses = event.key === "Tab" ? presses : [];
    return;
  }
  presses = [...presses, Date.now()].filter((at) => Date.now() - at < WITHIN_MS);
  if (presses.length >= 3) leave();
});
