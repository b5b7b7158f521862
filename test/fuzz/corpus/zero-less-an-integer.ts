// Zero less an integer: gcc 12 folds 0.0 - (double)i to -(double)i, which is -0 for 0.
// returns [1, 1, 0]
//   against
// returns [1, 1, -0]
import type { Entry } from "../corpus.ts";

export default {
  seed: 91400055,
  features: [
    "arithmetic",
    "assign-expression",
    "constant",
    "fill",
    "for-array",
    "length",
    "let",
    "return-tuple",
    "variable",
  ],
  source: `function kernel(a0) {
  let fuel = 60;
  let v1 = (1 >>> 0) % a0.length;
  for (let i3 = 0; i3 < Math.min(a0.length, a0.length); i3++) {
    a0.fill((v1 <<= 1), 0);
  }
  return [1, 1, (0 - v1)];
}`,
  checked: `function kernel(a0) {
  let fuel = 60;
  let v1 = (1 >>> 0) % a0.length;
  for (let i3 = 0; i3 < Math.min(a0.length, a0.length); i3++) {
    a0.fill((v1 <<= 1), 0);
  }
  return [1, 1, (0 - v1)];
}`,
  args: {
    buffers: [Uint8Array.of(0, 0)],
    values: [{ k: "view", kind: "Uint16Array", buffer: 0, offset: 0, length: 1 }],
  },
} satisfies Entry;
