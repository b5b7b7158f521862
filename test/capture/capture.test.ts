// What capture says of free names: the kind and value of every sort of binding that JavaScript has.
import assert from "node:assert/strict";
import inspector from "node:inspector";
import { test } from "node:test";
import vm from "node:vm";
import { type Captured, capture, captureText } from "../../src/capture/index.ts";
import { passedOn, shown as starred } from "./fixtures/again.ts";
import * as live from "./fixtures/live.ts";
import main, { bump, fixed, half, shown, steps } from "./fixtures/live.ts";

const values = (captured: Captured, ...names: string[]) => names.map((name) => captured.free(name));
const value = (v: unknown) => ({ kind: "value", value: v });

const scale: number = 3;
const table = new Float64Array([1, 2]);
let counted = 0;
let swapped = 1;
let other = 2;
let deferred: number;
const initialised = 7;
var looped = 0;
for (var head of [1, 2]) looped = head;

test("a constant, an array and a function of the module are values", () => {
  const kernel = (x: number) => half(x) * scale + (table[0] as number) + initialised;
  assert.deepEqual(values(capture(kernel), "half", "scale", "table", "initialised"), [
    value(half),
    value(3),
    value(table),
    value(7),
  ]);
  assert.equal((capture(kernel).free("table") as { value: unknown }).value, table);
});

test("a variable of a closure has the value of that closure", () => {
  const make = (factor: number) => (x: number) => x * factor;
  assert.deepEqual(capture(make(2)).free("factor"), value(2));
  assert.deepEqual(capture(make(-0)).free("factor"), value(-0));
  assert.deepEqual(capture(make(Number.NaN)).free("factor"), value(Number.NaN));
  assert.deepEqual(capture(make(Infinity)).free("factor"), value(Infinity));
});

test("a constant of a loop's body has the value of its turn", () => {
  const kernels: ((x: number) => number)[] = [];
  for (const turn of [10, 20]) {
    const inner = turn + 1;
    kernels.push((x) => x + turn + inner);
  }
  assert.deepEqual(values(capture(kernels[0] as () => number), "turn", "inner"), [value(10), value(11)]);
  assert.deepEqual(values(capture(kernels[1] as () => number), "turn", "inner"), [value(20), value(21)]);
});

test("the innermost of two variables with one name counts", () => {
  const make = (scale: number) => (x: number) => x * scale;
  assert.deepEqual(capture(make(9)).free("scale"), value(9));
});

test("a variable that somebody assigns to is reassigned, and the place is told", () => {
  const kernel = () => counted + swapped + other + deferred + looped + head;
  const count = () => counted++;
  count();
  [swapped, other] = [other, swapped];
  deferred = 4;
  const captured = capture(kernel);
  for (const name of ["counted", "swapped", "other", "deferred", "looped", "head"])
    assert.equal(captured.free(name).kind, "reassigned", name);
  const free = captured.free("counted");
  assert.ok(free.kind === "reassigned");
  assert.equal(free.value, 1);
  assert.equal(free.at.file, import.meta.filename);
  const line = "  const count = () => counted++;";
  assert.equal(free.at.line, 1 + ownLines().indexOf(line));
  assert.equal(free.at.column, 1 + line.indexOf("counted++"));
});

test("a parameter of the enclosing function that is assigned is reassigned", () => {
  const make = (n: number, m: number) => {
    m += 1;
    return () => n + m;
  };
  const captured = capture(make(1, 2));
  assert.deepEqual(captured.free("n"), value(1));
  assert.equal(captured.free("m").kind, "reassigned");
});

test("an imported binding is judged by the module that owns it", () => {
  const kernel = () => fixed + steps + half(1) + main(1) + shown + passedOn + starred;
  bump();
  const captured = capture(kernel);
  assert.deepEqual(values(captured, "fixed", "half", "main"), [value(2), value(half), value(main)]);
  const free = captured.free("steps");
  assert.ok(free.kind === "reassigned");
  assert.equal(free.value, 1);
  assert.match(String(free.at.file), /fixtures[\\/]live\.ts$/);
  assert.deepEqual([free.at.line, free.at.column], [5, 3]);
  for (const name of ["shown", "passedOn", "starred"])
    assert.equal(captured.free(name).kind, "reassigned", name);
});

test("a namespace import is the module's namespace object", () => {
  const kernel = () => live.fixed;
  assert.deepEqual(capture(kernel).free("live"), value(live));
});

test("a global is a value, and a name that is nowhere is missing", () => {
  // @ts-expect-error: the name is not declared
  const kernel = (x: number) => Math.sin(x) + nowhere;
  assert.deepEqual(values(capture(kernel), "Math", "Infinity", "nowhere"), [
    value(Math),
    value(Infinity),
    { kind: "missing" },
  ]);
});

test("a variable before its declaration is uninitialized, and is looked up again afterwards", () => {
  const kernel = () => late;
  const captured = capture(kernel);
  assert.deepEqual(captured.free("late"), { kind: "uninitialized" });
  const late = 5;
  assert.deepEqual(captured.free("late"), value(5));
});

