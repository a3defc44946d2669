// Keeps what is typed: on the page, in this browser, in the register; each cell with the version it was seen in.
"use strict";

class Saving {
  constructor(form, page) {
    this.form = form;
    this.page = page; // what is told: said, state, late, changed
    this.path = form.dataset.path;
    this.rows = form.dataset.rows; // what “row.3” means hangs on it
    this.place = `desk ${form.dataset.who} ${this.path} ${this.rows.slice(0, 12)}`;
    this.seen = Number(form.dataset.seen);
    this.token = document.querySelector('meta[name="csrf"]').content;
    this.more = "undo" in form.dataset; // whether there is anything to take back
    this.below = null; // what came after this event is left alone: somebody chose the value of somebody else
    this.typed = new Set(); // keys in the order they were last typed into
    this.busy = false;
    this.lost = false; // the server did not answer
    this.out = false; // the session has ended: nothing is sent until there is a new one
    this.late = new Set(); // cells somebody must choose about first
    this.fields = new Map();
    for (const el of form.querySelectorAll("[data-version]")) {
      const saved = el.tagName === "SELECT" ? el.value : el.defaultValue; // some browsers bring back what was typed
      this.fields.set(el.name, { el, saved, version: Number(el.dataset.version) });
    }
  }

  // -- what is not in the register yet --

  unsaved() {
    const cells = {};
    for (const key of new Set([...[...this.fields.keys()].filter((one) => !this.typed.has(one)), ...this.typed])) {
      const f = this.fields.get(key);
      if (f.el.value !== f.saved) cells[key] = f.el.value;
    }
    return cells;
  }

  // the register saves in this order, and takes back in the reverse
  touch(key) {
    if (!this.fields.has(key)) return;
    this.typed.delete(key);
    this.typed.add(key);
  }

