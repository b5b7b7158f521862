// Which variables count as reassigned by the syntax of their scope, and that the quick look never disagrees.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBeAssigned } from "../../src/capture/glance.ts";
import { Scopes } from "../../src/capture/scope.ts";

/** Texts in which the arrow at the end reads a `v` that stays as declared. */
const kept = [
  "const v = 1; () => v",
  "let v = 1; () => v",
  "var v = 1; () => v",
  "function v() {} () => v",
  "class v {} () => v",
  "import v from 'x'; () => v",
  "for (const v of a) { () => v }",
  "for (let v of a) { () => v }",
  "while (a) { let v = b; () => v }",
  "function f(v) { return () => v }",
  "function f({ v, w: [u] }) { u = 1; return () => v }",
  "try {} catch (v) { () => v }",
  "const { a: v = 1 } = b; () => v",
  "let v = 1; { let v = 2; v = 3 } () => v",
  "let v = 1; function f(v) { v++ } () => v",
  "let v = 1; a.v = 2; a[v] = 3; () => v",
  "let v = 1; if (v == 2 || v === 3 || v <= 4 || v >= 5 || v != 6) {} () => v",
  "let v = 1; f(v => v); () => v",
  "var v; (function (v) { v.A = 1 })(v || (v = {})); () => v",
  "const v = 1; let s = 'v = 2'; () => v",
  "const f = function v() { return () => v }",
  "let v = 1; x[v] = x[v - 1] = 0; for (let i = 0; i < v; i++) {} () => v",
];

const changed = [
  "let v = 1; v = 2; () => v",
  "let v = 1; v += 2; () => v",
  "let v = 1; v **= 2; () => v",
  "let v = 1; v >>>= 2; () => v",
  "let v; v ??= 2; () => v",
  "let v; v ||= 2; () => v",
  "let v = 1; v++; () => v",
  "let v = 1; --v; () => v",
  "let v = 1; (v) = 2; () => v",
  "let v = 1; ((v))++; () => v",
  "let v = 1; v /* c */ = 2; () => v",
  "let v = 1; v\n// c\n= 2; () => v",
  "let v = 1; [v] = [2]; () => v",
  "let v = 1; [a, [...v]] = [2]; () => v",
  "let v = 1; if (a) [v, b] = [b, v]; () => v",
  "let v = 1; {}\n[v, b] = [b, v]; () => v",
  "let v = 1; ({ v } = a); () => v",
  "let v = 1; ({ a: v = 3 } = a); () => v",
  "let v = 1; for (v of a) {} () => v",
  "let v = 1; for (v in a) {} () => v",
  "let v = 1; for ([v] of a) {} () => v",
  "let v = 1; for (v = 0; v < 2; v++) {} () => v",
  "for (let v = 0; v < 2; v++) { () => v }",
  "for (var v of a) { () => v }",
  "for (var [v] of a) { () => v }",
  "while (a) { var v = b; () => v }",
  "var v = 1; var v = 2; () => v",
  "let v = 1; function f() { v = 2 } () => v",
  "let v = 1; class C { static { v = 2 } m() {} } () => v",
  "let v = 1; f(function () { return () => { v -= 1 } }); () => v",
  "let v = 1; \\u0076 = 2; () => v",
  "function f(v) { v = 1; return () => v }",
  "let v = 1; a = v = 2; () => v",
  "let v = 1; const [b = (v = 2)] = []; () => v",
  "let v = 1; switch (a) { case 1: v = 2 } () => v",
];

const assigned = (text: string) => {
  const arrow = text.lastIndexOf("() => v");
  const binding = new Scopes(text).outside(arrow, "v");
  assert.ok(binding, `no binding in ${text}`);
  return binding.assigned !== undefined;
};

for (const text of kept) test(`kept: ${text}`, () => assert.equal(assigned(text), false));

for (const text of changed)
  test(`changed: ${text}`, () => {
    assert.equal(assigned(text), true);
    assert.equal(mayBeAssigned(text, "v"), true);
  });

test("the quick look settles the common declarations", () => {
  const common = kept.filter((text) => /^(const v = 1|let v = 1|function v|for \(const)/.test(text));
  const settled = common.filter((text) => !mayBeAssigned(text, "v"));
  assert.ok(settled.length >= 5, settled.join("\n"));
});

test("the quick look sees through types", () => {
  for (const text of [
    "let v: number = 1; (v as any) = 2",
    "let v: number = 1; v! = 2",
    "let v: number = 1; <any>v = 2",
    "let v: number = 1; v!++",
  ])
    assert.equal(mayBeAssigned(text, "v"), true, text);
  assert.equal(mayBeAssigned("let v: number = 1; const w: number[] = [v]; w[0] = v;", "v"), false);
});

test("names with a dollar sign are looked for as they are", () => {
  assert.equal(mayBeAssigned("let $a$ = 1; $a$ = 2", "$a$"), true);
  assert.equal(mayBeAssigned("let $a$ = 1; b$a$ = 2", "$a$"), false);
});
