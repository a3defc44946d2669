
"use strict";
const PAGE = 30, SEVERITY = ["error", "warning", "info"], CALLED = { error: "错误", warning: "提醒", info: "提示" };
const $ = id => document.getElementById(id);
let index, shown = [], page = 0, opened = -1, turn = 0;

// -- small helpers: text is only ever set as text --

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(c => c !== null && c !== undefined && c !== ""));
  return node;
}
const cell = (text, look) => make("td", { class: look || null }, text === null || text === undefined ? "" : text);
const number = text => cell(text === null || text === undefined || text === "" ? "—" : text, "n");
const badge = (severity, off) => make("b", { class: off ? "off" : severity }, CALLED[severity] + (off ? "（已豁免）" : ""));

function head(names) {
  return make("thead", null, make("tr", null, ...names.map(name => make("th", { scope: "col" }, name))));
}

async function unpack(id) {
  const bytes = Uint8Array.from(atob($(id).textContent), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// -- the list --

function fits(row) {
  const unit = $("unit").value, code = $("code").value, severity = $("severity").value, status = $("status").value;
  if (unit !== "" && row.unit !== Number(unit)) return false;
  if (code !== "" && !row.codes.includes(Number(code))) return false;
  if (severity === "none" ? row.counts[0] + row.counts[1] + row.counts[2] > 0 : severity !== "" && !row.counts[Number(severity)]) return false;
  if (status !== "" && row.status !== status) return false;
  return $("text").value.toLowerCase().split(/\s+/).every(word => row.text.includes(word));
}

function select() {
  shown = index.rows.filter(fits);
  const order = $("order").value;
  if (order === "file") shown.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.table - b.table));
  if (order === "difference") shown.sort((a, b) => (b.difference ?? -1e9) - (a.difference ?? -1e9));
  page = 0;
  list();
}

function list() {
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  $("tables").tBodies[0].replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map((row, at) => line(row, page * PAGE + at)));
  $("count").textContent = shown.length === index.rows.length ? `共 ${shown.length} 份自评表` : `符合条件的 ${shown.length} 份，共 ${index.rows.length} 份`;
  $("page").textContent = `第 ${page + 1} 页，共 ${pages} 页`;
  $("previous").disabled = page === 0;
  $("next").disabled = page + 1 >= pages;
}

function line(row, at) {
  const open = make("button", { type: "button", class: "link", "data-number": row.number, onclick: () => go(row.number) }, row.file + (row.table > 1 ? `（第 ${row.table} 份）` : ""));
  const codes = row.codes.map(code => index.codes[code][0]);
  return make("tr", null,
    cell(String(at + 1), "n"), make("td", null, open),
    make("td", null, index.units[row.unit], row.project ? make("br") : "", row.project ? make("small", null, row.project) : ""),
    cell(index.statuses[row.status], "c"),
    cell(joined(row.claimed, row.gradeClaimed), "n"), cell(joined(row.recomputed, row.grade), "n"),
    cell(String(row.counts[0]), row.counts[0] ? "n error" : "n"), cell(String(row.counts[1]), "n"),
    cell(codes.slice(0, 6).join(" ") + (codes.length > 6 ? " …" : "")), cell(row.stake, "n"), cell(row.urgency, "n"));
}

const joined = (score, grade) => score || grade ? `${score || "—"}${grade ? " " + grade : ""}` : "—";

// -- one self-assessment --

