// Found by the fuzzer.
// a loop cut out of a gang gives back vectors, also where arrays are released on its way out
import type { Entry } from "../corpus.ts";

export default {
  seed: 60000718,
  features: [
    "bool",
    "compare",
    "constant",
    "for-fuel",
    "for-lanes",
    "for-ugly",
    "includes",
    "overlap",
    "return-early",
    "slice",
    "store",
    "store-expression",
    "variable",
  ],
  source: `function kernel(a0, a1, a2) {
  let fuel = 60;
  for (let i7 = -3; i7 < 0; i7 += 1) {
    if ((i7 > 0)) return true;
    const w8 = a0.slice(0, 0);
    for (let i11 = 1; i11 < Math.min(a0.length, a1.length, a2.length); i11 += 1) {
      let fuel = 6;
      for (let i12 = 0; fuel-- > 0 && a1.includes((a2[i11] = i11)); i12++) {
      }
    }
  }
  return false;
}`,
  checked: `function kernel(a0, a1, a2) {
  let fuel = 60;
  for (let i7 = -3; i7 < 0; i7 += 1) {
    if ((i7 > 0)) return true;
    const w8 = a0.slice(0, 0);
    for (let i11 = 1; i11 < Math.min(a0.length, a1.length, a2.length); i11 += 1) {
      let fuel = 6;
      for (let i12 = 0; fuel-- > 0 && a1.includes((a2[$ix(a2, i11)] = i11)); i12++) {
      }
    }
  }
  return false;
}`,
  args: {
    buffers: [Uint8Array.of(0, 0, 0, 0), Uint8Array.of(0)],
    values: [
      { k: "view", kind: "Int8Array", buffer: 0, offset: 0, length: 0 },
      { k: "view", kind: "Uint8ClampedArray", buffer: 1, offset: 0, length: 0 },
      { k: "view", kind: "Uint8ClampedArray", buffer: 0, offset: 0, length: 0 },
    ],
  },
} satisfies Entry;
