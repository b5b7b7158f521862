// Rows of tables leave the loops where they are the same in every iteration, and no error comes sooner for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../../src/jit/index.ts";

const table = (rows: number, columns: number): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => Float64Array.from({ length: columns }, (_, j) => 10 * i + j));

function stencil(u: Float64Array[], w: Float64Array[]): void {
  for (let i = 1; i < u.length - 1; i++) {
    for (let j = 0; j < u[i].length; j++) w[i][j] = u[i - 1][j] + u[i + 1][j];
  }
}

test("the innermost loop of a stencil over rows looks no row up", () => {
  const f = jit(stencil);
  const w = table(4, 3);
  f(table(4, 3), w);
  assert.deepEqual(
    w.map((r) => [...r]),
    [
      [0, 1, 2],
      [20, 22, 24],
      [40, 42, 44],
      [30, 31, 32],
    ],
  );
  assert.match(String(f.diagnostics()), /rows of w, u are looked up before the loop/);
});

test("a row out of range throws in the iteration that reads it, after the stores before", () => {
  const f = jit((u: Float64Array[], out: Float64Array, k: number) => {
    for (let j = 0; j < out.length; j++) {
      out[j] = 1;
      out[j] += u[k][j];
    }
  });
  const out = new Float64Array(2);
  assert.throws(() => f(table(2, 2), out, 2), {
    name: "RangeError",
    message: /Index 2 is out of range: u has length 2/,
  });
  assert.deepEqual([...out], [1, 0]);
});

test("a row out of range does not throw where the loop does not run", () => {
  const f = jit((u: Float64Array[], n: number, k: number) => {
    let s = 0;
    for (let j = 0; j < n; j++) s += u[k][j];
    return s;
  });
  assert.equal(f(table(2, 2), 0, 7), 0);
  assert.equal(f(table(2, 2), 2, 1), 21);
});

test("tables that are swapped in an outer loop are looked up anew", () => {
  const swaps = (u: Float64Array[], w: Float64Array[], steps: number): number => {
    for (let t = 0; t < steps; t++) {
      for (let j = 0; j < u[0].length; j++) w[0][j] = u[0][j] + 1;
      [u, w] = [w, u];
    }
    return u[0][0];
  };
  assert.equal(jit(swaps)(table(1, 3), table(1, 3), 5), swaps(table(1, 3), table(1, 3), 5));
});

test("a row chosen by an element that the loop stores to is looked up every time", () => {
  const f = (u: Float64Array[], which: Int32Array): number => {
    let s = 0;
    for (let j = 0; j < 2; j++) {
      s += u[which[0]][j];
      which[0] = 1;
    }
    return s;
  };
  assert.equal(jit(f)(table(2, 2), new Int32Array(1)), 0 + 11);
});
