// What `afn` promises: every short version within 4 ulp, the special values of Math, and a range nobody needs to check;
// and what the permission does to a kernel, alone and beside others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit, prange } from "../../../src/jit/index.ts";
import { approximate, library } from "../../../src/jit/math/index.ts";
import { type Big, BigMath, big, bitsOf } from "../../oracle/bigmath.ts";
import { kernels } from "./kernels.ts";
import { measure, ulpsFrom, versionOf } from "./measure.ts";
import { Draw, plans } from "./points.ts";
import { specialValues } from "./special.ts";

/** What the option's comment says: the most by which a result may differ from the true value, in ulps of that. */
const PROMISED = 4;

test("every function that is measured has a short version", () => {
  assert.deepEqual(Object.keys(approximate).sort(), Object.keys(plans).sort());
});

for (const [name, short] of Object.entries(approximate)) {
  test(`${short} stays within ${PROMISED} ulp of the truth`, () => {
    const worst = measure(name, 300, 20261, true);
    assert.ok(worst.count > 250, `only ${worst.count} points were tried`);
    assert.ok(worst.ulp <= PROMISED, `${worst.ulp} ulp away at ${worst.at}`);
    // An infinity, or none, is not measured in ulps: it may not be further than that either.
    assert.ok(worst.steps <= PROMISED, `${worst.steps} floats away at ${worst.stepsAt}`);
  });
}

/** The same where one is NaN, a zero or infinite, and floats no further apart than the promise elsewhere. */
function near(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0) return false;
  const d = bitsOf(a) - bitsOf(b);
  return d <= PROMISED && d >= -PROMISED;
}

const table = specialValues();

for (const [name, short] of Object.entries(approximate)) {
  test(`${short} answers special values as the table for ${name} says`, () => {
    const f = versionOf(name, true);
    const rows = table.filter((row) => row.name === name);
    assert.ok(rows.length > 4, `only ${rows.length} entries`);
    for (const { args, result } of rows)
      assert.ok(near(f(...args), result), `${short}(${args}) is ${f(...args)}, not ${result}`);
  });
}

const odd = [
  0,
  1,
  NaN,
  Infinity,
  0.5,
  2,
  1e-320,
  5e-324,
  1e300,
  2 ** -1022,
  0.3,
  20,
  800,
  2 ** 31,
  2 ** 53 - 1,
];
const values = odd.flatMap((x) => [x, -x]);

test("on all odd values, and all pairs of them, short versions answer as the long ones do, up to their error", () => {
  for (const [name, short] of Object.entries(approximate)) {
    const [f, g] = [versionOf(name, false), versionOf(name, true)];
    for (const x of values) {
      for (const y of f.length > 1 ? values : [0]) {
        const args = [x, y, 1].slice(0, f.length);
        assert.ok(
          near(g(...args), f(...args)),
          `${short}(${args}) is ${g(...args)}, ${name} says ${f(...args)}`,
        );
      }
    }
  }
});

test("sine and cosine never leave [-1, 1], and the cosine of next to nothing is 1", () => {
  const [sin, cos] = [versionOf("sin", true), versionOf("cos", true)];
  const draw = new Draw(7);
  for (let i = 0; i < 200000; i++) {
    // Around all extrema: nearer and nearer to pi/2, and the same for its odd multiples.
    const turns = Math.floor(draw.in(-20, 20));
    const x = (turns + 0.5) * Math.PI + draw.log(-32, -1);
    assert.ok(Math.abs(sin(x)) <= 1, `sin(${x})`);
    assert.ok(Math.abs(cos(x + Math.PI / 2)) <= 1, `cos(${x + Math.PI / 2})`);
  }
  for (const x of [0, -0, 5e-324, 1e-300, 1e-9, -1e-9]) assert.equal(cos(x), 1, `cos(${x})`);
});

test("just beyond the angles that are left to the long versions, the short ones keep their promise", () => {
  const oracle = new BigMath(160);
  const draw = new Draw(9);
  const truths = {
    sin: (v: Big) => oracle.sin(v),
    cos: (v: Big) => oracle.cos(v),
    tan: (v: Big) => oracle.tan(v),
  };
  for (const [name, truth] of Object.entries(truths)) {
    const f = versionOf(name, true);
    for (let i = 0; i < 300; i++) {
      const root = (Math.floor(draw.plus(0, 18)) + (name === "cos" ? 0.5 : 0)) * Math.PI;
      const v = root * (1 + 2 ** -34 * (i % 2 ? 1 : -1) * draw.in(1, 2));
      const wrong = ulpsFrom(f(v), truth(big(v)));
      assert.ok(wrong <= PROMISED, `${name}(${v}) is ${wrong} ulp away`);
    }
  }
});

