/* Asks the visitor's local agent for the card, and sends what it answers with the form. No PIN ever passes through here. */
"use strict";

const PAUSE = 400;

function say(form, code, address) {
  const place = form.querySelector(".card-says");
  place.textContent = form.getAttribute("data-say-" + code) || form.getAttribute("data-say-failed");
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.target = "tegata-agent";
    link.rel = "noopener";
    link.textContent = form.getAttribute("data-say-open");
    place.append(" ", link);
  }
}

function asked(form) {
  const data = form.dataset;
  const body = { action: data.action, site: window.location.origin, purpose: data.purpose || "" };
  if (data.challenge) body.challenge = data.challenge;
  if (data.document) {
    body.document = data.document;
    body.document_name = data.documentName || "";
  }
  return body;
}

async function answered(form, request) {
  const headers = { Authorization: "Bearer " + request.key };
  for (;;) {
    const look = await fetch(form.dataset.agent + "/v1/requests/" + request.id, { headers });
    if (!look.ok) return { state: "failed", code: "failed" };
    const found = await look.json();
    if (found.state !== "waiting") return found;
    await new Promise((wake) => window.setTimeout(wake, PAUSE));
  }
}

async function useCard(form) {
  const consent = window.open("", "tegata-agent", "popup,width=560,height=860");
  let request;
  try {
    const answer = await fetch(form.dataset.agent + "/v1/requests", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked(form)),
    });
    if (!answer.ok) throw answer.status;
    request = await answer.json();
  } catch (problem) {
    if (consent) consent.close();
    return say(form, problem === 403 ? "refused" : "no-agent");
  }
  say(form, "asking", request.consent);
  if (consent) consent.location = request.consent;
  const found = await answered(form, request);
  if (found.state !== "done") return say(form, found.state === "declined" ? "declined" : found.code);
  const result = await fetch(form.dataset.agent + "/v1/requests/" + request.id + "/result", {
    headers: { Authorization: "Bearer " + request.key },
  });
  if (!result.ok) return say(form, "failed");
  return finish(form, await result.text());
}

function finish(form, result) {
  const fields = JSON.parse(result);
  const into = form.dataset.action === "form_fill" && document.querySelector('form[data-action="read_face"]');
  if (!into) {
    form.elements.card.value = result;
    return form.submit();
  }
  for (const name of ["name", "address"]) into.elements[name].value = fields[name];
  say(form, "filled");
  into.elements.name.focus();
}

for (const form of document.querySelectorAll("form.card-use")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    useCard(form);
  });
}
