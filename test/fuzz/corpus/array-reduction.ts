// Found by the fuzzer.
// refused: a reduction into an array at a subscript that is no sum of products
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: ["array-reduction"],
  source: `function kernel(a) {
  for (const i of prange(100)) {
    a[(i * 7) % a.length] += i / 3;
  }
}`,
  checked: `function kernel(a) {
  for (const i of $par("i", 100, [], [["add", a]])) {
    a[$ix(a, (i * 7) % a.length)] += i / 3;
  }
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 8, 64)],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 3 }],
  },
} satisfies Entry;
