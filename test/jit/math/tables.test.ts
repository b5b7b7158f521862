// The tables and split constants of Math, each derived again from arbitrary precision.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromWords, library } from "../../../src/jit/math/index.ts";
import { type Big, BigMath, big, toNumber } from "../../oracle/bigmath.ts";

const math = new BigMath(256);
const one = big(1);
const constant = (name: string) => library[name] as number;

test("the table of log and pow holds reciprocals of 24 bits and their logarithms in two parts", () => {
  const table = library.LOG_TABLE as Float64Array;
  assert.equal(table.length, 512);
  for (let j = 0; j < 128; j++) {
    const low = fromWords(0x3fe68aab + (j << 13), 0);
    const high = fromWords(0x3fe68aab + ((j + 1) << 13), 0);
    const reciprocal = low < 1 && high > 1 ? 1 : Math.fround(2 / (low + high));
    const logarithm = math.negate(math.log(big(reciprocal)));
    const first = toNumber(math.scale({ m: math.nearest(math.scale(logarithm, 42)), e: 0 }, -42));
    const rest = toNumber(math.sub(logarithm, big(first)));
    assert.deepEqual([...table.slice(4 * j, 4 * j + 4)], [reciprocal, first, rest, 0], `entry ${j}`);
    assert.ok(
      Math.max(Math.abs(low * reciprocal - 1), Math.abs(high * reciprocal - 1)) < 2 ** -8,
      `reach of ${j}`,
    );
  }
});

test("the digits of 2/pi in base 2^24 are right, all sixty of them, and a masked index is one of the table", () => {
  const deep = new BigMath(1600);
  const table = library.TWO_OVER_PI_DIGITS as Float64Array;
  assert.equal(table.length, 64);
  assert.deepEqual([...table.slice(0, 4)], [0, 0, 0, 0]);
  let rest = deep.div(big(2), deep.pi());
  for (const digit of table.slice(4)) {
    const up = deep.scale(rest, 24);
    const floor = up.e >= 0 ? up.m << BigInt(up.e) : up.m >> BigInt(-up.e);
    assert.equal(digit, Number(floor));
    rest = deep.sub(up, { m: floor, e: 0 });
  }
});

/** The parts sum to the value as closely as the last part allows, and every part but the last has few enough bits. */
function parts(value: Big, names: string[], bits: number[]): void {
  let rest = value;
  names.forEach((name, i) => {
    const part = constant(name);
    if (i < bits.length) {
      const scaled = Math.abs(part) / 2 ** Math.floor(Math.log2(Math.abs(part)));
      assert.equal((scaled * 2 ** (bits[i] - 1)) % 1, 0, `${name} has more than ${bits[i]} bits`);
    } else assert.equal(part, toNumber(rest), name);
    rest = math.sub(rest, big(part));
  });
}

test("the split constants sum to what they split", () => {
  const halfPi = math.scale(math.pi(), -1);
  const ln10 = math.log(big(10));
  parts(math.ln2(), ["LN2_HI", "LN2_LO"], [41]);
  parts(halfPi, ["HALF_PI_1", "HALF_PI_2", "HALF_PI_3"], [33, 33]);
  parts(halfPi, ["HALF_PI", "HALF_PI_TAIL"], []);
  parts(math.scale(halfPi, -1), ["QUARTER_PI", "QUARTER_PI_TAIL"], []);
  parts(math.mul(big(1.5), halfPi), ["THREE_QUARTER_PI", "THREE_QUARTER_PI_TAIL"], []);
  parts(math.div(one, math.ln2()), ["INV_LN2_HI", "INV_LN2_LO"], [24]);
  parts(math.div(one, ln10), ["INV_LN10_HI", "INV_LN10_LO"], [24]);
  parts(math.div(math.ln2(), ln10), ["LOG10_2_HI", "LOG10_2_LO"], [41]);
  parts(math.div(one, halfPi), ["TWO_OVER_PI"], []);
  parts(math.div(one, math.ln2()), ["LOG2_E"], []);
  parts(math.sub(math.sqrt(big(2)), one), ["TAN_EIGHTH_PI"], []);
});

test("the powers of two are what their names say", () => {
  const powers = {
    DOWN_24: -24,
    DOWN_48: -48,
    DOWN_100: -100,
    DOWN_600: -600,
    UP_50: 50,
    UP_600: 600,
    LIFT: 54,
  };
  for (const [name, exponent] of Object.entries(powers)) assert.equal(constant(name), 2 ** exponent, name);
  assert.equal(constant("SPLIT"), 2 ** 27 + 1);
  assert.equal(constant("SMALLEST_NORMAL"), 2 ** -1022);
});