test("exp(0), the logarithms of 1 and the binary ones of powers of two are exact", () => {
  const of = (name: string) => versionOf(name, true);
  assert.deepEqual([of("exp")(0), of("exp")(-0), of("cosh")(0)], [1, 1, 1]);
  assert.deepEqual([of("log")(1), of("log2")(1), of("log10")(1)], [0, 0, 0]);
  for (let k = -1074; k < 1024; k++) assert.equal(of("log2")(2 ** k), k);
});

test("the inverse functions never leave their ranges", () => {
  const [acos, asin, atan, tanh] = ["acos", "asin", "atan", "tanh"].map((name) => versionOf(name, true));
  const draw = new Draw(8);
  for (let i = 0; i < 50000; i++) {
    const x = i % 2 ? draw.in(-1, 1) : 1 - draw.plus(-53, 0);
    assert.ok(acos(x) >= 0 && acos(x) <= Math.PI, `acos(${x})`);
    assert.ok(Math.abs(asin(x)) <= Math.PI / 2, `asin(${x})`);
    const y = draw.log(-5, 60);
    assert.ok(Math.abs(atan(y)) <= Math.PI / 2, `atan(${y})`);
    assert.ok(Math.abs(tanh(y)) <= 1, `tanh(${y})`);
  }
});

const x = Float64Array.from({ length: 3000 }, (_, i) => (i % 700) / 90 + 0.013);
const run = (
  name: string,
  fastmath: readonly ("afn" | "reassoc" | "contract" | "arcp" | "single")[] | boolean,
) => {
  const out = new Float64Array(x.length);
  const f = jit(kernels[name], { fastmath });
  f(out, x, x, x);
  const { fastmath: told, specialisations } = f.diagnostics();
  return { out, used: told.used, called: specialisations[0].called };
};

test("afn, and nothing else, chooses the short versions, and the diagnostics say so", () => {
  for (const name of ["exp", "log", "pow", "sin", "hypot2"]) {
    const strict = run(name, []);
    const short = run(name, ["afn"]);
    const long = versionOf(name, false);
    assert.deepEqual(
      [...strict.out],
      Array.from(x, (v) => long(v, v)),
      `${name} without permissions`,
    );
    assert.notDeepEqual([...short.out], [...strict.out], `${name} is the same with afn`);
    assert.deepEqual([strict.used, short.used], [[], ["afn"]]);
    // What is rare is left to the long version, which is called and has no lanes.
    if (name === "log" || name === "sin") assert.ok(short.called.includes(name), String(short.called));
    assert.deepEqual(run(name, true).out, short.out, `${name} with all permissions`);
    assert.deepEqual(run(name, ["reassoc", "contract", "arcp", "single"]).out, strict.out, name);
  }
});

test("what is exact stays exact under afn, and its permission is not used", () => {
  for (const name of ["sqrt", "fround", "round", "fmod", "random"]) {
    const strict = run(name, []);
    const short = run(name, ["afn"]);
    assert.deepEqual(short.out, strict.out, name);
    assert.deepEqual(short.used, []);
  }
});

test("a kernel in strict use and one under afn do not see each other's code, in either order", () => {
  const f = (v: number) => Math.sin(v) + Math.exp(v);
  const expected = [library.sin, library.exp].map((g) => (g as (v: number) => number)(0.7));
  const short = [library.approxSin, library.approxExp].map((g) => (g as (v: number) => number)(0.7));
  const [a, b, c] = [jit(f), jit(f, { fastmath: ["afn"] }), jit(f)];
  assert.equal(a(0.7), expected[0] + expected[1]);
  assert.equal(b(0.7), short[0] + short[1]);
  assert.equal(c(0.7), expected[0] + expected[1]);
});

test("afn and reassoc together, and prange: the same bits on every number of threads", () => {
  const serial = (a: Float64Array) => {
    let s = 0;
    for (let i = 0; i < a.length; i++) s += Math.exp(a[i]) * Math.log(a[i]);
    return s;
  };
  const parallel = (a: Float64Array) => {
    let s = 0;
    for (const i of prange(a.length)) s += Math.exp(a[i]) * Math.log(a[i]);
    return s;
  };
  const tree = jit(serial, { fastmath: ["reassoc", "afn"] });
  const expected = tree(x);
  assert.deepEqual(tree.diagnostics().fastmath.used, ["reassoc", "afn"]);
  assert.notEqual(jit(serial, { fastmath: ["reassoc"] })(x), expected);
  for (const threads of [false, 1, 2, 3])
    assert.equal(jit(parallel, { parallel: threads, fastmath: ["afn"] })(x), expected, `${threads} threads`);
});
