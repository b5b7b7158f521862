// The coefficients and constants of the short versions, each derived again: polynomials through exact values at
// Chebyshev's points, as their comments say, and constants from arbitrary precision.
import assert from "node:assert/strict";
import { test } from "node:test";
import { library } from "../../../src/jit/math/index.ts";
import { type Big, BigMath, big, toNumber } from "../../oracle/bigmath.ts";
import { above, between, through } from "./fit.ts";

const math = new BigMath(320);
const one = big(1);
const { add, sub, mul, div } = {
  add: (a: Big, b: Big) => math.add(a, b),
  sub: (a: Big, b: Big) => math.sub(a, b),
  mul: (a: Big, b: Big) => math.mul(a, b),
  div: (a: Big, b: Big) => math.div(a, b),
};

/** (f(t) / t - at0) / z for t = sqrt(z): what is left of an odd function behind its first term. */
const behind =
  (f: (t: Big) => Big, at0 = 1) =>
  (z: Big): Big => {
    const t = math.sqrt(z);
    return div(sub(div(f(t), t), big(at0)), z);
  };

const halfPi = math.scale(math.pi(), -1);
const square = big(library.QUARTER_SQUARE as number);
/** 2 sin(r) / r - 1 for r² = square - t. */
const twice = (t: Big): Big => {
  const r = math.sqrt(sub(square, t));
  return sub(div(math.scale(math.sin(r), 1), r), one);
};

interface Fit {
  /** What the polynomial stands for, and where it is exact. */
  readonly of: (x: Big) => Big;
  readonly at: readonly number[];
  /** The range, and what an error there is worth in the result, by the argument. */
  readonly range: readonly [number, number];
  readonly weight: (x: number) => number;
  /** The function whose text has the coefficients, and the binary logarithm of the error that its comment names. */
  readonly text: string;
  readonly error: number;
}

// The reductions overshoot their ranges by rounding only: the last digit of each range leaves room for that.
const QUARTER_LN2_SQUARE = 0.12017;
const fits: Readonly<Record<string, Fit>> = {
  "y coth(y / 2)": {
    of: behind((y) => div(mul(y, y), math.tanh(math.scale(y, -1))), 2),
    at: above(QUARTER_LN2_SQUARE, 5),
    range: [0, QUARTER_LN2_SQUARE],
    weight: (z) => z / 4,
    text: "approxExpRest",
    error: -61,
  },
  "sinh(y)": {
    of: behind((y) => math.sinh(y)),
    at: above(QUARTER_LN2_SQUARE, 5),
    range: [0, QUARTER_LN2_SQUARE],
    weight: (z) => z,
    text: "approxSinh",
    error: -60,
  },
  "cosh(y)": {
    of: (z) => div(sub(math.cosh(math.sqrt(z)), one), z),
    at: above(QUARTER_LN2_SQUARE, 5),
    range: [0, QUARTER_LN2_SQUARE],
    weight: (z) => z,
    text: "approxSinh",
    error: -56,
  },
  "log((1 + s) / (1 - s))": {
    of: behind((s) => math.log(div(add(one, s), sub(one, s))), 2),
    at: above(0.02944, 7),
    range: [0, 0.02944],
    weight: (z) => z / 2,
    text: "approxLogRest",
    error: -59,
  },
  "log(1 + f)": {
    of: (f) =>
      f.m === 0n
        ? div(one, big(3))
        : div(add(sub(math.log(add(one, f)), f), math.scale(mul(f, f), -1)), mul(f, mul(f, f))),
    at: between(-1 / 256, 1 / 256, 5),
    range: [-1 / 256, 1 / 256],
    weight: (f) => f * f,
    text: "approxPow",
    error: -63,
  },
  "2 sin(r)": {
    of: (t) => div(sub(twice(t), twice(big(0))), t),
    at: above(2.4674, 8),
    range: [0, 2.4674],
    weight: (t) => t / 2,
    text: "approxTwiceSin",
    error: -56,
  },
  "r cot(r)": {
    of: behind((r) => div(mul(r, r), math.tan(r))),
    at: above(0.6169, 9),
    range: [0, 0.6169],
    weight: (z) => z,
    text: "approxTan",
    error: -56,
  },
  "asin(s)": {
    of: behind((s) => math.asin(s)),
    at: above(0.25, 12),
    range: [0, 0.25],
    weight: (z) => z,
    text: "approxAsinPart",
    error: -55,
  },
  "atan(t)": {
    of: behind((t) => math.atan(t)),
    at: above(0.17158, 10),
    range: [0, 0.17158],
    weight: (z) => z,
    text: "approxAtanPart",
    error: -54,
  },
  "r^(-1/3)": {
    of: (r) => div(one, math.cbrt(r)),
    at: between(0.914, 1.127, 5),
    range: [0.914, 1.127],
    weight: () => 1,
    text: "approxCbrt",
    error: -23,
  },
};

for (const [name, { of, at, range, weight, text, error }] of Object.entries(fits)) {
  test(`the polynomial for ${name} goes through its values at Chebyshev's points, and is as good as ${text} says`, () => {
    const coefficients = through(of, at);
    const written = new Set(
      String(library[text])
        .match(/-?\b\d+\.\d+(e-?\d+)?/g)
        ?.map(Number),
    );
    for (const [i, c] of coefficients.entries()) assert.ok(written.has(c), `coefficient ${i}, ${c}`);
    let worst = 0;
    const [a, b] = range;
    for (let i = 1; i < 60; i++) {
      const x = a + (b - a) * (i / 60);
      if (x === 0) continue;
      const value = coefficients.reduceRight((p, c) => add(mul(p, big(x)), big(c)), big(0));
      worst = Math.max(worst, Math.abs(toNumber(sub(value, of(big(x))))) * weight(x));
    }
    assert.ok(worst < 2 ** error, `the error is 2^${Math.log2(worst).toFixed(2)}`);
  });
}

test("the constants are what their comments say", () => {
  const ln10 = math.log(big(10));
  const rounded: Record<string, Big> = {
    LN2: math.ln2(),
    LOG10_E: div(one, ln10),
    LOG10_2: div(math.ln2(), ln10),
    INV_PI: div(one, math.pi()),
    PI_2: sub(math.pi(), big(library.PI_1 as number)),
    HALF_PI_REST: sub(halfPi, big(library.HALF_PI_1 as number)),
    QUARTER_SQUARE: mul(halfPi, halfPi),
    TWICE_SLOPE: sub(div(big(2), halfPi), one),
    LEAST_REST: big(2 ** -34),
    TO_EXPONENT: big((library.TO_INTEGER as number) + 1023),
  };
  for (const [name, value] of Object.entries(rounded)) assert.equal(library[name], toNumber(value), name);
  assert.equal(library.PI_1, 2 * (library.HALF_PI_1 as number));
});
