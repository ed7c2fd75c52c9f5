// A form that takes some seconds says so, and is not sent twice by an impatient click.
"use strict";
document.addEventListener("submit", (event) => {
  const button = event.submitter || event.target.querySelector("button");
  if (!event.target.dataset.busy || !button) return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "1";
  button.dataset.words = button.textContent;
  button.textContent = event.target.dataset.busy;
  button.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    const button = form.querySelector("button[aria-busy]");
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-busy");
  }
});
