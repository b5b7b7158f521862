// Found by the fuzzer.
// all subscripts are evaluated before set looks at the first
import type { Entry } from "../corpus.ts";

export default {
  seed: 20033084,
  features: ["constant", "helper", "load", "overlap", "return-tuple", "strided", "variable"],
  source: `function kernel(s6, a7, p8, a9) {
  let fuel = 60;
  s6.set(1, 1, a7[0], 1);
  return [1, 1, 1];
}`,
  checked: `function kernel(s6, a7, p8, a9) {
  let fuel = 60;
  $strided(s6, "set", 1, 1, a7[$ix(a7, 0)], 1);
  return [1, 1, 1];
}`,
  args: {
    buffers: [
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ],
    values: [
      {
        k: "strided",
        kind: "Uint8Array",
        buffer: 0,
        offset: 0,
        length: 18,
        shape: [2, 0, 2],
        strides: [-2, 6, 6],
        start: 2,
      },
      { k: "view", kind: "Int8Array", buffer: 0, offset: 13, length: 0 },
      { k: "num", value: 1 },
      { k: "view", kind: "Int32Array", buffer: 1, offset: 0, length: 0 },
    ],
  },
} satisfies Entry;
