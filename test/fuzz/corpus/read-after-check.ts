// Found by the fuzzer.
// what is stored reads an element that the check of the index before it has shown to be there: C leaves that order open
import type { Entry } from "../corpus.ts";

export default {
  seed: 2828,
  features: [
    "arithmetic",
    "bitwise",
    "bool",
    "bool-ternary",
    "compare",
    "constant",
    "for-count",
    "for-fuel",
    "for-ugly",
    "length",
    "let",
    "math",
    "not",
    "number-of-boolean",
    "number-test",
    "return-early",
    "rows",
    "square",
    "store",
    "strided",
    "ternary",
    "variable",
  ],
  source: `function kernel(s0, u1) {
  let fuel = 60;
  loop3: for (let i2 = (-31.125); fuel-- > 0 && Number.isFinite(s0.get((i2 >>> 0) % s0.shape[0], (((-0.5) % i2) >>> 0) % s0.shape[1], ((i2 >>> (-81.875)) >>> 0) % s0.shape[2])); i2++) {
    loop5: for (let i4 = -2147483650; i4 < -2147483645; i4 += 1) {
      u1[(i4 >>> 0) % u1.length][(Math.trunc(i4) >>> 0) % u1[(i4 >>> 0) % u1.length].length] <<= (+(i2 <= 35.25));
      loop7: for (let i6 = i4; fuel-- > 0 && ((true ? i6 : i2) < (i4 ^ i6)); i6++) {
        if (((!0.5) ? (40 >= i4) : (i2 >= 48.625))) return (i6 ** 2);
        let v8 = Math.sign((true ? (-0) : 7));
        s0.set(((true ? i6 : 33) >>> 0) % s0.shape[0], ((v8 - i2) >>> 0) % s0.shape[1], (i4 >>> 0) % s0.shape[2], u1.length);
      }
      loop10: for (let i9 = 0; i9 <= 8; i9 += 2) {
      }
    }
  }
  return u1[(4 >>> 0) % u1.length][((-2134173153) >>> 0) % u1[(4 >>> 0) % u1.length].length];
}`,
  checked: `function kernel(s0, u1) {
  let fuel = 60;
  loop3: for (let i2 = (-31.125); fuel-- > 0 && Number.isFinite($strided(s0, "get", (i2 >>> 0) % s0.shape[0], (((-0.5) % i2) >>> 0) % s0.shape[1], ((i2 >>> (-81.875)) >>> 0) % s0.shape[2])); i2++) {
    loop5: for (let i4 = -2147483650; i4 < -2147483645; i4 += 1) {
      u1[$ix(u1, (i4 >>> 0) % u1.length)][$ix(u1[$ix(u1, (i4 >>> 0) % u1.length)], (Math.trunc(i4) >>> 0) % u1[$ix(u1, (i4 >>> 0) % u1.length)].length)] <<= (+(i2 <= 35.25));
      loop7: for (let i6 = i4; fuel-- > 0 && ((true ? i6 : i2) < (i4 ^ i6)); i6++) {
        if (((!0.5) ? (40 >= i4) : (i2 >= 48.625))) return (i6 ** 2);
        let v8 = Math.sign((true ? (-0) : 7));
        $strided(s0, "set", ((true ? i6 : 33) >>> 0) % s0.shape[0], ((v8 - i2) >>> 0) % s0.shape[1], (i4 >>> 0) % s0.shape[2], u1.length);
      }
      loop10: for (let i9 = 0; i9 <= 8; i9 += 2) {
      }
    }
  }
  return u1[$ix(u1, (4 >>> 0) % u1.length)][$ix(u1[$ix(u1, (4 >>> 0) % u1.length)], ((-2134173153) >>> 0) % u1[$ix(u1, (4 >>> 0) % u1.length)].length)];
}`,
  args: {
    buffers: [
      Uint8Array.of(255, 100, 56, 254, 252, 245),
      Uint8Array.of(79),
      Uint8Array.of(),
      Uint8Array.of(),
    ],
    values: [
      {
        k: "strided",
        kind: "Uint8Array",
        buffer: 0,
        offset: 0,
        length: 6,
        shape: [1, 1, 3],
        strides: [0, 1, -2],
        start: 4,
      },
      {
        k: "rows",
        rows: [
          { k: "view", kind: "Uint8Array", buffer: 1, offset: 0, length: 1 },
          { k: "view", kind: "Uint8Array", buffer: 2, offset: 0, length: 0 },
          { k: "view", kind: "Uint8Array", buffer: 3, offset: 0, length: 0 },
        ],
      },
    ],
  },
} satisfies Entry;
