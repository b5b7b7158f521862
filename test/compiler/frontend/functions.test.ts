// Functions that call functions: inlined or not, recursive, with defaults, patterns, closures as arguments.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../../src/jit/index.ts";
import { each, same } from "./same.ts";

const K = 3;
function scale(x: number, y = 2): number { return x * y + K; }
function fib(n: number): number { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
function isEven(n: number): boolean { return n === 0 ? true : isOdd(n - 1); }
function isOdd(n: number): boolean { return n === 0 ? false : isEven(n - 1); }
function ackermann(m: number, n: number): number { if (m === 0) return n + 1; if (n === 0) return ackermann(m - 1, 1); return ackermann(m - 1, ackermann(m, n - 1)); }
function gcd(a: number, b: number): number { return b ? gcd(b, a % b) : a; }
function sumFrom(a: Float64Array, i: number): number { return i >= a.length ? 0 : a[i] + sumFrom(a, i + 1); }
function quicksort(a: Float64Array, lo: number, hi: number): void {
  if (lo >= hi) return;
  const pivot = a[(lo + hi) >> 1];
  let i = lo;
  let j = hi;
  while (i <= j) {
    while (a[i] < pivot) i++;
    while (a[j] > pivot) j--;
    if (i <= j) { const t = a[i]; a[i] = a[j]; a[j] = t; i++; j--; }
  }
  quicksort(a, lo, j);
  quicksort(a, i, hi);
}
function hanoi(n: number, moves: Int32Array): void { if (n === 0) return; hanoi(n - 1, moves); moves[0]++; hanoi(n - 1, moves); }
function firstOf(a: Float64Array): number { a[0] += 1; return a[0]; }
function early(x: number): number { if (x < 0) return -1; for (let i = 0; i < 5; i++) if (i > x) return i; return 100; }
function nothing(a: Float64Array): void { a[1] = 9; }
function pair(x: number): [number, number] { return [x, x * 2]; }
function split(x: number): { whole: number; part: number } { const whole = Math.trunc(x); return { whole, part: x - whole }; }
function sign3(x: number): { s: number; zero: boolean } { if (x > 0) return { s: 1, zero: false }; if (x < 0) return { s: -1, zero: false }; return { s: 0, zero: true }; }
function apply(f: (x: number) => number, x: number): number { return f(x); }
function twice(f: (x: number) => number, x: number): number { return f(f(x)); }
function integrate(f: (x: number) => number, a: number, b: number, n: number): number { const h = (b - a) / n; let s = 0; for (let i = 0; i < n; i++) s += f(a + (i + 0.5) * h); return s * h; }
function optional(x?: number): number { if (x === undefined) return -1; return x; }
function assignsOptional(x?: number): number { if (x === undefined) x = 5; x += 1; return x; }
function later(a: number, b = a * 2, c = a + b): number { return a + 10 * b + 100 * c; }
function patterned({ a, b: { c } }: { a: number; b: { c: number } }, [d, e] = [1, 2]): number { return a + c * 10 + d * 100 + e * 1000; }
function fact(n: number): number { let r = 1; for (let i = 2; i <= n; i++) r *= i; return r; }
const arrow = (x: number): number => x * x;
const arrowTwo = (x: number) => { const y = x + 1; return arrow(y) + y; };
const expression = function named(x: number): number { return x - 1; };
const recursiveArrow = (n: number): number => (n <= 0 ? 0 : n + recursiveArrow(n - 1));
const choose = (n: number, k: number): number => (k === 0 || k === n ? 1 : choose(n - 1, k - 1) + choose(n - 1, k));

same("a function at the top, defaults used and not", (x: number) => scale(x) + scale(x, 5) + scale(x, undefined), ...each);
same("arrows and function expressions", (x: number) => arrow(x) + arrowTwo(x) + expression(x), ...each);
same("recursion: fibonacci, itself compiled", fib, [15], [0], [1.5]);
same("recursion: called from a kernel twice", (n: number) => fib(n) + fib(n - 3), [12]);
same("mutual recursion", (n: number) => [isEven(n), isOdd(n)], [0], [11], [100]);
same("mutual recursion, itself compiled", isEven, [7]);
same("recursion in an argument", ackermann, [2, 3]);
same("recursion with a number as its condition", gcd, [48, 18], [17, 5], [0, 7]);
same("recursion with an array", (a: Float64Array) => sumFrom(a, 0), [new Float64Array([1, 2, 3.5])], [new Float64Array(0)]);
same("recursion without a result", (a: Float64Array) => quicksort(a, 0, a.length - 1), [new Float64Array([3, 1, 2, -5, 9, 0, 2])], [new Float64Array(0)], [new Float64Array([1])]);
same("recursion that counts into an array", (n: number, m: Int32Array) => { hanoi(n, m); return m[0]; }, [5, new Int32Array(1)]);
same("recursive arrows", (n: number) => recursiveArrow(n) + choose(6, 2), [10], [0]);
same("recursion deep but not too deep", (n: number) => recursiveArrow(n), [3000]);
same("a function that changes its argument's array", (a: Float64Array) => firstOf(a) + firstOf(a) + a[0], [new Float64Array([1])]);
same("a function with early returns", (x: number) => early(x) + early(x + 1) * 10, [-1], [0], [3], [9]);
same("a function that gives nothing", (a: Float64Array) => { nothing(a); return a[1]; }, [new Float64Array(2)]);
same("the result of a function that gives nothing", (a: Float64Array) => nothing(a), [new Float64Array(2)]);
same("several results as a tuple", (x: number) => { const [p, q] = pair(x); const t = pair(q); return [p, q, t[0], t[1], pair(1)[1]]; }, [3]);
same("several results as a record", (x: number) => { const { whole, part } = split(x); return [whole, part, split(x * 2).part]; }, [3.25], [-1.5]);
same("records from several returns", (x: number) => { const r = sign3(x); return [r.s, r.zero, sign3(-x).s]; }, [2], [-2], [0]);
same("a function's result passed on", (x: number) => pair(x), [3]);
same("optional parameters", (x: number) => optional() + optional(x) * 10 + optional(undefined), [3]);
same("an optional parameter that gets a value", (x: number) => assignsOptional() * 10 + assignsOptional(x), [3]);
same("an optional parameter of the kernel", (x: number, y?: number) => { if (y === undefined) y = x * 2; return x + y; }, [3], [3, 4]);
same("a condition on an optional parameter", (x: number, y?: number) => (y === undefined ? x : x / y) + (y !== undefined ? 1 : 2) + (y ?? 7), [3], [3, 4]);
same("defaults that refer to earlier parameters", (x: number) => later(x) + later(x, 1) + later(x, 1, 2) + later(x, undefined, 3), [5]);
same("defaults of the kernel itself", (x: number, y: number = x * 2, { a = 3, b }: { a?: number; b: number } = { b: 4 }) => x + y + a + b, [1], [1, 5], [1, 5, { b: 7 }], [1, 5, { a: 1, b: 7 }]);
same("patterns as parameters", (x: number) => patterned({ a: x, b: { c: 2 } }) + patterned({ a: x, b: { c: 2 } }, [5, 6]), [3]);
same("parameters that are assigned", (x: number) => { const f = (v: number) => { v += 1; v *= 2; return v; }; return f(x) + x + f(x); }, [3]);
same("more arguments than parameters, evaluated all the same", (x: number) => { let c = 0; const r = (arrow as (...a: number[]) => number)(x, (c += 1), (c += 10)); return [r, c]; }, [3]);
same("a function under another name", (x: number) => { const f = arrow; const g = f; return g(x) + f(1); }, [3]);
same("a function chosen when compiling", (x: number) => { const f = (K as number) > 2 ? arrow : expression; return f(x); }, [3]);
same("a loop in a function in a loop", (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += fact(i); return s; }, [10]);

// --- closures
same("a closure that reads and changes variables", (a: Float64Array, k: number) => { let c = 0; const add = (x: number) => { c += x * k; return c; }; for (const x of a) add(x); return c; }, [new Float64Array([1, 2, 3]), 2]);
same("a closure sees later changes", (x: number) => { let k = 1; const f = (v: number) => v * k; const a = f(x); k = 10; return [a, f(x)]; }, [3]);
same("a closure changed through another", (x: number) => { let c = 0; const inc = () => { c += 1; }; const both = () => { inc(); inc(); return c; }; return [both(), both(), c + x]; }, [3]);
same("function declarations are known before they stand", (x: number) => { const y = f(x); function f(v: number) { return g(v) + 1; } function g(v: number) { return v * 2; } return y; }, [3]);
same("closures as arguments", (x: number, k: number) => apply((v) => v * k, x) + twice((v) => v + k, x) + apply(arrow, x) + twice(Math.sqrt, x), [3, 2]);
same("closures as arguments that change what they close over", (x: number) => { let calls = 0; const r = integrate((v) => { calls++; return v * v; }, 0, x, 10); return [r, calls]; }, [3]);
same("a closure passed through two functions", (x: number) => { const outer = (f: (v: number) => number) => apply(f, x) + twice(f, 1); return outer((v) => v * 3); }, [5]);
same("a closure that calls the function it was given", (x: number) => { const compose = (f: (v: number) => number, g: (v: number) => number, v: number) => f(g(v)); return compose((v) => v + 1, (v) => v * 2, x); }, [5]);
same("a closure with a return in its middle", (x: number) => { const f = (v: number) => { if (v > 2) return 1; return 0; }; return f(x) + f(x + 2) * 10; }, [1], [5]);
same("a closure with a loop and a break", (n: number) => { const firstSquareAbove = (m: number) => { for (let i = 0; ; i++) if (i * i > m) return i; }; return firstSquareAbove(n); }, [50]);
same("a closure that returns nothing", (a: Float64Array) => { const put = (i: number, v: number) => { a[i] = v; }; put(0, 5); put(1, a[0] * 2); }, [new Float64Array(2)]);
same("closures made in a loop see their own variable", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { const k = i * 2; const f = (x: number) => x + k + i; s += f(1); } return s; }, [5]);
same("immediately called", (x: number) => ((y: number) => y * y)(x + 1) + (() => x)() + (function (z: number) { return z; })(3), [3]);
same("shadowing", (x: number) => { const y = 1; let r = 0; { const y = 2; r += y; { const x = 100; r += x + y; } } for (let x = 0; x < 3; x++) r += x; const f = (y: number) => { const x = y * 2; return x; }; return r + y + x + f(7); }, [5]);
same("a parameter that shadows a function", (arrow: number) => arrow + 1, [5]);
same("a local that shadows Math", (x: number) => { const Math = { floor: 7 }; return Math.floor + x; }, [5]);
same("a closure over a parameter that is assigned", (x: number) => { const f = () => x; x += 1; const a = f(); x += 1; return a * 100 + f(); }, [5]);
same("arrays through closures", (a: Float64Array, b: Float64Array) => { const get = (i: number) => a[i] + b[i]; const r = get(0); [a, b] = [b, a]; a[0] = 50; return r + get(0); }, [new Float64Array([1]), new Float64Array([2])]);

