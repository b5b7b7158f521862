// Found by the fuzzer.
// an element of a tuple that is declared with const in the same function cannot be assigned
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(p) {
  const t = [0, p];
  t[0] += t[1];
  return t[0];
}`,
  checked: `function kernel(p) {
  const t = [0, p];
  t[0] += t[1];
  return t[0];
}`,
  args: { buffers: [], values: [{ k: "num", value: 3 }] },
} satisfies Entry;
