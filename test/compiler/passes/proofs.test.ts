// Parallel loops and what is proven of them: independent, independent under a condition, reduced, refused.
// Each accepted loop is run on two threads and gives what plain JavaScript gives.
import { prange } from "../../../src/index.ts";
import { proves, refuses } from "./proofs.ts";

type A = Float64Array;
const PROVEN = "iterations are proven independent";
const IF = (n = 1) => `independent if ${n === 1 ? "a condition" : `${n} conditions`} (arrays apart, rows within their stride) holds when the loop is entered; else it runs serially`;
const by = (name: string, op: string) => `${name} is a reduction by ${op}, folded by the fixed tree`;
const into = (name: string, op: string) => `${name} is an array reduction by ${op}: every chunk has a copy of its own, folded by the fixed tree`;
const ones = (n: number) => new Float64Array(n).map((_, i) => (i % 7) + 1);
/** Two views of one buffer, the second `by` elements later. */
const shifted = (n: number, by: number): [A, A] => { const b = ones(n + by); return [b.subarray(0, n), b.subarray(by, n + by)]; };
const rows = (n: number) => Array.from({ length: n }, () => ones(4));
const touches = (array: string, why: string, twice = false) => `iterations of this parallel loop may touch one element of ${array}${twice ? " (the same store in two iterations)" : ""}: ${why}`;
const REACH = "the elements of one iteration reach into those of another";
const POLY = "a subscript is not a sum of products of loop variables and sizes, so nothing can be proven of it";

// --- independent
proves("one array, one subscript", PROVEN, "forked", (a: A) => { for (const i of prange(a.length)) a[i] = a[i] * 2 + i; }, ones(100));
proves("a negative coefficient", PROVEN, "forked", (a: A) => { for (const i of prange(a.length)) a[99 - i] = i; }, ones(100));
proves("a step of two, and the element between", PROVEN, "forked", (a: A) => { for (const i of prange(0, 99, 2)) { a[i] = i; a[i + 1] = a[i]; } }, ones(100));
proves("twice the variable, and the element between", PROVEN, "forked", (a: A) => { for (const i of prange(50)) { a[2 * i] = i; a[2 * i + 1] = a[2 * i]; } }, ones(100));
proves("rows of a fixed length", PROVEN, "forked", (a: A) => { for (const i of prange(10)) for (let j = 0; j < 10; j++) a[i * 10 + j] = i + j; }, ones(100));
proves("planes, rows, elements of fixed sizes", PROVEN, "forked", (a: A) => { for (const i of prange(4)) for (let j = 0; j < 5; j++) for (let k = 0; k < 5; k++) a[(i * 5 + j) * 5 + k] = i + j * k; }, ones(100));
proves("a triangle in rows of a fixed length", PROVEN, "forked", (a: A) => { for (const i of prange(10)) for (let j = 0; j <= i; j++) a[i * 10 + j] = 1; }, ones(100));
proves("two halves of one array", IF(), "forked", (a: A, n: number) => { for (const i of prange(n)) a[i] = a[i + n]; }, ones(100), 50);
proves("an array made outside the loop", PROVEN, "forked", (n: number) => { const t = new Float64Array(n); for (const i of prange(n)) t[i] = i * i; return t; }, 100);
proves("an array made inside the loop", PROVEN, "forked", (a: A) => { for (const i of prange(a.length)) { const t = new Float64Array(3); t[1] = i; t[0] = t[1] + t[2]; a[i] = t[0]; } }, ones(100));
proves("variables of the iteration's own", PROVEN, "forked", (a: A) => { for (const i of prange(a.length)) { let x = a[i]; for (let k = 0; k < 3; k++) x = x * 2 + 1; const r = { x, y: 2 }; r.y += x; a[i] = r.y; } }, ones(100));
proves("rows of a table", PROVEN, "forked", (u: A[]) => { for (const i of prange(u.length)) for (let j = 1; j < u[i].length; j++) u[i][j] += u[i][j - 1]; }, [ones(10), ones(5), ones(7)]);
proves("rows of two tables", PROVEN, "forked", (u: A[], v: A[]) => { for (const i of prange(1, u.length - 1)) for (let j = 0; j < u[i].length; j++) v[i][j] = u[i - 1][j] + u[i + 1][j]; }, rows(40), rows(40));
proves("columns of a table", PROVEN, "forked", (u: A[]) => { for (const j of prange(40)) for (let i = 1; i < u.length; i++) u[i][j] += u[i - 1][j]; }, [ones(40), ones(40), ones(40)]);

