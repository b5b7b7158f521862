// The quick look at a text may only err towards "perhaps". Random programs, full of comments, brackets in strings
// and destructuring, are put to it and to the parser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importsAtAGlance, mayBeAssigned } from "../../src/capture/glance.ts";
import { Scopes } from "../../src/capture/scope.ts";

let state = 20260101;
const random = (n: number): number => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % n;
};
const pick = <T>(...choices: T[]): T => choices[random(choices.length)] as T;

const gap = () => pick("", "", " ", "\n", " /* c */ ", " // c\n");
const name = () => pick("v", "v", "a", "b", "vv");
const member = () => `${name()}${pick(".v", "[0]", "[v]", "['x[']", "[a][b]")}`;
const operator = () => pick("+=", "-=", "**=", ">>>=", "=", "??=", "||=");

/** One of the texts, of which only that one is made. */
const oneOf = (...makers: (() => string)[]): string => pick(...makers)();

function target(depth: number): string {
  if (depth === 0) return pick(name(), member());
  const inner = () => target(depth - 1);
  return oneOf(
    name,
    member,
    () => `[${gap()}${inner()}${gap()}]`,
    () => `[${inner()}, ...${inner()}]`,
    () => `{${gap()}${name()}${gap()}}`,
    () => `{ a: ${inner()} = 1 }`,
    () => `[${inner()} = ${expression(0)}]`,
  );
}

function expression(depth: number): string {
  const leaf = () => pick(name(), "1", "'v['", '"]"', "`x`", "/[/]/", `${name()}.v`);
  if (depth === 0) return leaf();
  const inner = () => expression(depth - 1);
  return oneOf(
    leaf,
    leaf,
    () => `${inner()} ${pick("+", "==", "===", "<=", "&&")} ${inner()}`,
    () => `(${target(2)}${gap()}=${gap()}${inner()})`,
    () => `(${name()}${gap()}${operator()}${gap()}${inner()})`,
    () => `(${pick("v++", "a++", "b--")})`,
    () => `(--${gap()}${name()})`,
    () => `((v)${gap()}${pick("= 1", "++", "--")})`,
    () => `f(${inner()}, ${inner()})`,
    () => `(${name()} => ${inner()})`,
    () => `(() => { ${statements(0)} })`,
    () => `${name()}[${inner()}]`,
    () => `({ ${name()}, k: ${inner()} })`,
  );
}

function statement(depth: number): string {
  const body = () => `{ ${statements(depth - 1)} }`;
  const head = () => pick("const v", "let v", "var v", "v", "[v]", "a", "var [v]", "const [v]");
  const simple = [
    () => `;${expression(1)};`,
    () => `${pick("const", "let", "var")} ${name()}${gap()} = ${expression(1)};`,
    () =>
      `${pick("const", "let", "var")} ${pick("[v, b]", "{ v }", "{ a: [v] }", "a = 1, v")} = ${expression(1)};`,
    () => `if (${expression(1)})${gap()}${pick("[v, b] = [b, v]", "v = 1", "v++", "a = 1")};`,
    () => `{ }\n[v, a] = ${expression(1)};`,
  ];
  if (depth === 0) return oneOf(...simple);
  return oneOf(
    ...simple,
    body,
    () => `for (${head()} ${pick("of", "in")} ${expression(1)}) ${body()}`,
    () => `for (let i = 0; i < v; i++) ${body()}`,
    () => `function ${pick("v", "g")}(${pick("v", "a", "{ v }")}) ${body()}`,
    () => `try ${body()} catch (${pick("v", "e")}) ${body()}`,
    () => `class C { v = 1; m() ${body()} static ${body()} }`,
  );
}

function statements(depth: number): string {
  return Array.from({ length: 1 + random(2) }, () => statement(depth)).join(pick("\n", " "));
}

test("no assignment that the parser finds is ruled out at a glance", () => {
  const counts = { assigned: 0, settled: 0 };
  for (let i = 0; i < 4000; i++) {
    const start = pick("let v = 1;", "const v = 1;", "var v;", "import v from 'x';", "let v;", "");
    const text = `${start} ${statements(2)} (() => v)`;
    let scopes: Scopes;
    try {
      scopes = new Scopes(text);
    } catch {
      continue; // not every random text is a program
    }
    const assigned = scopes.outside(text.lastIndexOf("() => v"), "v")?.assigned !== undefined;
    const perhaps = mayBeAssigned(text, "v");
    if (assigned) counts.assigned++;
    if (!perhaps) counts.settled++;
    assert.ok(perhaps || !assigned, text);
  }
  // The test is empty unless both answers are common.
  assert.ok(counts.assigned > 500 && counts.settled > 50, JSON.stringify(counts));
});

test("imports of every form are read at a glance", () => {
  const found = importsAtAGlance(`
    import a from "./a.js";
    import { b, c as d, default as e } from './b.js';
    import f, * as g from "g";
    import h, {
      i,
    } from "h";
    import "side";
    import type { T } from "t";
    const j = await import("j");`);
  const from = (name: string) => found?.get(name);
  assert.deepEqual(from("a"), { from: "./a.js", name: "default" });
  assert.deepEqual(from("b"), { from: "./b.js", name: "b" });
  assert.deepEqual(from("d"), { from: "./b.js", name: "c" });
  assert.deepEqual(from("e"), { from: "./b.js", name: "default" });
  assert.deepEqual(from("f"), { from: "g", name: "default" });
  assert.deepEqual(from("g"), { from: "g", name: "*" });
  assert.deepEqual(from("h"), { from: "h", name: "default" });
  assert.deepEqual(from("i"), { from: "h", name: "i" });
  assert.equal(from("j"), undefined);
  assert.equal(importsAtAGlance("import { a /* as b */ } from 'x'"), undefined);
});
