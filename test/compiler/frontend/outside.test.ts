// What a kernel has of the world around it: captured values, other modules, and what it throws and prints.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zeros } from "../../../src/array/index.ts";
import { jit } from "../../../src/jit/index.ts";
import * as again from "./fixtures/again.ts";
import half, { RATE, rate, table as far } from "./fixtures/library.ts";
import { same } from "./same.ts";

const K = 3;
const ON = true;
const table = new Float64Array([1, 2, 3]);
const list = [1, 2, 3];
const params = { dt: 0.5, deep: { q: 2 }, on: true };
const grid = zeros([2, 2]);
const lib_1 = { half, K: 7 };
const rows = [new Float64Array([1, 2]), new Float64Array([3])];

same("constants, arrays, records, tables of the module", (i: number) => table[i] * K + params.dt + params.deep.q + list[i] + rows[1][0] + (ON ? 1 : 2) + (params.on ? 10 : 20), [2]);
same("functions of other modules, default, named, renamed, as a namespace", (x: number) => half(x) + rate(x) + again.again(x) + again.halved(x) + RATE + far[1], [3]);
same("calls as tools write them", (x: number) => lib_1.half(x) + (0, lib_1.half)(x) + lib_1.K, [3]);
same("local names for functions of records", (x: number) => { const { half: h } = lib_1; return h(x); }, [3]);

test("captured arrays and fields are read at every call", () => {
  const f = jit((i: number) => table[i] + params.dt * 100 + list[0] * 1000 + grid.get(1, 1) * 1e6);
  assert.equal(f(0), 1 + 50 + 1000);
  table[0] = 5;
  params.dt = 0.25;
  list[0] = 2;
  grid.set(1, 1, 3);
  assert.equal(f(0), 5 + 25 + 2000 + 3e6);
});

test("captured arrays are written too", () => {
  jit((x: number) => { table[1] = x; list[1] = x * 2; grid.set(0, 1, x); })(8);
  assert.deepEqual([table[1], list[1], grid.get(0, 1)], [8, 16, 8]);
});

// --- throw
same("each class of error, with numbers in its text", (k: number, x: number) => {
  switch (k) {
    case 0: throw new Error(`a ${x} b ${x > 1}`);
    case 1: throw new RangeError("plain");
    case 2: throw new TypeError("sum: " + (x + 1) + "!");
    case 3: throw new SyntaxError(`${x}`);
    case 4: throw new ReferenceError();
    case 5: throw new EvalError(`${-0} ${1e21} ${1 / 3} ${Number.NaN}`);
    case 6: throw new URIError("%s %d");
    case 7: throw Error("without new");
    default: return x;
  }
}, ...[0, 1, 2, 3, 4, 6, 7, 8].map((k) => [k, 1.5] as [number, number]));
same("stores before a throw are seen", (a: Float64Array) => { a[0] = 1; if (a[1] > 0) throw new RangeError("late"); a[2] = 3; }, [new Float64Array([0, 5, 0])], [new Float64Array([0, 0, 0])]);
same("a throw in a called function", (x: number) => { const check = (y: number) => { if (y > 2) throw new RangeError(`no ${y}`); return y; }; return check(x) + check(x + 1); }, [0], [2], [5]);

// --- recursion without end
function endless(n: number): number { return n > 1e9 ? 0 : endless(n + 1) + 1; }
test("recursion too deep is a RangeError, and the next call works", () => {
  const f = jit((n: number) => endless(n));
  for (let k = 0; k < 3; k++) assert.throws(() => f(0), RangeError);
  assert.equal(f(1e9 - 5), 6);
});

// --- console
test("console.log prints numbers, booleans and text as the console does", (t) => {
  const printed: unknown[][] = [];
  t.mock.method(console, "log", (...args: unknown[]) => printed.push(args));
  jit((x: number) => { console.log("x is", x, x > 1, -0, 1e21, Number.NaN); console.log(`x: ${x} ${-0}`); console.log(); console.log("50 %d", 3); })(1.5);
  assert.deepEqual(printed, [["x is 1.5 true -0 1e+21 NaN"], ["x: 1.5 0"], [""], ["50 %d 3"]]);
});
