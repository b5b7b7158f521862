// Checks that leave the loops: the same results, the same errors, and gone where they should be gone.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { bounds, hoist, lanes, narrow, proveLanes, Walks } from "../../../src/compiler/passes/index.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";
import { guarded, Loops, outcome } from "./generate-loops.ts";

const { bin, get, num, set } = ir;

function count(list: readonly ir.Stmt[], k: ir.Expr["k"]): number {
  let found = 0;
  ir.visitExprs(list, (e) => {
    if (e.k === k) found++;
  });
  return found;
}

/** A few seconds. */
const PROGRAMS = Number(process.env.AMDAHL_TEST_PROGRAMS ?? 250);

type Facts = ReturnType<typeof narrow>;
let facts: Facts = new Map();
const PASSES: readonly [string, (p: ir.Program) => void][] = [
  [
    "narrow",
    (p) => {
      facts = narrow(p);
    },
  ],
  ["bounds", (p) => bounds(p, facts)],
  [
    "hoist",
    (p) => {
      const walks = new Walks(facts);
      proveLanes(p, walks);
      hoist(p, walks);
    },
  ],
  ["lanes", (p) => lanes(p, { option: "auto", width: 1 })],
];

test("random nests return, store and fail as before, after each pass", () => {
  let trapped = 0;
  let versions = 0;
  let proven = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const c = new Loops(seed).make();
    const before = outcome(c.program, c);
    if (!before) continue;
    if (before.ending.startsWith("index")) trapped++;
    const p = guarded(c);
    for (const [name, pass] of PASSES) {
      pass(p);
      ir.verify(p);
      const after = outcome(p, c, 10_000_000);
      assert.deepEqual(
        [after?.ending, after?.memory],
        [before.ending, before.memory],
        `seed ${seed} differs after ${name}`,
      );
    }
    if (/hoisted out/.test(ir.printProgram(p))) versions++;
    if (/proven/.test(ir.printProgram(p))) proven++;
  }
  // Otherwise this test would be about something else.
  assert.ok(trapped > PROGRAMS / 6, `${trapped} trapped`);
  assert.ok(versions > PROGRAMS / 6, `${versions} had a loop in two copies`);
  assert.ok(proven > PROGRAMS / 6, `${proven} had proven checks`);
});

/** The program of a kernel's body; `write` gets a function with an array and two sizes. */
function kernel(write: (k: Kernel) => ir.Stmt[]): ir.Program {
  const fn = ir.func("kernel", 0, ["f64"]);
  const size: ir.Fact = { lo: 0, hi: 4096, int: true, nan: false, negz: false };
  const param = (name: string, type: ir.Type): ir.Local => {
    const l = ir.local(fn, name, type, type === "f64" ? size : undefined);
    fn.params.push(l);
    return l;
  };
  const array = (name: string, id: number): ir.ArrayRef => ({
    id,
    name,
    elem: "f64",
    base: param(name, "addr"),
    length: param(`${name}.length`, "f64"),
  });
  const [a, b] = [array("a", 0), array("b", 1)];
  const [n, m] = [param("n", "f64"), param("m", "f64")];
  let site = 0;
  const at = (x: ir.ArrayRef, value: ir.Expr): ir.Load => {
    const index: ir.Expr = { k: "index", type: "f64", value, length: ir.get(x.length), site: site++ };
    return { k: "load", type: "f64", array: x, index, subs: [], place: 0 };
  };
  const variable = (name: string): ir.Local => ir.local(fn, name, "f64");
  fn.body = [...write({ a, b, n, m, at, variable }), { k: "return", values: [num(0)] }];
  const sites: ir.Site[] = Array.from({ length: site }, (_, i) => ({
    kind: "index",
    array: `x${i}`,
    axis: undefined,
    source: 0,
    start: 0,
    end: 0,
  }));
  const p = { funcs: [fn], entry: fn, sites, places: [], sources: [], runtime: {} };
  bounds(p, narrow(p));
  ir.verify(p);
  return p;
}

interface Kernel {
  readonly a: ir.ArrayRef;
  readonly b: ir.ArrayRef;
  readonly n: ir.Local;
  readonly m: ir.Local;
  readonly at: (x: ir.ArrayRef, value: ir.Expr) => ir.Load;
  readonly variable: (name: string) => ir.Local;
}

let labels = 0;
const loop = (v: ir.Local, from: ir.Expr, to: ir.Expr, body: ir.Stmt[], step = 1): ir.For => ({
  k: "for",
  label: `for${labels++}`,
  v,
  from,
  to,
  cmp: step > 0 ? "lt" : "ge",
  step,
  body,
  facts: { id: 0, place: 0, notes: [] },
});

