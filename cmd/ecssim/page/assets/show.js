// A run, shown: its pictures at any step, the controls of the steps, and its numbers.
import { ask } from "./engine.js";
import { code, fill, h, table } from "./dom.js";

const icons = {
  first: "M3 3v10h2V3zM13 3L6 8l7 5z", back: "M12 3L4 8l8 5z", play: "M4 2l10 6-10 6z", pause: "M4 2h3v12H4zM9 2h3v12H9z",
  forward: "M4 3l8 5-8 5z", last: "M11 3v10h2V3zM3 3l7 5-7 5z",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS(svg.namespaceURI, "path");
  for (const [k, v] of [["viewBox", "0 0 16 16"], ["class", "i"], ["aria-hidden", "true"]]) svg.setAttribute(k, v);
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}

const stepMillis = 450; // of playing: fewer than five steps a second

export class Show {
  // onStep is told of every step that is drawn.
  constructor(ui, lang, onStep) {
    Object.assign(this, { ui, lang, onStep, n: 0, stops: 0, busy: false, wanted: null, timer: 0 });
    const button = (name, title, act) => h("button", { type: "button", class: name, title, "aria-label": ui[name], onclick: act }, icon(name));
    this.playButton = button("play", "Space", () => this.toggle());
    this.playButton.append(h("span", {}, ui.play));
    this.playButton.removeAttribute("aria-label");
    this.range = h("input", { type: "range", min: 0, max: 0, value: 0, step: 1, "aria-label": ui.steps, oninput: () => this.go(Number(this.range.value)) });
    this.output = h("output", {});
    this.transport = h("div", { class: "transport", role: "group", "aria-label": ui.steps, onkeydown: (e) => this.onKey(e) },
      button("first", "Home", () => this.go(0)), button("back", "←", () => this.go(this.n - 1)), this.playButton,
      button("forward", "→", () => this.go(this.n + 1)), button("last", "End", () => this.go(this.stops - 1)), this.range, this.output);
    this.said = h("p", { class: "event", role: "status" });
    this.views = h("div", { class: "views" });
    this.numbers = h("div", { class: "wide" });
    this.el = h("section", { class: "see", "aria-labelledby": "see" }, h("h2", { id: "see" }, ui.pictures),
      this.transport, this.said, this.views, h("p", { class: "quiet keys" }, ui.keys), this.numbers);
  }

  onKey(e) {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    const to = { ArrowLeft: this.n - 1, ArrowDown: this.n - 1, ArrowRight: this.n + 1, ArrowUp: this.n + 1, Home: 0, End: this.stops - 1 }[e.key];
    if (to != null) this.go(to);
    else if (e.key === " " && e.target === this.range) this.toggle();
    else return;
    e.preventDefault();
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.n >= this.stops - 1) this.go(0);
    this.playButton.replaceChildren(icon("pause"), h("span", {}, this.ui.pause));
    this.timer = setInterval(() => (this.n < this.stops - 1 ? this.draw(this.n + 1) : this.stop()), stepMillis);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.playButton.replaceChildren(icon("play"), h("span", {}, this.ui.play));
  }

  go(n) {
    this.stop();
    return this.draw(n);
  }

  // open shows a run: source is what is run, with the names of pictures, captions and a step to begin at (null = the last).
  async open({ source, see, reach, captions, step }) {
    this.stop();
    const a = await ask({ do: "run", ...source, lang: this.lang, see, marks: (captions || []).map((c) => c.first) });
    if (a.error) return a;
    Object.assign(this, { source, see, reach, stops: a.stops, captions: (captions || []).map((c, i) => ({ at: a.marks[i], text: c.text })) });
    const still = see.every((name) => name === "compare");
    this.transport.hidden = this.said.hidden = still;
    this.el.querySelector(".keys").hidden = still;
    this.range.max = Math.max(0, a.stops - 1);
    await this.draw(step == null ? a.stops - 1 : step);
    return a;
  }

  // draw draws a step; while one is drawn only the last one that is asked for is remembered.
  async draw(n) {
    n = Math.max(0, Math.min(n, this.stops - 1));
    this.n = n;
    this.range.value = n;
    if (this.busy) {
      this.wanted = n;
      return;
    }
    this.busy = true;
    try {
      const { source, see, reach } = this;
      const a = await ask({ do: "draw", ...source, lang: this.lang, stop: n, see, reach });
      if (source === this.source && a.error) this.views.replaceChildren(problem(this.ui, a));
      else if (source === this.source) this.put(n, a);
    } finally {
      this.busy = false;
    }
    if (this.wanted != null) {
      const next = this.wanted;
      this.wanted = null;
      return this.draw(next);
    }
  }

  put(n, a) {
    const open = new Set([...this.views.querySelectorAll("details[open]")].map((d) => d.parentElement.id));
    this.views.innerHTML = a.html || "";
    for (const d of this.views.querySelectorAll("details")) d.open = open.has(d.parentElement.id);
    const where = fill(this.ui.step, { n: n + 1, all: this.stops });
    const caption = this.captions.filter((c) => c.at >= 0 && c.at <= n).at(-1);
    const here = caption && caption.at === n;
    this.said.replaceChildren(h("b", {}, a.time), " ", a.sentence, ...(caption ? [h("span", { class: here ? "caption" : "caption past" }, code(caption.text))] : []));
    this.output.textContent = a.time;
    this.range.setAttribute("aria-valuetext", where + ", " + a.time + ": " + a.sentence);
    this.onStep(n === this.stops - 1 ? null : n, a);
  }

  // facts are the numbers of a run, beside those of the run before a change where there is one.
  facts(now, before) {
    const ui = this.ui;
    if (!before) return this.numbers.replaceChildren(table(ui.numbers, [ui.what, ui.value], now.map((f) => [f.label, f.value])));
    const keys = [...new Set([...before, ...now].map((f) => f.key))], of = (all, k) => all.find((f) => f.key === k);
    this.numbers.replaceChildren(table(ui.compared, [ui.what, ui.before, ui.after],
      keys.map((k) => [(of(now, k) || of(before, k)).label, of(before, k)?.value ?? "-", of(now, k)?.value ?? "-"])));
  }
}

// problem says why there is no run.
export function problem(ui, a) {
  if (a.error === "tooLong") return h("p", { class: "bad" }, ui.tooLong);
  if (a.error === "tooMuch") return h("p", { class: "bad" }, ui.tooMuch);
  if (a.error === "gone") return h("p", { class: "bad" }, ui.gone);
  return h("p", { class: "bad", lang: "en" }, a.error === "faults" ? a.faults[0].message : a.message);
}
