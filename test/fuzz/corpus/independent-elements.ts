// Found by the fuzzer.
// elements that are proven to differ are no reduction: -8 times an element is exact, where two factors modulo 2 ** 32
// are not
import type { Entry } from "../corpus.ts";

export default {
  seed: 20054776,
  features: ["array-reduction"],
  source: `function kernel(a) {
  for (const i of prange(a.length)) a[i] *= -8;
}`,
  checked: `function kernel(a) {
  for (const i of $par("i", a.length, [], [["mul", a]])) a[$ix(a, i)] *= -8;
}`,
  args: {
    buffers: [Uint8Array.of(219, 84, 164, 139)],
    values: [{ k: "view", kind: "Uint32Array", buffer: 0, offset: 0, length: 1 }],
  },
} satisfies Entry;
