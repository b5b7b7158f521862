// Found by the fuzzer.
// an index out of range in a tuple's element that nobody uses is not noticed
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a) {
  const t = [a[9], 0];
  return t[1];
}`,
  checked: `function kernel(a) {
  const t = [a[$ix(a, 9)], 0];
  return t[1];
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 64)],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 2 }],
  },
} satisfies Entry;
