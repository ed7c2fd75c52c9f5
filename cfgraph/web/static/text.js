// A click on marked words shows what they prove and leaves the text where it is; without this script it moves up.
"use strict";
document.addEventListener("click", (event) => {
  const link = event.target.closest(".plan a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const before = scrollY;
  location.hash = link.hash;
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  const card = target.querySelector(":scope > .proof");
  scrollTo(0, before);
  const words = target.getClientRects()[0];
  const sheet = card && card.getBoundingClientRect();
  const hidden = sheet && sheet.left < words.right && sheet.top < words.bottom;
  if (hidden || words.bottom < 0 || words.top > innerHeight) target.scrollIntoView();
});
