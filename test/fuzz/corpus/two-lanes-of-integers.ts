// Found by the fuzzer.
// a gang of two without doubles has masks as wide as doubles: half a register cannot be asked whether a lane is on
import type { Entry } from "../corpus.ts";

export default {
  seed: 63002956,
  features: ["constant", "prange", "switch", "variable"],
  source: `function kernel(a0) {
  let fuel = 60;
  for (const i1 of prange(65)) {
    let fuel = 30;
    switch (i1) {
      case 0: {
    } 
      case 1:
      case 2: {
    } 
      default: {
    }
    }
  }
  return 0;
}`,
  checked: `function kernel(a0) {
  let fuel = 60;
  for (const i1 of $par("i1", 65, [], [])) {
    let fuel = 30;
    switch (i1) {
      case 0: {
    } 
      case 1:
      case 2: {
    } 
      default: {
    }
    }
  }
  return 0;
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
    values: [{ k: "view", kind: "Int32Array", buffer: 0, offset: 0, length: 0 }],
  },
} satisfies Entry;
