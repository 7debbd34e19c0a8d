// A scenario of one's own, in an editor.
import { ask } from "./engine.js";
import { fill, h, pack, unpack, write } from "./dom.js";
import { Show, problem } from "./show.js";

const mostPacked = 60000, checkMillis = 600;
const views = ["hosts", "deployment", "tasks", "targets", "exposure", "compare"];

export function own(data, state) {
  const { ui } = data, lang = state.lang;
  const show = new Show(ui, lang, (step) => { state.step = step; write(state); });
  show.el.hidden = true;
  const text = h("textarea", { id: "text", rows: 18, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" });
  const faults = h("div", { class: "faults", role: "status" }), found = h("section", { class: "found" }), note = h("p", { class: "quiet", role: "status" });
  const names = [...(data.given ? [["given", ui.given]] : []), ...data.library.map((n) => [n, n])];
  const library = h("select", { id: "library" }, names.map(([value, label]) => h("option", { value, selected: value === state.scenario }, label)));
  const see = h("select", { id: "view", onchange: () => { state.see = see.value; run(); } }, views.map((v) => h("option", { value: v, selected: v === state.see }, ui["see." + v])));
  const button = h("button", { class: "run" }, ui.run);
  let timer = 0, turn = 0;

  // told lists what is wrong with the text, each with a button that goes there.
  function told(a) {
    faults.replaceChildren();
    if (a.error !== "faults") return faults.append(...[a.error && problem(ui, a)].filter(Boolean));
    faults.append(h("p", { class: "bad" }, ui.faults), h("ol", { lang: "en" }, a.faults.map((f) => h("li", {},
      f.line ? h("button", { type: "button", class: "place", lang, onclick: () => goTo(f.line, f.column) }, fill(ui.place, f)) : null, " ",
      f.message, f.hint ? " (" + f.hint + ")" : ""))));
  }

  function goTo(line, column) {
    const lines = text.value.split("\n"), from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0) + column - 1;
    const word = /^[\w.-]*/.exec(text.value.slice(from))[0].length;
    text.focus();
    text.setSelectionRange(from, from + word);
    text.scrollTop = Math.max(0, (line - 4) * text.scrollHeight / lines.length);
  }

  const source = () => ({ text: text.value });

  async function run() {
    const mine = ++turn;
    clearTimeout(timer);
    button.disabled = true;
    note.textContent = ui.running;
    const a = await show.open({ source: source(), see: [see.value], step: state.step });
    if (mine !== turn) return;
    button.disabled = false;
    note.textContent = "";
    told(a);
    found.replaceChildren();
    show.el.hidden = Boolean(a.error);
    if (a.error) return;
    show.facts(a.facts);
    if (a.cut) note.textContent = ui.cut;
    findings(a, true);
    const b = await ask({ do: "remedies", ...source(), lang });
    if (mine === turn) findings(b.error ? a : { ...a, findings: b.findings }, false);
  }

  function findings(a, searching) {
    const all = a.findings || [];
    found.replaceChildren(...(all.length ? [h("h2", {}, ui.findings), h("p", { class: "quiet" }, ui.sentences)] : []), ...all.map((f) => h("div", { class: "finding " + f.severity },
      h("p", {}, h("strong", {}, data.findings[f.code]), " ", h("code", {}, f.code)),
      h("p", { lang: "en" }, f.text + "."),
      ...(f.remedies ? [h("p", {}, ui.remedies), h("ul", { lang: "en" }, f.remedies.map((r) => h("li", {}, r)))] : []))));
    if (searching && all.length) found.append(h("p", { class: "quiet" }, ui.searching));
    if (a.expected) found.append(h("p", { class: "bad" }, ui.expected), h("ul", { lang: "en" }, a.expected.map((e) => h("li", {}, e))));
  }

  // keep puts the text into the address.
  async function keep() {
    const s = await pack(text.value);
    state.scenario = null;
    state.s = s.length <= mostPacked ? s : null;
    note.textContent = state.s ? "" : ui.tooLarge;
    write(state);
  }

  text.addEventListener("input", () => {
    state.step = null;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++turn;
      await keep();
      const a = await ask({ do: "check", ...source(), lang });
      if (mine === turn) told(a);
    }, checkMillis);
  });
  text.addEventListener("keydown", (e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) run(); });

  async function load(name) {
    const a = await ask(name === "given" ? { do: "given" } : { do: "source", scenario: name });
    if (a.error) return told(a);
    text.value = a.text;
    if (name === "given") await keep(); // its name says nothing to others
    else write(Object.assign(state, { scenario: name, s: null }));
    return run();
  }

  async function begin() {
    if (state.s) {
      try {
        text.value = await unpack(state.s);
      } catch {
        return told({ error: "other", message: "the address of the page holds no scenario" });
      }
      return run();
    }
    return load(state.scenario || (data.given ? "given" : "two-tasks-and-a-wall"));
  }

  const el = h("div", { class: "lesson own" },
    h("div", { class: "ask" }, h("h1", {}, ui.own), h("p", {}, ui.introOwn),
      h("form", { class: "row", onsubmit: (e) => { e.preventDefault(); state.step = null; load(library.value); } },
        h("label", { for: "library" }, ui.library), library, h("button", {}, ui.load)),
      h("form", { onsubmit: (e) => { e.preventDefault(); state.step = null; run(); } },
        h("label", { for: "text" }, ui.editor), text, h("div", { class: "row" }, button, h("label", { for: "view" }, ui.picture), see)),
      note, faults, found, h("p", { class: "quiet" }, ui.link)),
    show.el);
  return { el, ready: begin(), title: ui.own, stop: () => { show.stop(); clearTimeout(timer); turn++; } };
}
