// Found by the fuzzer.
// an update that is never reached is no reduction, so that p stays what it is and is not folded through int32
import type { Entry } from "../corpus.ts";

export default {
  seed: 20028599,
  features: ["prange-reduction"],
  source: `function kernel(p) {
  for (const i of prange(33)) {
    if (true) continue;
    p &= 1;
  }
  return p;
}`,
  checked: `function kernel(p) {
  for (const i of $par("i", 33, [["and", "p", () => p, (x) => { p = x; }]], [])) {
    if (true) continue;
    p &= 1;
  }
  return p;
}`,
  args: {
    buffers: [],
    values: [{ k: "num", value: -1e300 }],
  },
} satisfies Entry;
