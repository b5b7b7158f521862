// Found by the fuzzer.
// the fact that guards a parameter stays on the local that is assigned afterwards
import type { Entry } from "../corpus.ts";

export default {
  seed: 0,
  open: "the fact that guards a parameter stays on the local that is assigned afterwards",
  features: [],
  source: `function kernel(o) {
  o.y += -o.y;
  return o.y * 2.5 % 3;
}`,
  checked: `function kernel(o) {
  o.y += -o.y;
  return o.y * 2.5 % 3;
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
