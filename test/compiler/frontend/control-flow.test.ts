// if, switch, labels, loops of every kind: left, continued and nested in every way.
import { each, same } from "./same.ts";

same("if without else, empty branches", (x: number) => { let r = 0; if (x > 1) r = 1; if (x > 2) { } else r += 10; if (x > 3) {} else if (x > 0) r += 100; else { r += 1000; } return r; }, [0], [1], [2], [3], [4]);
same("truthiness of numbers", (x: number) => (x ? 1 : 0) + (!x ? 2 : 0), ...each);
same("returns from everywhere", (x: number) => { if (x < 0) return -1; for (let i = 0; i < 10; i++) { if (i === x) return i * 10; while (x > 100) { return 7; } } return 99; }, [-5], [3], [1000], [50]);
same("nothing returned", (a: Float64Array) => { if (a[0] > 1) return; a[0] = 5; }, [new Float64Array([1])], [new Float64Array([2])]);
same("code after a return", (x: number) => { { return x; } return -x; }, [3]);

// --- switch
// @ts-expect-error: falling through is the point.
same("switch: fall through, default in the middle", (x: number) => { let r = 0; switch (x) { case 1: r += 1; case 2: r += 10; break; default: r = 5; case 7: r += 100; } return r; }, [1], [2], [7], [9], [Number.NaN], [-0]);
same("switch: minus zero is zero, NaN is no case", (x: number) => { switch (x) { case 0: return 1; case Number.NaN: return 2; default: return 3; } }, [-0], [0], [Number.NaN]);
same("switch: cases are expressions, evaluated until one fits", (x: number) => { let c = 0; const f = (v: number) => { c++; return v; }; switch (x) { case f(1): return c; case f(2): return c * 10; case f(3): return c * 100; } return -c; }, [1], [2], [3], [4]);
same("switch (true)", (x: number) => { switch (true) { case x < 0: return -1; case x > 0: return 1; default: return 0; } }, ...each);
same("switch: default first", (x: number) => { let n = 0; switch (x) { default: n = 1; break; case 3: n = 3; break; } return n; }, [3], [4]);
same("switch: empty, only default, no match", (x: number) => { let r = 1; switch (x) { } switch (x) { default: r += 1; } switch (x) { case 5: r += 10; } return r; }, [5], [6]);
same("switch: return in a case, let in a case's block", (x: number) => { switch (x) { case 1: { const y = x * 2; return y; } case 2: { const y = x * 3; return y; } } return 0; }, [1], [2], [3]);
same("switch: nested, break leaves the inner one", (x: number, y: number) => { let r = 0; switch (x) { case 1: switch (y) { case 1: r = 11; break; default: r = 12; } r += 100; break; case 2: r = 2; } return r; }, [1, 1], [1, 2], [2, 1], [3, 3]);
same("switch in a loop: continue goes to the loop", (n: number) => { let r = 0; for (let i = 0; i < n; i++) { switch (i % 3) { case 0: continue; case 1: r += 1; break; default: r += 100; } r += 1000; } return r; }, [0], [7]);
same("switch in a loop: break with the loop's label", (n: number) => { let r = 0; out: for (let i = 0; i < n; i++) { switch (i) { case 3: break out; case 1: continue out; } r += i; } return r; }, [10]);
same("switch with a label of its own", (x: number) => { let r = 0; s: switch (x) { case 1: for (;;) { r++; if (r > 3) break s; } } return r; }, [1], [2]);
same("switch over a string known when compiling", (x: number) => { const mode: string = "b"; switch (mode) { case "a": return x; case "b": return -x; default: return 0; } }, [3]);
same("switch over a boolean", (x: number) => { switch (x > 2) { case true: return 1; default: return 0; } }, [1], [3]);

