// Operands are evaluated from left to right, once, and see exactly the effects of what came before them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type NDArray, zeros } from "../../../src/array/index.ts";
import { jit, prange } from "../../../src/jit/index.ts";
import { same } from "./same.ts";

const A = () => new Float64Array([1, 2, 3, 4]);

same("a store inside an expression", (a: Float64Array) => a[0] + (a[0] = 5) + a[0], [A()]);
same("an assignment between two reads", (x: number) => x + (x = 2) * x + (x = 3) * x, [7]);
same("a[i++] = i", (a: Float64Array) => { let i = 0; a[i++] = i; a[i++] = i; return i; }, [A()]);
same("a[i++] += f()", (a: Float64Array) => { let i = 0; let c = 0; const f = () => { c++; i = 2; return c; }; a[i++] += f(); a[i++] += f(); return [i, c]; }, [A()]);
same("a[i] = a[i - 1]++ + ++a[0]", (a: Float64Array) => { const i = 2; a[i] = a[i - 1]++ + ++a[0]; }, [A()]);
same("the subscript of the target before the right side", (a: Float64Array) => { let i = 0; a[i] = (i = 1); a[(i += 1)] = i * 10; return i; }, [A()]);
same("the array of the target before the right side", (a: Float64Array, b: Float64Array) => { let t = a; t[0] = ((t = b), 9); return t[0]; }, [A(), A()]);
same("chained assignment a = b[i] = c", (b: Float32Array) => { let a = 0; a = b[0] = 0.1; return a; }, [new Float32Array(2)]);
same("chained assignment into two arrays", (a: Uint8Array, b: Float64Array) => (b[1] = a[0] = 300.7), [new Uint8Array(2), A()]);
same("x++ + ++x", (x: number) => { const r = x++ + ++x; const s = x-- - --x; return [r, s, x]; }, [1], [0.5], [-0]);
same("x++ of a boolean's number", (x: number) => { let y = x; return [y++, y, ++y, -y--, y]; }, [1.5]);
same("compound assignment reads its target first", (x: number) => { x += (x = 5); return x; }, [1]);
same("compound assignment to an element reads it first", (a: Float64Array) => { a[0] += (a[0] = 10); a[1] *= (a[1] -= 5); }, [A()]);
same("a condition with an effect", (n: number) => { let c = 0; if ((c = n) > 2 && (c += 10) > 0) c++; return c; }, [1], [5]);
same("&& and || skip their right side", (x: number) => { let c = 0; const t = x > 1 && (c = 1) > 0; const u = x > 1 || (c += 2) > 5; return [t, u, c]; }, [0], [2]);
same("values of && and ||", (x: number, y: number) => [x && y, x || y, x && 3, 0 || x, (x && y) || 9], [0, 3], [2, 0], [Number.NaN, 1], [-0, 5]);
same("??: numbers are never missing", (x: number) => { let c = 0; const y = x ?? (c = 1); return [y, c]; }, [0], [Number.NaN]);
same("x ||= y, x &&= y, x ??= y", (x: number, y: number) => { let a = x; let b = x; let c = x; let n = 0; a ||= ((n += 1), y); b &&= ((n += 10), y); c ??= ((n += 100), y); return [a, b, c, n]; }, [0, 3], [2, 5], [Number.NaN, 1]);
same("a[i] ||= y", (a: Float64Array, y: number) => { a[0] ||= y; a[1] &&= y; a[2] ??= y; }, [A(), 7], [new Float64Array(4), 7]);
same("the comma operator", (x: number) => { let c = 0; const y = ((c = x), (c += 1), c * 2); return [y, c]; }, [3]);
same("the comma operator in a loop's head", (n: number) => { let s = 0; for (let i = 0, j = n; i < j; i++, j--) s += i * j; return s; }, [10]);
same("swap by destructuring", (a: number, b: number) => { [a, b] = [b, a]; return [a, b]; }, [1, 2]);
same("rotate three", (a: number, b: number, c: number) => { [a, b, c] = [b, c, a]; [a, b] = [a + b, a - b]; return [a, b, c]; }, [1, 2, 3]);
same("swap elements", (a: Float64Array) => { [a[0], a[3]] = [a[3], a[0]]; let i = 1; [a[i], i] = [i, a[i]]; return i; }, [A()]);
same("swap arrays", (a: Float64Array, b: Float64Array) => { [a, b] = [b, a]; a[0] = -1; b[1] = -2; return a; }, [A(), A()]);
same("swap arrays through a third", (a: Float64Array, b: Float64Array, n: number) => { for (let i = 0; i < n; i++) { const t = a; a = b; b = t; a[0] += 1; } return b; }, [A(), A(), 3], [A(), A(), 4]);
same("fibonacci by swap", (n: number) => { let a = 0; let b = 1; for (let i = 0; i < n; i++) [a, b] = [b, a + b]; return a; }, [0], [1], [90]);
same("calls' arguments from left to right", (x: number) => { let c = x; const f = (a: number, b: number, d: number) => a * 100 + b * 10 + d; return f(c++, c++, c); }, [1]);
same("a call that changes what an earlier operand read", (x: number) => { let c = x; const f = () => { c *= 2; return c; }; return c + f() + c; }, [3]);
same("a call that stores into what an earlier operand read", (a: Float64Array) => { const f = () => { a[0] = 7; return 1; }; return a[0] + f() + a[0]; }, [A()]);
same("a ternary with effects in its arms", (x: number) => { let c = 0; const f = () => ++c; const y = x > 0 ? f() + f() : f(); return [y, c]; }, [1], [-1]);
same("a ternary in a subscript", (a: Float64Array, x: number) => { let c = 0; a[x > 0 ? ++c : 3] = c; return a[x > 0 ? 0 : (c = 2)] + c; }, [A(), 1], [A(), -1]);
same("an effect in the middle of a tuple", (x: number) => [x, (x += 1), x, (x *= 2), x], [3]);
same("an effect in the middle of a record", (x: number) => ({ a: x, b: (x += 1), c: x }), [3]);
same("an effect in a template", (x: number) => { if (x > 0) throw new Error(`${x} ${(x += 1)} ${x}`); return x; }, [3], [-3]);
same("a loop's bound with an effect is evaluated before every iteration", (n: number) => { let c = 0; for (let i = 0; i < n - c; i++) c++; return c; }, [10]);
same("a condition's read of an array is not moved", (a: Float64Array) => { let c = 0; while (a[0]-- > 0) c += a[0]; return c; }, [A()]);
same("a constant keeps its value when the variable behind it changes", (x: number) => { const y = x; x = 9; const z = y + x; x = 1; return [y, z, x]; }, [5]);
same("a constant keeps its element when the array changes", (a: Float64Array) => { const y = a[0]; a[0] = 9; return [y, a[0]]; }, [A()]);
same("a record keeps its fields when the variables behind them change", (x: number) => { const r = { x, y: x * 2 }; x = 9; return [r.x, r.y, x]; }, [5]);
same("a tuple keeps its places when the array changes", (a: Float64Array) => { const t = [a[0], a[1]]; a[0] = 9; return [t[0] ?? 0, t[1] ?? 0]; }, [A()]);
same("an argument keeps its value when the variable behind it changes", (x: number) => { let c = x; const f = (v: number) => { c = 0; return v + c; }; return f(c) + c; }, [5]);
same("an argument that is a record keeps its fields", (x: number) => { let c = x; const f = (r: { v: number }) => { c = 0; return r.v + c; }; return f({ v: c }) + c; }, [5]);
same("conditions as statements, their sides of any type", (a: Float64Array, x: number) => { x > 1 && a[0]++; x > 2 || (a[1] = x > 0 ? 5 : 6); x > 3 ? a.fill(7, 2) : x > 0 && (a[3] = 8); (a[2]++, a[2]++); for (let i = 0; i < x; i++, a[0] > 100 && a.fill(0)) a[0] += 30; return a; }, ...[0, 1, 2, 3, 4, 5].map((x) => [A(), x] as [Float64Array, number]));
same("arguments before defaults", (x: number) => { let c = x; const f = (p: number, q = (c *= 10), r = c) => p + q + r; return f(c++, undefined, c++) + c; }, [3]);

