// Values that are sent arrive as structured clone would make them: V8's own is asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deserialize, serialize } from "node:v8";
import { decode } from "../../../src/mpi/objects/decode.ts";
import { encode } from "../../../src/mpi/objects/encode.ts";

/** There and back, as if parts had been received. */
function sent<T>(value: T): T {
  const { bytes, parts } = encode(value);
  return decode(
    bytes.slice(),
    parts.map((part) => part.slice()),
  ) as T;
}

const same = (value: unknown): void => assert.deepStrictEqual(sent(value), deserialize(serialize(value)));

test("numbers keep their bits", () => {
  for (const n of [
    0,
    -0,
    1,
    -1,
    190,
    191,
    192,
    255,
    256,
    -128,
    2 ** 31 - 1,
    -(2 ** 31),
    2 ** 31,
    2 ** 31 + 1,
    2 ** 53,
    0.1,
    -1e-310,
    Number.NaN,
    Infinity,
    -Infinity,
  ]) {
    assert.ok(Object.is(sent(n), n), String(n));
  }
  for (const n of [0n, 1n, -1n, 255n, 256n, 2n ** 64n, -(2n ** 64n), 2n ** 200n - 1n])
    assert.equal(sent(n), n);
});

test("strings of every kind arrive, surrogates that stand alone too", () => {
  const long = "x".repeat(100_000);
  for (const s of [
    "",
    "a",
    "é",
    "ÿ",
    "Ā",
    "日本",
    "a😀b",
    "\ud800",
    "x\udc00y",
    "\u0000",
    "a".repeat(40),
    "a".repeat(41),
    "é".repeat(39),
    "é".repeat(200),
    "日".repeat(41),
    `${long}\ud800`,
    long,
    `${long}ß`,
  ]) {
    assert.equal(sent(s), s);
  }
});

test("records, arrays, maps, sets and the rest are what they were", () => {
  same([undefined, null, true, false, [], {}, [[]], { a: { b: { c: 1 } } }]);
  same({ rank: 3, tag: 7, name: "step", vals: [1, 2.5, "x", null, true], nested: { a: 1, b: "two" } });
  same([{ a: 1, b: 2 }, { a: 3, b: 4 }, { b: 5, a: 6 }, { a: 7 }, { a: 8, b: 9, c: 10 }]);
  same([
    new Map<unknown, unknown>([
      ["a", 1],
      [{ k: 1 }, new Set([1, "2"])],
    ]),
    new Set(),
    new Map(),
  ]);
  same([new Date(0), new Date(1e12), /a+b/giu, new Number(3), new String("x"), new Boolean(false)]);
  assert.ok(Number.isNaN(sent(new Date(Number.NaN)).getTime()));
  same({ "": 0, "1": 1, "with space": 2, ключ: 3, constructor: 4 });
  const holes: unknown[] = [1, 2, 3, 4, 5];
  delete holes[1];
  delete holes[4];
  same(holes);
  same(new Array(5));
  const bare = Object.assign(Object.create(null) as object, { a: 1 });
  assert.deepEqual(sent(bare), bare);
  assert.equal(Object.getPrototypeOf(sent([bare, { a: 2 }])[0]), null);
});

test("every view arrives as its own kind with its own elements, short or long", () => {
  for (const View of [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ]) {
    for (const length of [0, 1, 7, 5000, 100_000]) {
      const view = new View(Array.from({ length: length + 3 }, (_, i) => i % 100)).subarray(3);
      const back = sent({ view }).view;
      assert.deepStrictEqual(back, view.slice());
      assert.equal(back.buffer.byteLength, view.byteLength);
    }
  }
  same([BigInt64Array.of(-1n, 2n ** 62n), BigUint64Array.of(2n ** 64n - 1n)]);
  const { buffer } = Uint8Array.of(1, 2, 3);
  assert.deepStrictEqual(sent(buffer), buffer);
  assert.deepStrictEqual(new Uint8Array(sent(new ArrayBuffer(70_000))), new Uint8Array(70_000));
  assert.deepStrictEqual(sent(new DataView(buffer, 1)), new DataView(Uint8Array.of(2, 3).buffer));
  assert.deepStrictEqual(sent(new Float64Array(new SharedArrayBuffer(16))), new Float64Array(2));
});

