// Found by the fuzzer.
// lanes of a product start from 1, so that what holds of the serial product does not hold of them
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel() {
  let v = 0;
  const w = -70152082030592;
  for (const i of prange(64)) v *= w;
  return v;
}`,
  checked: `function kernel() {
  let v = 0;
  const w = -70152082030592;
  for (const i of $par("i", 64, [["mul", "v", () => v, (x) => { v = x; }]], [])) v *= w;
  return v;
}`,
  args: { buffers: [], values: [] },
} satisfies Entry;
