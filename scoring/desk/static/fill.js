// The form while somebody types: what the server says of it is put below each row.
"use strict";

(() => {
  const form = document.getElementById("sheet");
  const state = document.getElementById("state");
  const undo = document.getElementById("undo");
  const put = (id, html) => {
    const el = document.getElementById(id);
    if (el && el.innerHTML !== html) el.innerHTML = html;
  };

  const page = {
    said(answer) {
      for (const [name, html] of Object.entries(answer.told)) put(`told-${name}`, html);
      for (const [id, text] of Object.entries(answer.figures)) {
        const el = document.getElementById(id);
        if (el && el.textContent !== text) el.textContent = text;
      }
      for (const [name, band] of Object.entries(answer.judge)) judge(name, band);
      put("foot", answer.foot);
      put("odd", answer.odd);
    },
    state(text, kind = "", login = false) {
      undo.disabled = !saving.more;
      if (login && state.querySelector("a")) return;
      state.className = `state ${kind}`;
      state.textContent = text;
      if (login) {
        const link = Object.assign(document.createElement("a"), { href: "/login", target: "_blank", textContent: "请在新窗口重新登录" });
        state.append(link, "，登录后自动保存。");
      }
    },
    changed(el, cell) {
      grow(el);
      el.classList.add("fresh");
      setTimeout(() => el.classList.remove("fresh"), 4000);
      page.state(`${cell.label} 刚由${person(cell.who)}改为“${cell.value}”`);
    },
    late(cell, mine, step, chosen) {
      const box = document.createElement("p");
      const shown = (text) => `“${text.length > 60 ? text.slice(0, 60) + "…" : text}”`;
      box.append(`${cell.label}：${step ? "撤销要改回" : "您填的是"}${shown(mine)}，${person(cell.who)} ${cell.at} 已存为${shown(cell.value)}。`);
      for (const [text, keep] of [[step ? "改回" : "用我的", true], ["用对方的", false]]) {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: "quiet" });
        button.addEventListener("click", () => {
          box.remove();
          chosen(keep);
        });
        box.append(button);
      }
      box.dataset.key = cell.key;
      for (const old of document.querySelectorAll("#late p")) if (old.dataset.key === cell.key) old.remove();
      document.getElementById("late").append(box);
    },
    touched: () => touched(),
    shown: (el) => grow(el),
  };
  const saving = new Saving(form, page);
  const person = (who) => (who === form.dataset.who ? "另一个窗口" : who);

  function judge(name, band) {
    const box = document.getElementById(`judge-${name}`);
    if (!box) return;
    box.hidden = !band;
    if (!band) return;
    const [low, high, step, value] = band;
    const slide = box.querySelector('input[type="range"]');
    Object.assign(slide, { min: low, max: high, step });
    if (document.activeElement !== slide) slide.value = value;
    box.querySelector(".limits").textContent = `${low}～${high} 分${form.elements[`${name}.score`].value ? "" : "，还没有评"}`;
  }

  function grow(el) {
    if (el.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    el.style.height = "auto";
    el.style.height = `${el.scrollHeight + 2}px`;
  }

  let looking;
  function touched() {
    saving.remember();
    clearTimeout(looking);
    looking = setTimeout(() => saving.look(), 50);
    if (saving.out) return;
    clearTimeout(saving.timer);
    saving.timer = setTimeout(() => saving.save(), 700);
  }

  form.addEventListener("input", (event) => {
    const el = event.target;
    if (el.dataset.for) form.elements[el.dataset.for].value = el.value;
    saving.touch(el.dataset.for || el.name);
    grow(el);
    touched();
  });
  form.addEventListener("change", () => saving.save());

  // Enter goes to the same column of the next row; Shift+Enter makes a new line
  form.addEventListener("keydown", (event) => {
    const el = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !el.name) return;
    const found = /^(row|funds)\.\d+\.(\w+)$/.exec(el.name);
    if (!found) {
      if (el.tagName === "INPUT") event.preventDefault();
      return;
    }
    if (found[2] === "remark") return;
    event.preventDefault();
    const column = [...form.querySelectorAll(`[name^="${found[1]}."][name$=".${found[2]}"]`)].filter((one) => one.offsetParent);
    const next = column[column.indexOf(el) + 1];
    if (next) next.focus();
  });

  async function settled(then) {
    await saving.save();
    for (let wait = 0; wait < 30 && (saving.busy || saving.open()); wait += 1) await new Promise((go) => setTimeout(go, 100));
    if (saving.busy || saving.open() || saving.late.size) return;
    then();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    settled(() => location.assign(`${saving.path}/check`));
  });
  for (const link of form.querySelectorAll("a[data-flush]")) {
    link.addEventListener("click", (event) => {
      if (!saving.open()) return;
      event.preventDefault();
      settled(() => link.click());
    });
  }
  undo.addEventListener("click", () => settled(() => saving.undo()));
  document.addEventListener("visibilitychange", () => (document.hidden ? saving.save() : saving.poll()));
  setInterval(() => saving.poll(), 8000);

  for (const { el } of saving.fields.values()) grow(el);
  if (saving.restore()) {
    page.state("找回了上次没有来得及保存的内容");
    touched();
  }
  form.dataset.ready = "1";
})();
