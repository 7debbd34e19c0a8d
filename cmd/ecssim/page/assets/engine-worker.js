// The engine of the static site: the simulator as WebAssembly in a worker.
const mostMillis = 20000;
let worker, waiting = new Map(), last = 0;

function start() {
  worker = new Worker("worker.js");
  worker.onmessage = ({ data: [id, answer] }) => { waiting.get(id)?.(JSON.parse(answer)); waiting.delete(id); };
  worker.onerror = () => end("gone");
}

// end gives up what is being answered: a scenario that would run for ever ends with its worker.
function end(error) {
  worker.terminate();
  for (const done of waiting.values()) done({ error });
  waiting = new Map();
  start();
}

// ask gives the answer to a question of session.Question, or one with error.
export function ask(question) {
  const id = ++last, timer = setTimeout(() => end("tooLong"), mostMillis);
  return new Promise((done) => {
    waiting.set(id, done);
    worker.postMessage([id, JSON.stringify(question)]);
  }).finally(() => clearTimeout(timer));
}

start();
