// Found by the fuzzer.
// the sum of a parallel loop
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: ["prange-reduction"],
  source: `function kernel(n) {
  let s = 0.1;
  for (const i of prange(n)) {
    s += 1 / (i * i + 0.7);
  }
  return s;
}`,
  checked: `function kernel(n) {
  let s = 0.1;
  for (const i of $par("i", n, [["add", "s", () => s, (x) => { s = x; }]], [])) {
    s += 1 / (i * i + 0.7);
  }
  return s;
}`,
  args: { buffers: [], values: [{ k: "num", value: 5000 }] },
} satisfies Entry;
