// Found by the fuzzer.
// a loop's limit that changes variables is evaluated once, and not at every iteration
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel() {
  let v = 0;
  for (let i = 0; i <= Math.min(++v, 2); i++) {}
  return v;
}`,
  checked: `function kernel() {
  let v = 0;
  for (let i = 0; i <= Math.min(++v, 2); i++) {}
  return v;
}`,
  args: { buffers: [], values: [] },
} satisfies Entry;