const store = (to: ir.Load, value: ir.Expr): ir.Stmt => ({ ...to, k: "store", value });
const plus = (a: ir.Expr, b: ir.Expr): ir.Expr => bin("add", a, b);
const times = (a: ir.Expr, b: ir.Expr): ir.Expr => bin("mul", a, b);

/** The notes of a program's loops, each once, outermost first. */
function notes(p: ir.Program): string[] {
  const found = new Set<ir.LoopFacts>();
  ir.visitStmts(p.entry.body, (s) => {
    if (s.k === "for" || s.k === "loop") found.add(s.facts);
  });
  return [...found].flatMap((f) => f.notes.map((n) => n.text));
}

/** The conditions of the ifs that stand outside of loops. */
const guards = (p: ir.Program): string[] =>
  p.entry.body.flatMap((s) => (s.k === "if" ? [ir.printExpr(s.test)] : []));

test("an index that a loop keeps below the array's length needs no check", () => {
  const p = kernel(({ a, at, variable }) => {
    const i = variable("i");
    return [loop(i, num(0), get(a.length), [store(at(a, get(i)), num(1))])];
  });
  assert.equal(count(p.entry.body, "index"), 0);
  assert.deepEqual(notes(p), ["checks of x0 proven: 1"]);
});

test("so it is through a local that holds the length, and backwards", () => {
  const p = kernel(({ a, at, variable }) => {
    const [i, length] = [variable("i"), variable("length")];
    const from = bin("sub", get(length), num(1));
    return [set(length, get(a.length)), loop(i, from, num(0), [store(at(a, get(i)), num(1))], -1)];
  });
  assert.equal(count(p.entry.body, "index"), 0);
});

test("a triangular loop needs no check of its inner variable", () => {
  const p = kernel(({ a, at, variable }) => {
    const [i, j] = [variable("i"), variable("j")];
    return [loop(i, num(0), get(a.length), [loop(j, num(0), get(i), [store(at(a, get(j)), num(1))])])];
  });
  assert.equal(count(p.entry.body, "index"), 0);
});

test("the second of two equal checks goes, unless the index was given another value between them", () => {
  const same = kernel(({ a, n, at }) => [store(at(a, get(n)), num(1)), store(at(a, get(n)), num(2))]);
  assert.equal(count(same.entry.body, "index"), 1);
  const other = kernel(({ a, n, at, variable }) => {
    const k = variable("k");
    return [
      set(k, get(n)),
      store(at(a, get(k)), num(1)),
      set(k, plus(get(k), num(1))),
      store(at(a, get(k)), num(2)),
    ];
  });
  assert.equal(count(other.entry.body, "index"), 2);
});

test("a check in a condition says nothing of what comes after it", () => {
  const p = kernel(({ a, n, m, at }) => [
    { k: "if", test: bin("lt", get(m), num(3)), then: [store(at(a, get(n)), num(1))], else: [] },
    store(at(a, get(n)), num(2)),
  ]);
  assert.equal(count(p.entry.body, "index"), 2);
});

test("a condition on the index proves what it says, with && and || as the front end writes them", () => {
  const guarded = (test: (i: ir.Expr, length: ir.Expr) => ir.Expr): number => {
    const p = kernel(({ a, n, m, at, variable }) => {
      const i = variable("i");
      const body: ir.Stmt = {
        k: "if",
        test: test(get(i), get(a.length)),
        then: [store(at(a, bin("sub", get(i), num(1))), num(1))],
        else: [],
      };
      return [loop(i, bin("sub", get(n), num(9)), get(m), [body])];
    });
    return count(p.entry.body, "index");
  };
  const [low, high] = [(i: ir.Expr) => bin("ge", i, num(1)), (i: ir.Expr, l: ir.Expr) => bin("le", i, l)];
  assert.equal(
    guarded((i, l) => ir.cond(low(i), high(i, l), low(i))),
    0,
  );
  assert.equal(
    guarded((i, l) => ir.cond(low(i), high(i, l), ir.bool(false))),
    0,
  );
  const neither = (i: ir.Expr, l: ir.Expr): ir.Expr => {
    const not = [bin("lt", i, num(1)), bin("gt", i, l)] as const;
    return ir.un("not", ir.cond(not[0], not[0], not[1]), "bool");
  };
  assert.equal(guarded(neither), 0);
  // Half of it is not enough: the loop may run far past the array.
  assert.ok(guarded((i) => low(i)) > 0);
});

