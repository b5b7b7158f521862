// Found by the fuzzer.
// a store checks its index before its value has run, unless the value has effects
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a, b) {
  b[0] = a[0] *= 2;
}`,
  checked: `function kernel(a, b) {
  b[$ix(b, 0)] = a[$ix(a, 0)] *= 2;
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 34, 64), Uint8Array.of()],
    values: [
      { k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 1 },
      { k: "view", kind: "Float64Array", buffer: 1, offset: 0, length: 0 },
    ],
  },
} satisfies Entry;
