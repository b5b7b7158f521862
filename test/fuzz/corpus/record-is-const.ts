// Found by the fuzzer.
// a field of a record that is declared with const in the same function cannot be assigned
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(p) {
  const o = { x: 0, y: p };
  o.x += o.y;
  return o.x;
}`,
  checked: `function kernel(p) {
  const o = { x: 0, y: p };
  o.x += o.y;
  return o.x;
}`,
  args: { buffers: [], values: [{ k: "num", value: 3 }] },
} satisfies Entry;
