// Programs that would notice: names and lengths of functions, directives, scopes, line ends, statements without semicolons,
// messages of errors. `counted` runs each with counters and without, and compares what it comes to.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { makeCounters } from "../../../src/profile/record/counters.ts";
import { Loading } from "../../../src/profile/record/loading.ts";
import { callsOf, lineStarts, rewrite, WayBack } from "../../../src/profile/rewrite/index.ts";
import { counted, rewriteText, text } from "./counting.ts";

describe("what a program can see of itself", () => {
  test("functions keep their names and lengths, however they come by them", () => {
    counted(text`
const all = []
const a = () => 1, b = function () {}, c = class {}, d = async (x) => x, e = (function () {}), f = (() => {})
let g; g = () => 1; g ??= () => 2
let h; h ??= () => 1
let i; i ||= class {}
const { j = () => 1, k: l = class { static x = 1 } } = {}
const [m = function* () {}] = []
const o = { n: () => 1, "p q": function () {}, [1 + 1]: () => 1, r() {}, get s() { return 1 }, async *t() {}, u: (0, () => 1) }
class A { static v = () => 1; w = () => 1; #x = () => 1; static #y = class {}; y() { return [this.#x, A.#y] } }
const z = (q = () => 1, w = class {}) => [q, w]
const cond = 1
  ? () => 1
  : () => 2
const or = null ||
  function () {}
const from = new Function("a", "b", "return a")
all.push(a, b, c, d, e, f, g, h, i, j, l, m, ...Object.values(o), A, A.v, new A().w, ...new A().y(), ...z(), cond, or, from)
all.push(...[A.prototype, o].flatMap((x) => Object.values(Object.getOwnPropertyDescriptors(x)).flatMap((d) => [d.get, d.value])))
function fn(a, b = 1, ...c) { return new.target }
const callbacks = [1].map(() => function () {})
return [...all, fn, ...callbacks].filter((f) => typeof f === "function").map((f) => [f.name, f.length])`);
  });

  test("errors have the messages and lines that they had", () => {
    for (const source of [
      "const f = (n) => n\n\nf(1)(2)",
      "function f() {}\nconst { a } = f()",
      "function f() {}\nfor (const x of f(1)) {}",
      "Math.max(1)(2)",
      "Math.max().a.b",
      "Object.keys({})[0].x.y",
      "const o = {};\n(o.a ||\n  o.b)()",
      "const o = {}\nnew (o ? o.a : o.b)()",
      "const o = null;\n[...o ||\n o]",
      "const [a] = Math.max ??\n 1",
      "null\n  ?? undefined.x",
      "function f(x = g) {\n x(); let g }\nf()",
      "class A { constructor() { this.x } }\nclass B extends A { constructor(x) { if (x) super() } }\nnew B(1)\nnew B()",
      "x\nlet x",
      "const f = () =>\n  undefined\n    .x\nf()",
    ])
      assert.match(String((counted(source).value as { lines: string }).lines), /\d/, source);
  });

  test("strict stays strict and sloppy stays sloppy, with and without semicolons", () => {
    const { value } = counted(text`
function a() { "use strict"; return this === undefined }
function b() { 'use strict'
return this === undefined }
function c() {
  /* first */ "another" // line
  "use strict"
  return this === undefined }
function d() { return this === globalThis }
function e() { ("use strict"); return this === globalThis }
function f() {"use strict"}
const g = (x) => { "use strict"; try { undeclared = x } catch { return true } }
return [a(), b(), c(), d(), e(), f(), g(1)]`);
    assert.deepEqual(value, [true, true, true, true, true, undefined, true]);
    assert.deepEqual(counted('"use strict"\nreturn (function () { return this })()').value, undefined);
    assert.deepEqual(counted("#!/usr/bin/env node\n'use strict'\nreturn this === undefined").value, false);
  });

  test("sloppy code keeps its scopes", () => {
    const { value } = counted(text`
const out = []
out.push(typeof early)
if (out) function early() {}
out.push(typeof early)
function f(n, a) {
  out.push(typeof g, arguments[1] === a, arguments.length)
  { function g() {} }
  arguments[1] = 3
  out.push(a, typeof g, delete out.nothing, delete f)
  eval("var made = 1")
  out.push(made)
  if (n > 0) f(n - 1)
  switch (n) { case 0: function inner() { return 1 } }
  l: function labelled() {}
  return typeof inner + typeof labelled + typeof arguments
}
out.push(f(1, 2))
function twice() { return 1 }
function twice(n) { function x() { return 1 } var x; function x() { return n && twice(n - 1) } return x() }
out.push(twice(2))
var of = [1], async = 2, let_ = 3, await = 4
for (var yield_ of of) out.push(yield_, await)
out.push(typeof undeclared, void 0, new.target)
return out`);
    assert.ok(Array.isArray(value));
  });

  test("arguments, this, super and new.target mean what they did", () => {
    counted(text`
class A {
  constructor() { this.t = new.target.name; return this.t === "C" ? { c: 1 } : undefined }
  f(n) { return n > 0 ? this.f(n - 1) + arguments.length : (() => arguments.length + this.t.length)() }
  static s() { return this.name }
}
class B extends A { constructor() { const go = () => super(); go(); this.b = super.f(2) } static s() { return super.s() + 1 } f(n) { return super.f(n, 1) } }
class C extends A { x = 1 }
const o = { __proto__: { m() { return this.v } }, v: 2, m() { return super.m() + 1 } }
const tag = (s, ...v) => s.raw.join("|") + v.length
return JSON.stringify([new B(), new C(), B.s(), o.m(), tag\`a\${tag\`b\${1}\`}c\`, (0, o.m).call({ v: 5 }), Reflect.construct(A, [], B)])`);
  });
});

