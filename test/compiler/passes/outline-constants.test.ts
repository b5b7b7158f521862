// Which numbers become parameters of a loop's function, and that what is computed stays the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { liftConstants } from "../../../src/compiler/passes/outline-constants.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";

const { bin, get, num, set } = ir;

/** A function of x that ends with the value of `make(x)`. */
function functionOf(make: (x: ir.Expr) => ir.Expr): { fn: ir.Func; x: ir.Local; y: ir.Local } {
  const fn = ir.func("f", 0, ["f64"]);
  const x = ir.local(fn, "x", "f64");
  const y = ir.local(fn, "y", "f64");
  fn.params.push(x);
  fn.body = [set(y, make(get(x)))];
  return { fn, x, y };
}

function lifted(make: (x: ir.Expr) => ir.Expr): number[] {
  const { fn } = functionOf(make);
  return [...liftConstants(fn, fn.body).constants.values()].map((c) => c.value);
}

test("numbers that are added, multiplied with and compared to are lifted, each once", () => {
  assert.deepEqual(
    lifted((x) => bin("add", bin("mul", num(0.7), x), num(0.7))),
    [0.7],
  );
  assert.deepEqual(
    lifted((x) => bin("div", num(4), bin("add", num(1), bin("mul", x, x)))),
    [1, 4],
  );
});

test("a number that the engine makes something better of stays", () => {
  for (const kept of [
    (x: ir.Expr) => bin("mul", x, num(2)),
    (x: ir.Expr) => bin("mul", num(-1), x),
    (x: ir.Expr) => bin("div", x, num(4)),
    (x: ir.Expr) => bin("div", x, num(-0.25)),
    (x: ir.Expr) => bin("add", x, num(0)),
  ])
    assert.deepEqual(lifted(kept), []);
  assert.deepEqual(
    lifted((x) => bin("div", x, num(3))),
    [3],
  );
});

test("minus zero is not zero", () => {
  const found = lifted((x) => bin("add", bin("add", x, num(-0)), num(0)));
  assert.equal(found.length, 1);
  assert.ok(Object.is(found[0], -0));
});

test("there are sixteen at most, and the value is what it was", () => {
  const make = (x: ir.Expr): ir.Expr =>
    Array.from({ length: 20 }, (_, i) => 1.5 + i).reduce(
      (sum, c) => bin("add", bin("mul", sum, x), num(c)),
      x,
    );
  const run = (lift: boolean): unknown => {
    const { fn, x, y } = functionOf(make);
    if (lift) {
      const { body, constants } = liftConstants(fn, fn.body);
      assert.equal(constants.size, 16);
      fn.body = [...[...constants].map(([l, c]) => set(l, c)), ...body];
    }
    fn.body.push({ k: "return", values: [get(y)] });
    const program = { funcs: [fn], entry: fn, sites: [], places: [], sources: [], runtime: {} };
    assert.equal(fn.params[0], x);
    return interpret(program, [0.9], new Memory()).values[0];
  };
  assert.equal(run(true), run(false));
});
