// Found by the fuzzer.
// an assignment to a field of a record that is an argument does not reach the caller
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  open: "an assignment to a field of a record that is an argument does not reach the caller",
  features: [],
  source: `function kernel(o) {
  o.y = 1;
  return o.x;
}`,
  checked: `function kernel(o) {
  o.y = 1;
  return o.x;
}`,
  args: {
    buffers: [],
    values: [
      {
        k: "record",
        fields: [
          ["x", { k: "num", value: 3 }],
          ["y", { k: "num", value: 4 }],
        ],
      },
    ],
  },
} satisfies Entry;
