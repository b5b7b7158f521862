// Found by the fuzzer.
// a sum that passes 2^53 rounds back to it, in the interval as in the program
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  features: [],
  source: `function kernel() {
  let n = 0;
  for (let i = 9007199254740992; i >= 9007199254740984; i -= 2) {
    for (let j = i, k = 0; k < 3; k++) {
      j++;
      n += (j >>> 0) % 7;
    }
  }
  return n;
}`,
  checked: `function kernel() {
  let n = 0;
  for (let i = 9007199254740992; i >= 9007199254740984; i -= 2) {
    for (let j = i, k = 0; k < 3; k++) {
      j++;
      n += (j >>> 0) % 7;
    }
  }
  return n;
}`,
  args: { buffers: [], values: [] },
} satisfies Entry;
