// Found by the fuzzer.
// a constant that is no int32, in an arm that never runs but does in lanes that are off
import type { Entry } from "../corpus.ts";

export default {
  seed: 80022007,
  features: [
    "compare",
    "constant",
    "for-lanes",
    "for-ugly",
    "let-later",
    "record-argument",
    "return-tuple",
    "store",
    "variable",
  ],
  source: `function kernel(p0, o1, a2) {
  let fuel = 60;
  for (let i3 = 0; i3 < a2.length; i3 += 1) {
    let fuel = 6;
    for (let i5 = 1000000000000000; i5 < 1000000000000007; i5 += 2) {
      a2[i3] = 1;
      let v9; if ((i5 !== i3)) { v9 = 0; } else { v9 = (-2147483649); }
    }
  }
  return [0, 0, 0];
}`,
  checked: `function kernel(p0, o1, a2) {
  let fuel = 60;
  for (let i3 = 0; i3 < a2.length; i3 += 1) {
    let fuel = 6;
    for (let i5 = 1000000000000000; i5 < 1000000000000007; i5 += 2) {
      a2[$ix(a2, i3)] = 1;
      let v9; if ((i5 !== i3)) { v9 = 0; } else { v9 = (-2147483649); }
    }
  }
  return [0, 0, 0];
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0)],
    values: [
      { k: "num", value: 1 },
      {
        k: "record",
        fields: [
          ["x", { k: "num", value: 1 }],
          ["y", { k: "num", value: 1 }],
        ],
      },
      { k: "view", kind: "Int8Array", buffer: 0, offset: 0, length: 8 },
    ],
  },
} satisfies Entry;
