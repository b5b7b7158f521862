// Found by the fuzzer.
// the index of a compound store is converted before it is checked
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a, p) {
  a[p] += 1;
}`,
  checked: `function kernel(a, p) {
  a[$ix(a, p)] += 1;
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 64)],
    values: [
      { k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 2 },
      { k: "num", value: NaN },
    ],
  },
} satisfies Entry;
