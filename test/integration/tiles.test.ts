// Nests three deep in tiles: the bits of the plain function, whatever the sizes are of a tile, a jam and a gang.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit, prange } from "../../src/index.ts";
import { NO_C, WIDE_PRODUCTS } from "../compiler/backend/c/host.ts";

type Multiply = (
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  rows: number,
  from: number,
  to: number,
  columns: number,
) => void;

const multiply: Multiply = (a, b, c, rows, from, to, columns) => {
  for (let i = 0; i < rows; i++)
    for (let k = from; k < to; k++)
      for (let j = 0; j < columns; j++) c[i * columns + j] += a[i * to + k] * b[k * columns + j];
};

const parallel: Multiply = (a, b, c, rows, from, to, columns) => {
  for (const i of prange(rows))
    for (let k = from; k < to; k++)
      for (let j = 0; j < columns; j++) c[i * columns + j] += a[i * to + k] * b[k * columns + j];
};

/** Rows, where the sum starts and ends, columns. */
const SHAPES = [
  [0, 0, 5, 5],
  [1, 0, 1, 1],
  [2, 0, 64, 8],
  [3, 0, 65, 9],
  [5, 0, 63, 17],
  [4, 3, 131, 33],
  [7, 64, 128, 16],
  [6, 5, 5, 12],
  [6, 9, 4, 12],
  [33, 0, 200, 40],
  [8, 0, 257, 3],
] as const;

/** Numbers whose sums depend on their order, some of them -0, infinite or NaN (of which all are one). */
function numbers(count: number, seed: number): Float64Array {
  const made = Float64Array.from(
    { length: count },
    (_, i) => Math.sin(seed + 7.3 * i) * 10 ** ((i * seed) % 5),
  );
  if (count > 20) made.set([-0, Number.POSITIVE_INFINITY, Number.NaN], 11);
  return made;
}

const targets = ["wasm", ...(NO_C ? [] : ["native" as const])] as const;

for (const target of targets)
  for (const [name, fn, threads] of [
    ["one thread", multiply, false],
    ["three", parallel, 3],
  ] as const)
    test(`products of matrices have the bits of the plain function: ${target}, ${name}`, () => {
      const compiled = jit(fn, { target, parallel: threads });
      for (const [rows, from, to, columns] of SHAPES) {
        const a = numbers(rows * to, 3);
        const b = numbers(Math.max(from, to) * columns, 2);
        const [plain, made] = [numbers(rows * columns, 5), numbers(rows * columns, 5)];
        multiply(a, b, plain, rows, from, to, columns);
        compiled(a, b, made, rows, from, to, columns);
        assert.deepEqual(Array.from(made), Array.from(plain), `${rows} × ${from}..${to} × ${columns}`);
      }
    });

test("the product in tiles may go to a matrix that overlaps the others", () => {
  for (const target of targets) {
    const compiled = jit(multiply, { target });
    const run = (f: Multiply): Float64Array => {
      const all = numbers(20_000, 3).map((x) => (Number.isFinite(x) ? x / 1e4 : 1));
      f(all.subarray(0, 7000), all.subarray(3000, 17_000), all.subarray(5000, 12_000), 70, 0, 100, 70);
      return all;
    };
    assert.deepEqual(Array.from(run(compiled)), Array.from(run(multiply)), target);
  }
});

test("what the tiles' own loop counts is said", () => {
  const compiled = jit(multiply, { target: "wasm" });
  compiled(numbers(100, 1), numbers(100, 2), numbers(100, 3), 10, 0, 10, 10);
  const notes = compiled.diagnostics().specialisations.flatMap((s) => s.loops.flatMap((l) => l.notes));
  const said = WIDE_PRODUCTS
    ? "changed about with the loop inside, in tiles"
    : "2 iterations at once by the loops inside, in tiles";
  assert.ok(
    notes.some((n) => JSON.stringify(n).includes(said)),
    JSON.stringify(notes),
  );
});