test("a variable that holds undefined is uninitialized", () => {
  const make = (nothing: undefined) => () => nothing;
  assert.deepEqual(capture(make(undefined)).free("nothing"), { kind: "uninitialized" });
});

test("free remembers and read looks again", () => {
  const make = () => {
    let n = 1;
    return { kernel: () => n, next: () => n++ };
  };
  const { kernel, next } = make();
  const captured = capture(kernel);
  assert.equal((captured.free("n") as { value: number }).value, 1);
  next();
  assert.equal((captured.free("n") as { value: number }).value, 1);
  assert.equal((captured.read("n") as { value: number }).value, 2);
});

test("a function knows itself by its own name", () => {
  function declared(n: number): number {
    return n < 2 ? n : declared(n - 1) + declared(n - 2);
  }
  const expressed = function inner(n: number): number {
    return n < 1 ? 0 : inner(n - 1);
  };
  assert.deepEqual(capture(declared).free("declared"), value(declared));
  assert.deepEqual(capture(expressed).free("inner"), value(expressed));
});

test("an expression's own name wins over a variable outside, a declaration's does not", () => {
  let inner: unknown = 1;
  const expressed = function inner(n: number): number {
    return n < 1 ? 0 : inner(n - 1);
  };
  const peek = () => inner;
  inner = 2;
  assert.equal(peek(), 2);
  assert.deepEqual(capture(expressed).free("inner"), value(expressed));
});

test("captures given by hand win, and only them", () => {
  const kernel = (x: number) => x * scale + counted;
  const captured = capture(kernel, { captures: { scale: 30, counted: 1 } });
  assert.deepEqual(values(captured, "scale", "counted"), [value(30), value(1)]);
  assert.deepEqual(captured.free("Math"), value(Math));
});

test("captureText looks into its record only", () => {
  const captured = captureText((x: number) => half(x) * scale, { half });
  assert.deepEqual(values(captured, "half", "scale", "Math"), [
    value(half),
    { kind: "missing" },
    { kind: "missing" },
  ]);
  assert.equal(captured.node.type, "ArrowFunctionExpression");
  assert.deepEqual(captured.place, { file: undefined, line: 1, column: 1 });
  const recursive = captureText("function f(n) { return n < 1 ? 0 : f(n - 1); }");
  assert.equal(recursive.name, "f");
  assert.equal(recursive.free("f").kind, "value");
});

test("text without a file is captured too: new Function, eval and a vm script", () => {
  const made = new Function("k", "return function f(x) { return x + k }")(4);
  assert.deepEqual(capture(made).free("k"), value(4));
  // biome-ignore lint/security/noGlobalEval: evaluated text is what the test is about
  const evaluated = globalThis.eval("(() => { let n = 1; n++; const m = 3; return x => x + n + m })()");
  assert.equal(capture(evaluated).free("n").kind, "reassigned");
  assert.deepEqual(capture(evaluated).free("m"), value(3));
  const context = vm.createContext({ outer: 5 });
  const foreign = vm.runInContext("const k = 6; x => x + k + outer", context);
  assert.deepEqual(values(capture(foreign), "k", "outer"), [value(6), value(5)]);
});

test("a script's own `var` is judged by its script, though it is a property of the global object", () => {
  const fn = new vm.Script(
    "var ours = 1; var theirs = 2; theirs = 3; () => ours + theirs",
  ).runInThisContext();
  try {
    assert.deepEqual(capture(fn).free("ours"), value(1));
    assert.equal(capture(fn).free("theirs").kind, "reassigned");
  } finally {
    Reflect.set(globalThis, "ours", undefined);
    Reflect.set(globalThis, "theirs", undefined);
  }
});

test("a sloppy function is parsed as one", () => {
  const sloppy = new Function("x", "var let_ = 010; return x + let_ + k");
  assert.equal(capture(sloppy).free("k").kind, "missing");
});

test("an inspector session of the program's own keeps its state", () => {
  const session = new inspector.Session();
  session.connect();
  const scripts: string[] = [];
  session.on("Debugger.scriptParsed", ({ params }) => scripts.push(params.scriptId));
  session.post("Debugger.enable");
  try {
    // Text without a file makes capture switch the Debugger domain on and off for itself.
    const made = new Function("let n = 1; n = 2; return () => n")();
    assert.equal(capture(made).free("n").kind, "reassigned");
    const before = scripts.length;
    new Function("return 'parsed while the session listens'");
    assert.equal(scripts.length, before + 1);
  } finally {
    session.disconnect();
  }
});

test("nothing is left on the global object", () => {
  const before = Reflect.ownKeys(globalThis);
  capture(() => scale).free("scale");
  assert.throws(() => capture(Math.sin));
  assert.deepEqual(Reflect.ownKeys(globalThis), before);
});

function ownLines(): string[] {
  const text = process.getBuiltinModule("node:fs").readFileSync(import.meta.filename, "utf8");
  return text.split("\n");
}
