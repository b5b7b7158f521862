// A thread that is ended while koffi opens something in it takes the whole process with it ("napi_throw", koffi 3.3).
// So the main thread's exit waits for threads that are in there, and threads do not go in once it has begun.
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";

/** Environment data reaches every thread that is started after it was set; the number is the layout's. */
const NAME = "amdahl.ffi.gate.1";
/** Words: 1 once the main thread is leaving; threads that are opening something. */
const LEAVING = 0;
const INSIDE = 1;
/** Nobody is waited for longer: koffi takes 10 ms to start, a library less than one. */
const PATIENCE_MS = 2000;

const words = new Int32Array(shared());

// Made when this module is loaded: threads that are started before must share it.
function shared(): SharedArrayBuffer {
  const inherited = getEnvironmentData(NAME) as unknown;
  if (inherited instanceof SharedArrayBuffer) return inherited;
  const made = new SharedArrayBuffer(8);
  setEnvironmentData(NAME, made as never);
  if (isMainThread) process.on("exit", leave);
  return made;
}

function leave(): void {
  // First the word, then the count: a thread counts itself in before it looks at the word, so one of the two is seen.
  Atomics.store(words, LEAVING, 1);
  const until = performance.now() + PATIENCE_MS;
  for (let inside = Atomics.load(words, INSIDE); inside > 0; inside = Atomics.load(words, INSIDE)) {
    const left = until - performance.now();
    if (left <= 0) return;
    Atomics.wait(words, INSIDE, inside, left);
  }
}

/** Runs what must not be cut short by the end of its thread. Throws Error if the process is ending. */
export function throughGate<T>(run: () => T): T {
  if (isMainThread) return run();
  Atomics.add(words, INSIDE, 1);
  try {
    if (Atomics.load(words, LEAVING) === 1) throw new Error("the program is ending");
    return run();
  } finally {
    Atomics.sub(words, INSIDE, 1);
    Atomics.notify(words, INSIDE);
  }
}
