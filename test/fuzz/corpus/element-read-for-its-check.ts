// Found by the fuzzer.
// an element of which nobody uses the value: its check is made in lanes too
import type { Entry } from "../corpus.ts";

export default {
  seed: 80027246,
  features: ["condition-statement", "constant", "function-argument", "helper", "load", "prange", "variable"],
  source: `function kernel(a1) {
  let fuel = 60;
  for (const i2 of prange(64)) {
    let fuel = 30;
    true ? a1[0] : 0;
  }
  return 1;
}`,
  checked: `function kernel(a1) {
  let fuel = 60;
  for (const i2 of $par("i2", 64, [], [])) {
    let fuel = 30;
    true ? a1[$ix(a1, 0)] : 0;
  }
  return 1;
}`,
  args: {
    buffers: [Uint8Array.of()],
    values: [{ k: "view", kind: "Uint8Array", buffer: 0, offset: 0, length: 0 }],
  },
} satisfies Entry;
