// Variables: without an initial value, fresh in every iteration, shadowed, destructured.
import { same } from "./same.ts";

same("let without a value, assigned on both branches", (x: number) => { let y: number; if (x > 1) y = 1; else y = 2; return y; }, [0], [5]);
same("let without a value, assigned in a switch", (x: number) => { let y: number; switch (x) { case 1: y = 5; break; default: y = 7; } return y; }, [1], [2]);
same("let without a value, assigned in a loop that is certain to run", (n: number) => { let y: number; do { y = n; n--; } while (n > 0); return y; }, [5]);
same("let without a value, assigned before a break", (n: number) => { let y: number; for (let i = 0; ; i++) { if (i > n) { y = i; break; } } return y; }, [5]);
same("let without a value, in a loop's body", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { let y: number; if (i % 2) y = 1; else y = i; s += y; } return s; }, [6]);
same("let without a value, of an array", (a: Float64Array, b: Float64Array, x: number) => { let t: Float64Array; if (x > 0) t = a; else t = b; t[0] = 9; return t; }, [new Float64Array(1), new Float64Array(2), 1], [new Float64Array(1), new Float64Array(2), 0]);
same("let without a value, set by a closure", (x: number) => { let y: number; const set = (v: number) => { y = v; }; set(x * 2); return y!; }, [5]);
same("let without a value that is never used", (x: number) => { let y: number | undefined; return y === undefined ? x : -x; }, [5]);
same("several declarators that refer to each other", (x: number) => { const a = x + 1, b = a * 2, c = a + b; let d = c, e = d; d++; return [a, b, c, d, e]; }, [5]);
same("a const in a loop's body is new in every iteration", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { const y = i * i; s += y; } return s; }, [6]);
same("a let in a loop's body starts again", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { let y = 1; y += i; s = s * 3 + y; } return s; }, [6]);
same("booleans in variables", (x: number) => { let big = x > 1; const odd = x % 2 === 1; big = big && !odd; big &&= true; return [big, odd, big === odd, big ? 1 : 2]; }, [0], [2], [3]);
same("a variable that holds one array, then another", (a: Float64Array, b: Float64Array, n: number) => { let t = a; for (let i = 0; i < n; i++) { t[0] += 1; t = t[0] > 2 ? b : a; } return t; }, [new Float64Array([1]), new Float64Array([2]), 4]);
same("strings known when compiling", (x: number) => { const mode: string = "fast"; if (mode === "slow") return -x; return mode !== "fast" ? 0 : mode.length + x; }, [2]);

// --- destructuring
same("tuples taken apart", (x: number) => { const [a, [b, c], , d = 7] = [x, [x * 2, x * 3], 0, undefined] as [number, number[], number, number | undefined]; return [a, b, c, d]; }, [2]);
same("records taken apart", (x: number) => { const { a, b: { c: renamed }, d = 9 }: { a: number; b: { c: number }; d?: number } = { a: x, b: { c: x * 2 } }; return [a, renamed, d]; }, [2]);
same("arrays taken apart", (a: Float64Array) => { const [x, y, , z] = a; let [p, q] = a; p += 1; q *= 2; return [x, y, z, p, q]; }, [new Float64Array([1, 2, 3, 4])]);
same("destructuring into what is there", (a: Float64Array, x: number) => { let y = 0; let i = 0; [x, a[0], y] = [a[1], x, a[2]]; ({ p: x, q: a[i] } = { p: y, q: x }); [i, a[i]] = [1, 50]; return [x, y, i]; }, [new Float64Array([1, 2, 3]), 7]);
same("nested destructuring assignment", (x: number) => { let a = 0; let b = 0; let c = 0; [a, [b, c]] = [x, [x + 1, x + 2]]; [[a, b], c] = [[b, c], a]; return [a, b, c]; }, [5]);
same("defaults in a destructuring assignment", (x: number) => { let a = 0; let b = 0; [a = 5, b = 6] = [x, undefined] as unknown as [number, number]; return [a, b]; }, [1]);
same("the value of a destructuring assignment", (x: number) => { let a = 0; let b = 0; const t = ([a, b] = [x, x * 2]); return [a, b, t[0], t[1]]; }, [5]);
same("a loop's variables by pattern", (n: number) => { let s = 0; for (let [i, j] = [0, n]; i < j; [i, j] = [i + 1, j - 1]) s += i * j; return s; }, [7]);
