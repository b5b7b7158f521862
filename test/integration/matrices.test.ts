// Rows read by columns, as a matrix where they lie evenly and one by one where they do not: the same bits as plain
// JavaScript either way, and where an index leaves a row the same error, after the same stores.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap } from "../../src/heap/index.ts";
import { jit, prange } from "../../src/jit/index.ts";

type A = Float64Array;

const SLOW = process.env.AMDAHL_TARGET === "native";
const GANGS = SLOW ? (["off", "auto"] as const) : (["off", 2, 4, 8, "auto"] as const);

/** What a product of matrices, a factorisation, a sum of columns and a mirrored triangle do with rows. */
const nests = {
  product(a: A[], b: A[], c: A[], n: number): void {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) c[i][j] += a[i][k] * b[k][j];
  },
  columns(a: A[], b: A[], c: A[], n: number): void {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i][j] - b[i][j];
      c[0][j] = sum;
    }
  },
  lu(a: A[], b: A[], c: A[], n: number): void {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        for (let k = 0; k < j; k++) a[i][j] -= a[i][k] * a[k][j];
        a[i][j] /= b[j][j];
      }
      for (let j = i; j < n; j++) for (let k = 0; k < i; k++) a[i][j] -= a[i][k] * c[k][j];
    }
  },
  mirrored(a: A[], b: A[], c: A[], n: number): void {
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a[k][i] * b[k][j];
        c[i][j] = sum;
        c[j][i] = c[i][j];
      }
    }
  },
  length(a: A[], b: A[], c: A[], n: number): void {
    for (let j = 0; j < n; j++)
      for (let i = 0; i < a.length; i++) if (j < b[i].length) a[i][j] = b[i][j] + c[i].length;
  },
  /** The number of a row that is no loop's variable. */
  indirect(a: A[], b: A[], c: A[], n: number): void {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const k = (i * 7 + j) % a.length;
        c[n - 1 - i][j] = a[k][j] + b[c.length - 1 - i][j];
      }
  },
};

/** Rows of some lengths, each at its distance from the first element of a buffer. */
function table(lengths: readonly number[], starts: readonly number[], seed: number): A[] {
  const size = Math.max(0, ...starts.map((s, i) => s + (lengths[i] as number)));
  const whole = heap.array(Float64Array, size);
  for (let i = 0; i < size; i++) whole[i] = ((i * 31 + seed * 17) % 23) / 8 - 1;
  return starts.map((s, i) => whole.subarray(s, s + (lengths[i] as number)));
}

const even = (rows: number, length: number, distance: number, seed: number): A[] =>
  table(
    Array.from({ length: rows }, () => length),
    Array.from({ length: rows }, (_, i) => i * distance),
    seed,
  );

/** Ways in which rows lie in memory; of each, three tables. */
const layouts: Record<string, () => readonly [A[], A[], A[]]> = {
  "one behind the other": () => [even(9, 9, 9, 1), even(9, 9, 9, 2), even(9, 9, 9, 3)],
  "with gaps between": () => [even(9, 9, 11, 1), even(9, 9, 16, 2), even(9, 10, 10, 3)],
  "each by itself, outside of the heap": () => {
    const rows = (seed: number): A[] => even(9, 9, 9, seed).map((r) => r.slice());
    return [rows(1), rows(2), rows(3)];
  },
  "last row first": () => [even(9, 9, 9, 1).reverse(), even(9, 9, 9, 2), even(9, 9, 9, 3).reverse()],
  "overlapping each other": () => [even(9, 9, 4, 1), even(9, 9, 9, 2), even(9, 9, 1, 3)],
  "all the same row": () => [even(9, 9, 0, 1), even(9, 9, 9, 2), even(9, 9, 0, 3)],
  "one table for all": () => {
    const rows = even(9, 9, 9, 1);
    return [rows, rows, rows];
  },
  "one row in two places": () => {
    const rows = even(9, 9, 9, 1);
    return [rows, [...rows.slice(0, 4), rows[1] as A, ...rows.slice(5)], rows];
  },
  "tables that overlap": () => {
    const rows = even(12, 9, 9, 1);
    return [rows.slice(0, 9), rows.slice(1, 10), rows.slice(3, 12)];
  },
  "a row out of its place": () => {
    const rows = even(10, 9, 9, 2);
    return [even(9, 9, 9, 1), [...rows.slice(0, 4), rows[9] as A, ...rows.slice(5, 9)], even(9, 9, 9, 3)];
  },
  "a shorter row in the middle": () => {
    const rows = even(9, 9, 9, 2);
    return [
      even(9, 9, 9, 1),
      [...rows.slice(0, 5), rows[5]?.subarray(0, 3) as A, ...rows.slice(6)],
      even(9, 9, 9, 3),
    ];
  },
  "a triangle": () => {
    const rows = even(9, 9, 9, 1).map((r, i) => r.subarray(0, i + 1));
    return [rows, rows, even(9, 9, 9, 3)];
  },
  "a table that is too short": () => [even(9, 9, 9, 1), even(5, 9, 9, 2), even(9, 9, 9, 3)],
  "rows that are too short": () => [even(9, 9, 9, 1), even(9, 6, 9, 2), even(9, 9, 9, 3)],
  "rows without elements": () => [even(9, 0, 9, 1), even(9, 0, 0, 2), even(9, 9, 9, 3)],
  "one row": () => [even(1, 9, 9, 1), even(1, 9, 9, 2), even(1, 9, 9, 3)],
  "no rows": () => [even(0, 9, 9, 1), even(0, 9, 9, 2), even(0, 9, 9, 3)],
};

