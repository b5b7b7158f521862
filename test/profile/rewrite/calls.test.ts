// Calls and primitive calls, against numbers that follow from the programs' mathematics.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { counted, countedModule, text } from "./counting.ts";

const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

describe("recursion", () => {
  test("fib(n) is called 2 F(n+1) - 1 times, once by others", () => {
    const { value, calls, primitive } = counted(text`
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}
return fib(15)`);
    assert.equal(value, fibonacci(15));
    assert.deepEqual([calls.fib, primitive.fib], [2 * fibonacci(16) - 1, 1]);
  });

  test("Ackermann's A(2, 3) takes 44 calls, in every way to write a function", () => {
    // A(2, n) takes 2 n^2 + 7 n + 5 calls (from the recurrence: A(1, n) takes 2 n + 2, and A(0, n) takes 1).
    const each = [
      "function A(m, n) { return m === 0 ? n + 1 : n === 0 ? A(m - 1, 1) : A(m - 1, A(m, n - 1)) }",
      "const A = (m, n) => m === 0 ? n + 1 : n === 0 ? A(m - 1, 1) : A(m - 1, A(m, n - 1))",
      "let A; A = function (m, n) { if (m === 0) return n + 1; return n === 0 ? A(m - 1, 1) : A(m - 1, A(m, n - 1)) }",
      "const o = { A(m, n) { return m === 0 ? n + 1 : n === 0 ? this.A(m - 1, 1) : this.A(m - 1, this.A(m, n - 1)) } }\nconst A = o.A.bind(o)",
      "class K { static A(m, n) { return m === 0 ? n + 1 : n === 0 ? K.A(m - 1, 1) : K.A(m - 1, K.A(m, n - 1)) } }\nconst { A } = K",
    ];
    for (const source of each) {
      const { value, calls, primitive } = counted(`${source}\nreturn A(2, 3)`);
      assert.equal(value, 9);
      assert.deepEqual([Object.values(calls), Object.values(primitive)], [[2 * 9 + 21 + 5], [1]], source);
    }
  });

  test("even and odd call each other n times, and each is called once by others", () => {
    const { calls, primitive } = counted(text`
function even(n) { return n === 0 || odd(n - 1) }
const odd = (n) => n !== 0 && even(n - 1)
return even(10)`);
    assert.deepEqual(calls, { even: 6, odd: 5 });
    assert.deepEqual(primitive, { even: 1, odd: 1 });
  });

  test("the towers of Hanoi take 2^n - 1 moves", () => {
    const { calls, primitive } = counted(text`
let moves = 0
function move() { moves++ }
function hanoi(n, a, b, c) {
  if (n === 0)
    return
  hanoi(n - 1, a, c, b)
  move(a, b)
  if (n > 0)
    hanoi(n - 1, c, b, a)
}
hanoi(6, 1, 2, 3)
return moves`);
    assert.deepEqual(calls, { move: 63, hanoi: 127 });
    assert.deepEqual(primitive, { hanoi: 1 });
  });

  test("it is seen through a callback, a callback's callback, a table, and a wrapper", () => {
    const programs = {
      "function each(n, f) { if (n > 0) f(n - 1) }\nfunction go(n) { each(n, (m) => go(m)) }\ngo(4)": 1,
      "function go(n, f) { if (n > 0) f(n - 1) }\ngo(4, function g(m) { go(m, g) })": 1,
      "const table = {}\nfunction go(n) { if (n > 0) table.x(n - 1) }\ntable.x = (n) => go(n)\ngo(4)": 1,
      "const table = new Map([['x', (n) => go(n)]])\nfunction go(n) { if (n > 0) table.get('x')(n - 1) }\ngo(4)": 1,
      "const memo = (f) => (n) => f(n)\nconst go = memo((n) => n > 0 && go(n - 1))\ngo(4)": 1,
      "class go { constructor(n) { if (n > 0) this.x = new go(n - 1) } }\nnew go(4)": 1,
      "class B { constructor(n) { if (n > 0) new go(n - 1) } }\nclass go extends B {}\nnew go(4)": 1,
    };
    for (const [source, first] of Object.entries(programs)) {
      const { calls, primitive } = counted(source);
      const most = Object.entries(primitive).filter(([name]) => calls[name] === 5);
      assert.ok(most.length > 0, source);
      for (const [name, times] of most) assert.equal(times, first, `${name} in ${source}`);
    }
  });

  test("what calls a function of another file by its own name does not call itself", () => {
    const { calls, primitive } = counted(text`
const { abs: step } = Math
class Grid { step(x) { return step(x) } }
return new Grid().step(-1)`);
    assert.deepEqual([calls, primitive], [{ "Grid.step": 1 }, { "Grid.step": 1 }]);
  });

  test("a call whose arguments throw was not made, and one that the stack had no room for counts as recursive", () => {
    const { calls, primitive } = counted(text`
function f(n) {
  if (n > 0) f(g(n))
}
function g(n) {
  if (n === 2) throw new Error("no")
  return n - 1
}
for (let i = 0; i < 3; i++) try { f(4) } catch {}
function deep() { deep() }
try { deep() } catch {}
try { deep() } catch {}
return 1`);
    assert.deepEqual([calls.f, primitive.f, calls.g], [9, 3, 9]);
    // Two calls from outside, and two that were tried and never begun.
    assert.equal(primitive.deep, 2 - 2);
    assert.ok(calls.deep > 1000);
  });

  test("an async function's calls of itself are told from others", async () => {
    const { calls, primitive } = await countedModule(text`
async function down(n) { return n > 0 ? await down(n - 1) : 0 }
async function* walk(n) { yield n; if (n > 0) yield* walk(n - 1) }
function* left(n) { if (n > 0) { yield n; yield* left(n - 1,) } }
let sum = await down(3) + await down(4)
for await (const x of walk(3)) sum += x
for (const x of left(5)) sum += x
const never = left(3)
const early = left(3)
early.next()
early.return()
export default sum`);
    assert.deepEqual(calls, { down: 9, walk: 4, left: 7 });
    assert.deepEqual(primitive, { down: 2, walk: 1, left: 2 });
  });

  test("a function whose own functions are bound twice is left as it is", () => {
    const { calls, primitive } = counted(text`
function f(n, g) {
  var h = 1
  function h() {}
  function g() { return n > 0 ? f(n - 1) : typeof h }
  return arguments[1] === g && g()
}
return [f(3), f(3, 1)]`);
    assert.deepEqual(calls, { f: 3, g: 1 });
    assert.equal(primitive.f, undefined);
  });
});