const go = at => { location.hash = `t${at}`; };
const wanted = () => { const found = /^#t(\d+)$/.exec(location.hash); return found ? Number(found[1]) : -1; };

async function route() {
  const at = wanted(), mine = ++turn;
  quiet();
  if (at < 0 || !index.byNumber.has(at)) return overview();
  const row = index.byNumber.get(at), data = await unpack(`f${row.block}`);
  if (mine !== turn) return;
  opened = at;
  $("overview").hidden = true;
  $("detail").hidden = false;
  show(row, data, data.records[row.within]);
  scrollTo(0, 0);
  $("file").focus();
}

function overview() {
  $("detail").hidden = true;
  $("overview").hidden = false;
  const button = opened < 0 ? null : document.querySelector(`button[data-number="${opened}"]`);
  opened = -1;
  $("body").replaceChildren();
  if (button) { button.focus(); button.scrollIntoView({ block: "center" }); }
}

function show(row, data, record) {
  const place = shown.indexOf(row);
  $("before").disabled = place <= 0;
  $("after").disabled = place < 0 || place + 1 >= shown.length;
  $("position").textContent = place < 0 ? "" : `清单中第 ${place + 1} 份，共 ${shown.length} 份`;
  $("file").textContent = row.file + (row.table > 1 ? `（第 ${row.table} 份）` : "");
  const parts = [summary(row, record, data.copy), ...findings(record)];
  if (record.lines.length || record.funds.length) parts.push(make("h3", null, "三个数：自评、重算、可给"), numbers(record));
  parts.push(...drawn(data, record));
  $("body").replaceChildren(...parts);
}

function summary(row, record, copy) {
  const project = record.project || {}, standard = record.standard;
  const who = [project.unit || project.department, project.name, project.year ? `${project.year}年度` : ""].filter(Boolean).join(" · ");
  const one = (label, value) => make("span", null, label + " ", make("b", null, value));
  return make("div", null,
    who ? make("p", { class: "t" }, who) : "",
    make("p", { class: "sum" }, one("状态", index.statuses[row.status]), one("自评", joined(row.claimed, row.gradeClaimed)),
      one("重算", joined(row.recomputed, row.grade)), one("错误涉及分数", row.stake), one("紧急度", row.urgency),
      copy ? make("a", { href: "./" + copy.split("/").map(encodeURIComponent).join("/") }, "打开批注副本") : ""),
    standard ? make("p", { class: "hint" }, `办法 ${standard.id}（${standard.title}，版本 ${standard.version}，${standard.hash}）　表样 ${record.form || "—"}　金额单位 ${record.money_unit || "—"}`) : "");
}

function findings(record) {
  if (!record.findings.length) return [make("p", null, "没有疑点。")];
  const rows = record.findings.map((f, at) => make("tr", { class: f.waived ? "off" : null, id: `n${at + 1}` },
    cell(String(at + 1), "n"), make("td", { class: "c" }, badge(f.severity, f.waived)), make("td", { class: "c", title: f.title }, f.code),
    make("td", null, f.cell ? make("button", { type: "button", class: "link", onclick: () => point(at) }, f.place) : f.place || "—", f.row ? make("br") : "", f.row ? make("small", null, f.row.length > 60 ? f.row.slice(0, 60) + "…" : f.row) : ""),
    make("td", { class: "t" }, f.message, f.clause ? make("br") : "", f.clause ? make("small", null, "依据：" + f.clause) : "", f.waiver ? make("br") : "", f.waiver ? make("small", null, f.waiver) : ""),
    cell(f.claimed || "—", "t"), cell(f.expected || "—", "t"), number(f.difference)));
  return [make("h3", null, `疑点（${record.findings.length} 条）`),
    make("table", { id: "findings" }, head(["号", "轻重", "代码", "位置", "说明", "自评", "应为", "差"]), make("tbody", null, ...rows))];
}

function numbers(record) {
  const rows = [...record.funds.map(fund), ...record.lines.map(indicator)];
  const names = ["指标", "年度指标值", "实际完成值", "分值", "自评", "重算", "可给", "状态和理由", "疑点"];
  return make("table", { id: "numbers" }, head(names), make("tbody", null, ...rows));
}

function refer(items) {
  return make("td", { class: "c" }, ...items.flatMap((n, at) => [at ? " " : "", make("a", { href: `#n${n}`, onclick: event => jump(event, n) }, String(n))]));
}

function jump(event, n) {
  event.preventDefault(); // the address keeps naming the table
  const row = $(`n${n}`);
  row.scrollIntoView({ block: "center" });
  row.tabIndex = -1;
  row.focus();
}

function fund(f) {
  const money = [f.budget && `预算 ${f.budget}`, f.initial && f.initial !== f.budget ? `年初 ${f.initial}` : ""].filter(Boolean).join("，");
  const rate = f.printed_rate && f.printed_rate !== f.rate ? `执行率印 ${f.printed_rate}，重算 ${f.rate || "—"}` : `执行率 ${f.rate || "—"}`;
  return make("tr", null, make("td", null, make("small", null, "资金"), make("br"), f.name), cell(money, "t"), cell([f.spent && `执行 ${f.spent}`, rate].filter(Boolean).join("，"), "t"),
    number(f.points), number(f.claimed), number(f.score), number(null), cell(f.status ? index.rowStatuses[f.status] : "—"), refer(f.numbers));
}

function indicator(l) {
  const levels = l.path.slice(0, -1).filter(Boolean).join(" › ");
  const why = [l.why, l.remark ? "表上的原因：" + l.remark : ""].filter(Boolean);
  const state = index.rowStatuses[l.status] || l.status || "—";
  return make("tr", { class: l.numbers.length ? "found" : null }, make("td", { class: "t" }, levels ? make("small", null, levels) : "", levels ? make("br") : "", l.path[l.path.length - 1] || "—"),
    cell(l.target, "t"), cell(l.actual, "t"), number(l.points), number(l.claimed), number(l.score), number(l.admissible ? l.admissible.join("～") : null),
    make("td", null, why.length ? make("details", null, make("summary", null, state), ...why.map(text => make("p", { class: "t" }, text))) : state), refer(l.numbers));
}

// -- the table as it was sent --

function drawn(data, record) {
  if (!data.drawing) return record.status === "unreadable" ? [] : [make("p", { class: "hint" }, "原表没有画出。")];
  const at = new Map();
  record.findings.forEach((f, n) => { if (f.place) at.set(f.place, [...(at.get(f.place) || []), n]); });
  const parts = [make("h3", null, "原表"), make("p", { class: "hint screen" }, "有颜色的格子有疑点，数字是疑点的号；点数字或用 Tab 键移到数字上，下方显示说明。")];
  parts.push(...data.drawing.flatMap(table => sheet(table, at, record)));
  return parts;
}

function sheet(table, at, record) {
  const rows = Array.from({ length: table.rows }, () => make("tr"));
  for (const [row, , tall, wide, text, place] of table.cells) {
    const found = at.get(place);
    const td = make("td", { rowspan: tall > 1 ? tall : null, colspan: wide > 1 ? wide : null }, text);
    if (found) mark(td, place, found, record);
    rows[row].append(td);
  }
  const body = make("tbody", null, ...rows);
  const drawing = make("table", { class: "drawn" }, columns(table), body);
  return [table.title ? make("p", null, table.title) : "", make("div", { class: "scroll" }, drawing), table.cut ? make("p", { class: "hint" }, table.cut) : ""].filter(Boolean);
}

function columns(table) {
  const widths = table.widths || [], sum = widths.reduce((a, b) => a + b, 0);
  return make("colgroup", null, ...widths.map(width => {
    const column = make("col");
    column.style.width = `${(100 * width / sum).toFixed(2)}%`;
    return column;
  }));
}

function mark(td, place, found, record) {
  const worst = Math.min(...found.map(n => (record.findings[n].waived ? 3 : SEVERITY.indexOf(record.findings[n].severity))));
  const look = SEVERITY[worst] || "off";
  td.className = look;
  const tell = () => say(found.map(n => [n, record.findings[n]]));
  const button = make("button", { type: "button", class: "mark " + look, "aria-label": "疑点 " + found.map(n => n + 1).join("、"), "data-place": place, onclick: tell, onfocus: tell, onblur: quiet }, found.map(n => n + 1).join(" "));
  td.addEventListener("mouseenter", tell);
  td.addEventListener("mouseleave", () => { if (document.activeElement !== button) quiet(); });
  td.append(" ", button);
}

function say(items) {
  $("note").replaceChildren(...items.map(([n, f]) => make("p", null, `${n + 1}　`, badge(f.severity, f.waived), ` ${f.code}　${f.message}` + (f.clause ? `（依据：${f.clause}）` : ""))));
  $("note").hidden = false;
}

function quiet() { $("note").hidden = true; }

function point(n) {
  const place = document.querySelector(`#n${n + 1} button.link`).textContent;
  const button = [...document.querySelectorAll("button.mark")].find(b => b.dataset.place === place);
  if (button) { button.scrollIntoView({ block: "center", inline: "center" }); button.focus(); }
}

function unfold(open) { document.querySelectorAll("#numbers tr.found details").forEach(d => { d.open = open; }); }

// -- start --

function prepare(data) {
  index = data;
  const keys = ["number", "block", "within", "file", "table", "unit", "project", "status", "counts", "codes", "claimed", "recomputed", "difference", "gradeClaimed", "grade", "stake", "urgency", "more"];
  index.rows = data.rows.map(values => Object.fromEntries(keys.map((key, at) => [key, values[at]])));
  index.rows.forEach(row => { row.text = [row.file, index.units[row.unit], row.project, row.more].join(" ").toLowerCase(); });
  index.byNumber = new Map(index.rows.map(row => [row.number, row]));
  const option = ([value, text]) => make("option", { value }, text);
  const units = index.units.map((unit, at) => [at, unit]).sort((a, b) => a[1].localeCompare(b[1], "zh-CN"));
  $("unit").append(...units.map(option));
  $("code").append(...index.codes.map(([code, title, count], at) => option([at, `${code} ${title}（${count}）`])));
  $("status").append(...Object.entries(index.statuses).map(option));
}

function turnTo(by) { page += by; list(); $("tables").scrollIntoView(); }
function beside(by) { const next = shown[shown.indexOf(index.byNumber.get(opened)) + by]; if (next) go(next.number); }

async function start() {
  if (!("DecompressionStream" in window)) { $("old").hidden = false; $("list").hidden = true; return; }
  prepare(await unpack("index"));
  $("filters").addEventListener("input", select);
  $("filters").addEventListener("reset", () => setTimeout(select));
  $("filters").addEventListener("submit", event => event.preventDefault());
  $("previous").addEventListener("click", () => turnTo(-1));
  $("next").addEventListener("click", () => turnTo(1));
  $("back").addEventListener("click", () => { location.hash = "list"; });
  $("before").addEventListener("click", () => beside(-1));
  $("after").addEventListener("click", () => beside(1));
  for (const button of document.querySelectorAll("button[data-opens]")) button.addEventListener("click", () => go(Number(button.dataset.opens)));
  addEventListener("hashchange", route);
  addEventListener("keydown", event => {
    if (event.key !== "Escape" || $("detail").hidden) return;
    if ($("note").hidden) location.hash = "list"; else quiet();
  });
  addEventListener("beforeprint", () => unfold(true)); // on paper, why a row scores as it does, where there is a finding
  addEventListener("afterprint", () => unfold(false));
  select();
  if (wanted() >= 0) await route();
}
start();
