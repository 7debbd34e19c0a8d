// Elements, texts and the state in the page's address.

// h makes an element. Attributes that begin with "on" are listeners; null, false and undefined are left out.
export function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes || {})) {
    if (v == null || v === false) continue;
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.flat().filter((c) => c != null));
  return e;
}

// code sets what stands between backquotes as code.
export function code(text) {
  return text.split("`").map((part, i) => (i % 2 ? h("code", { class: "plain" }, part) : part));
}

// fill puts values into the braces of a text.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, k) => values[k]);

// table is a table with a caption, whose rows begin with a heading.
export function table(caption, columns, rows) {
  return h("table", {}, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", {}, rows.map(([head, ...cells]) => h("tr", { class: cells.length > 1 && cells[0] !== cells[1] ? "differs" : null },
      h("th", { scope: "row" }, head), cells.map((c) => h("td", {}, c))))));
}

// read is the state that the address holds.
export function read() {
  const q = new URLSearchParams(location.hash.slice(1)), n = (k) => (q.has(k) && /^\d{1,6}$/.test(q.get(k)) ? Number(q.get(k)) : null);
  return { lang: q.get("lang"), lesson: n("lesson"), p: n("p"), change: n("change"), c: n("c"), step: n("step"),
    own: q.has("own") || q.has("s") || q.has("scenario"), s: q.get("s"), scenario: q.get("scenario"), see: q.get("see") };
}

// hash writes a state as an address.
export function hash(state) {
  const q = new URLSearchParams();
  for (const k of ["lesson", "p", "change", "c", "step", "scenario", "see", "s", "lang"]) if (state[k] != null) q.set(k, state[k]);
  if (state.own && !state.s && !state.scenario) q.set("own", 1);
  return "#" + q;
}

export const write = (state) => history.replaceState(null, "", hash(state));

const through = (bytes, stream) => new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();

// pack and unpack are a text in an address: deflate, then base64url.
export async function pack(text) {
  const bytes = new Uint8Array(await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")));
  let s = "";
  for (const b of bytes) s += String.fromCharCode(b);
  return btoa(s).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}