describe("how a program is written", () => {
  const noSemicolons = text`
let n = 0, xs = [3, 1, 2], log = []
const add = (x) => (log.push(x), x)
add(1)
Math.max(1, 2)
add
(2)
;[1, 2].forEach(add)
n++
++n
n
--
n
do add(3)
while (Math.min(n, 0))
add(4)
if (n)
  add(5)
else add(6)
for (const x of xs) add(x)
function fact(n) {
  if (n > 1)
    return n *
      fact(n - 1)
  fact
  return
  1
}
fact(3)
var re = /[(]/
add("a(".match(re).index)
label:
for (;;) {
  add(7)
  break label
}
function* gen() {
  yield
  add(8)
  const x = yield
  add(x)
}
const it = gen()
it.next()
it.next()
it.next(9)
class K {
  a = 1
  ;['b'] = 2
  static
  c = 3
  get
  d() { return add(10) }
  e
  'f' = () => add(11)
}
add(Object.keys(new K).length)
throw_
: {
  try { throw add(12) }
  catch { add(13) }
  finally { add(14) }
}
async () => {
  await add(15)
  add(16)
}
switch (n) { default:
  add(17)
  case 1: add(18) }
return log.concat(n)`;

  test("no statement needs a semicolon that it did without", () => {
    const { value } = counted(noSemicolons);
    assert.ok((value as number[]).includes(18));
  });

  test("every kind of line end keeps its lines, and text that looks like a program is none", () => {
    const source = text`
const s = "function f() { for (;;) }", t = \`\${(() => \`\${[1].map((x) => x + 1)}\`)()} while (1) {\`, r = /function[(]{1}/g
// function g() { for (
/* if (x) */ function f(a /* ) */ = /* ( */ 1) /* { */ { /* } */ return a /* ; */ } // return
const h = (/* => */) => /* { */ 1, i = async (x) /* => */ => x
return [s, t, r.source, f(), h(), typeof i, new Error("x").stack.includes("test.js:5:")]`;
    for (const end of ["\n", "\r\n", "\r", "\u2028", "\u2029"]) {
      const { value, hits } = counted(source.replaceAll("\n", end));
      assert.deepEqual((value as unknown[]).slice(2), ["function[(]{1}", 1, 1, "function", true]);
      assert.deepEqual(hits, { 1: 1, 3: 1, 4: 1, 5: 1 });
    }
  });

  test("a function's text can be cut out of the rewritten one", () => {
    const { rewritten } = rewriteText(noSemicolons, false);
    const back = new WayBack(lineStarts(rewritten.text), rewritten.shifts);
    const again = rewritten.functions.map(({ start, end }) => noSemicolons.slice(start, end));
    assert.ok(again.length > 5);
    for (const [i, { called }] of rewritten.functions.entries()) {
      if (called !== "fact") continue;
      const at = rewritten.code.indexOf("function fact");
      const end = rewritten.code.indexOf("fact(3)");
      assert.equal(noSemicolons.slice(back.offset(at), back.offset(end)).trim().replace(/;$/, ""), again[i]);
    }
  });

  test("everything that can be a default export", async () => {
    for (const what of [
      "function () {}",
      "function f() {}",
      "class {}",
      "class { static name = 1 }",
      "() => 1",
      "(() => 1)",
      "async function* () {}",
      "(class {})",
      "Math.max(1, 2)",
      "f(3)\nfunction f(n) { return n && f(n - 1) }",
      "[1, 2]\n  .map((x) => x)",
      "await (async () => 5)()",
    ]) {
      const { array, rewritten } = rewriteText(`export default ${what}`, true);
      makeCounters(array, rewritten.slots);
      const load = async (code: string) => {
        const url = `data:text/javascript,${encodeURIComponent(code)}`;
        const { default: made } = (await import(url)) as { default: unknown };
        return typeof made === "function" ? [made.name, made.length] : made;
      };
      assert.deepEqual(await load(rewritten.code), await load(`export default ${what}`));
    }
  });

  test("a long chain of conditions nests no deeper than it was written", () => {
    const chain = (one: (i: number) => string) => Array.from({ length: 1500 }, (_, i) => one(i)).join("\n");
    const { value } = counted(
      `function f(x) {\n${chain((i) => `if (x === ${i}) return ${i}\nelse`)} return -1\n}\nreturn [f(3), f(1499), f(-5)]`,
    );
    assert.deepEqual(value, [3, 1499, -1]);
    assert.equal(counted(`const x = 700\nreturn ${chain((i) => `x === ${i} ? ${2 * i} :`)} 0`).value, 1400);
  });

  test("asm.js is left as it is", () => {
    const { calls, value } = counted(text`
function M() { "use asm"; function f(x) { x = x | 0; return (x + 1) | 0 } return f }
const f = M()
return f(1)`);
    assert.deepEqual([calls, value], [{}, 2]);
  });

  test("a file with a `with` statement, or deeper than the stack, runs as it is", () => {
    const file = { url: "", typed: false, module: false, array: "counts" };
    const count = { lines: "all", builtins: true } as const;
    assert.match((rewrite("with (o) { f() }", file, count) as { reason: string }).reason, /with/);
    for (const deep of [
      `x = ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
      `x = ${"1 + ".repeat(200_000)}1`,
      `${"if (x) ".repeat(5000)}y`,
    ])
      assert.doesNotThrow(() => rewrite(deep, file, count));
  });
});

describe("as Node loads files", () => {
  test("modules in a circle, CommonJS that returns, a byte order mark, and what functions say of themselves", async () => {
    const folder = mkdtempSync(join(tmpdir(), "amdahl-rewrite-"));
    const files = {
      "a.mjs":
        'import { b } from "./b.mjs"\nexport function a(n) { return n > 0 ? b(n - 1) : 0 }\nexport default [b(3), a.toString(), "" + b]',
      "b.mjs":
        'import { a } from "./a.mjs"\nexport const early = a(0)\nexport function b(n) { return n > 0 ? a(n - 1) + 1 : 0 }',
      "c.cjs": '\uFEFF"use strict"\nexports.x = (() => 1)()\nif (exports.x) return\nexports.x = 2',
      "d.cjs":
        '#!/usr/bin/env node\nmodule.exports = [typeof new.target, this === module.exports, require("./c.cjs").x, function () {\n  return Math.abs(1) }.toString()]',
      "e.ts":
        "type T = number\nconst f = (n: T): T => (n > 0 ? f((n as T) - 1) : n)\nexport default [f(2), f.toString()]",
    };
    for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
    const load = async () => {
      const each: unknown[] = [];
      for (const name of ["a.mjs", "d.cjs", "e.ts"]) {
        const { default: value } = (await import(pathToFileURL(join(folder, name)).href)) as {
          default: unknown;
        };
        each.push(value);
      }
      return each;
    };
    const loading = new Loading({ count: { lines: "all", builtins: true }, packages: true });
    try {
      const [circle, common, typed] = await load();
      assert.deepEqual(circle, [
        2,
        files["a.mjs"].split("\n")[1].replace("export ", ""),
        files["b.mjs"].split("\n")[2].replace("export ", ""),
      ]);
      assert.deepEqual(common, ["undefined", true, 1, "function () {\n  return Math.abs(1) }"]);
      assert.deepEqual((typed as unknown[])[0], 0);
      assert.deepEqual(loading.uncounted, []);
      const found = loading.files();
      assert.deepEqual(
        found.map(({ url }) => url.slice(url.lastIndexOf("/") + 1)).sort(),
        Object.keys(files),
      );
      for (const { functions, counts, url } of found)
        if (url.endsWith("a.mjs")) assert.equal(callsOf(functions[0], counts), 3);
    } finally {
      loading.end();
      rmSync(folder, { recursive: true });
    }
  });
});
