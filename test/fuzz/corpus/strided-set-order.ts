// Found by the fuzzer.
// a value is evaluated before set looks at its subscripts
import type { Entry } from "../corpus.ts";

export default {
  seed: 20010058,
  features: ["constant", "function-argument", "helper", "load", "strided", "variable"],
  source: `function kernel(a7, s8, q9) {
  let fuel = 60;
  s8.set(0, 0, a7[1]);
}`,
  checked: `function kernel(a7, s8, q9) {
  let fuel = 60;
  $strided(s8, "set", 0, 0, a7[$ix(a7, 1)]);
}`,
  args: {
    buffers: [Uint8Array.of(), Uint8Array.of(0, 0, 0)],
    values: [
      { k: "view", kind: "Uint32Array", buffer: 0, offset: 0, length: 0 },
      {
        k: "strided",
        kind: "Uint8ClampedArray",
        buffer: 1,
        offset: 0,
        length: 3,
        shape: [2, 0],
        strides: [1, 2],
        start: 1,
      },
      { k: "bool", value: false },
    ],
  },
} satisfies Entry;
