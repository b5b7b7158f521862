// Lists that a parameter's pattern takes apart: their numbers are promised like any parameters'.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../src/index.ts";

type Fill = (sizes: number[], a: Float64Array) => number;

const fill: Fill = ([rows, columns], a) => {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) a[i * columns + j] = i - j;
  return rows / columns;
};

const filled = (f: Fill, sizes: number[], length = 12): unknown[] => {
  const a = new Float64Array(length);
  return [f(sizes, a), ...a];
};

test("their numbers are passed one by one, and sizes are promised to be whole", () => {
  const compiled = jit(fill, { target: "wasm" });
  assert.deepEqual(filled(compiled, [3, 4]), filled(fill, [3, 4]));
  const [one] = compiled.diagnostics().specialisations;
  assert.match(one.signature, /^\(\[number, number\], Float64Array\)/);
  assert.deepEqual(
    one.guards.map((g) => g.parameter),
    ["arg0.0", "arg0.1", "a.length"],
  );
  assert.doesNotMatch(JSON.stringify(one.loops), /checked inside/);
});

test("any numbers, and lists of any length that is enough, give what the plain function gives", () => {
  const compiled = jit(fill);
  for (const sizes of [
    [3, 4],
    [4, 3],
    [0, 5],
    [2.5, 2],
    [-1, 2],
    [Number.NaN, 1],
    [3, 4, 5],
    [1, 1, 9, 9],
  ])
    assert.deepEqual(filled(compiled, sizes), filled(fill, sizes), String(sizes));
  const long = Array.from({ length: 40 }, () => 2);
  assert.deepEqual(filled(compiled, long), filled(fill, long));
});

test("a list that is too short is an error, as it is where a list has a name", () => {
  assert.throws(() => filled(jit(fill), [3]), RangeError);
});

test("what the list is at each call counts", () => {
  const compiled = jit(fill);
  const sizes = [3, 4];
  filled(compiled, sizes);
  sizes[0] = 2;
  assert.deepEqual(filled(compiled, sizes), filled(fill, sizes));
  sizes[0] = 2.5;
  assert.deepEqual(filled(compiled, sizes), filled(fill, sizes));
});

test("a list with a name, with defaults in its pattern, or with a signature stays a list", () => {
  const named = (s: number[]): number => s[0] + s[1];
  const defaults = ([x, y = 2]: number[]): number => x + y;
  const listed = ([x, y]: number[]): number => x - y;
  for (const [f, options] of [
    [named, {}],
    [defaults, {}],
    [listed, { signatures: ["(list: number[]) => number"] }],
  ] as const) {
    const compiled = jit(f as (s: number[]) => number, options);
    assert.equal(compiled([5, 3]), f([5, 3]));
    assert.match(compiled.diagnostics().specialisations[0].signature, /^\(Float64Array\)/);
  }
});
