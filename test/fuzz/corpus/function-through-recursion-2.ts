// Found by the fuzzer.
// the same with two parameters, from a switch
import type { Entry } from "../corpus.ts";

export default {
  seed: 31000121,
  features: [
    "call",
    "call-statement",
    "closure",
    "const",
    "constant",
    "default",
    "function-argument",
    "helper",
    "return-new-array",
    "switch",
    "variable",
  ],
  source: `function helper0(p0_0, p1_0) {
  let fuel = 40;
  const c1 = p1_0(0);
  return 0;
}

function helper1(p0_1 = 9) {
  let fuel = 40;
  switch (helper0(0, (x3) => 0)) {
    case 0: {
  } 
    case 1:
    case 2: {
  } break;
    default: {
  }
  }
  return 0;
}

function kernel(u8) {
  let fuel = 60;
  const out = new Float32Array(8);
  helper0(0, (x11) => helper1(0));
  return out;
}`,
  checked: `function helper0(p0_0, p1_0) {
  let fuel = 40;
  const c1 = p1_0(0);
  return 0;
}

function helper1(p0_1 = 9) {
  let fuel = 40;
  switch (helper0(0, (x3) => 0)) {
    case 0: {
  } 
    case 1:
    case 2: {
  } break;
    default: {
  }
  }
  return 0;
}

function kernel(u8) {
  let fuel = 60;
  const out = new Float32Array(8);
  helper0(0, (x11) => helper1(0));
  return out;
}`,
  args: {
    buffers: [Uint8Array.of(), Uint8Array.of(0, 0, 0, 0, 0)],
    values: [{ k: "rows", rows: [{ k: "view", kind: "Int8Array", buffer: 0, offset: 0, length: 0 }] }],
  },
} satisfies Entry;
