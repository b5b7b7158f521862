// Found by the fuzzer.
// an element read into a tuple is read where the tuple is used, not where it is made
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a) {
  const t = [0, a[0]];
  a[0] = 7;
  return t[1];
}`,
  checked: `function kernel(a) {
  const t = [0, a[$ix(a, 0)]];
  a[$ix(a, 0)] = 7;
  return t[1];
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 64)],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 2 }],
  },
} satisfies Entry;
