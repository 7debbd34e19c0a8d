// The simulator as WebAssembly: each message is [id, question], and each answer [id, answer].
importScripts("wasm_exec.js");
const go = new Go();
const ready = WebAssembly.instantiateStreaming(fetch("ecssim.wasm"), go.importObject).then((w) => { go.run(w.instance); });
onmessage = async ({ data: [id, question] }) => {
  await ready;
  postMessage([id, self.ecssimAnswer(question)]);
};
