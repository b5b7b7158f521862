// Records and tuples: flat or nested, reassigned, changed, under two names, passed and returned.
// JavaScript shares objects; so does compiled code, as far as a person can see.
import { same } from "./same.ts";

type P = { x: number; y: number };
function norm(p: P): number { return p.x * p.x + p.y * p.y; }
function add(a: P, b: P): P { return { x: a.x + b.x, y: a.y + b.y }; }
function move(p: P, d: number): void { p.x += d; p.y -= d; }
function identity(p: P): P { return p; }
function mul(a: readonly [number, number], b: readonly [number, number]): [number, number] { return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]; }

same("a record reassigned in a loop", (x: number) => { let z = { re: 0, im: 0 }; for (let i = 0; i < 5; i++) z = { re: z.re * z.re - z.im * z.im + x, im: 2 * z.re * z.im + x }; return z; }, [0.25], [-1.5]);
same("a tuple reassigned in a loop", (x: number) => { let z: [number, number] = [x, 1]; for (let i = 0; i < 4; i++) z = mul(z, [x, z[0]]); return z; }, [0.5]);
same("a const record's fields changed", (x: number) => { const p = { x, y: 2 }; p.x += 5; p.y *= p.x; p.x++; return [p.x, p.y]; }, [1]);
same("a let record's fields changed", (x: number) => { let p = { x, y: 2 }; p.x += 5; p = { x: p.y, y: p.x }; p.y++; return [p.x, p.y]; }, [1]);
same("a tuple's places changed", (x: number) => { const t = [x, 2, 3]; t[0] += 10; t[2] = t[0] * 2; [t[0], t[1]] = [t[1], t[0]]; return t; }, [1]);
same("an accumulator in a record, changed in a loop", (a: Float64Array) => { const acc = { sum: 0, count: 0, big: false }; for (const v of a) { acc.sum += v; acc.count++; if (v > 2) acc.big = true; } return acc; }, [new Float64Array([1, 2, 3])], [new Float64Array(0)]);
same("two names for one record", (x: number) => { const p = { x, y: 1 }; const q = p; q.x += 10; p.y = q.x; return [p.x, q.y]; }, [1]);
same("a record inside a record is shared", (x: number) => { const p = { x, y: 1 }; const r = { p, k: 2 }; r.p.x += 10; p.y = 7; return [p.x, r.p.y, r.k]; }, [1]);
same("nested records changed", (x: number) => { const r = { a: { b: { c: x } }, d: [x, 1] }; r.a.b.c += 1; r.d[1] = r.a.b.c; const inner = r.a.b; inner.c *= 2; return [r.a.b.c, r.d[0], r.d[1]]; }, [3]);
same("a function that reads a record", (x: number) => norm({ x, y: 2 }) + norm(add({ x, y: 1 }, { x: 1, y: x })), [3]);
same("a function that changes its argument", (x: number) => { const p = { x, y: 1 }; move(p, 2); move(p, 3); return [p.x, p.y]; }, [3]);
same("a function that changes a let record", (x: number) => { let p = { x, y: 1 }; move(p, 2); p = add(p, { x: 1, y: 1 }); move(p, 5); return [p.x, p.y]; }, [3]);
same("a function that gives back its argument", (x: number) => { const p = { x, y: 1 }; const q = identity(p); q.x += 10; return p.x; }, [3]);
same("a closure that changes a record", (x: number) => { const p = { x, y: 1 }; const f = () => { p.x += 1; return p.x; }; return f() + f() * 10 + p.x * 100; }, [3]);
same("a record made in a loop's body", (n: number) => { let s = 0; for (let i = 0; i < n; i++) { const p = { x: i, y: 0 }; p.y = p.x * 2; s += p.y; } return s; }, [5]);
same("records chosen by a condition", (x: number) => { const a = { x, y: 1 }; const b = { x: 9, y: 2 }; const c = x > 1 ? a : b; return c.x + c.y; }, [0], [3]);
same("a record from the last iteration", (n: number) => { let last = { i: -1, sq: 0 }; for (let i = 0; i < n; i++) last = { i, sq: i * i }; return last; }, [0], [5]);
same("the old record stays as it was when the variable gets a new one", (x: number) => { let p = { x, y: 1 }; const old = p; p = { x: 100, y: 200 }; return [old.x, p.x]; }, [3]);
same("a step from an old record to a new one", (n: number) => { let p = { x: 0, v: 1 }; for (let i = 0; i < n; i++) { const q = p; p = { x: q.x + q.v, v: q.v * 0.5 + q.x }; } return [p.x, p.v]; }, [5]);
same("records with arrays inside", (a: Float64Array, b: Float64Array) => { const s = { now: a, next: b, t: 0 }; for (let k = 0; k < 3; k++) { for (let i = 0; i < s.now.length; i++) s.next[i] = s.now[i] * 2 + s.t; const swap = s.now; s.now = s.next; s.next = swap; s.t += 1; } return s.now; }, [new Float64Array([1, 2]), new Float64Array(2)]);
same("tuples of arrays", (a: Float64Array, b: Float64Array) => { const t = [a, b] as const; t[0][0] = t[1][1]; const [p, q] = t; q[0] = p.length; return [t[0], b]; }, [new Float64Array([1, 2]), new Float64Array([3, 4])]);
same("tuples and records returned, nested", (x: number) => ({ a: [x, { b: x > 1, c: [x * 2] }], d: { e: 1 } }), [3]);
same("tuples of one place and of none", (x: number) => [[x], [], {}], [3]);
same("the length of a tuple, a constant index", (x: number) => { const t = [x, 1, 2]; const last = t.length - 1; return [t.length, t[0] as number, last]; }, [3]);
same("boolean fields", (x: number) => { const r = { big: x > 1, n: 0 }; r.big = !r.big; if (r.big) r.n = 1; return r; }, [0], [3]);
same("shorthand, quoted and numeric names", (x: number) => { const y = 2; const r = { x, y, "with space": 3, 4: x }; return r.x + r.y + r["with space"] + r[4]; }, [3]);
same("records as arguments", (p: P, q: { a: Float64Array; n: number; deep: { on: boolean } }) => { q.a[0] = p.x; return q.deep.on ? p.x + q.n : p.y; }, [{ x: 1, y: 2 }, { a: new Float64Array(1), n: 5, deep: { on: true } }], [{ x: 1, y: 2 }, { a: new Float64Array(1), n: 5, deep: { on: false } }]);
same("an argument record given back", (p: P) => p, [{ x: 1, y: 2 }]);
same("tuples as arguments", (t: [number, boolean]) => (t[1] ? t[0] : -t[0]), [[3, true]], [[3, false]]);
same("a field read before and after it is changed", (x: number) => { const p = { x, y: 1 }; return p.x + (p.x = 10) + p.x + (p.x += 1); }, [3]);
same("a record argument that is changed by a later argument", (x: number) => { const p = { x, y: 1 }; const f = (a: P, b: number) => a.x * 100 + b; return f(p, (p.x = 7)); }, [3]);
same("swapping fields", (x: number) => { const p = { x, y: 5 }; [p.x, p.y] = [p.y, p.x]; ({ x: p.y, y: p.x } = p); return [p.x, p.y]; }, [3]);