  remember() {
    const kept = {};
    for (const [key, value] of Object.entries(this.unsaved())) kept[key] = [value, this.fields.get(key).version];
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.place, JSON.stringify(kept));
      else localStorage.removeItem(this.place);
    } catch (error) {
      // a browser that keeps nothing: the page itself still holds what was typed
    }
  }

  restore() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(this.place) || "{}");
    } catch (error) {
      return false;
    }
    let found = false;
    for (const [key, [value, version]] of Object.entries(kept)) {
      const f = this.fields.get(key);
      if (!f || f.el.value === value) continue;
      f.el.value = value;
      f.version = version;
      this.touch(key);
      found = true;
    }
    return found;
  }

  // -- asking the server --

  async ask(path, body) {
    const headers = { Accept: "application/json", "X-CSRF-Token": this.token };
    const options = { headers };
    if (body) {
      headers["Content-Type"] = "application/json";
      Object.assign(options, { method: "POST", body: JSON.stringify(body), keepalive: JSON.stringify(body).length < 60000 });
    }
    const answer = await fetch(this.path + path, options);
    if (answer.ok) return answer.json();
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(told.error || "没有保存成功"), { status: answer.status });
  }

  async save() {
    if (this.out) return;
    clearTimeout(this.timer);
    if (this.busy) {
      this.again = true;
      return;
    }
    const cells = this.unsaved();
    for (const key of this.late) delete cells[key];
    if (!Object.keys(cells).length) return;
    const versions = {};
    for (const key of Object.keys(cells)) versions[key] = this.fields.get(key).version;
    this.busy = true;
    try {
      this.page.state("正在保存…");
      this.taken(cells, await this.ask("/save", { cells, versions, seen: this.seen, rows: this.rows }));
      this.page.state(this.late.size ? "有一格需要您选择" : "已保存", this.late.size ? "warn" : "");
    } catch (error) {
      this.failed(error);
      return;
    } finally {
      this.busy = false;
      this.remember();
    }
    if (this.again || this.open()) {
      this.again = false;
      this.timer = setTimeout(() => this.save(), 100);
    }
  }

  open() {
    return Object.keys(this.unsaved()).some((key) => !this.late.has(key));
  }

  taken(sent, answer) {
    this.renewed = false;
    for (const [key, version] of Object.entries(answer.saved)) {
      const f = this.fields.get(key);
      if (f.saved !== sent[key]) [this.more, this.below] = [true, null];
      f.saved = sent[key];
      f.version = version;
    }
    for (const cell of answer.refused) this.choose(cell);
    this.news(answer);
    if (!this.open()) this.page.said(answer);
  }

  news(answer) {
    for (const cell of answer.others) {
      const f = this.fields.get(cell.key);
      if (!f || cell.version <= f.version) continue;
      if (f.el.value === f.saved || f.el.value === cell.value) {
        f.el.value = f.saved = cell.value;
        f.version = cell.version;
        this.page.changed(f.el, cell);
      } else this.choose(cell);
    }
    this.seen = answer.seen;
  }

  // somebody else was faster: both values are shown, and nothing happens to either until somebody chooses
  choose(cell, step) {
    const f = this.fields.get(cell.key);
    this.late.add(cell.key);
    this.page.late(cell, f.el.value, step, (mine) => {
      this.late.delete(cell.key);
      f.saved = cell.value;
      f.version = cell.version;
      if (!mine) f.el.value = cell.value;
      if (!mine && step) this.below = step.seq;
      this.remember();
      this.page.touched();
      this.save();
    });
  }

  failed(error) {
    const status = error.status || 0;
    clearTimeout(this.timer);
    if (status === 401 || (status === 403 && !this.renewed)) {
      this.out = this.renewed = true; // a second refusal in a row is one of this visitor, not of an old session
      this.page.state("登录已过期。您填的内容都还在这一页上，", "bad", true);
      this.timer = setTimeout(() => this.renew(), 2000);
    } else if (!status || status >= 500) {
      const why = status ? error.message : "连不上服务程序";
      this.lost = true;
      this.page.state(`${why}。您填的内容都还在这一页上，也记在这个浏览器里；一恢复就自动保存。`, "bad");
      this.timer = setTimeout(() => this.save(), 2000);
    } else this.page.state(`${error.message}（没有保存）`, "bad");
  }

  // after a new login in another window: the token of the new session, then everything is saved
  async renew() {
    try {
      const answer = await fetch("/token", { headers: { Accept: "application/json" } });
      if (answer.ok) {
        this.token = (await answer.json()).token;
        this.out = false;
        for (const hidden of document.querySelectorAll('input[name="csrf"]')) hidden.value = this.token;
        this.save();
        return;
      }
    } catch (error) {
      // the server is away too: ask again
    }
    this.timer = setTimeout(() => this.renew(), 2000);
  }

  async look() {
    if (this.out) return;
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = true;
    try {
      this.page.said(await this.ask("/look", { cells: this.unsaved() }));
    } catch (error) {
      if (!error.status || error.status === 401) this.failed(error);
    } finally {
      this.looking = false;
    }
    if (this.lookAgain) {
      this.lookAgain = false;
      this.look();
    }
  }

  async poll() {
    if (this.busy || this.out || document.hidden) return;
    try {
      const answer = await this.ask(`/since?seen=${this.seen}`);
      if (answer.state !== "填写中") {
        this.page.state(`这份表${answer.state}，不能再改`, "bad");
        return;
      }
      if (answer.rows !== this.rows) {
        this.page.state("这份表的指标刚改过，行不一样了。请刷新页面再填", "bad");
        return;
      }
      if (this.lost && !this.open()) this.page.state("又连上了，填的都已保存");
      this.lost = false;
      const told = answer.told && !this.open();
      this.news(answer);
      if (told) this.page.said(answer);
    } catch (error) {
      if (!error.status || error.status === 401) this.failed(error);
    }
  }

  // takes back this person's last change, as the register's history tells it
  async undo() {
    if (this.busy) return;
    this.busy = true;
    try {
      this.undone(await this.ask("/undo", { seen: this.seen, below: this.below, rows: this.rows }));
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
    if (this.open()) this.save();
  }

  undone(answer) {
    const { step } = answer;
    this.more = answer.more;
    const f = step && this.fields.get(step.key);
    if (f) {
      const typing = f.el.value !== f.saved; // meanwhile: that stays, and is saved over it
      if (!typing) f.el.value = step.value;
      f.el.focus();
      if (!answer.refused.length) [f.saved, f.version] = [step.value, answer.saved[step.key]];
      for (const cell of answer.refused) this.choose(cell, step);
    }
    this.news(answer);
    if (!this.open()) this.page.said(answer);
    if (!this.late.size) this.page.state(step ? `已撤销：${step.label}` : "没有可以撤销的了");
    else this.page.state("有一格需要您选择", "warn");
    if (f) this.page.shown(f.el);
  }
}