// --- independent under a condition, which is asked
proves("two arrays", IF(), "forked", (a: A, b: A) => { for (const i of prange(a.length)) b[i] = a[i]; }, ones(100), ones(100));
proves("two arrays that overlap", IF(), "serial", (a: A, b: A) => { for (const i of prange(1, a.length)) b[i] = a[i] + 1; }, ...shifted(100, 1));
proves("two arrays that touch", IF(), "forked", (a: A, b: A) => { for (const i of prange(a.length)) b[i] = a[i]; }, ...shifted(100, 100));
proves("rows of a symbolic length, which the inner loop keeps to", IF(3), "forked", (a: A, n: number, m: number) => { for (const i of prange(n)) for (let j = 0; j < m; j++) a[i * m + j] = i + j; }, ones(100), 10, 10);
proves("rows closer than they are long", IF(4), "serial", (a: A, n: number, m: number, w: number) => { for (const i of prange(n)) for (let j = 0; j < m; j++) a[i * w + j] += i + j; }, ones(100), 10, 10, 9);
proves("rows of no distance", IF(4), "serial", (a: A, n: number, m: number, w: number) => { for (const i of prange(n)) for (let j = 0; j < m; j++) a[i * w + j] += i + j; }, ones(100), 10, 10, 0);
refuses("views inside the loop: where they begin is clamped", touches("a", POLY, true), (a: A, m: number) => { for (const i of prange(10)) { const r = a.subarray(i * m, i * m + m); for (let j = 0; j < m; j++) r[j] = i * j; } }, ones(100), 10);
proves("views outside the loop", IF(2), "forked", (a: A, b: A) => { const r = a.subarray(10); for (const i of prange(b.length)) r[i] = b[i]; }, ones(100), ones(50));
proves("views outside the loop, overlapping", IF(), "serial", (a: A, b: A) => { const r = a.subarray(1); for (const i of prange(50)) r[i] = b[i] + 1; }, ...(() => { const a = ones(100); return [a, a.subarray(0, 60)] as [A, A]; })());
proves("arrays swapped between loops", IF(), "forked", (a: A, b: A) => { [a, b] = [b, a]; for (const i of prange(1, a.length - 1)) a[i] = b[i - 1] + b[i + 1]; }, ones(100), ones(100));
proves("a name for what a variable held before", IF(), "serial", (a: A, b: A, n: number) => { let t = a; const old = t; if (n > 1) t = b; for (const i of prange(n)) old[i] = t[i] + 1; }, ...((): [A, A, number] => { const [a, b] = shifted(100, 1); return [b, a, 99]; })());
proves("a size's old name", IF(3), "serial", (a: A, n: number) => { let k = n; const m = k; k = 2 * n; for (const i of prange(10)) for (let j = 0; j < k; j++) a[i * m + j] = j; return k + m; }, ones(200), 5);
proves("overlapping rows", PROVEN, "overlapped", (u: A[], v: A[]) => { for (const i of prange(u.length)) for (let j = 0; j < 3; j++) v[i][j] = u[i][j] + 1; }, ...((): [A[], A[]] => { const r = [ones(3), ones(3), ones(3), ones(3)]; return [r.slice(0, 3), r.slice(1)]; })());
proves("a row that is another argument", PROVEN, "overlapped", (u: A[], v: A) => { for (const i of prange(u.length)) u[i][0] = v[1] + 1; }, ...((): [A[], A] => { const r = [ones(3), ones(3), ones(3)]; return [r, r[2]]; })());

