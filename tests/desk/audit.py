"""What every page owes to everybody, looked at in the browser: names of fields, contrast, order of headings, width."""

#: a sentence for each fault of the page as it stands
AUDIT = """() => {
  const wrong = [];
  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && el.getClientRects().length;
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (el) => {
    for (let at = el; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const name = (el) => `${el.tagName.toLowerCase()}${el.id ? "#" + el.id : ""} “${(el.textContent || el.name || "").trim().slice(0, 20)}”`;

  if (document.documentElement.lang !== "zh-CN") wrong.push("lang");
  if (!document.title) wrong.push("title");
  if (document.querySelectorAll("main").length !== 1 || document.querySelectorAll("h1").length !== 1) wrong.push("one main, one h1");
  let level = 0;
  for (const h of document.querySelectorAll("h1,h2,h3,h4")) {
    const own = Number(h.tagName[1]);
    if (own > level + 1) wrong.push(`heading leaps: ${name(h)}`);
    level = own;
  }
  const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) wrong.push(`id twice: ${id}`);
  for (const el of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href], summary")) {
    const said = el.getAttribute("aria-label") || el.textContent.trim() || [...(el.labels || [])].map((l) => l.textContent.trim()).join("");
    if (!said) wrong.push(`no name: ${name(el)} ${el.name || ""}`);
  }
  for (const el of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden], [aria-label], :has(title))")) wrong.push(`no text: ${name(el)}`);

  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !seen(el) || el.closest("svg, noscript, .unseen, :disabled, .skip")) continue;
    const style = getComputedStyle(el);
    const size = parseFloat(style.fontSize);
    const [one, two] = [light(rgba(style.color)), light(behind(el))].sort((a, b) => b - a);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if ((one + 0.05) / (two + 0.05) < least) wrong.push(`contrast ${((one + 0.05) / (two + 0.05)).toFixed(2)}: ${name(el)}`);
    if (size < 13.5) wrong.push(`small ${size}px: ${name(el)}`);
  }
  for (const el of document.querySelectorAll("input, select, textarea")) {
    if (!seen(el) || el.matches("[type=hidden], [type=range], [type=checkbox], [type=file]")) continue;
    const style = getComputedStyle(el);
    const [one, two] = [light(rgba(getComputedStyle(el, "::placeholder").color)), light(behind(el))].sort((a, b) => b - a);
    if (el.placeholder && (one + 0.05) / (two + 0.05) < 4.5) wrong.push(`placeholder ${((one + 0.05) / (two + 0.05)).toFixed(2)}: ${el.name}`);
  }
  return wrong;
}"""

#: those that a person reaches by Tab without seeing it
UNSEEN_FOCUS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((el) => el.checkVisibility() && !el.disabled)
  .filter((el) => {
    el.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== el) return false;
    const drawn = (at) => at && getComputedStyle(at).outlineStyle !== "none" && parseFloat(getComputedStyle(at).outlineWidth) >= 2;
    const shown = Number(getComputedStyle(el).opacity) > 0 ? drawn(el) : drawn(el.closest("label"));
    return !shown;
  })
  .map((el) => `${el.tagName} ${el.id} ${el.name || ""} ${el.textContent.trim().slice(0, 20)}`)"""

#: cells of the form that run over each other on a narrow screen
OVERLAP = """() => {
  const boxes = [...document.querySelectorAll(".paper td")].filter((el) => el.checkVisibility() && el.getClientRects().length);
  return boxes.filter((el) => el.scrollHeight > el.clientHeight + 3 && getComputedStyle(el).overflowY === "visible").map((el) => el.textContent.trim().slice(0, 30));
}"""
