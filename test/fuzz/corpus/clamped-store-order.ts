// Found by the fuzzer.
// a store into a Uint8ClampedArray checks its index after its value has run
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a) {
  a[1] = a[0];
}`,
  checked: `function kernel(a) {
  a[$ix(a, 1)] = a[$ix(a, 0)];
}`,
  args: {
    buffers: [Uint8Array.of()],
    values: [{ k: "view", kind: "Uint8ClampedArray", buffer: 0, offset: 0, length: 0 }],
  },
} satisfies Entry;