test("long views are not copied on their way out, however often they occur", () => {
  const long = new Float64Array(10_000).fill(1);
  const { bytes, parts } = encode([long, { again: long }, long.subarray(0, 5000)]);
  assert.ok(bytes.length < 100);
  assert.deepEqual(
    parts.map((part) => [part.buffer === long.buffer, part.length]),
    [
      [true, 80_000],
      [true, 40_000],
    ],
  );
  const [a, b] = sent([long, { again: long }] as const);
  assert.equal(a, b.again);
});

test("what is shared stays shared, and a circle stays a circle", () => {
  const leaf = { x: 1 };
  const circle: Record<string, unknown> = { leaf, list: [leaf, leaf] };
  circle.self = circle;
  circle.map = new Map([[circle, circle]]);
  const back = sent(circle) as typeof circle & { list: unknown[]; map: Map<unknown, unknown> };
  assert.equal(back.self, back);
  assert.equal(back.list[0], back.leaf);
  assert.equal(back.list[1], back.leaf);
  assert.equal(back.map.get(back), back);
  const date = new Date(5);
  const [one, two] = sent([date, date]);
  assert.equal(one, two);
});

test("errors arrive with their class, message, stack and cause", () => {
  const error = new RangeError("too far", { cause: { at: 3 } });
  const back = sent(error);
  assert.ok(back instanceof RangeError);
  assert.deepEqual([back.message, back.stack, back.cause], ["too far", error.stack, { at: 3 }]);
  class Mine extends Error {}
  assert.equal(Object.getPrototypeOf(sent(new Mine("m"))), Error.prototype);
});

test("a key called __proto__ is a key", () => {
  const value = JSON.parse('[{"__proto__": {"evil": 1}, "b": 2}, {"__proto__": 3, "b": 4}]') as object[];
  const back = sent(value);
  assert.equal((back[0] as { evil?: unknown }).evil, undefined);
  assert.equal(JSON.stringify(back), JSON.stringify(value));
});

test("what cannot be sent is refused, with the path to it", () => {
  class Point {}
  for (const [value, text] of [
    [() => 1, /^a function cannot be sent/],
    [{ a: [1, { f() {} }] }, /^a function at \.a\[1\]\.f cannot be sent/],
    [[Symbol("s")], /^a symbol at \[0\]/],
    [{ p: new Point() }, /^an instance of Point at \.p cannot be sent: send plain records/],
    [new Map([[1, new WeakMap()]]), /^an instance of WeakMap at <value 0>/],
    [[Promise.resolve()], /^an instance of Promise at \[0\]/],
  ] as const) {
    assert.throws(() => encode(value), { name: "NotSendable", message: text });
  }
  // And the next value is none the worse for it.
  same({ a: 1 });
});

test("random values arrive as structured clone makes them", () => {
  let state = 7;
  const random = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const made: object[] = [];
  const value = (depth: number): unknown => {
    const kind = random(depth > 4 ? 9 : 16);
    const keep = <T extends object>(object: T): T => {
      made.push(object);
      return object;
    };
    switch (kind) {
      case 0:
        return random(300);
      case 1:
        return -random(2 ** 31);
      case 2:
        return random(1e6) / 7;
      case 3:
        return "ab😀é日x".slice(random(4), 3 + random(6)).repeat(random(20));
      case 4:
        return random(2) === 0;
      case 5:
        return [null, undefined, -0, Number.NaN][random(4)];
      case 6:
        return BigInt(random(1e9)) ** BigInt(random(5));
      case 7:
        return made.length > 0 ? made[random(made.length)] : 0;
      case 8:
        return keep(Float64Array.from({ length: random(6000) }, (_, i) => i / 3));
      case 9:
        return keep(new Date(random(1e9)));
      case 10:
        return keep(new Map(Array.from({ length: random(4) }, (_, i) => [i, value(depth + 1)])));
      case 11:
        return keep(new Set([value(depth + 1), random(9)]));
      default: {
        if (kind < 14) {
          const array = keep([] as unknown[]);
          for (let left = random(5); left > 0; left--) array.push(value(depth + 1));
          return array;
        }
        const record = keep({} as Record<string, unknown>);
        for (let left = random(5); left > 0; left--) record[`k${random(6)}`] = value(depth + 1);
        return record;
      }
    }
  };
  for (let i = 0; i < 3000; i++) {
    made.length = 0;
    same(value(0));
  }
});
