// Found by the fuzzer.
// whether a loop inside is empty may hang on what was read from memory, which cannot be asked again before the outer one
import type { Entry } from "../corpus.ts";

export default {
  seed: 90068198,
  features: [
    "assign-expression",
    "compare",
    "constant",
    "continue",
    "field",
    "for-count",
    "integer",
    "math",
    "prange",
    "tuple-argument",
    "variable",
  ],
  source: `function kernel(t0, t1, a2, a3, p4) {
  let fuel = 60;
  for (const i6 of prange(a2.length)) {
    let fuel = 30;
    for (let i7 = 1; i7 < Math.min(Math.trunc(p4), 3); i7 += 3) {
      if ((t1[1] >= 0)) continue;
    }
  }
  return (p4 *= 0);
}`,
  checked: `function kernel(t0, t1, a2, a3, p4) {
  let fuel = 60;
  for (const i6 of $par("i6", a2.length, [], [])) {
    let fuel = 30;
    for (let i7 = 1; i7 < Math.min(Math.trunc(p4), 3); i7 += 3) {
      if ((t1[1] >= 0)) continue;
    }
  }
  return (p4 *= 0);
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0, 0), Uint8Array.of(0, 0, 0)],
    values: [
      {
        k: "list",
        items: [
          { k: "num", value: -22.25 },
          { k: "num", value: 916385249 },
        ],
      },
      {
        k: "list",
        items: [
          { k: "num", value: -94.875 },
          { k: "num", value: 36 },
        ],
      },
      { k: "view", kind: "Int8Array", buffer: 0, offset: 1, length: 0 },
      { k: "view", kind: "Int8Array", buffer: 1, offset: 2, length: 0 },
      { k: "num", value: -59805772 },
    ],
  },
} satisfies Entry;
