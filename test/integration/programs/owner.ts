// A user's worker thread that compiles a kernel and runs it on a team of its own.
import { parentPort, threadId, workerData } from "node:worker_threads";
import { jit, prange, setThreads } from "../../../src/index.ts";

const sum = jit((n: number, out: Float64Array): number => {
  let s = 0;
  for (const i of prange(n)) {
    out[i] = 1 / (i + 1);
    s += out[i];
  }
  return s;
});

const { n, threads } = workerData as { n: number; threads: number };
setThreads(threads);
const out = new Float64Array(n);
const results = new Set<number>();
for (let again = 0; again < 20; again++) results.add(sum(n, out));
const { runs } = sum.diagnostics().specialisations[0].loops[0];
parentPort?.postMessage({ threadId, results: [...results], last: out[n - 1], runs });
