// The page: which part of it the address asks for, in which language.
import { fill, h, hash, read } from "./dom.js";
import { lesson } from "./lesson.js";
import { own } from "./own.js";

const loaded = {};
let shown = null, turn = 0;

const language = (state) => (["en", "ko"].includes(state.lang) ? state.lang : navigator.language.startsWith("ko") ? "ko" : "en");
const words = (lang) => (loaded[lang] ||= fetch("words." + lang + ".json").then((r) => r.json()));

// home lists the lessons.
function home({ ui, lessons }, { lang }) {
  return { title: ui.name, ready: null, stop() {}, el: h("div", { class: "home" }, h("h1", {}, ui.name), h("p", {}, ui.intro), h("h2", {}, ui.lessons),
    h("ol", {}, lessons.map((l) => h("li", {}, h("a", { href: hash({ lesson: l.number, lang }) }, l.title), h("span", { class: "quiet" }, l.topic)))),
    h("h2", {}, ui.own), h("p", {}, ui.introOwn + " ", h("a", { href: hash({ own: true, lang }) }, ui.editorLink))) };
}

// navigation is the links above every part of the page.
function navigation({ ui, lessons }, state) {
  const { lang } = state, n = state.lesson, other = lang === "ko" ? "en" : "ko";
  const to = (l, rel, before, after) => (l ? h("a", { href: hash({ lesson: l.number, lang }), rel }, before + l.number + ". " + l.title + after) : null);
  return [
    h("a", { href: hash({ lang }) }, ui.all), n ? to(lessons[n - 2], "prev", "← ", "") : null,
    n ? h("span", {}, fill(ui.lesson, { n, all: lessons.length })) : null, n ? to(lessons[n], "next", "", " →") : null,
    state.own ? null : h("a", { href: hash({ own: true, lang }) }, ui.own),
    h("a", { class: "lang", href: hash({ ...state, lang: other }), lang: other, hreflang: other }, ui.other),
  ].filter(Boolean);
}

async function render(focus) {
  const mine = ++turn, state = read();
  state.lang = language(state);
  const data = await words(state.lang);
  if (mine !== turn) return;
  if (!data.lessons[state.lesson - 1]) state.lesson = null;
  shown?.stop();
  shown = state.lesson ? lesson(data, state, state.lesson) : state.own ? own(data, state) : home(data, state);
  document.documentElement.lang = state.lang;
  document.title = shown.title === data.ui.name ? shown.title : shown.title + " - ecssim";
  const nav = document.getElementById("nav"), main = document.getElementById("main");
  nav.setAttribute("aria-label", data.ui.all);
  nav.replaceChildren(...navigation(data, state));
  nav.querySelector(".lang").addEventListener("click", (e) => { e.currentTarget.href = hash({ ...read(), lang: e.currentTarget.hreflang }); });
  main.replaceChildren(shown.el);
  document.getElementById("foot").replaceChildren(data.ui.foot);
  if (focus) { main.focus(); scrollTo(0, 0); }
  await shown.ready;
  document.documentElement.dataset.ready = location.hash;
}

addEventListener("hashchange", () => render(true));
render(false);
