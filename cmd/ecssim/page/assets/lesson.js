// A lesson: predict, run, look, change one input, predict again.
import { ask } from "./engine.js";
import { code, fill, h, hash, write } from "./dom.js";
import { Show, problem } from "./show.js";

// prediction is a question with its options. onRun gets the option that was chosen, from 1.
function prediction(ui, id, { ask: question, options, answer }, onRun) {
  const radios = options.map((o, i) => h("input", { type: "radio", name: id, value: i + 1, required: true }));
  const labels = options.map((o, i) => h("label", {}, radios[i], h("span", {}, code(o.text))));
  const button = h("button", { class: "run" }, ui.run), wait = h("p", { class: "quiet", role: "status" });
  const fieldset = h("fieldset", {}, h("legend", {}, code(question)), labels);
  const out = h("div", { class: "answer", tabindex: -1, hidden: true });
  const form = h("form", { onsubmit: (e) => {
    e.preventDefault();
    onRun(radios.findIndex((r) => r.checked) + 1);
  } }, fieldset, button, wait);
  return {
    el: h("div", {}, form, out),
    busy(on) { button.disabled = on; wait.textContent = on ? ui.running : ""; },
    // done marks the options and says the answer; extra stands below it.
    done(p, focus, ...extra) {
      const right = options.findIndex((o) => o.right) + 1;
      radios.forEach((r, i) => { r.checked = i + 1 === p; });
      fieldset.disabled = true;
      labels.forEach((l, i) => {
        l.classList.toggle("right", i + 1 === right);
        l.classList.toggle("mine", i + 1 === p && p !== right);
        if (i + 1 === right) l.append(h("span", { class: "tag ok" }, ui.result + (p === right ? " · " + ui.mine : "")));
        else if (i + 1 === p) l.append(h("span", { class: "tag" }, ui.mine));
      });
      button.hidden = true;
      wait.textContent = "";
      const mine = options[p - 1], wrong = mine && !mine.right;
      out.replaceChildren(h("p", {}, h("b", {}, wrong ? ui.otherwise : ui.asPredicted), " ", ...code(wrong ? mine.why : "")), h("p", {}, code(answer)), ...extra.filter(Boolean));
      out.hidden = false;
      if (focus) out.focus();
    },
  };
}

const last = (path) => path.split(".").at(-1);
const label = (ui, set) => h("code", { class: "plain" }, set.map((c) => (c.value === null ? fill(ui.without, { key: last(c.path) }) : last(c.path) + ": " + JSON.stringify(c.value).replace(/"/g, ""))).join(", "));

export function lesson(data, state, number) {
  const { ui } = data, l = data.lessons[number - 1], lang = state.lang;
  const base = { scenario: l.scenario };
  if (!l.changes[state.change - 1]) state.change = state.c = null;
  const show = new Show(ui, lang, (step) => { state.step = step; write(state); });
  show.el.hidden = true;
  const changing = h("section", { class: "change", "aria-labelledby": "change", hidden: true });
  let before = null; // the numbers of the run as it is
  const first = prediction(ui, "p", l, (p) => run(p, true));
  const ahead = h("div");

  const asItIs = () => show.open({ source: base, see: l.see, reach: l.reach, captions: l.captions, step: state.step });

  async function run(p, focus) {
    first.busy(true);
    const a = state.change ? await ask({ do: "run", ...base, lang, see: l.see }) : await asItIs(); // a change is shown in its place
    first.busy(false);
    if (a.error) return ahead.replaceChildren(problem(ui, a));
    ahead.replaceChildren();
    state.p = p;
    write(state);
    before = a.facts;
    show.facts(a.facts);
    first.done(p, focus);
    show.el.hidden = changing.hidden = reading.hidden = false;
  }

  // choose shows the scenario as it is, or asks for a prediction of a change.
  async function choose(n, focus) {
    below.replaceChildren();
    state.change = n || null;
    state.c = n ? state.c : null;
    if (!state.c) { // until a change is predicted the scenario is shown as it is
      const a = await asItIs();
      if (!a.error) show.facts(a.facts);
    }
    if (!n) return write(state);
    write(state);
    const x = l.changes[n - 1];
    const p = prediction(ui, "c", x, (c) => changed(x, p, c, true));
    below.append(p.el);
    if (state.c) await changed(x, p, state.c, focus);
  }

  async function changed(x, p, c, focus) {
    p.busy(true);
    const step = state.c ? state.step : null;
    const a = await show.open({ source: { ...base, changes: x.set }, see: l.see, reach: l.reach, step });
    p.busy(false);
    const refused = a.error === "faults" ? h("p", { lang: "en", class: "bad" }, a.faults[0].message) : null;
    if (a.error && !refused) return below.append(problem(ui, a));
    if (refused) await asItIs(); // there is no run of the change
    show.facts(refused ? before : a.facts, refused ? null : before);
    state.c = c;
    write(state);
    p.done(c, focus, refused);
  }

  const below = h("div");
  const knobs = ["", ...l.changes].map((x, i) => h("label", {},
    h("input", { type: "radio", name: "change", value: i, checked: i === (state.change || 0), onchange: () => { state.step = state.c = null; choose(i, true); } }),
    i ? label(ui, x.set) : ui.asItIs));
  changing.append(h("h2", { id: "change" }, ui.changeOne), h("fieldset", { class: "knob" }, h("legend", {}, ui.changeOne), knobs), below);

  const reading = h("section", { class: "reading", hidden: true },
    h("h2", {}, ui.shows), h("ul", {}, l.statements.map((s) => h("li", {}, code(data.statements[s - 1])))),
    h("p", {}, ui.readOn + ": ", ...l.links.flatMap((x, i) => [i ? ", " : "", x.text + " (", h("code", { class: "plain" }, x.page.split("#")[0]), ")"])),
    h("p", {}, h("a", { href: hash({ scenario: l.scenario, lang }) }, ui.openOwn)));
  const el = h("div", { class: "lesson" },
    h("div", { class: "ask" }, h("p", { class: "name" }, l.topic), h("h1", {}, code(l.question)), h("p", {}, code(l.story)), h("h2", {}, ui.predict), first.el, ahead),
    show.el, changing, reading);

  // What a reader of the question needs next is ready when it has been read.
  const ready = state.p ? run(state.p, false).then(() => (state.change ? choose(state.change, false) : null)) : ask({ do: "run", ...base, lang, see: l.see });
  return { el, ready, title: number + ". " + l.title, stop: () => show.stop() };
}
