// Arrays of every kind: what a store keeps of a number, aliasing, views, tables, arrays made inside and given back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zeros } from "../../../src/array/index.ts";
import { heap } from "../../../src/heap/index.ts";
import { jit } from "../../../src/jit/index.ts";
import { gives, same, ugly } from "./same.ts";

const KINDS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, ...((globalThis as unknown as { Float16Array?: Float64ArrayConstructor }).Float16Array ? [(globalThis as unknown as { Float16Array: Float64ArrayConstructor }).Float16Array] : [])] as Float64ArrayConstructor[];
const halves = [...ugly, 254.5, 255.5, 0.49999999999999994, 1e-8, 5.960464477539063e-8, 2.98e-8, 65504, 65519.99, 65520, 1.0009765625, 1.00048828125, 1.000488281250001, 6.1e-5, 3.4e38, 3.5e38, 1.401298464324817e-45, 7e-46, 16777217];

for (const Kind of KINDS) {
  const values = new Float64Array(halves);
  same(`${Kind.name}: what a store keeps of ugly numbers`, (a: Float64Array, v: Float64Array) => { for (let i = 0; i < v.length; i++) a[i] = v[i]; }, [new Kind(values.length), values]);
  same(`${Kind.name}: the value of an assignment is not rounded`, (a: Float64Array, x: number) => (a[0] = x) + a[0], [new Kind(1), 300.7], [new Kind(1), -1.1]);
  same(`${Kind.name}: += ++ and booleans`, (a: Float64Array, x: number) => { a[0] += x; a[1]++; a[2] = (x > 1) as never; a[3] = -a[0]; a[4] |= 3; a[5] -= 1; return [a[0], a[1]++, --a[2]]; }, [new Kind(6), 3.7], [new Kind([250, 127, 255, 4, 5, 6]), 300]);
  same(`${Kind.name}: length, byteLength, BYTES_PER_ELEMENT`, (a: Float64Array) => [a.length, a.byteLength, a.BYTES_PER_ELEMENT, a["length"]], [new Kind(3)], [new Kind(0)]);
  same(`${Kind.name}: made inside, of a length, a list, another`, (a: Float64Array) => { const b = new Float64Array(a); const c = Float64Array.of(1, a[0], 2.5); const d = new Float64Array([a[0], 1.5]); return b[1] + c[1] + d.length + c.length + d[1]; }, [new Kind([1, 2, 3])]);
}

same("a new array of each kind", (n: number) => { const a = new Int8Array(n); const b = new Uint8ClampedArray([300, -5, 1.5, 2.5]); const c = new Float32Array([0.1, n]); const d = Uint16Array.of(-1, 70000); const e = new Int32Array(b); const f = new Float64Array(); a[0] = 200; return [a[0], b[0], b[1], b[2], b[3], c[0], d[0], d[1], e[0], e.length, f.length]; }, [3]);
same("one array under two names", (a: Float64Array, b: Float64Array) => { a[0] = 1; b[0] += 1; return a[0]; }, (() => { const a = new Float64Array(2); return [a, a] as [Float64Array, Float64Array]; })());
same("two views of one buffer, of two kinds", (a: Float64Array, b: Uint8Array) => { a[0] = 1; b[7] = 64; return a[0]; }, (() => { const a = new Float64Array(2); return [a, new Uint8Array(a.buffer)] as [Float64Array, Uint8Array]; })());
same("overlapping views at an odd offset", (a: Uint8Array, b: Uint8Array) => { for (let i = 0; i < b.length; i++) b[i] = a[i] + 1; }, (() => { const a = new Uint8Array(8); return [a, a.subarray(3, 7)] as [Uint8Array, Uint8Array]; })());
same("number[] is copied in and out", (u: number[]) => { let s = 0; for (const x of u) s += x; u[0] = 9; return s + u.length; }, [[1, 2, 3.5]], [[-0]]);
same("one number[] twice", (u: number[], v: number[]) => { u[0] = 5; return v[0]; }, (() => { const u = [1]; return [u, u] as [number[], number[]]; })());
same("empty arrays", (a: Float64Array, b: number[]) => { let s = 0; for (const x of a) s += x; for (let i = 0; i < b.length; i++) s++; return s + a.length; }, [new Float64Array(0), []]);

