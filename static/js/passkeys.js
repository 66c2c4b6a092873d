// Passkeys: a form's button asks the device, and what the device answers goes with the form.
// Without this file, or where there are no passkeys, those forms stay hidden and codes work.

const { webauthnJSON } = window;

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const sorry = form.querySelector("[data-sorry]");
  sorry.hidden = true;
  try {
    const options = await asked(form);
    const credential = await (form.dataset.passkey === "make" ? webauthnJSON.create(options) : webauthnJSON.get(options));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    sorry.hidden = false;
  }
}

if (webauthnJSON.supported()) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", send);
    form.hidden = false;
  }
  for (const words of document.querySelectorAll("[data-without-passkeys]")) words.hidden = true;
}
