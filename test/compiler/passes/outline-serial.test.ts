// Serial loops cut into parts: random programs with parts of an iteration or two must do what the interpreter says of
// the programs as they were, in results, memory, prints and traps.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bin,
  type Expr,
  type For,
  get,
  int,
  type Local,
  local,
  num,
  type Program,
  type Stmt,
  set,
  verify,
} from "../../../src/compiler/ir/index.ts";
import { cloneProgram, outlineParallel, outlineSerial } from "../../../src/compiler/passes/index.ts";
import { count, define, program, ret } from "../../oracle/build.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";
import { asWasm, compare } from "../backend/wasm/random.ts";
import { load } from "./outline-host.ts";

const inParts = (first: number) => (p: Program) => {
  const copy = cloneProgram(p);
  outlineSerial(copy, outlineParallel(copy), { short: -1, loops: first, calls: first, plain: first });
  verify(copy);
  return copy;
};

for (const first of [1, 2]) {
  test(`random programs in parts of ${first} iterations and more do what the interpreter says`, () => {
    const ends = { same: 0, trapped: 0, unfinished: 0 };
    for (let seed = 20_000; seed < 20_400; seed++)
      ends[compare(seed * 2654435761, asWasm(false, inParts(first)))]++;
    assert.ok(ends.same > 150 && ends.trapped > 20, JSON.stringify(ends));
  });
}

const names = (p: Program): string[] => p.funcs.map((f) => f.name);

/** f(n): for i < n, for j < inner: s += j. */
function nest(inner: Expr | undefined, to?: Expr): Program {
  return program(
    define(["f64"], ["f64"], (fn, n) => {
      const [i, j, s] = ["i", "j", "s"].map((name) => local(fn, name, "f64")) as [Local, Local, Local];
      const add = (v: Local): Stmt => set(s, bin("add", get(s), get(v)));
      const body = inner ? [count(j, inner, [add(j)], undefined, "inner")] : [add(i)];
      return [count(i, to ?? get(n), body, undefined, "outer"), ret(get(s))];
    }),
  );
}

test("a loop is cut out unless it is known to be short, and the one inside only if it has loops inside", () => {
  const of = (p: Program): string[] => {
    outlineSerial(p, outlineParallel(p));
    verify(p);
    return names(p);
  };
  assert.deepEqual(of(nest(undefined)), ["f outer", "f"]);
  assert.deepEqual(of(nest(num(1000))), ["f outer", "f"]);
  assert.deepEqual(of(nest(undefined, num(4096))), ["f"]);
  assert.deepEqual(of(nest(num(64), num(64))), ["f"]);
  assert.deepEqual(of(nest(num(64), num(65))), ["f outer", "f"]);
  const deep = nest(num(1000));
  const outer = deep.entry.body[0] as For;
  const inner = outer.body[0] as For;
  inner.body = [count(local(deep.entry, "k", "f64"), num(1000), inner.body, undefined, "innermost")];
  assert.deepEqual(of(deep), ["f outer inner", "f outer", "f"]);
});

test("a function that is called from a loop keeps its loops, one that is called once does not", () => {
  for (const again of [true, false]) {
    const callee = nest(undefined).entry;
    const p = program(
      define(
        ["f64"],
        ["f64"],
        (fn, n) => {
          const [i, s] = [local(fn, "i", "f64"), local(fn, "s", "f64")];
          const call: Stmt = { k: "call", fn: callee, args: [get(n)], results: [s] };
          return [...(again ? [count(i, num(3), [call])] : [call]), ret(get(s))];
        },
        "main",
      ),
      [],
      [callee],
    );
    outlineSerial(p, outlineParallel(p));
    verify(p);
    assert.equal(names(p).includes("f outer"), !again);
  }
});

test("a counter that a step does not move goes round until the loop is left", () => {
  const p = program(
    define(["f64"], ["f64"], (fn, from) => {
      const [i, rounds] = [local(fn, "i", "f64"), local(fn, "rounds", "f64")];
      const more = set(rounds, bin("add", get(rounds), num(1)));
      const enough: Stmt = {
        k: "if",
        test: bin("ge", get(rounds), num(5000)),
        then: [{ k: "break", label: "loop" }],
        else: [],
      };
      const loop = count(i, num(2 ** 60), [more, enough]);
      return [{ ...loop, from: get(from) }, ret(bin("add", get(rounds), get(i)))];
    }),
  );
  const one = load(p);
  for (const from of [
    Number.NEGATIVE_INFINITY,
    -(2 ** 60),
    2 ** 53,
    -3,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]) {
    const [expected] = interpret(p, [from], new Memory()).values;
    assert.ok(Object.is(one.entry(from), expected), String(from));
  }
});

test("what a loop hands on from part to part, and to what follows, is the same however long it is", () => {
  // Parts of the default sizes: 1024 iterations, then ever more.
  const p = program(
    define(["i32"], ["f64", "i32"], (fn, n) => {
      const i = local(fn, "i", "i32");
      const [a, b, t] = ["a", "b", "t"].map((name) => local(fn, name, "f64")) as [Local, Local, Local];
      const swap = [set(t, get(a)), set(a, get(b)), set(b, bin("sub", get(t), num(0.5)))];
      const loop: For = { ...count(i, get(n), swap), from: int(0), cmp: "le", step: 3 };
      return [set(a, num(1)), loop, ret(bin("add", get(a), bin("mul", get(b), num(1e6))), get(i))];
    }),
  );
  const one = load(p);
  for (const n of [-1, 0, 1, 3, 3068, 3069, 3070, 3071, 3072, 6900, 6911, 6912, 100_000]) {
    assert.deepEqual(one.entry(n), interpret(p, [n], new Memory(), { steps: 1e7 }).values, String(n));
  }
});
