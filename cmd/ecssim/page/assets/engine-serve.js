// The engine of ecssim serve: the native simulator, on this machine.

// ask gives the answer to a question of session.Question, or one with error.
export async function ask(question) {
  try {
    const r = await fetch("ask", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) });
    return r.ok ? r.json() : { error: r.status === 503 ? "tooMuch" : "other", message: await r.text() };
  } catch {
    return { error: "gone" };
  }
}