describe("small functions without counters of their own", () => {
  const counters = (source: string) => {
    const { calls, rewritten } = counted(source);
    return { calls, without: rewritten.functions.filter(({ terms }) => terms).map(({ name }) => name) };
  };

  test("a stencil's helpers are called as often as its expressions run, times the calls in them", () => {
    const { calls, without } = counters(text`
const n = 5
const at = (i, j) => i * n + j
function lap(u, i, j) {
  return u[at(i - 1, j)] + u[at(i + 1, j)] + u[at(i, j - 1)] + u[at(i, j + 1)] - 4 * u[at(i, j)]
}
const u = new Float64Array(n * n).fill(1), v = new Float64Array(n * n)
for (let i = 1; i < n - 1; i++) for (let j = 1; j < n - 1; j++) v[at(i, j)] = u[at(i, j)] + lap(u, i, j)
return v[at(2, 2)]`);
    assert.deepEqual(without, ["at", "lap"]);
    assert.deepEqual(calls, { lap: 9, at: 9 * 2 + 9 * 5 + 1 });
  });

  test("what runs only sometimes counts only then", () => {
    const { calls, without } = counters(text`
const is = (x) => x > 2
function twice(x) { return 2 * x }
let s = 0
for (let i = 0; i < 5; i++) {
  if (is(i) && twice(i) > 6) s += twice(i) ? twice(1) : twice(2) + twice(3)
  s = is(i) || is(i + 1) ? s : s + twice(0)
  while (is(s--) && s > 10) s -= twice(1)
}
return s`);
    assert.deepEqual(without, ["is", "twice"]);
    let is = 0;
    let twice = 0;
    const isOf = (x: number) => ++is > 0 && x > 2;
    const twiceOf = (x: number) => 2 * x * Number(++twice > 0);
    let s = 0;
    for (let i = 0; i < 5; i++) {
      if (isOf(i) && twiceOf(i) > 6) s += twiceOf(i) ? twiceOf(1) : twiceOf(2) + twiceOf(3);
      s = isOf(i) || isOf(i + 1) ? s : s + twiceOf(0);
      while (isOf(s--) && s > 10) s -= twiceOf(1);
    }
    assert.deepEqual(calls, { is, twice });
  });

  test("others keep theirs: handed on, exported, assigned, called by what may throw or wait", () => {
    const { calls, without } = counters(text`
const square = (x) => x * x
let double = (x) => 2 * x
function half(x) { return x / 2 }
function third(x) { if (x < 0) throw new Error("no"); return x / 3 }
function fourth(x = half(8)) { return x / 4 }
const fifth = (x) => x / 5
const sixth = (x) => x / 6
double = square
let s = [1, 2, 3].map(square)[2] + double(3) + third(9) + fourth() + (typeof fifth === "function" ? fifth(5) : 0)
try { s += sixth(missing.there(6)) + half(4) } catch { s++ }
return s`);
    assert.deepEqual(without, []);
    // double is square by then; nothing that was to be called with what is missing was.
    assert.deepEqual(calls, { square: 4, third: 1, fourth: 1, half: 1, fifth: 1 });
  });
});

