// The functions of Math must be compilable from their text: every name resolves in the library, and the language is small.
// The compiler reads the same text in the same way, so what fails here would fail there.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { type AnyNode, type Function as FunctionNode, parse } from "acorn";
import * as face from "../../../src/jit/math/index.ts";

const { library } = face;
const intrinsics = new Set(["highWord", "lowWord", "fromWords"]);
const exactMembers = new Set([
  "imul",
  "clz32",
  "abs",
  "sqrt",
  "floor",
  "ceil",
  "trunc",
  "min",
  "max",
  "fround",
]);
const known = new Set(
  `FunctionDeclaration Identifier BlockStatement VariableDeclaration VariableDeclarator IfStatement ForStatement
  WhileStatement ReturnStatement ExpressionStatement AssignmentExpression UpdateExpression BinaryExpression
  LogicalExpression UnaryExpression ConditionalExpression CallExpression MemberExpression Literal`.split(
    /\s+/,
  ),
);

const children = (node: AnyNode): AnyNode[] =>
  Object.values(node)
    .flatMap((v) => (Array.isArray(v) ? v : [v]))
    .filter((v) => typeof v?.type === "string");

/** Every node below, the property names of plain member accesses left out. */
function* walk(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const child of children(node)) {
    if (node.type === "MemberExpression" && !node.computed && child === node.property) continue;
    yield* walk(child);
  }
}

function parsed(f: unknown): FunctionNode {
  const [node] = parse(String(f), { ecmaVersion: 2023 }).body;
  assert.equal(node.type, "FunctionDeclaration");
  return node as FunctionNode;
}

function freeNames(f: unknown): Set<string> {
  const nodes = [...walk(parsed(f) as AnyNode)];
  const own = new Set<string>();
  for (const node of nodes) {
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier") own.add(node.id?.name ?? "");
    if (node.type === "FunctionDeclaration") {
      own.add(node.id?.name ?? "");
      for (const p of node.params) own.add((p as { name: string }).name);
    }
  }
  return new Set(nodes.flatMap((n) => (n.type === "Identifier" && !own.has(n.name) ? [n.name] : [])));
}

const functions = Object.entries(library).filter(
  ([name, v]) => typeof v === "function" && !intrinsics.has(name),
);

test("the library holds every function that the face exports, under its own name", () => {
  for (const [name, value] of Object.entries(face)) {
    if (name === "library" || name === "approximate") continue;
    assert.equal(library[name], value, name);
    assert.equal((value as () => number).name, name);
  }
  assert.ok(Object.isFrozen(library));
  assert.ok(functions.length > 60);
});

test("the library holds every export of every file, and no name twice", async () => {
  const folder = new URL("../../../src/jit/math/", import.meta.url);
  const names: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".ts") && file !== "index.ts")
      names.push(...Object.keys(await import(new URL(file, folder).href)));
  }
  assert.deepEqual(names.sort(), Object.keys(library).sort());
});

test("every function of ECMAScript's Math but random is there, hypot as hypot2 and hypot3", () => {
  const standard = `abs acos acosh asin asinh atan atanh atan2 cbrt ceil clz32 cos cosh exp expm1 floor fround f16round
    hypot2 hypot3 imul log log1p log10 log2 max min pow round sign sin sinh sqrt tan tanh trunc fmod random`;
  for (const name of standard.split(/\s+/))
    assert.equal(typeof (face as Record<string, unknown>)[name], "function", name);
});

test("every short version is in the library, and stands for a function with as many arguments", () => {
  for (const [name, short] of Object.entries(face.approximate)) {
    const [long, brief] = [library[name], library[short]];
    assert.ok(typeof long === "function" && typeof brief === "function", short);
    assert.equal(brief.length, long.length, short);
  }
  assert.ok(Object.isFrozen(face.approximate));
});

for (const [name, f] of functions) {
  test(`${name} uses the small language only, and names that the library resolves`, () => {
    const node = parsed(f);
    for (const p of node.params) assert.equal(p.type, "Identifier", "a parameter has a default or a pattern");
    for (const n of walk(node as AnyNode)) {
      assert.ok(known.has(n.type), `${n.type} is not in the language`);
      if (n.type === "Literal") assert.equal(typeof n.value, "number");
      if (n.type === "BinaryExpression")
        assert.ok(!["**", "%", "==", "!=", "in", "instanceof"].includes(n.operator));
      if (n.type === "VariableDeclarator") assert.ok(n.init, "a variable without a first value");
      if (n.type === "MemberExpression" && !n.computed) {
        assert.equal((n.object as { name?: string }).name, "Math");
        assert.ok(
          exactMembers.has((n.property as { name: string }).name),
          (n.property as { name: string }).name,
        );
      }
    }
    for (const free of freeNames(f)) {
      assert.ok(["Math", "Infinity", "NaN"].includes(free) || free in library, `${free} does not resolve`);
    }
  });
}

test("no function reaches itself", () => {
  const calls = new Map(functions.map(([name, f]) => [name, [...freeNames(f)]]));
  const reach = (name: string, path: string[]): void => {
    assert.ok(!path.includes(name), [...path, name].join(" > "));
    for (const next of calls.get(name) ?? []) reach(next, [...path, name]);
  };
  for (const name of calls.keys()) reach(name, []);
});

test("a constant is a number and a table's values are finite", () => {
  for (const [name, value] of Object.entries(library)) {
    if (typeof value === "number") assert.ok(Number.isFinite(value), name);
    if (value instanceof Float64Array) assert.ok(value.every(Number.isFinite), name);
  }
});