// --- reductions
proves("a sum", `${by("s", "add")}; ${PROVEN}`, "forked", (n: number) => { let s = 5; for (const i of prange(n)) s += i; return s; }, 3000);
proves("a sum of one number", `${by("s", "add")}; ${PROVEN}`, "serial", (n: number) => { let s = 5; for (const i of prange(0, n)) s += i; return s; }, 1);
proves("a difference, a condition", `${by("s", "add")}; ${PROVEN}`, "forked", (a: A) => { let s = 0; for (const i of prange(a.length)) if (a[i] > 3) s -= a[i]; return s; }, ones(300));
proves("a product", `${by("p", "mul")}; ${PROVEN}`, "forked", (n: number) => { let p = 1; for (const i of prange(n)) p *= (i % 2) + 1; return p; }, 100);
proves("least and greatest", `${by("lo", "min")}; ${by("hi", "max")}; ${PROVEN}`, "forked", (a: A) => { let lo = Infinity; let hi = -Infinity; for (const i of prange(a.length)) { lo = Math.min(lo, a[i]); hi = Math.max(a[i], hi); } return [lo, hi]; }, ones(300));
proves("bits", `${by("x", "and")}; ${by("y", "or")}; ${by("z", "xor")}; ${PROVEN}`, "forked", (a: Int32Array) => { let x = -1; let y = 0; let z = 0; for (const i of prange(a.length)) { x &= a[i]; y |= a[i]; z ^= a[i]; } return [x, y, z]; }, new Int32Array(300).map((_, i) => i * 77 + 8));
proves("a sum in an inner loop", `${by("s", "add")}; ${PROVEN}`, "forked", (n: number) => { let s = 0; for (const i of prange(n)) for (let j = 0; j < i; j++) s += j; return s; }, 50);
proves("a sum in a record's field", `${by("r.s", "add")}; ${PROVEN}`, "forked", (n: number) => { const r = { s: 0 }; for (const i of prange(n)) r.s += i; return r.s; }, 100);
proves("a histogram", `${into("y", "add")}; ${IF()}`, "forked", (a: Int32Array, y: A) => { for (const i of prange(a.length)) y[a[i]] += 1; }, new Int32Array(300).map((_, i) => i % 5), ones(5));
proves("a histogram in an array made here", `${into("array", "add")}; ${PROVEN}`, "forked", (a: Int32Array) => { const y = new Float64Array(5); for (const i of prange(a.length)) y[a[i]] += 1; return y; }, new Int32Array(300).map((_, i) => i % 5));
proves("taken on the programmer's word", "iterations are taken to be independent on the programmer's word", "forked", (a: A, p: Int32Array) => { for (const i of prange(p.length, { assumeIndependent: true, schedule: "dynamic" })) a[p[i]] = i; }, ones(10), new Int32Array([3, 1, 2]));

