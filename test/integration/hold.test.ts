// Elements that a loop adds to stay in registers while it runs, and nobody can tell: neither where arrays overlap, nor
// where the loop has no iterations, nor after an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap } from "../../src/heap/index.ts";
import { jit } from "../../src/jit/index.ts";

type A = Float64Array;
type Kernel = (...args: never[]) => unknown;

const SLOW = process.env.AMDAHL_TARGET === "native";
const GANGS = SLOW ? (["off", "auto"] as const) : (["off", 2, 4, 8, "auto"] as const);

const numbers = (n: number, seed = 1): A => {
  const a = heap.array(Float64Array, n);
  for (let i = 0; i < n; i++) a[i] = ((i * 29 + seed * 13) % 19) / 7 - 1;
  return a;
};

/** Runs a function plainly and compiled on arguments of its own, and compares all that it may have written. */
function agrees<F extends Kernel>(f: F, make: () => readonly unknown[], held = true): void {
  const args = (): Parameters<F> => make() as unknown as Parameters<F>;
  const expected = args();
  f(...expected);
  for (const lanes of GANGS) {
    const kernel = jit(f, { lanes, parallel: false });
    const given = args();
    kernel(...given);
    assert.deepEqual(given, expected, `lanes ${lanes}`);
    assert.equal(/hold: an element of .* in a register/.test(String(kernel.diagnostics())), held);
  }
}

/** Two products of a matrix and a vector in one pass: a row's sum, and a sum for each column. */
const both = (a: A, p: A, r: A, s: A, q: A, n: number): void => {
  for (let i = 0; i < r.length; i++) {
    q[i] = 0;
    for (let j = 0; j < n; j++) {
      s[j] += r[i] * a[i * n + j];
      q[i] += a[i * n + j] * p[j];
    }
  }
};

test("a sum into an element, beside sums into others", () => {
  agrees(both, () => [numbers(63), numbers(9, 2), numbers(7, 3), numbers(9, 4), numbers(7, 5), 9]);
});

test("arrays that overlap the element's", () => {
  for (const [p, s, q] of [
    [0, 9, 20],
    [0, 9, 12],
    [0, 3, 20],
    [9, 20, 0],
    [14, 30, 10],
  ] as const)
    agrees(both, () => {
      const whole = numbers(40, 6);
      const part = (from: number, length: number): A => whole.subarray(from, from + length);
      return [numbers(63), part(p, 9), numbers(7, 3), part(s, 9), part(q, 7), 9];
    });
});

test("the very array that is read", () => {
  const f = (x: A, y: A, n: number): void => {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) x[i] += x[j] * y[j];
  };
  agrees(f, () => [numbers(11), numbers(11, 2), 11], false);
});

test("another part of the array that is read, which is proven", () => {
  const f = (x: A, n: number): void => {
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i] -= x[j] * 0.5;
  };
  agrees(f, () => [numbers(13), 13]);
});

test("a loop without iterations reads nothing, wherever the element would be", () => {
  const f = (x: A, y: A, at: number, n: number): void => {
    for (let j = 0; j < n; j++) x[at] += y[j];
  };
  for (const lanes of GANGS) {
    const kernel = jit(f, { lanes, parallel: false });
    const x = numbers(3);
    kernel(x, numbers(5), 2, 5);
    kernel(x, numbers(5), 1e6, 0);
    kernel(x, numbers(5), 2 ** 40, 0);
    kernel(x, numbers(5), -7, 0);
    assert.throws(() => kernel(x, numbers(5), 3, 1), RangeError);
    const expected = numbers(3);
    f(expected, numbers(5), 2, 5);
    assert.deepEqual(x, expected);
  }
});

test("an index out of range throws after the sums before it", () => {
  const f = (x: A, y: A, n: number): void => {
    for (let i = 0; i < x.length; i++) for (let j = 0; j < n; j++) x[i] += y[j];
  };
  for (const lanes of GANGS) {
    const x = numbers(4);
    assert.throws(
      () => jit(f, { lanes, parallel: false })(x, numbers(5), 6),
      /Index 5 is out of range: y has length 5/,
    );
    const expected = numbers(4);
    for (const value of numbers(5)) (expected[0] as number) += value;
    assert.deepEqual(x, expected);
  }
});

test("an element of floats is rounded every time", () => {
  const f = (x: Float32Array, y: A, n: number): void => {
    for (let i = 0; i < x.length; i++) for (let j = 0; j < n; j++) x[i] += y[j];
  };
  agrees(f, () => [new Float32Array(5).fill(0.1), numbers(20), 20], false);
});

test("what the element was is kept where it is read later, and two elements of one array", () => {
  const f = (x: A, y: A, out: A, n: number): void => {
    for (let i = 0; i < 2; i++) {
      let before = 0;
      for (let j = 0; j < n; j++) {
        before = x[i];
        x[i] = before * 0.5 + y[j];
        x[i + 2] += before;
        x[i] -= before * y[j];
        out[j] = before;
      }
      x[i + 4] = before;
    }
  };
  agrees(f, () => [numbers(6), numbers(17, 2), numbers(17, 3), 17]);
});

test("infinities, NaN and -0 are added as ever", () => {
  const f = (x: A, y: A, n: number): void => {
    for (let i = 0; i < x.length; i++) for (let j = 0; j < n; j++) x[i] += y[j];
  };
  for (const list of [
    [-0],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [1e308, 1e308, -1e308],
  ])
    agrees(f, () => [Float64Array.of(-0, 0, 1), Float64Array.from(list), list.length]);
});
