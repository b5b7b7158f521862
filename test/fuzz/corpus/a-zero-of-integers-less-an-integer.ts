// A zero that comes of integers, less an integer: gcc 12 folds it to its negative, which is -0 for 0.
// returns [0, 0, 0]
//   against
// returns [0, -0, 0]
import type { Entry } from "../corpus.ts";

export default {
  seed: 300000056,
  features: [
    "arithmetic",
    "bitwise",
    "constant",
    "field",
    "helper",
    "integer",
    "return-tuple",
    "tuple-argument",
  ],
  source: `function kernel(t4, t5) {
  let fuel = 60;
  return [0, ((0 >> 0) - (t5[1] >>> 0)), 0];
}`,
  checked: `function kernel(t4, t5) {
  let fuel = 60;
  return [0, ((0 >> 0) - (t5[1] >>> 0)), 0];
}`,
  args: {
    buffers: [],
    values: [
      {
        k: "list",
        items: [
          { k: "num", value: 1e300 },
          { k: "num", value: -5e-324 },
        ],
      },
      {
        k: "list",
        items: [
          { k: "num", value: -114.375 },
          { k: "num", value: Infinity },
        ],
      },
    ],
  },
} satisfies Entry;
