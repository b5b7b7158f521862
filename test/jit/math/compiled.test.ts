// The compiled functions of Math have the bits of the plain ones: one text, two ways to run it.
// Each function is compiled in a loop over an array, and compared at the points of the accuracy tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../../src/jit/index.ts";
import { f16round, f16ToNumber, fmod, library, numberToF16, random } from "../../../src/jit/math/index.ts";
import { Draw, plans } from "./points.ts";

type Kernel = (out: Float64Array, x: Float64Array, y: Float64Array, z: Float64Array) => void;

const kernels: Record<string, Kernel> = {
  acos: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.acos(x[i]);
  },
  acosh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.acosh(x[i]);
  },
  asin: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.asin(x[i]);
  },
  asinh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.asinh(x[i]);
  },
  atan: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.atan(x[i]);
  },
  atanh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.atanh(x[i]);
  },
  cbrt: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.cbrt(x[i]);
  },
  ceil: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.ceil(x[i]);
  },
  clz32: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.clz32(x[i]);
  },
  cos: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.cos(x[i]);
  },
  cosh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.cosh(x[i]);
  },
  exp: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.exp(x[i]);
  },
  expm1: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.expm1(x[i]);
  },
  floor: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.floor(x[i]);
  },
  fround: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.fround(x[i]);
  },
  log: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log(x[i]);
  },
  log1p: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log1p(x[i]);
  },
  log10: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log10(x[i]);
  },
  log2: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log2(x[i]);
  },
  round: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.round(x[i]);
  },
  sign: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sign(x[i]);
  },
  sin: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sin(x[i]);
  },
  sinh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sinh(x[i]);
  },
  sqrt: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sqrt(x[i]);
  },
  tan: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.tan(x[i]);
  },
  tanh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.tanh(x[i]);
  },
  trunc: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.trunc(x[i]);
  },
  abs: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.abs(x[i]);
  },
  atan2: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.atan2(x[i], y[i]);
  },
  imul: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.imul(x[i], y[i]);
  },
  max: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.max(x[i], y[i]);
  },
  min: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.min(x[i], y[i]);
  },
  pow: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = x[i] ** y[i];
  },
  hypot2: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.hypot(x[i], y[i]);
  },
  hypot3: (o, x, y, z) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.hypot(x[i], y[i], z[i]);
  },
  f16round: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = f16round(x[i]);
  },
  numberToF16: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = numberToF16(x[i]);
  },
  f16ToNumber: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = f16ToNumber(x[i]);
  },
  random: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = random(x[i], y[i]);
  },
  fmod: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = fmod(x[i], y[i]);
  },
};

const odd = [0, -0, NaN, Infinity, -Infinity, 1, -1, 0.5, 2, -3, 5e-324, -1e-310, 1e308, -1e22, 2 ** 53 - 1];
const draw = new Draw(31);
const own: Record<string, ((d: Draw) => number[])[]> = {
  fmod: [
    (d) => [d.bits(), d.bits()],
    (d) => [d.in(-99, 99), d.in(-9, 9)],
    (d) => [d.log(900, 1024), d.log(-1074, 9)],
  ],
  random: [(d) => [Math.floor(d.log(0, 53)), Math.floor(d.log(0, 53))]],
};
const any = [
  (d: Draw) => [d.bits(), d.bits(), d.bits()],
  (d: Draw) => [d.in(-70000, 70000), d.in(-9, 9), d.in(-9, 9)],
];

function points(name: string): number[][] {
  const plan = plans[name];
  const kinds = own[name] ?? plan?.kinds ?? any;
  const random = Array.from({ length: 1000 }, (_, i) => kinds[i % kinds.length](draw));
  const special = name === "random" ? [] : odd.flatMap((a) => odd.map((b) => [a, b, 1]));
  return [...special, ...(plan?.spots ?? []), ...random];
}

for (const [name, kernel] of Object.entries(kernels)) {
  test(`${name}, compiled, has the bits of ${name}, plain`, () => {
    const f = library[name] as (...xs: number[]) => number;
    const all = points(name);
    const column = (j: number) => Float64Array.from(all, (p) => p[j] ?? 0);
    const [x, y, z] = [column(0), column(1), column(2)];
    const out = new Float64Array(all.length);
    jit(kernel)(out, x, y, z);
    for (let i = 0; i < out.length; i++) {
      const plain = f(x[i], y[i], z[i]);
      assert.ok(Object.is(out[i], plain), `${name}(${all[i]}) is ${out[i]} compiled, ${plain} plain`);
    }
  });
}