/** The nest as it should end: the plain function, with every index checked. */
function checked(f: (...args: never[]) => void, tables: readonly A[][], n: number): string | undefined {
  const strict = (rows: A[] | A): unknown =>
    new Proxy(rows, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        const isIndex = typeof key === "string" && /^-?\d/.test(key);
        if (isIndex && !(key in target)) throw new RangeError(key);
        return Array.isArray(value) || value instanceof Float64Array ? strict(value) : value;
      },
      set(target, key, value) {
        if (!(key in target)) throw new RangeError(String(key));
        return Reflect.set(target, key, value);
      },
    });
  try {
    f(...([...tables.map(strict), n] as unknown as never[]));
  } catch (e) {
    if (e instanceof RangeError) return e.message;
    throw e;
  }
  return undefined;
}

const values = (tables: readonly A[][]): number[][][] => tables.map((t) => t.map((r) => Array.from(r)));

for (const [name, nest] of Object.entries(nests)) {
  const kernels = GANGS.map((lanes) => [lanes, jit(nest, { lanes, parallel: false })] as const);
  for (const [layout, make] of Object.entries(layouts)) {
    test(`${name}: rows ${layout}`, () => {
      for (const n of [0, 1, 4, 9]) {
        const expected = make();
        const error = checked(nest, expected, n);
        for (const [lanes, kernel] of kernels) {
          const given = make();
          if (error === undefined) kernel(...given, n);
          else
            assert.throws(
              () => kernel(...given, n),
              (e) => e instanceof RangeError && e.message.includes(error),
              `n = ${n}, lanes ${lanes}: no RangeError at ${error}`,
            );
          assert.deepEqual(values(given), values(expected), `n = ${n}, lanes ${lanes}`);
        }
      }
    });
  }
}

test("diagnostics say that rows are read as a matrix, and the loop over columns has lanes", () => {
  const product = jit(nests.product, { parallel: false, lanes: 4 });
  product(...(layouts["one behind the other"] as () => [A[], A[], A[]])(), 9);
  const said = String(product.diagnostics());
  assert.match(
    said,
    /rows of c, a, b are read as a matrix if they lie evenly in memory; else looked up inside/,
  );
  assert.match(said, /lanes: 4 lanes/);
});

test("rows of other elements than doubles are read as a matrix, too", () => {
  const f = (a: Int16Array[], out: Int16Array): void => {
    for (let j = 0; j < out.length; j++) {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i][j];
      out[j] = sum;
    }
  };
  const make = (): [Int16Array[], Int16Array] => {
    const whole = Int16Array.from({ length: 35 }, (_, i) => i * 999 - 9000);
    return [Array.from({ length: 5 }, (_, i) => whole.subarray(i * 7, i * 7 + 7)), new Int16Array(7)];
  };
  const [expected, given] = [make(), make()];
  f(...expected);
  const kernel = jit(f, { parallel: false });
  kernel(...given);
  assert.deepEqual(given, expected);
  assert.match(String(kernel.diagnostics()), /read as a matrix/);
});

test("parallel loops over columns give the bits of one thread", () => {
  const f = (a: A[], out: A): void => {
    for (const j of prange(out.length)) for (let i = 0; i < a.length; i++) out[j] += a[i][j] * 0.3;
  };
  for (const distance of [40, 43, 20]) {
    const [a, b] = [heap.array(Float64Array, 40), heap.array(Float64Array, 40)];
    const rows = even(30, 40, distance, 5);
    jit(f, { parallel: false })(rows, a);
    jit(f, { parallel: 2 })(rows, b);
    assert.deepEqual(b, a);
    assert.deepEqual(
      Array.from(a),
      Array.from({ length: 40 }, (_, j) => rows.reduce((s, r) => s + (r[j] as number) * 0.3, 0)),
    );
  }
});
