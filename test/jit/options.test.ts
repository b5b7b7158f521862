// What jit can be told, each option by what it does, and what it says to nonsense.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { type JitOptions, jit, prange } from "../../src/index.ts";

const sum = (a: Float64Array): number => {
  let s = 0;
  for (const i of prange(a.length)) s += a[i];
  return s;
};
const data = Float64Array.from({ length: 50_000 }, (_, i) => 1 / (i + 1));

/** Runs a program with amdahl in scope; what it prints and what it complains. */
function run(program: string, env: Record<string, string> = {}): { out: string; err: string } {
  const url = new URL("../../src/index.ts", import.meta.url).href;
  const source = `import { jit } from ${JSON.stringify(url)};\n${program}`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", "--input-type=module-typescript", "--eval", source],
    { env: { ...process.env, ...env }, encoding: "utf8" },
  );
  return { out: stdout, err: stderr };
}

test("parallel decides on how many threads loops run, and never what they compute", () => {
  const results = [true, false, 1, 2, 3].map((parallel) => jit(sum, { parallel })(data));
  assert.equal(new Set(results).size, 1);
  const serial = jit(sum, { parallel: false });
  const two = jit(sum, { parallel: 2 });
  serial(data);
  two(data);
  const runs = (f: typeof serial): unknown => f.diagnostics().specialisations[0].loops[0].runs;
  assert.deepEqual(runs(serial), { forked: 0, serial: 1, overlapped: 0 });
  assert.deepEqual(runs(two), { forked: 1, serial: 0, overlapped: 0 });
});

test("fastmath takes permissions by name, and says which are used", () => {
  const f = jit((x: number) => x + 1, { fastmath: ["single", "reassoc"] });
  assert.equal(f(1), 2);
  assert.deepEqual(f.diagnostics().fastmath, { granted: ["reassoc", "single"], used: [] });
  assert.match(String(f.diagnostics()), /fastmath: reassoc, single granted; used: none/);
  const g = jit((x: number) => Math.exp(x), { fastmath: ["afn"] });
  g(1);
  assert.match(String(g.diagnostics()), /fastmath: afn granted; used: afn/);
  assert.equal(jit((x: number) => x, { fastmath: true }).diagnostics().fastmath.granted.length, 5);
  assert.deepEqual(jit((x: number) => x, { fastmath: false }).diagnostics().fastmath.granted, []);
});

test("target chooses; AMDAHL_TARGET has the last word", () => {
  assert.equal(jit((x: number) => x, { target: "wasm" })(3), 3);
  const program = `
    const f = jit((x: number) => x, { target: "native" });
    console.log(f(3), f.diagnostics().target);`;
  assert.equal(run(program, { AMDAHL_TARGET: "wasm" }).out, "3 wasm\n");
  const wrong = "try { jit((x: number) => x); } catch (e) { console.log(e.message); }";
  assert.match(
    run(wrong, { AMDAHL_TARGET: "gpu" }).out,
    /^AMDAHL_TARGET is one of auto, wasm, native, and this is "gpu"/,
  );
});

test("captures stand for free variables", () => {
  const factor = 2;
  const times = (x: number): number => x * factor;
  assert.equal(jit(times)(3), 6);
  assert.equal(jit(times, { captures: { factor: 5 } })(3), 15);
});

test("fallback runs the plain function and says why, once", () => {
  const program = `
    const f = jit(function text(x: number) { return \`\${x}!\`; }, { fallback: true });
    console.log(f(1), f(2), f("a" as never));
    const g = jit(parseInt, { fallback: true });
    console.log(g("12"), g("13"));`;
  const { out, err } = run(program);
  assert.equal(out, "1! 2! a!\n12 13\n");
  assert.equal(err.match(/text runs uncompiled \(fallback: true\):/g)?.length, 1);
  assert.equal(err.match(/parseInt runs uncompiled/g)?.length, 1);
  assert.match(err, /text is composed only in throw/);
});

test("diagnostics say of a function that falls back why it does", () => {
  const { out } = run(`
    const f = jit((x: number) => \`\${x}\`, { fallback: true });
    f(1);
    console.log(f.diagnostics().uncompiled[0].split("\\n")[0]);
    console.log(String(f.diagnostics()).split("\\n")[1]);`);
  assert.equal(out.split("\n")[0], "text is composed only in throw and console.log");
  assert.equal(out.split("\n")[1], "  runs uncompiled: text is composed only in throw and console.log");
});

test("without fallback the first call throws", () => {
  const f = jit((x: number) => `${x}`);
  assert.throws(() => f(1), { name: "CompileError" });
});

test("nonsense is refused where it is written", () => {
  const bad =
    (options: unknown): (() => unknown) =>
    () =>
      jit((x: number) => x, options as JitOptions);
  assert.throws(bad({ paralel: 2 }), /^TypeError: jit has no option paralel\. It has parallel, fastmath, /);
  assert.throws(bad(null), /The options of jit are an object, and this is null/);
  assert.throws(bad({ parallel: 0 }), /^RangeError: .* whole number of threads from 1, and this is 0/);
  assert.throws(bad({ parallel: 1.5 }), /and this is 1\.5/);
  assert.throws(bad({ parallel: "2" }), /and this is "2"/);
  assert.throws(
    bad({ fastmath: ["fast"] }),
    /"fast" is none\.\nThere are reassoc, contract, arcp, afn, single/,
  );
  assert.throws(bad({ fastmath: "reassoc" }), TypeError);
  if (!process.env.AMDAHL_TARGET) assert.throws(bad({ target: "gpu" }), /is one of auto, wasm, native/);
  assert.throws(bad({ signatures: "(x: number) => number" }), /is a list of function types as text/);
  assert.throws(bad({ captures: 3 }), /is an object of values by name/);
  assert.throws(bad({ fallback: 1 }), /is true or false/);
});

test("AMDAHL_DEBUG prints a line per compilation, then more", () => {
  const program = "const f = jit(function twice(x: number) { return 2 * x; }); f(1); f(2);";
  const at = (level: string): string => run(program, { AMDAHL_DEBUG: level }).err;
  assert.match(
    at("1"),
    /^amdahl: compiled twice\(number\) in [\d.]+ ms \(front .*\), \d+ bytes(?: of C)?\n$/,
  );
  assert.match(at("2"), /twice at .*target \w+/);
  assert.doesNotMatch(at("2"), /· ir ──/);
  assert.match(at("3"), /· ir ──/);
  assert.match(at("4"), /· final ──/);
  assert.match(at("5"), /· wat ──/);
  assert.equal(at("0"), "");
});