// --- recursion that is handed functions and records
function simpson(f: (x: number) => number, a: number, b: number, eps: number): number {
  const m = (a + b) / 2;
  const rule = (p: number, q: number): number => ((q - p) / 6) * (f(p) + 4 * f((p + q) / 2) + f(q));
  const whole = rule(a, b);
  const halves = rule(a, m) + rule(m, b);
  return Math.abs(halves - whole) < eps ? halves : simpson(f, a, m, eps / 2) + simpson(f, m, b, eps / 2);
}
function times(n: number, f: (i: number) => void): void { if (n > 0) { times(n - 1, f); f(n); } }
function grows(f: (x: number) => number, n: number): number { return n > 0 ? grows((x) => f(x) + 1, n - 1) : f(0); }
function walk(p: { x: number; y: number }, n: number): { x: number; y: number } { if (n === 0) return p; return walk({ x: p.x + p.y, y: p.x }, n - 1); }
function calls(f: (x: number) => number): number { return f(1); }
function callsAgain(n: number): number { return n > 2 ? 7 : calls((x) => x + n); }

same("recursion that gets a function: the adaptive rule of Simpson", (k: number, n: number) => simpson((x) => Math.sqrt(k * x) * n, 0, 2, 1e-9), [3, 2]);
same("recursion that gets a function of the module, and two in turn", (x: number) => simpson(arrow, 0, x, 1e-6) + simpson((v) => v + x, 0, 1, 1e-6) + simpson((v) => v - x, 0, 1, 1e-6), [3]);
same("recursion whose function stores into an array", (n: number, a: Float64Array) => { let k = 2; times(n, (i) => { a[i] += k * i; }); k = 5; times(n, (i) => { a[i] += k; }); }, [3, new Float64Array(5)]);
same("recursion whose function calls others around it", (n: number, a: Float64Array) => { const add = (i: number, v: number) => { a[i] += v; }; const both = { p: 2, q: n }; times(n, (i) => { add(i, both.p * i); add(0, both.q); }); return a; }, [3, new Float64Array(5)]);
same("a function inside the kernel that calls itself", (n: number, k: number) => { const f = (m: number): number => (m <= 1 ? k : f(m - 1) + f(m - 2)); function g(m: number): number { return m <= 0 ? k : h(m - 1) * 2; } const h = (m: number): number => g(m - 1) + 1; return f(n) + g(n); }, [9, 1.5]);
same("a function inside the kernel whose own names hide those around it", (n: number) => { let i = 5; let s = 0; const count = (m: number): number => { let r = 0; for (let i = 0; i < m; i++) r += i; let s = r; s += m > 0 ? count(m - 1) : 0; return s; }; s = count(n) + i; i = 2; return s + i; }, [5]);
same("a function called by what it was handed to", (x: number) => calls((v) => v + callsAgain(x)), [1], [3]);
same("recursion with a record", (n: number, p: { x: number; y: number }) => { const q = walk(p, n); const r = walk({ x: n, y: 1 }, 3); return [q.x, q.y, r.x, walk(q, 1).x]; }, [5, { x: 1, y: 0.5 }], [0, { x: 1, y: 2 }]);
same("recursion with records that are changed before and after", (n: number) => { const p = { x: 1, y: 2 }; p.x += n; const area = (r: { x: number; y: number }, k: number): number => (k > 0 ? area(r, k - 1) + r.x : r.y * p.x); let s = area(p, n); p.y = 7; s += area(p, 1); return [s, p.x, p.y]; }, [3]);
same("recursion without a result or a return", (n: number, a: Float64Array) => { const fill = (i: number): void => { if (i >= 0) { a[i] = i; fill(i - 1); } }; fill(n); }, [3, new Float64Array(5)]);

