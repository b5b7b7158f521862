// Found by the fuzzer.
// hung: the analysis did not end where a branch is impossible, so that its ranges are empty
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel() {
  for (let i = 1; i <= 1; i++) {
    if (i >= -8) throw new RangeError("bad");
    let v = i | i;
  }
}`,
  checked: `function kernel() {
  for (let i = 1; i <= 1; i++) {
    if (i >= -8) throw new RangeError("bad");
    let v = i | i;
  }
}`,
  args: { buffers: [], values: [] },
} satisfies Entry;
