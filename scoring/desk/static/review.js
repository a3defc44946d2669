// 复核 by keyboard. Letters act only while nobody is typing; where a key leads is written in the page as data-key.
"use strict";

(() => {
  const box = document.getElementById("keys");
  const stored = "scoring-keys";
  try {
    box.checked = localStorage.getItem(stored) !== "off";
    box.addEventListener("change", () => localStorage.setItem(stored, box.checked ? "on" : "off"));
  } catch (error) {
    // a browser that keeps nothing: on as long as the page is open
  }
  const typing = (el) => el.matches("textarea, select, input:not([type=checkbox]):not([type=file])");
  const stops = () => [...document.querySelectorAll("article.finding, a.row")];
  const here = () => document.activeElement.closest("article.finding, a.row, tr");

  function step(by) {
    const all = stops();
    const current = here();
    const at = all.findIndex((el) => el === current || (current && current.contains(el)));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) next.focus();
  }

  // the finding that has the focus and its cell show each other
  function show(finding) {
    for (const el of document.querySelectorAll(".here")) el.classList.remove("here");
    if (!finding) return;
    finding.classList.add("here");
    const cell = document.getElementById(`at${finding.id.slice(1)}`)?.closest("td");
    if (!cell) return;
    cell.classList.add("here");
    const place = cell.getBoundingClientRect();
    if (!document.body.hasAttribute("data-ready")) return;
    if (place.top < 60 || place.bottom > innerHeight - 90) cell.scrollIntoView({ block: "center" });
  }
  document.addEventListener("focusin", (event) => {
    const finding = event.target.closest("article.finding");
    if (finding) show(finding);
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.n[href^='#f']");
    if (!mark) return;
    event.preventDefault();
    document.querySelector(mark.getAttribute("href")).focus();
  });

  function unfold(details) {
    details.open = true;
    const field = details.querySelector("input:not([type=hidden]), textarea");
    field.focus();
  }

  const special = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyH: () => {
      const details = document.activeElement.closest("article.finding")?.querySelector("details");
      if (details) unfold(details);
    },
    KeyX: () => document.activeElement.closest("tr")?.querySelector("[type=checkbox]").click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const el = document.activeElement;
    if (event.key === "Escape") {
      const details = el.closest("details");
      if (!details) return el.blur();
      details.open = false;
      (details.closest("article.finding") || details.querySelector("summary")).focus();
      return;
    }
    if (event.key === "Enter" && event.ctrlKey && el.form) {
      event.preventDefault();
      return el.form.requestSubmit();
    }
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(el)) return;
    const target = document.querySelector(`[data-key="${event.code}"]`);
    if (special[event.code]) special[event.code]();
    else if (!target) return;
    else if (target.tagName === "SUMMARY") unfold(target.parentElement);
    else target.click();
    event.preventDefault();
  });

  // one decision is sent once
  for (const form of document.querySelectorAll(".bar form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  });

  if (!document.querySelector("[role=alert]")) {
    const wanted = /^#f\d+$/.test(location.hash) && document.querySelector(location.hash);
    (wanted || document.querySelector("article.finding:not(.waived)") || document.querySelector("a.row"))?.focus({ preventScroll: !wanted });
  }
  const open = document.querySelector("details[open]");
  if (open) unfold(open);
  document.body.dataset.ready = "";
})();