// What nobody looks at is read all the same.
const unread: readonly [string, (a: Float64Array, b: Float64Array) => unknown][] = [
  ["before a comma", (a, b) => (b[7], a[0])],
  ["after void", (_, b) => { void b[7]; }],
  ["after typeof", (_, b) => (typeof b[7] === "number" ? 1 : 2)],
  ["in a statement of its own", (_, b) => { b[7]; }],
  ["under a name that is not used", (_, b) => { let x = b[7]; x = 1; return x; }],
  ["in another place of a literal", (a, b) => [b[7], a[0]][1]],
  ["in another field of a literal", (a, b) => ({ x: a[0], y: b[7] }).x],
  ["in a comparison with undefined", (_, b) => b[7] === undefined],
  ["as an argument too many", (a, b) => (((x: number) => x) as (x: number, y: number) => number)(a[0], b[7])],
  ["as an argument too many of Math", (a, b) => (Math.abs as (x: number, y: number) => number)(a[0], b[7])],
  ["as an argument without a parameter", (_, b) => ((() => 1) as (x: number) => number)(b[7])],
  ["as an argument before a default that throws", (_, b) => ((x: number, y: number = b[9], z: number = 0) => x + y + z)(1, undefined, b[7])],
];
for (const [where, f] of unread) {
  test(`an element that does not exist is an error ${where}`, () => {
    assert.throws(() => jit(f)(A(), A()), { name: "RangeError", message: /^Index 7 .* b has/ });
  });
}

