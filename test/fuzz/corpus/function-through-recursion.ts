// Found by the fuzzer.
// a function that calls what it is handed, which calls it again with another
import type { Entry } from "../corpus.ts";

export default {
  seed: 20038068,
  features: [
    "call",
    "closure",
    "compare",
    "constant",
    "for-fuel",
    "function-argument",
    "helper",
    "if",
    "let",
    "overlap",
    "recursion",
    "return-record",
    "tuple-argument",
  ],
  source: `function helper0(p0_0) {
  let fuel = 40;
  let v3 = p0_0(1);
  return 0;
}

function helper1(n, x) {
  let fuel = 10;
  n = Math.min(n, 5);
  if ((0 === helper0((x4) => 0))) {
  }
  if (!(n > 0)) return 0;
  return 0;
}

function kernel(u5, s6, s7, t8, p9) {
  let fuel = 60;
  for (let i21 = helper0((x22) => helper1(0, 0)); fuel-- > 0 && false; i21++) {
  }
  return { x: 0, y: 0 };
}`,
  checked: `function helper0(p0_0) {
  let fuel = 40;
  let v3 = p0_0(1);
  return 0;
}

function helper1(n, x) {
  let fuel = 10;
  n = Math.min(n, 5);
  if ((0 === helper0((x4) => 0))) {
  }
  if (!(n > 0)) return 0;
  return 0;
}

function kernel(u5, s6, s7, t8, p9) {
  let fuel = 60;
  for (let i21 = helper0((x22) => helper1(0, 0)); fuel-- > 0 && false; i21++) {
  }
  return { x: 0, y: 0 };
}`,
  args: {
    buffers: [
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      Uint8Array.of(),
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
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
        0,
        0,
        0,
        0,
      ),
    ],
    values: [
      { k: "rows", rows: [{ k: "view", kind: "Float64Array", buffer: 0, offset: 8, length: 0 }] },
      {
        k: "strided",
        kind: "Float32Array",
        buffer: 2,
        offset: 0,
        length: 5,
        shape: [2],
        strides: [-1],
        start: 3,
      },
      {
        k: "strided",
        kind: "Uint32Array",
        buffer: 3,
        offset: 0,
        length: 10,
        shape: [2, 3],
        strides: [-3, -1],
        start: 6,
      },
      {
        k: "list",
        items: [
          { k: "num", value: 2 },
          { k: "num", value: 19 },
        ],
      },
      { k: "num", value: 1 },
    ],
  },
} satisfies Entry;
