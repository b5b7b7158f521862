// Found by the fuzzer.
// the element of a compound store is read after its right-hand side has run
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a, q) {
  a[1] += q ? a.at(0) : 0;
}`,
  checked: `function kernel(a, q) {
  a[$ix(a, 1)] += q ? $at(a, 0) : 0;
}`,
  args: {
    buffers: [Uint8Array.of()],
    values: [
      { k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 0 },
      { k: "bool", value: true },
    ],
  },
} satisfies Entry;