// --- tables
same("u[i][j]", (u: Float64Array[]) => { let s = 0; for (let i = 0; i < u.length; i++) for (let j = 0; j < u[i].length; j++) { s += u[i][j]; u[i][j] = s; } return s; }, [[new Float64Array([1, 2]), new Float64Array([3, 4, 5])]], [[new Float64Array(0)]]);
same("rows by name, += on elements", (u: Float64Array[]) => { const r = u[1]; r[0] += 5; u[0][1] = r[0]++; u[0][0] ||= 7; [u[0][0], u[1][1]] = [u[1][1], u[0][0]]; return u[1][0] + r.length; }, [[new Float64Array([0, 2]), new Float64Array([3, 4, 5])]]);
same("number[][]", (u: number[][]) => { u[0][1] = u[1][0] * 2; return u[0][1] + u.length; }, [[[1, 2], [3, 4]]]);
same("one row twice in a table", (u: Float64Array[]) => { u[0][0] = 5; return u[1][0]; }, (() => { const r = new Float64Array(2); return [[r, r]] as [Float64Array[]]; })());
same("tables swapped", (u: Float64Array[], v: Float64Array[], n: number) => { for (let t = 0; t < n; t++) { for (let i = 0; i < u.length; i++) for (let j = 0; j < u[i].length; j++) v[i][j] = u[i][j] + 1; [u, v] = [v, u]; } return u[0][0]; }, [[new Float64Array([1])], [new Float64Array([2])], 3]);
same("a row given to a function", (u: Float64Array[]) => { const f = (r: Float64Array) => { r[0] += 1; return r.length; }; return f(u[0]) + f(u[1]) + f(u[0]); }, [[new Float64Array([1]), new Float64Array([2, 3])]]);
same("rows of integers", (u: Uint8Array[]) => { u[0][0] = 300; u[1][0] += 255; return u[0][0] + u[1][0]; }, [[new Uint8Array(1), new Uint8Array([7])]]);

// --- given back
same("an argument given back", (a: Float64Array) => { a[0] = 5; return a; }, [new Float64Array(2)]);
same("arrays in a record given back", (a: Float64Array) => ({ a, b: new Float32Array([1.1, a[0]]), n: a.length, t: [a, a.subarray(1)] }), [new Float64Array([1, 2])]);
same("a new array given back", (n: number) => { const r = new Float64Array(n); for (let i = 0; i < n; i++) r[i] = i * i; return r; }, [0], [5]);
same("a new array by way of a function", (n: number) => { const make = (k: number) => { const t = new Int32Array(k); t[0] = k; return t; }; const a = make(n); const b = make(2); a[1] = b[0]; return a; }, [3]);
same("one of two new arrays", (n: number) => { let a = new Float64Array(n); let b = new Float64Array(n); for (let k = 0; k < 3; k++) { for (let i = 0; i < n; i++) b[i] = a[i] + i; const t = a; a = b; b = t; } return a; }, [4]);
same("a part of an argument, of a new array", (a: Float64Array, n: number) => { const t = new Float64Array(n); t[n - 1] = 7; return { p: a.subarray(1, 2), q: t.subarray(n - 1), r: a.slice(1), s: t.map((x) => x + 1) }; }, [new Float64Array([1, 2, 3]), 4]);
same("an array kept in a variable across blocks", (n: number) => { let keep = new Float64Array(1); for (let i = 0; i < n; i++) { const t = new Float64Array(2); t[0] = i; if (i === 2) keep = t; } return keep[0] + keep.length; }, [5]);
same("an array kept in a record across blocks", (n: number) => { let best = { a: new Float64Array(1), at: -1 }; for (let i = 0; i < n; i++) { const t = new Float64Array([i, i * i]); if (i % 2) best = { a: t, at: i }; } return best; }, [6]);
same("a part of a block's array outlives the block", (n: number) => { let part = new Float64Array(0); { const t = new Float64Array(n); t[1] = 5; part = t.subarray(1); } const u = new Float64Array(n); u[0] = 9; return part[0] + part.length; }, [4]);
same("a block's array through a closure's result", (n: number) => { const f = (k: number) => { const t = new Float64Array(k); t[0] = k; return t.subarray(0, 1); }; const a = f(n); const b = f(n + 1); return a[0] * 100 + b[0]; }, [4]);
same("local arrays start as zeros every time", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { const t = new Float64Array(3); s += t[0] + t[1] + t[2]; t[0] = i; t[1] = Number.NaN; t[2] = 7; } return s; }, [50]);

