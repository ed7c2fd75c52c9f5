// A click on a link of the map fills the panel in place; without this script the same address shows it anew.
"use strict";
document.addEventListener("click", async (event) => {
  if (location.protocol === "file:") return; // pages on a stick may not read each other
  const link = event.target.closest("#map a, #flows a, #panel a[href$='#panel'], #panel .close a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const address = link.getAttribute("href");
  event.preventDefault();
  if (await fill(address)) history.pushState(null, "", address);
  else location.assign(address);
});
window.addEventListener("popstate", () => fill(location.href));
window.addEventListener("load", () => requestAnimationFrame(show));

// The box that the panel tells of, in view: beside the panel, on a small screen above it.
function show() {
  const box = document.querySelector("#map a[aria-current]");
  const above = matchMedia("(max-width: 1000px)").matches;
  if (box) box.scrollIntoView({ block: above ? "start" : "nearest", inline: "center" });
}

async function fill(address) {
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("panel");
    if (!answer.ok || !found) return false;
    const panel = document.getElementById("panel");
    panel.replaceChildren(...found.cloneNode(true).childNodes);
    const open = Boolean(panel.firstElementChild);
    panel.parentElement.classList.toggle("open", open);
    const key = new URL(address, location.href).searchParams.get("link");
    for (const one of document.querySelectorAll("#map a[aria-current]")) one.removeAttribute("aria-current");
    const box = open && document.querySelector(`#map a[data-key="${CSS.escape(key || "")}"]`);
    if (box) box.setAttribute("aria-current", "true");
    show();
    if (open) panel.focus({ preventScroll: true });
    return true;
  } catch {
    return false;
  }
}
