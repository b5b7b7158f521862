// Found by the fuzzer.
// the value of a compound assignment to an element is computed a second time
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a) {
  const c = (a[0] += 1);
  return c;
}`,
  checked: `function kernel(a) {
  const c = (a[$ix(a, 0)] += 1);
  return c;
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 64)],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 2 }],
  },
} satisfies Entry;