test("the very argument comes back, and twice is one", () => {
  const a = new Float64Array(2);
  assert.equal(jit((x: Float64Array) => x)(a), a);
  const r = jit((x: Float64Array) => ({ p: x, q: x }))(a);
  assert.equal(r.p, a);
  assert.equal(r.q, a);
});

test("strided arrays: get, set, shape, in any order of memory", () => {
  const kernel = jit((u: ReturnType<typeof zeros>) => {
    let s = 0;
    for (let i = 0; i < u.shape[0]; i++) for (let j = 0; j < u.shape[1]; j++) { u.set(i, j, i * 10 + j); s += u.get(i, j); }
    return [s, u.ndim, u.size, u.strides[0], u.strides[1]];
  });
  const u = zeros([2, 3]);
  assert.deepEqual(kernel(u), [36, 2, 6, 24, 8]);
  assert.equal(u.get(1, 2), 12);
});

gives("an array of zero length, several", (n: number) => { const a = new Float64Array(n); const b = new Float64Array(n); return a.length + b.length; }, [0], 0);

for (const [name, kernel] of [
  ["new arrays", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { const t = new Float64Array(100); t[3] = i; s += t[3]; } return s; }],
  ["new arrays in a let", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { let t = new Float64Array(100); t[3] = i; s += t[3]; t = t.subarray(1); s -= t[2]; s += i; } return s; }],
  ["arrays from slice", (n: number) => { const a = new Float64Array(100); let s = 0; for (let i = 0; i < n; i++) { a[3] = i; const t = a.slice(); s += t[3]; } return s; }],
  ["arrays from map", (n: number) => { const a = new Float64Array(100); let s = 0; for (let i = 0; i < n; i++) { const t = a.map((x) => x + i); s += t[3]; } return s; }],
  ["arrays from filter and sort", (n: number) => { const a = new Float64Array(20); let s = 0; for (let i = 0; i < n; i++) { a[3] = i; const t = a.filter((x) => x > 0); t.sort(); s += t.length === 0 ? 0 : t[0]; } return s; }],
  ["arrays that nobody names", (n: number) => { const a = new Float64Array(100); let s = 0; for (let i = 0; i < n; i++) { a[3] = i; s += a.slice()[3]; } return s; }],
  ["arrays in an inlined function", (n: number) => { const f = (k: number) => { const t = new Float64Array(100); t[3] = k; return t[3]; }; let s = 0; for (let i = 0; i < n; i++) s += f(i); return s; }],
  ["arrays passed to a function", (n: number) => { const f = (t: Float64Array, k: number) => { t[3] = k; return t[3]; }; let s = 0; for (let i = 0; i < n; i++) s += f(new Float64Array(100), i); return s; }],
  ["arrays in records and tuples", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { const r = { t: new Float64Array(100), i }; const [u] = [new Float64Array(50)]; r.t[3] = i; u[2] = 1; s += r.t[3] + u[2] - 1; } return s; }],
] as const) {
  test(`${name} in a loop are freed: flat memory over 100 000 iterations`, () => {
    const compiled = jit(kernel);
    compiled(2);
    const before = heap.stats().used;
    assert.equal(compiled(100_000), kernel(100_000));
    // 100 arrays at once would be 80 KB; all of them, 80 MB.
    assert.ok(heap.stats().used - before < 1 << 20, `${heap.stats().used - before} bytes more`);
  });
}