test("a matrix's checks are asked once, before the outermost loop", () => {
  const p = kernel(({ a, n, m, at, variable }) => {
    const [i, j] = [variable("i"), variable("j")];
    const index = plus(times(get(i), get(m)), get(j));
    return [loop(i, num(0), get(n), [loop(j, num(0), get(m), [store(at(a, index), num(1))])])];
  });
  // The last element is (n - 1) m + m - 1 = n m - 1.
  assert.deepEqual(guards(p), ["((0 >= tof64(m.5)) | (tof64(a.length.1) >= (tof64(m.5) * tof64(n.4))))"]);
  assert.deepEqual(notes(p), ["checks of x0 hoisted out of the loop: 1"]);
  assert.equal(count(p.entry.body, "index"), 1, "the checked copy keeps it");
});

test("a loop with a step is asked for the element that it really reaches", () => {
  const p = kernel(({ a, n, at, variable }) => {
    const i = variable("i");
    const pair = [store(at(a, get(i)), num(1)), store(at(a, plus(get(i), num(1))), num(1))];
    return [loop(i, num(0), get(n), pair, 2)];
  });
  assert.equal(guards(p).length, 1);
  // n = 4 in four elements: i is 0 and 2, and i + 1 at most 3, where n itself would say 4.
  const taken = (n: number, length: number): boolean => {
    const test = (p.entry.body.find((s) => s.k === "if") as ir.If).test;
    return evaluate(test, { n, "a.length": length });
  };
  assert.ok(taken(4, 4));
  assert.ok(taken(3, 4));
  assert.ok(!taken(3, 3));
  assert.ok(!taken(5, 5));
});

/** What a condition of one function's parameters is, by running it. */
function evaluate(test: ir.Expr, values: Record<string, number>): boolean {
  const fn = ir.func("test", 0, ["f64"]);
  const named = new Map<ir.Local, ir.Local>();
  const copy = ir.mapExpr(test, (e) => {
    if (e.k !== "get") return e;
    const l = named.get(e.local) ?? ir.local(fn, e.local.name, e.local.type);
    named.set(e.local, l);
    return get(l);
  });
  fn.params.push(...named.values());
  fn.body = [{ k: "return", values: [ir.un("frombool", copy, "f64")] }];
  const p = { funcs: [fn], entry: fn, sites: [], places: [], sources: [], runtime: {} };
  const args = fn.params.map((l) => values[l.name] as number);
  return interpret(p, args, new Memory()).values[0] === 1;
}

test("arrays that are swapped in an outer loop are asked about before each inner one", () => {
  const p = kernel(({ a, n, m, at, variable }) => {
    const [t, i, length] = [variable("t"), variable("i"), variable("length")];
    const x = { ...a, length };
    return [
      set(length, get(a.length)),
      loop(t, num(0), get(m), [
        loop(i, num(0), get(n), [store(at(x, get(i)), num(1))]),
        set(length, bin("max", bin("sub", get(length), num(1)), num(0))),
      ]),
    ];
  });
  assert.deepEqual(guards(p), []);
  assert.deepEqual(notes(p), ["checks of x0 hoisted out of the loop: 1"]);
});

test("an index that is read from an array stays checked, unless its type bounds it", () => {
  const reading = (elem: ir.Elem): ir.Program =>
    kernel(({ a, b, at, variable }) => {
      const i = variable("i");
      const from = { ...b, elem };
      return [loop(i, num(0), get(b.length), [store(at(a, at(from, get(i))), num(1))])];
    });
  assert.deepEqual(notes(reading("i32")).slice(1), [
    "check of x1 stays in the loop: its index is read from an array",
  ]);
  // 256 elements are enough for any byte.
  assert.deepEqual(guards(reading("u8")), ["(tof64(a.length.1) >= 256)"]);
});

test("an index modulo a size is below that size", () => {
  const p = kernel(({ a, n, at, variable }) => {
    const i = variable("i");
    const wrapped = bin("rem", plus(get(i), num(1)), plus(get(n), num(1)));
    return [loop(i, num(0), get(n), [store(at(a, wrapped), num(1))])];
  });
  assert.deepEqual(guards(p), ["(tof64(a.length.1) >= (1 + tof64(n.4)))"]);
});

test("a float that is no integer is never trusted", () => {
  const p = kernel(({ a, n, at, variable }) => {
    const i = variable("i");
    return [loop(i, num(0), get(n), [store(at(a, times(get(i), num(0.5))), num(1))])];
  });
  assert.equal(count(p.entry.body, "index"), 1);
  assert.deepEqual(guards(p), []);
});
