// A form that asks for a security key: the browser asks, and what the key proves goes with the form.
// The page says what to ask for (`data-options`); the server checks everything.

const form = document.querySelector("form[data-key]");

function say(sentence) {
  const place = form.querySelector("[data-key-said]");
  place.textContent = sentence;
  place.hidden = false;
}

async function ask() {
  const { key, options } = form.dataset;
  const wanted = JSON.parse(options);
  if (key === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(wanted);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(wanted);
  return navigator.credentials.get({ publicKey });
}

form?.addEventListener("submit", async (event) => {
  // What is missing is asked for first: nobody should touch the key for nothing.
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  if (fields.some((one) => !one.value.trim() || one.validity.tooShort)) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const credential = await ask();
    form.elements.challenge.value = form.dataset.asked;
    form.elements.answer.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    button.disabled = false;
    const known = { NotAllowedError: "brokenOff", AbortError: "brokenOff", InvalidStateError: "known" };
    say(form.dataset[known[error.name] ?? "unable"]);
  }
});