// A method's arguments are all evaluated before the method looks at any of them.
for (const [what, f, expected] of [
  ["a value before set's subscripts", (u, a) => { u.set(9, 0, a[7]); }, /^Index 7 .* a has/],
  ["a later subscript before the check of an earlier one", (u, a) => u.get(9, a[7]), /^Index 7 .* a has/],
  ["the first subscript before the value", (u, a) => { u.set(a[8], 0, a[7]); }, /^Index 8 .* a has/],
  ["a subscript's own check last", (u, a) => u.get(a[0] + 8, a[1]), /^Index 9 .* axis 0/],
  ["a value before the place that it ends with", (u, a) => { u.set(9, 0, a[7] + u.get(9, 0)); }, /^Index 7 .* a has/],
  ["the place, where the value starts from it", (u, a) => { u.set(9, 0, u.get(9, 0) + a[7]); }, /^Index 9 .* axis 0/],
] as const satisfies readonly [string, (u: NDArray, a: Float64Array) => unknown, RegExp][]) {
  test(`a strided array's method: ${what}`, () => {
    assert.throws(() => jit(f)(zeros([2, 2]), A()), { name: "RangeError", message: expected });
  });
}

for (const [what, f] of [
  ["the element first", (h, a, k) => { for (const i of prange(100)) h.set(k[i], h.get(k[i]) + a[i]); }],
  ["the element last", (h, a) => { for (const i of prange(100)) h.set(i % 4, a[i] + h.get(i % 4)); }],
] as const satisfies readonly [string, (h: NDArray, a: Float64Array, k: Uint8Array) => void][]) {
  test(`an update of a strided array stays a reduction: ${what}`, () => {
    const h = zeros([4]);
    jit(f)(h, new Float64Array(100).fill(2), Uint8Array.from({ length: 100 }, (_, i) => i % 4));
    assert.deepEqual([0, 1, 2, 3].map((k) => h.get(k)), [50, 50, 50, 50]);
  });
}
