// Looking inside: stages of compilation and diagnostics, as data and as text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { jit, prange, type Stage } from "../../src/index.ts";

const halve = (x: number): number => x / 2;
function smooth(u: Float64Array, v: Float64Array, times: number): number {
  for (let t = 0; t < times; t++) {
    for (const i of prange(1, u.length - 1)) v[i] = halve(u[i - 1] + u[i + 1]);
  }
  let s = 0;
  for (let i = 0; i < v.length; i++) s += v[i];
  return s;
}

test("every loop of the source is there, in order, with its place, its notes and its runs", () => {
  const f = jit(smooth, { parallel: 2 });
  assert.deepEqual(f.diagnostics().specialisations, []);
  const u = Float64Array.from({ length: 5000 }, () => 2);
  assert.equal(f(u, new Float64Array(5000), 3), 2 * 4998);
  const d = f.diagnostics();
  assert.equal(d.name, "smooth");
  assert.match(d.place ?? "", /diagnostics\.test\.ts:8:1$/);
  const [s] = d.specialisations;
  assert.equal(s.signature, "(Float64Array, Float64Array, number) => number");
  assert.deepEqual(s.inlined, ["halve"]);
  assert.deepEqual(s.called, []);
  assert.equal(s.compilations, 1);
  assert.ok(s.milliseconds.front > 0 && s.milliseconds.back > 0 && s.milliseconds.engine > 0);
  assert.deepEqual(
    s.loops.map((l) => [l.line, l.column, l.head, l.parallel]),
    [
      [9, 3, "for (let t = 0; t < times; t++)", false],
      [10, 5, "for (const i of prange(1, u.length - 1))", true],
      [13, 3, "for (let i = 0; i < v.length; i++)", false],
    ],
  );
  assert.deepEqual(s.loops[1].runs, { forked: 3, serial: 0, overlapped: 0 });
  assert.ok(s.loops[1].notes.some((n) => n.pass === "parallel"));
  assert.equal(s.loops[0].runs, undefined);
});

test("arrays that overlap make a parallel loop run on one thread, which is counted", () => {
  const f = jit(smooth, { parallel: 2 });
  const u = new Float64Array(5000).fill(2);
  f(u, u, 1);
  assert.deepEqual(f.diagnostics().specialisations[0].loops[1].runs, { forked: 0, serial: 1, overlapped: 1 });
});

test("a loop of a function that was inlined twice is shown once", () => {
  const fill = (a: Float64Array, x: number): void => {
    for (let i = 0; i < a.length; i++) a[i] = x;
  };
  const f = jit((a: Float64Array, b: Float64Array) => {
    fill(a, 1);
    fill(b, 2);
  });
  f(new Float64Array(2), new Float64Array(2));
  assert.equal(f.diagnostics().specialisations[0].loops.length, 1);
});

test("printed, diagnostics are a report", () => {
  const f = jit(smooth);
  assert.match(String(f.diagnostics()), /^smooth, target \w+\n {2}not compiled yet/);
  f(new Float64Array(9), new Float64Array(9), 1);
  const text = inspect(f.diagnostics());
  assert.equal(text, String(f.diagnostics()));
  assert.match(text, /\(Float64Array, Float64Array, number\) => number\n/);
  assert.match(text, /counts on: u\.length is a whole number from 1 to 4096/);
  assert.match(text, /10:5 {2}for \(const i of prange\(1, u\.length - 1\)\)\n {8}parallel: /);
  assert.match(text, /runs: \d on several threads, \d on one/);
  assert.doesNotThrow(() => structuredClone(JSON.parse(JSON.stringify(f.diagnostics()))));
});

test("a promise that is broken costs one more compilation, and is loosened", () => {
  const f = jit((a: Float64Array, n: number) => {
    let s = 0;
    for (let i = 0; i < n; i++) s += a[i];
    return s;
  });
  const a = new Float64Array(5000);
  f(a.subarray(0, 10), 5);
  f(a, 10);
  f(a.subarray(0, 20), 20);
  assert.equal(f.diagnostics().specialisations[0].compilations, 2);
});

test("inspect shows each stage for every list of types, under a header", () => {
  const f = jit(function twice(x: number | Float64Array) {
    return typeof x === "number" ? 2 * x : 2 * x[0];
  });
  assert.match(f.inspect(), /not compiled yet/);
  f(1);
  f(new Float64Array(1));
  const headers = (stage: Stage): unknown => f.inspect(stage).match(/^── .* ──$/gm);
  for (const stage of ["source", "types", "ir", "final", "wat", "c"] as const) {
    assert.deepEqual(headers(stage), [
      `── twice(number) · ${stage} ──`,
      `── twice(Float64Array) · ${stage} ──`,
    ]);
  }
  assert.match(f.inspect("source"), /return typeof x === "number"/);
  assert.match(f.inspect("types"), /x: f64/);
  assert.match(f.inspect("ir"), /function twice\(x\.0: f64\)/);
  assert.match(f.inspect("wat"), /\(module/);
  assert.match(f.inspect("c"), /static double f0_twice\(double \*self, double x\) \{/);
  assert.throws(
    () => f.inspect("llvm" as never),
    /^TypeError: inspect\("llvm"\): there is no such stage\. There are source, types, ir, final, wat, c, asm\.$/,
  );
});