for (const [what, f, message] of [
  ["that assigns what is around it", (n: number) => { let c = 0; times(n, (i) => { c += i; }); return c; }, /^a function that is part of a recursion cannot assign c/],
  ["that is another at every call", (n: number) => grows((x) => x, n), /^every call of this function hands on another kind of value/],
  ["that is assigned a field", (n: number) => { const p = { x: 1, y: 2 }; const q = walk(p, n); q.x = 3; return p.x; }, /^this record has a second name/],
] as const) {
  test(`recursion cannot have a function or a record ${what}`, () => {
    assert.throws(() => jit(f)(3), { name: "CompileError", message });
  });
}

// --- functions that never return
function fail(x: number): never { throw new RangeError(`bad ${x}`); }
function positive(x: number): number { if (x > 0) return x; fail(x); }
const down = (n: number): number => (n > 0 ? down(n - 1) : fail(n));
function failAtLast(n: number): never { if (n > 0) failAtLast(n - 1); throw new Error("done"); }
declare const nowhere: number;

same("a call that always throws, as an arm of a condition", (x: number) => (x > 0 ? x : fail(x)), [1], [-1]);
same("a call that always throws, where a record is expected", (x: number) => { const v = x > 0 ? { a: x, b: 2 } : fail(x); return v.a + v.b; }, [1], [-1]);
same("a call that always throws, after || and &&", (x: number) => { x > 0 || fail(x); x > 5 && fail(x); return x; }, [1], [-1], [6]);
same("a call that always throws, as an assignment by default", (x: number) => { x ||= fail(x); return x; }, [1], [0]);
same("a call that always throws, in place of a return", (x: number) => positive(x) + 1, [1], [-1]);
same("a call that always throws, at the end of a recursion", (n: number) => down(n), [3]);
same("a call that always throws, not inlined", (x: number) => { if (x > 0) return 1; failAtLast(3); }, [1], [-1]);
same("a call that always throws, where a function is chosen", (x: number) => { const f = x > 3 ? fail(x) : (y: number) => y + x; return f(2); }, [1], [5]);
same("a call that always throws, among arguments, operands and places", (a: Float64Array, x: number) => { if (x === 0) a[0] = fail(a[0]++) + 1; if (x === 1) a[fail(1)] = 2; if (x === 2) Math.max(a[0]++, fail(2)); if (x === 3) for (const y of [fail(3)]) a[1] = y; if (x === 4) { const [p, q] = fail(4) as [number, number]; a[0] = p + q; } throw new Error(`${a[0]} ${fail(9)}`); }, ...[0, 1, 2, 3, 4, 5].map((x) => [new Float64Array(2), x] as [Float64Array, number]));
same("a value that only one branch gives, where the other throws", (x: number) => { let y: number; if (x > 0) y = 2; else fail(x); return y; }, [1], [-1]);
same("what is never reached is not looked at", (x: number) => { if (x > 1) { fail(x); return nowhere; } if (x > 0) { throw new Error("no"); nowhere + 1; } for (;;) { if (x++ < -3) continue; else return x; nowhere + 1; } return nowhere; }, [2], [1], [0], [-9]);