describe("every kind of function is counted", () => {
  test("methods, accessors, private ones, constructors, fields and static blocks", () => {
    const { value, calls } = counted(text`
const seen = []
class A {
  static count = 0
  static { A.count = (() => 1)() }
  #x = seen.length
  y = this.#get()
  static make() { return new this() }
  #get() { return this.#x + 1 }
  get z() { return this.y }
  set z(v) { this.y = v }
  static async later() { return 1 }
  *[Symbol.iterator]() { yield this.z }
  ['computed' + 1]() {}
  'quoted'() {}
  12() {}
}
class B extends A {
  constructor(a) { super(a); this.z = 5 }
  get z() { return super.z }
  set z(v) { super.z = v }
}
const b = B.make()
A.later()
b.computed1(); b.quoted(); b[12]()
const { z } = b
return [...b, z, A.count]`);
    assert.deepEqual(value, [5, 5, 1]);
    assert.deepEqual(calls, {
      "<anonymous>": 1,
      "A.<fields>": 1,
      "A.make": 1,
      "A.#get": 1,
      "get A.z": 2,
      "set A.z": 1,
      "A.later": 1,
      "A.[Symbol.iterator]": 1,
      "A.['computed' + 1]": 1,
      "A.quoted": 1,
      "A.12": 1,
      "B.constructor": 1,
      "get B.z": 2,
      "set B.z": 1,
    });
  });

  test("arrows, however their bodies are written", () => {
    const { value, calls } = counted(text`
const a = () => 1, b = () => ({}), c = x => (x, 2), d = () => /* { */ (
  // not the body
  3
), e = (x) => (y) => x + y, f = async () => await 1, g = ({ a }, h = () => 4) => { return h() },
  i = (...all) => all.length ? i() : 5
return [a(), b(), c(), d(), e(1)(2), typeof f(), g({}), i(1, 2)]`);
    assert.deepEqual(value, [1, {}, 2, 3, 3, "object", 4, 5]);
    assert.deepEqual(calls, { a: 1, b: 1, c: 1, d: 1, e: 1, "<anonymous>": 1, f: 1, g: 1, h: 1, i: 2 });
  });

  test("an arrow as a bundler writes it, without a blank, whose whole body is counted as well", () => {
    // `bytes` may come to be on the stack twice by the names; what `wide` is called by counts for it.
    const { value, calls } = counted(text`
var wide=(low,high)=>low+high;var o={bytes:s=>wide(s,1)};function f(how){const bytes=(from,to)=>how(from,to);
let[low,high]=[0,4];for(let i=0;i<2;i++){const middle=low+high>>>1;const part=bytes(low,middle);
[low,high]=[part,bytes(middle,high)]}return high}return f(o.bytes)`);
    assert.equal(value, 3);
    assert.deepEqual(calls, { wide: 4, "bytes on line 1": 4, f: 1, bytes: 4 });
  });

  test("a generator that is a method, with a regular expression behind its yield", () => {
    const { value, calls } = counted(text`
const o={*g(s){yield/a"/.test(s)}}
return [...o.g('a"')]`);
    assert.deepEqual(value, [true]);
    assert.deepEqual(calls, { g: 1 });
  });

  test("generators count when they begin", () => {
    const { calls } = counted(text`
function* g() { try { yield 1; yield 2 } finally { end() } }
function end() {}
g()
g().return()
for (const x of g()) break
return [...g()]`);
    assert.deepEqual(calls, { g: 2, end: 2 });
  });

  test("modules that call each other's functions before they ran, awaiting at the top", async () => {
    const { value, calls } = await countedModule(text`
export default await first()
async function first() { return second() + (await import.meta.url.length > 0 ? 1 : 0) }
function second() { return 1 }
export class X { static y = second() }
export { first as third }`);
    assert.equal(value, 2);
    assert.deepEqual(calls, { first: 1, second: 2 });
  });

  test("functions of the language count where they are called, and not where they are the program's own", () => {
    const { builtins } = counted(text`
for (let i = 0; i < 3; i++) Math.max(i, ...[1], Math.abs(-i))
const t = Date.now(), o = Object.keys({ a: 1 }).map(Number)
try { JSON.parse("{") } catch {}
try { Math.max().x.y } catch (e) { if (/amdahl/.test(e.message)) throw 1 }
{ const Reflect = { ownKeys: () => 1 }; Reflect.ownKeys() }
return Math.max(...[1, 2], ) + Math.sqrt?.(4)`);
    assert.deepEqual(builtins, {
      "Math.max": 5,
      "Math.abs": 3,
      "Date.now": 1,
      "Object.keys": 1,
      "JSON.parse": 1,
    });
  });
});
