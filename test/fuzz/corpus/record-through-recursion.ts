// Found by the fuzzer.
// a record that a recursion only reads may be changed before it
import type { Entry } from "../corpus.ts";

export default {
  seed: 41010638,
  features: [
    "assign-field",
    "call",
    "closure",
    "constant",
    "field",
    "function-argument",
    "helper",
    "record",
    "record-argument",
    "recursion",
    "tuple-argument",
  ],
  source: `function helper0(n, x, f) {
  let fuel = 10;
  n = Math.min(n, 5);
  if (!(n > 0)) return 0;
  return helper0(n - 1, 0, f);
}

function kernel(o1, t2, a3, a4) {
  let fuel = 60;
  const o6 = { x: 0 };
  o6.x |= 0;
  return helper0(0, 0, (x13) => o6.x);
}`,
  checked: `function helper0(n, x, f) {
  let fuel = 10;
  n = Math.min(n, 5);
  if (!(n > 0)) return 0;
  return helper0(n - 1, 0, f);
}

function kernel(o1, t2, a3, a4) {
  let fuel = 60;
  const o6 = { x: 0 };
  o6.x |= 0;
  return helper0(0, 0, (x13) => o6.x);
}`,
  args: {
    buffers: [
      Uint8Array.of(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
      ),
      Uint8Array.of(0, 0, 0),
    ],
    values: [
      {
        k: "record",
        fields: [
          ["x", { k: "num", value: 1 }],
          ["y", { k: "num", value: 1 }],
        ],
      },
      {
        k: "list",
        items: [
          { k: "num", value: 9223372036854776000 },
          { k: "num", value: 12 },
        ],
      },
      { k: "view", kind: "Int16Array", buffer: 0, offset: 4, length: 0 },
      { k: "view", kind: "Uint8Array", buffer: 1, offset: 0, length: 0 },
    ],
  },
} satisfies Entry;
