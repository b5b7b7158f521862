// The compiled functions of Math have the bits of the plain ones: one text, two ways to run it.
// Each function is compiled in a loop over an array, and compared at the points of the accuracy tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type JitOptions, jit } from "../../../src/jit/index.ts";
import { approximate } from "../../../src/jit/math/index.ts";
import { kernels } from "./kernels.ts";
import { versionOf } from "./measure.ts";
import { Draw, plans } from "./points.ts";

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

/** Compares the compiled loop over a function's points with the function. */
function compare(name: string, f: (...xs: number[]) => number, options: JitOptions): void {
  const all = points(name);
  const column = (j: number) => Float64Array.from(all, (p) => p[j] ?? 0);
  const [x, y, z] = [column(0), column(1), column(2)];
  const out = new Float64Array(all.length);
  jit(kernels[name], options)(out, x, y, z);
  for (let i = 0; i < out.length; i++) {
    const plain = f(x[i], y[i], z[i]);
    assert.ok(Object.is(out[i], plain), `${name}(${all[i]}) is ${out[i]} compiled, ${plain} plain`);
  }
}

for (const name of Object.keys(kernels)) {
  const plain = versionOf(name, false);
  test(`${name}, compiled, has the bits of ${name}, plain`, () => compare(name, plain, {}));
}

for (const [name, short] of Object.entries(approximate)) {
  const plain = versionOf(name, true);
  test(`${name}, compiled under afn, has the bits of ${short}, plain, with lanes and without`, () => {
    for (const lanes of ["auto", "off", 8] as const) compare(name, plain, { lanes, fastmath: ["afn"] });
  });
}
