// A loop over doubles to 2^31 - 1: clang 14 counts it in 32 bits, in which no number is greater, so that it had no end.
// hangs
//   against
// returns nothing
import type { Entry } from "../corpus.ts";

export default {
  seed: 400000591,
  features: ["constant", "for-ugly", "integer", "bitwise", "switch"],
  source: `function kernel(p4) {
  for (let i5 = 2147483645; i5 <= 2147483647; i5 += 1) {
    loop8: for (let i7 = 1000000000000000; i7 <= 1000000000000001; i7 += 1) {
      switch ((i7 & 3)) {
        case 0: {
      } break;
        case 1:
        case 2: {
      }
        default: {
      }
      }
    }
  }
}`,
  checked: `function kernel(p4) {
  for (let i5 = 2147483645; i5 <= 2147483647; i5 += 1) {
    loop8: for (let i7 = 1000000000000000; i7 <= 1000000000000001; i7 += 1) {
      switch ((i7 & 3)) {
        case 0: {
      } break;
        case 1:
        case 2: {
      }
        default: {
      }
      }
    }
  }
}`,
  args: { buffers: [], values: [{ k: "num", value: 2.2250738585072014e-308 }] },
} satisfies Entry;