// --- labels
same("labelled continue through two loops", (n: number) => { let c = 0; a: for (let i = 0; i < n; i++) { for (let j = 0; j < n; j++) { if (j === 3) continue a; if (i === 4) break a; c += i * j; } c += 1000; } return c; }, [10], [3]);
same("labelled continue through for-of, do-while and switch", (a: Float64Array) => { let c = 0; o: for (const x of a) { let k = 0; do { switch (k) { case 1: continue o; } k++; c += x; } while (k < 5); c += 1e6; } return c; }, [new Float64Array([1, 2, 3])]);
same("labelled continue of a do-while tests its condition", (n: number) => { let i = 0; let c = 0; o: do { i++; for (let j = 0; ; j++) { if (j > 2) continue o; c += j; } } while (i < n); return [i, c]; }, [0], [3]);
same("labelled continue of a while", (n: number) => { let i = 0; let c = 0; o: while (i < n) { i++; while (true) { if (c % 2 === 0) { c += 3; continue o; } c++; } } return c; }, [5]);
same("labelled blocks", (x: number) => { let r = 0; b: { if (x > 2) break b; r = 1; c: { if (x > 1) break b; if (x > 0) break c; r = 2; } r += 10; } return r; }, [0], [1], [2], [3]);
same("two labels on one loop", (n: number) => { let c = 0; a: b: for (let i = 0; i < n; i++) { for (;;) { if (i % 2) continue a; if (i > 6) break b; break; } c += i; } return c; }, [10]);
same("a label used twice, one after the other", (n: number) => { let c = 0; l: for (let i = 0; i < n; i++) { if (i > 2) break l; c++; } l: for (let i = 0; i < n; i++) { if (i > 3) break l; c += 10; } return c; }, [10]);
same("a label on an if", (x: number) => { let r = 1; l: if (x > 0) { if (x > 1) break l; r = 2; } return r; }, [0], [1], [2]);

// --- loops
same("for: no head at all", () => { let i = 0; for (;;) { if (++i > 5) break; } return i; });
same("for: the variable lives outside", (n: number) => { let i: number; for (i = 0; i < n; i++) { } return i; }, [0], [5], [2.5]);
same("for: fractions as bounds and steps", (n: number) => { let s = 0; for (let x = 0.5; x < n; x += 0.25) s += x; for (let i = 0; i < n; i++) s += 100; for (let i = n; i > 0; i--) s += 1e6; return s; }, [3], [2.5], [0], [-1], [Number.NaN]);
same("for: downwards, by two, by minus three", (n: number) => { let s = 0; for (let i = n - 1; i >= 0; i--) s = s * 3 + i; for (let i = 0; i < n; i += 2) s += i; for (let i = n; i > -n; i -= 3) s -= i; for (let i = n; i >= 1; i = i - 1) s += i; return s; }, [0], [1], [7]);
same("for: the bound moves in the body", (n: number) => { let c = 0; for (let i = 0; i < n; i++) { if (i % 2) n--; c++; } return [c, n]; }, [10]);
same("for: the bound is an element that the body changes", (a: Float64Array) => { let c = 0; for (let i = 0; i < a[0]; i++) { a[0] -= 0.5; c++; } return c; }, [new Float64Array([8])]);
same("for: the bound is the length of an array that is assigned in the body", (a: Float64Array, b: Float64Array) => { let c = 0; for (let i = 0; i < a.length; i++) { if (i === 2) a = b; c++; } return c; }, [new Float64Array(5), new Float64Array(9)], [new Float64Array(9), new Float64Array(1)]);
same("for: the bound comes from a closure that the body changes", (n: number) => { let m = n; const bound = () => m; let c = 0; for (let i = 0; i < bound(); i++) { m -= 1; c++; } return c; }, [10]);
same("for: the body assigns the variable", (n: number) => { let c = 0; for (let i = 0; i < n; i++) { c++; if (i === 3) i += 2; } return c; }, [10]);
same("for: a closure assigns the variable", (n: number) => { let c = 0; for (let i = 0; i < n; i++) { const skip = () => { i += 1; }; c++; if (c === 2) skip(); } return c; }, [10]);
same("for: unusual conditions", (n: number) => { let c = 0; for (let i = 0; i !== n; i++) c++; for (let i = 0; !(i >= n); i++) c++; for (let i = n; i--; ) c += i; for (let i = 0, m = n * 2; i < m; i++) c++; return c; }, [0], [5]);
same("for: equality and the far side", (n: number) => { let c = 0; for (let i = 0; i <= n; i++) c++; for (let i = 0; n > i; i++) c++; for (let i = 0; n >= i; i++) c++; for (let i = n; 0 < i; i--) c++; return c; }, [0], [5], [4.5]);
same("for: a step in the wrong direction stops at once", (n: number) => { let c = 0; for (let i = 0; i > n; i++) { c++; if (c > 3) break; } for (let i = n; i < 0; i--) { c++; if (c > 9) break; } return c; }, [5], [-5]);
same("for: the variable after continue", (n: number) => { const seen = new Float64Array(n); for (let i = 0; i < n; i++) { if (i % 2) continue; seen[i] = i; } return seen; }, [6]);
same("for: huge bounds that are left early", (n: number) => { let c = 0; for (let i = 2 ** 53 - 3; i < n; i++) { c++; if (c > 10) break; } for (let i = 0; i < n; i++) { if (i === 5) break; c++; } return c; }, [2 ** 53], [Number.POSITIVE_INFINITY]);
same("while: collatz", (n: number) => { let c = 0; while (n > 1) { n = n % 2 === 0 ? n / 2 : 3 * n + 1; c++; } return c; }, [27], [1], [0.5], [Number.NaN]);
same("while: an assignment as its condition", (n: number) => { let x = n; let c = 0; while ((x = x - 1)) c += x; return [c, x]; }, [5]);
same("while (true) with breaks in branches", (n: number) => { let c = 0; while (true) { if (c > n) break; else if (c === 3) { c += 10; continue; } c++; } return c; }, [2], [5]);
same("do: once at least; continue tests the condition", (n: number) => { let c = 0; do { c += n--; if (c > 100) continue; c++; } while (n > 0); return [c, n]; }, [0], [12], [50]);
same("do: nested, with breaks", (n: number) => { let c = 0; do { let k = 0; do { if (k === 2) break; k++; c += k; } while (true); if (c > 20) break; } while (--n > 0); return c; }, [1], [5], [100]);
same("loops in loops in loops", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { let j = i; while (j > 0) { for (let k = j; k < n; k += j) { s += i * j + k; if (s % 7 === 0) break; } j--; } } return s; }, [0], [1], [9]);

