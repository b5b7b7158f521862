// Found by the fuzzer.
// refused: a parallel loop that calls Math.log, whose table counts as an array
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: ["prange", "transcendental"],
  source: `function kernel(a) {
  for (const i of prange(a.length)) {
    a[i] = Math.log(a[i]) + Math.pow(a[i], 3) + Math.sin(a[i]);
  }
}`,
  checked: `function kernel(a) {
  for (const i of $par("i", a.length, [], [])) {
    a[$ix(a, i)] = Math.log(a[$ix(a, i)]) + Math.pow(a[$ix(a, i)], 3) + Math.sin(a[$ix(a, i)]);
  }
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 8, 64)],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 3 }],
  },
} satisfies Entry;
