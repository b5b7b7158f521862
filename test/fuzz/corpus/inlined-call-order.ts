// Found by the fuzzer.
// an index out of range in an inlined call's result is noticed after one in a later operand
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function first(a) {
  return a[1];
}

function kernel(a, b) {
  return Math.imul(first(a), b.at(9));
}`,
  checked: `function first(a) {
  return a[$ix(a, 1)];
}

function kernel(a, b) {
  return Math.imul(first(a), $at(b, 9));
}`,
  args: {
    buffers: [Uint8Array.of()],
    values: [
      { k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 0 },
      { k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 0 },
    ],
  },
} satisfies Entry;
