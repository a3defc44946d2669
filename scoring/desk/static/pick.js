// The file that was chosen is named on the page, because a browser's own button speaks the browser's language.
"use strict";

(() => {
  const input = document.getElementById("file");
  const said = document.getElementById("chosen");
  const button = input.form.querySelector("button.main");
  const [hint, word] = [said.textContent, button.textContent];
  input.closest(".pick").classList.add("live");

  function show() {
    said.textContent = input.files.length ? `已选：${input.files[0].name}` : hint;
    button.textContent = word;
    button.disabled = false;
  }
  input.addEventListener("change", show);
  addEventListener("pageshow", show);
  input.form.addEventListener("submit", () => {
    button.textContent = "正在读……";
    button.disabled = true;
  });
  for (const kind of ["dragenter", "dragleave", "drop"]) {
    input.addEventListener(kind, () => input.closest(".pick").classList.toggle("over", kind === "dragenter"));
  }
})();