// --- refused
refuses("the element before", touches("a", REACH), (a: A) => { for (const i of prange(1, a.length)) a[i] = a[i - 1]; }, ones(10));
refuses("the element after", touches("a", REACH), (a: A) => { for (const i of prange(a.length - 1)) a[i] = a[i + 1]; }, ones(10));
refuses("one element", touches("y", "a subscript does not depend on i", true), (a: A, y: A) => { for (const i of prange(a.length)) y[0] = a[i]; }, ones(10), ones(1));
refuses("a scatter", touches("a", POLY, true), (a: A, p: Int32Array) => { for (const i of prange(p.length)) a[p[i]] = 3; }, ones(10), new Int32Array(3));
refuses("a square", touches("a", "a subscript is not linear in i", true), (a: A) => { for (const i of prange(3)) a[i * i] = 3; }, ones(10));
refuses("a remainder", touches("a", POLY, true), (a: A) => { for (const i of prange(30)) a[i % 10] = 3; }, ones(10));
refuses("two steps", touches("a", "the two subscripts advance by different steps with i"), (a: A) => { for (const i of prange(5)) a[2 * i] = a[i]; }, ones(10));
refuses("the row above", touches("u", REACH), (u: A, n: number, m: number) => { for (const i of prange(1, n)) for (let j = 0; j < m; j++) u[i * m + j] = u[(i - 1) * m + j]; }, ones(100), 10, 10);
refuses("rows that reach into the next", touches("u", REACH, true), (u: A) => { for (const i of prange(9)) for (let j = 0; j < 11; j++) u[i * 10 + j] = 1; }, ones(100));
refuses("the row above in a table", touches("u[]", REACH), (u: A[]) => { for (const i of prange(1, u.length)) for (let j = 0; j < 3; j++) u[i][j] = u[i - 1][j]; }, [ones(3), ones(3)]);
refuses("an array that changes from one iteration to the next", touches("w", "w is not the same array in every iteration", true), (a: A, b: A) => { for (const i of prange(10)) { let w = a; if (i % 2) w = b; w[i] = i; } }, ones(20), ones(20));
refuses("an array chosen in the iteration", touches("choice", "choice is not the same array in every iteration", true), (a: A, b: A) => { for (const i of prange(10)) (i % 2 ? a : b)[i] = i; }, ones(20), ones(20));
refuses("a row that may be the table's", touches("u[]", "one of the arrays may be a row of the other"), (u: A[], n: number) => { let r = u[0]; if (n > 1) r = u[1]; for (const i of prange(2)) r[i] = u[i][1]; }, [ones(3), ones(3)], 2);
refuses("a reduced array read under another name", touches("y", POLY), (a: Int32Array, y: A) => { const z = y.subarray(0); let s = 0; for (const i of prange(a.length)) { y[a[i]] += 1; s += z[0]; } return s; }, new Int32Array(10), ones(3));
refuses("a reduced array that is also set", touches("y", POLY), (a: Int32Array, y: A) => { for (const i of prange(a.length)) { y[a[i]] += 1; y[0] = 3; } }, new Int32Array(10), ones(3));

const carried = (name: string) => `iterations of this parallel loop are not independent: ${name} is set in one iteration and read in another or after the loop, and its updates are not a reduction`;
refuses("a variable from the iteration before", carried("t"), (a: A) => { let t = 0; for (const i of prange(a.length)) { a[i] += t; t = i; } }, ones(10));
refuses("a last value", carried("t"), (a: A) => { let t = 0; for (const i of prange(a.length)) t = a[i]; return t; }, ones(10));
refuses("two operators on one variable", carried("s"), (a: A) => { let s = 0; for (const i of prange(a.length)) { s += a[i]; s *= 2; } return s; }, ones(10));
refuses("a sum that is read on the way", carried("s"), (a: A) => { let s = 0; for (const i of prange(a.length)) { s += a[i]; a[i] = s; } return s; }, ones(10));
refuses("subtracted from", carried("s"), (a: A) => { let s = 0; for (const i of prange(a.length)) s = a[i] - s; return s; }, ones(10));
refuses("a greatest by comparison", carried("m"), (a: A) => { let m = 0; for (const i of prange(a.length)) if (a[i] > m) m = a[i]; return m; }, ones(10));
const LEFT = (how: string) => `a parallel loop cannot be left by ${how}: other iterations are under way at the same time`;
refuses("break", LEFT("break"), (a: A) => { for (const i of prange(a.length)) if (a[i] > 2) break; }, ones(10));
refuses("return", LEFT("return"), (a: A) => { for (const i of prange(a.length)) if (a[i] > 2) return i; return -1; }, ones(10));
refuses("continue of a loop around it", LEFT("continue"), (a: A) => { o: for (let k = 0; k < 2; k++) for (const i of prange(a.length)) if (a[i] > 2) continue o; }, ones(10));
