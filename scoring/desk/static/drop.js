// Files and folders dropped on 复核: sent one by one, two under way, each with what became of it.
"use strict";

(() => {
  const form = document.getElementById("dropping");
  const took = document.getElementById("took");
  const progress = document.getElementById("progress");
  const bar = progress.querySelector("progress");
  const said = progress.querySelector("span");
  const waiting = []; // [file, path]
  let under = 0;
  let done = 0;
  let all = 0;
  document.getElementById("send").hidden = true; // what is chosen is sent at once
  form.querySelector(".choose").classList.add("live");

  function line(name, text) {
    const li = document.createElement("li");
    li.className = "bad";
    const b = document.createElement("b");
    b.textContent = name;
    const span = document.createElement("span");
    span.className = "why";
    span.textContent = text;
    li.append(b, span);
    return li;
  }

  async function send(file, path) {
    const place = line(path, "正在读……");
    place.className = "";
    took.append(place);
    const data = new FormData();
    data.append("path", path);
    data.append("file", file, file.name);
    try {
      const headers = { Accept: "application/json", "X-CSRF-Token": form.elements.csrf.value };
      const answer = await fetch(form.action, { method: "POST", body: data, headers });
      const text = await answer.text();
      if (answer.ok) {
        const made = new DOMParser().parseFromString(text, "text/html").querySelectorAll("li");
        place.replaceWith(...made);
      } else {
        let reason = text;
        try { reason = JSON.parse(text).error; } catch (error) { /* a plain sentence */ }
        place.replaceWith(line(path, `没有收下：${reason.slice(0, 300)}`));
      }
    } catch (error) {
      place.replaceWith(line(path, "没有送到：连不上服务程序，或文件已被移走。请再拖一次这一个"));
    }
  }

  async function next() {
    if (!waiting.length) return;
    under += 1;
    const [file, path] = waiting.shift();
    await send(file, path);
    under -= 1;
    done += 1;
    count();
    if (waiting.length) next();
    else if (!under) finish();
  }

  function count() {
    progress.hidden = false;
    bar.max = all;
    bar.value = done;
    said.textContent = done < all ? `已读 ${done} / ${all} 个文件` : `读完了，共 ${all} 个文件`;
  }

  async function finish() {
    const bad = took.querySelectorAll(".bad").length;
    if (bad) said.textContent += `，其中 ${bad} 个没有登记或没有全部登记，见下`;
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("waiting").replaceWith(page.getElementById("waiting"));
    document.querySelector("a.row")?.focus({ preventScroll: true });
  }

  function add(files) {
    if (done === all) done = all = 0;
    for (const one of files) waiting.push(one);
    all += files.length;
    if (all) count();
    while (under < 2 && waiting.length) next();
  }

  for (const input of form.querySelectorAll("[type=file]")) {
    input.addEventListener("change", () => {
      add([...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
      input.value = "";
    });
  }

  // a dropped folder is walked through
  async function inside(entry, out) {
    if (entry.isFile) {
      const file = await new Promise((got, lost) => entry.file(got, lost)).catch(() => null);
      const path = entry.fullPath.replace(/^\//, "");
      if (file) out.push([file, path]);
      else took.append(line(path, "没有读到：浏览器打不开这个文件"));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((got, lost) => reader.readEntries(got, lost)).catch(() => []);
      if (!some.length) return;
      for (const one of some) await inside(one, out);
    }
  }

  const over = (on) => document.getElementById("drop").classList.toggle("over", on);
  document.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    const out = [];
    for (const entry of entries) await inside(entry, out);
    add(entries.length ? out : files.map((file) => [file, file.name]));
  });
  addEventListener("beforeunload", (event) => { if (under) event.preventDefault(); });
})();
