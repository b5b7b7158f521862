// Found by the fuzzer.
// a function that always throws, on the right of a compound assignment: the element is read first
import type { Entry } from "../corpus.ts";

export default {
  seed: 20014811,
  features: ["call", "constant", "helper", "overlap", "recursion", "store", "throw", "variable"],
  source: `function helper0(n, x) {
  let fuel = 10;
  n = Math.min(n, 5);
  if (true) throw new RangeError("bad");
  if (!(n > 0)) return 1;
  return 0;
}

function kernel(a2, u3, q4) {
  let fuel = 60;
  a2[0] >>>= helper0(0, 0);
  return 0;
}`,
  checked: `function helper0(n, x) {
  let fuel = 10;
  n = Math.min(n, 5);
  if (true) throw new RangeError("bad");
  if (!(n > 0)) return 1;
  return 0;
}

function kernel(a2, u3, q4) {
  let fuel = 60;
  a2[$ix(a2, 0)] >>>= helper0(0, 0);
  return 0;
}`,
  args: {
    buffers: [
      Uint8Array.of(),
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ],
    values: [
      { k: "view", kind: "Int8Array", buffer: 0, offset: 0, length: 0 },
      { k: "rows", rows: [{ k: "view", kind: "Int32Array", buffer: 1, offset: 0, length: 0 }] },
      { k: "bool", value: false },
    ],
  },
} satisfies Entry;