// --- for-of and ranges
same("for-of: arrays, destructured tuples, tables", (a: Float64Array, t: Float64Array[]) => { let s = 0; for (const x of a) s = s * 2 + x; for (const r of t) for (const x of r) s += x; for (const [p, q] of [[1, 2], [3, 4]] as const) s += p * q; for (let x of a) { x += 1; s += x; } return s; }, [new Float64Array([1, 2]), [new Float64Array([3]), new Float64Array(0), new Float64Array([4, 5])]]);
same("for-of: a destructured row", (t: Float64Array[]) => { let s = 0; for (const [x, y] of t) s += x * (y as number); return s; }, [[new Float64Array([3, 4]), new Float64Array([5, 6])]]);
same("for-of: elements are read as the loop comes by", (a: Float64Array) => { let s = 0; let i = 0; for (const x of a) { i++; if (i < a.length) a[i] += x; s += x; } return s; }, [new Float64Array([1, 2, 3, 4])]);
same("for-of: the array is assigned in the body", (a: Float64Array, b: Float64Array) => { let s = 0; for (const x of a) { a = b; s += x + a[0]; } return s; }, [new Float64Array([1, 2, 3]), new Float64Array([10])]);
same("for-of: a tuple, with break and continue", (x: number) => { let s = 0; for (const y of [x, 2, 3, 4]) { if (y === 2) continue; if (y === 4) break; s += y; } return s; }, [1], [2], [4]);
same("for-of: a tuple of arrays", (a: Float64Array, b: Float64Array) => { let s = 0; for (const v of [a, b]) { v[0] = v.length; s += v.length; } return s; }, [new Float64Array(2), new Float64Array(3)]);
