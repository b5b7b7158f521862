// The spelling of what a library hangs on: one for a value, however the engine holds it, and another for any other value.
import assert from "node:assert/strict";
import { test } from "node:test";
import { spelled } from "../../../src/jit/native/spelled.ts";

const hex = (value: unknown): string => {
  const bytes = spelled(value);
  assert.ok(bytes, "can be spelled");
  return Buffer.from(bytes).toString("hex");
};

test("a number has one spelling, whether the engine holds it as a small integer or as a double", () => {
  const point = (x: number) => ({ x });
  const first = hex(point(1));
  // From here on V8 keeps the field as a double.
  for (let i = 0; i < 10; i++) point(i + 0.5);
  assert.equal(hex(point(1)), first);
  const doubles = [1.5, 2];
  doubles[0] = 1;
  assert.equal(hex(doubles), hex([1, 2]));
});

test("a text has one spelling, whether the engine holds it in one byte a character or in two", () => {
  const wide = "aé\u{1F600}";
  assert.equal(hex(wide.slice(0, 2)), hex("aé"));
  assert.equal(hex(`${wide.slice(0, 1)}b`), hex("ab"));
});

test("values that differ are spelled differently", () => {
  const shared = { a: 1 };
  const values: unknown[] = [
    [undefined, null, false, true, "", "0", "null", 0, -0, 1, -1, NaN, Infinity, -Infinity],
    [2 ** 31, 2 ** 31 + 1, 2 ** 53, 5e-324, 0n, 1n, -1n, 10n ** 40n],
    [
      "a",
      "b",
      "ab",
      "é",
      "\u00e9\u0000",
      "\ud800",
      "\ud801",
      "\udc00",
      "\ufffd",
      "x".repeat(127),
      "x".repeat(128),
    ],
    [[], [[]], [undefined], [null], [1, 2], [[1], 2], [1, [2]], [12]],
    [{}, { a: 1 }, { a: 1, b: undefined }, { b: 1 }, { a: { b: 1 } }, { a: "1" }],
    [new Map(), new Map([[1, 2]]), new Map([[2, 1]]), new Set(), new Set([1, 2]), new Set([2, 1])],
    [new Float64Array(1), new Float64Array([-0]), new Float32Array(2), new Int32Array(2), new Uint8Array(8)],
    [
      [shared, shared],
      [shared, { a: 1 }],
    ].map((x) => [x]),
  ].flat();
  const spellings = new Map<string, unknown>();
  for (const value of values) {
    const key = hex(value);
    assert.ok(!spellings.has(key), `${String(spellings.get(key))} and ${String(value)}`);
    spellings.set(key, value);
    assert.equal(hex(value), key);
  }
  assert.equal(spellings.size, values.length);
});

test("values that refer to themselves are spelled", () => {
  const circle = () => {
    const a: { b?: unknown; n: number } = { n: 1 };
    a.b = [a];
    return a;
  };
  assert.equal(hex(circle()), hex(circle()));
  assert.notEqual(hex(circle()), hex({ n: 1, b: [{ n: 1 }] }));
});

test("long texts and arrays grow the room", () => {
  const long = ["é".repeat(1e5), new Float64Array(1e5), Array.from({ length: 1e4 }, () => -1)];
  const array = 1 + 1;
  const text = 1 + 1 + 3 + 3e5;
  const typed = 1 + (1 + 1 + "Float64Array".length) + 3 + 8e5;
  const numbers = 1 + 2 + 9e4;
  assert.equal(spelled(long)?.length, array + text + typed + numbers);
});

test("functions, symbols, instances and what is too deep have none", () => {
  class Point {}
  let deep: unknown = 0;
  for (let i = 0; i < 1e6; i++) deep = [deep];
  for (const value of [() => 1, Symbol("s"), new Point(), new Date(0), [[() => 1]], deep])
    assert.equal(spelled(value), undefined);
});
