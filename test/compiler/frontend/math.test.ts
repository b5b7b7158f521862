// Math in a kernel. What ECMAScript defines to the bit is compared with the engine's; what it leaves open, with
// values known from closed forms, within the ulp that docs/math.md promises.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit, random } from "../../../src/jit/index.ts";
import { each, pairs, same } from "./same.ts";

same("floor, ceil, trunc, sign, abs, sqrt", (x: number) => [Math.floor(x), Math.ceil(x), Math.trunc(x), Math.sign(x), Math.abs(x), Math.sqrt(x)], ...each);
same("round goes up at halves, and keeps minus zero", (x: number) => Math.round(x), ...each, [-0.2], [-0.5], [0.49999999999999994], [-1.5], [4503599627370495.5], [4503599627370497]);
same("min and max of two", (x: number, y: number) => [Math.min(x, y), Math.max(x, y)], ...pairs);
same("min and max of none, one, many", (x: number) => [Math.min(), Math.max(), Math.min(x), Math.max(x), Math.min(3, x, -1, 7), Math.max(3, x, -1, 7)], ...each);
same("imul and clz32", (x: number, y: number) => [Math.imul(x, y), Math.clz32(x)], ...pairs);
same("fround", (x: number) => Math.fround(x), ...each);
same("constants", () => [Math.PI, Math.E, Math.LN2, Math.LN10, Math.LOG2E, Math.LOG10E, Math.SQRT2, Math.SQRT1_2]);
same("arguments are evaluated in order, also those that do not count", (x: number) => { let c = 0; const r = Math.abs((c += x)) + Math.max((c *= 2), (c *= 3)); return [r, c]; }, [2], [-3]);
same("calls without an argument are NaN", () => [(Math.sin as () => number)(), (Math.abs as () => number)(), (Math.floor as () => number)(), (Math.atan2 as () => number)()]);
same("Math's functions under other names", (x: number) => { const { floor, max: most } = Math; const f = Math.abs; return [floor(x), most(x, 1), f(x)]; }, ...each);
same("special values of functions that differ in the last place elsewhere", (x: number) => [Math.exp(x) >= 0, Math.sin(x) <= 1, Math.tan(0), Math.sinh(-0), Math.cbrt(-0), Math.log1p(-0), Math.expm1(-0), Math.atan(-0), Math.asinh(-0)], [0], [Number.NaN], [Number.POSITIVE_INFINITY]);
same("x ** y at its special values", (x: number, y: number) => [x ** 0, x ** 1, x ** 2, 1 ** y, x ** Number.NaN, 0 ** y], ...pairs);
same("x **= y and its precedence", (x: number) => { let y = x; y **= 2; return [y, -(x ** 2), 2 ** 3 ** 2, (-2) ** 2]; }, ...each);

const ulps = (x: number, y: number): number => {
  if (Object.is(x, y)) return 0;
  const gap = Math.abs(x - y);
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(y))), -1022);
  return gap / 2 ** (exponent - 52);
};

// Closed forms: correctly rounded decimal values.
const KNOWN: readonly (readonly [string, (x: number) => number, number, number])[] = [
  ["exp(1)", (x) => Math.exp(x), 1, 2.718281828459045],
  ["exp(-745)", (x) => Math.exp(x), -745, 5e-324],
  ["expm1(1e-10)", (x) => Math.expm1(x), 1e-10, 1.00000000005e-10],
  ["log(10)", (x) => Math.log(x), 10, 2.302585092994046],
  ["log1p(1)", (x) => Math.log1p(x), 1, 0.6931471805599453],
  ["log2(8)", (x) => Math.log2(x), 8, 3],
  ["log10(1000)", (x) => Math.log10(x), 1000, 3],
  ["sin(pi / 6)", (x) => Math.sin(x), 0.5235987755982988, 0.49999999999999994],
  ["cos(pi / 3)", (x) => Math.cos(x), 1.0471975511965976, 0.5000000000000001],
  ["tan(pi / 4)", (x) => Math.tan(x), 0.7853981633974483, 0.9999999999999999],
  ["sin(1e22)", (x) => Math.sin(x), 1e22, -0.8522008497671888],
  ["asin(1)", (x) => Math.asin(x), 1, 1.5707963267948966],
  ["acos(-1)", (x) => Math.acos(x), -1, 3.141592653589793],
  ["atan(1)", (x) => Math.atan(x), 1, 0.7853981633974483],
  ["atan2(-1, -1)", (x) => Math.atan2(x, x), -1, -2.356194490192345],
  ["sinh(1)", (x) => Math.sinh(x), 1, 1.1752011936438014],
  ["cosh(1)", (x) => Math.cosh(x), 1, 1.543080634815244],
  ["tanh(1)", (x) => Math.tanh(x), 1, 0.7615941559557649],
  ["asinh(1)", (x) => Math.asinh(x), 1, 0.881373587019543],
  ["acosh(2)", (x) => Math.acosh(x), 2, 1.3169578969248168],
  ["atanh(0.5)", (x) => Math.atanh(x), 0.5, 0.5493061443340549],
  ["cbrt(27)", (x) => Math.cbrt(x), 27, 3],
  ["pow(2, 0.5)", (x) => x ** 0.5, 2, 1.4142135623730951],
  ["hypot(3, 4)", (x) => Math.hypot(x, 4), 3, 5],
  ["hypot(1, 2, 2)", (x) => Math.hypot(x, 2, 2), 1, 3],
  ["hypot(1, 1, 1, 1)", (x) => Math.hypot(x, 1, 1, 1), 1, 2],
  ["hypot(1e300, 1e300)", (x) => Math.hypot(x, x), 1e300, 1.4142135623730952e300],
];

for (const [name, f, x, expected] of KNOWN) {
  test(`${name} is ${expected}`, () => {
    const got = jit(f)(x);
    assert.ok(ulps(got, expected) <= 2, `${got}`);
  });
}

test("random(seed, i) is the same compiled, uncompiled and in any order", () => {
  const kernel = (seed: number, out: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i] = random(seed, i);
  };
  const plain = new Float64Array(1000);
  const compiled = new Float64Array(1000);
  kernel(7, plain);
  jit(kernel)(7, compiled);
  assert.deepEqual(compiled, plain);
  assert.equal(random(7, 999), compiled[999]);
  const mean = compiled.reduce((s, x) => s + x) / 1000;
  assert.ok(Math.min(...compiled) >= 0 && Math.max(...compiled) < 1);
  // The mean of 1000 uniform numbers has a standard deviation of 0.0091: six of them.
  assert.ok(Math.abs(mean - 0.5) < 0.055, `${mean}`);
  assert.equal(new Set(compiled).size, 1000);
});
