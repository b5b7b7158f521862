// Found by the fuzzer.
// the value of a compound assignment is computed a second time, after the assignment
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(p) {
  return [(p *= p), p];
}`,
  checked: `function kernel(p) {
  return [(p *= p), p];
}`,
  args: { buffers: [], values: [{ k: "num", value: 35 }] },
} satisfies Entry;
