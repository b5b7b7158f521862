// Found by the fuzzer.
// a local that takes a call's result in code that never runs is narrowed, and the call's result is not
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel(a) {
  for (let i = 0; i < Math.min(0, 0); i++) {
    a[0] = random(0, 0);
  }
  return 0;
}`,
  checked: `function kernel(a) {
  for (let i = 0; i < Math.min(0, 0); i++) {
    a[$ix(a, 0)] = random(0, 0);
  }
  return 0;
}`,
  args: {
    buffers: [Uint8Array.of()],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 0 }],
  },
} satisfies Entry;
