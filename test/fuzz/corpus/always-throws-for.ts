// Found by the fuzzer.
// what begins a for statement with a call that always throws is not looked at any further
import type { Entry } from "../corpus.ts";

const source = `function fail() {
  throw new RangeError("bad");
}

function kernel() {
  for (let i = fail(); ; i++) {
    let v;
    if (false) { v = 0; } else { v = i; }
    let w = v;
  }
  return 0;
}`;

export default {
  seed: 70056858,
  features: ["always-throws", "let-later"],
  source,
  checked: source,
  args: {
    buffers: [],
    values: [],
  },
} satisfies Entry;
