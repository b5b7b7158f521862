// Found by the fuzzer.
// hangs: the analysis does not end where a branch is impossible and a loop inside counts from an empty range
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  open: "hangs: the analysis does not end where a branch is impossible and a loop inside counts from an empty range",
  features: [],
  source: `function kernel(a) {
  let fuel = 40;
  const n = a.length;
  if (-518220762 === n) {
    for (let i = n | n; fuel-- > 0 && false; i++) {}
  }
  a[0] = 0;
}`,
  checked: `function kernel(a) {
  let fuel = 40;
  const n = a.length;
  if (-518220762 === n) {
    for (let i = n | n; fuel-- > 0 && false; i++) {}
  }
  a[0] = 0;
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63)],
    values: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 0, length: 1 }],
  },
} satisfies Entry;
