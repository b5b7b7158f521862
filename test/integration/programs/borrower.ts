// A user's worker thread that is lent an array of the heap, and lets a parallel kernel of its own loose on it.
import { parentPort } from "node:worker_threads";
import { heap, jit, prange } from "../../../src/index.ts";

const double = jit(
  (a: Float64Array): number => {
    let sum = 0;
    for (const i of prange(a.length)) {
      a[i] *= 2;
      sum += a[i];
    }
    return sum;
  },
  { parallel: 2 },
);

parentPort?.once("message", (lent: Float64Array<SharedArrayBuffer>) => {
  parentPort?.postMessage(double(heap.adopt(lent)));
});
