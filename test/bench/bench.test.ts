// The benchmark runs whole at small sizes, and what it computes of its times is right.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chart } from "../../bench/chart.ts";
import { kernels } from "../../bench/kernels/index.ts";
import { cachedStart } from "../../bench/native-start.ts";
import { report } from "../../bench/report.ts";
import { type Result, resultName } from "../../bench/result.ts";
import { study } from "../../bench/study.ts";
import { geometricMean, means } from "../../bench/summary.ts";
import { NO_C } from "../compiler/backend/c/host.ts";

const bench = join(import.meta.dirname, "..", "..", "bench");

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(bench, "run.ts"), ...args], {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, AMDAHL_PYTHON: "off" },
  });
  return { status, stdout, stderr };
}

const samples = (name: string, seconds: number[], ratio: number) => ({
  name,
  samples: seconds,
  median: seconds[0],
  interval: { low: seconds[0], high: seconds[0], coverage: 0.95 },
  batch: 1,
  speedup: { ratio, low: ratio, high: ratio, coverage: 0.95 },
});

const result: Result = {
  suite: "kernels",
  machine: {
    cpu: "Some(R) Maker(TM) X-1234 CPU @ 2.00GHz",
    cores: 2,
    memoryGiB: 8,
    system: "Linux 6 x64",
    node: "v24.0.0",
    v8: "13",
    amdahl: "0.1.0",
    commit: "0123456789ab",
  },
  c: { missing: "nor a compiler" },
  python: { missing: "there is none on paper" },
  started: "2030-01-02T03:04:05.000Z",
  load: { start: [0, 0, 0], end: [1, 0, 0] },
  repeats: 3,
  kernels: [
    {
      name: "a",
      about: "kernel <a>",
      variants: [samples("plain", [8, 8, 8], 1), samples("compiled", [4, 4, 4], 2)],
    },
    {
      name: "b",
      about: "kernel b",
      variants: [samples("plain", [8, 8, 8], 1), samples("compiled", [1, 1, 1], 8)],
    },
  ],
  means: [],
  firstCalls: [],
  nativeStarts: [],
  overheads: [],
};

test("one kernel alone: every variant right, timed, and told as JSON", () => {
  const before = readdirSync(join(bench, "results"));
  const { status, stdout, stderr } = run("--quick", "--only", "sum", "--repeats", "2", "--json");
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const found = JSON.parse(stdout) as Result;
  const wasm = ["plain", "compiled", "compiled, fastmath", "1 thread", "2 threads"];
  const native = ["native", "native, fastmath", "native, 2 threads", "native, 2 threads, fastmath"];
  const c = ["C", "C, fast-math"];
  assert.deepEqual(
    found.kernels.map(({ name, variants }) => [name, variants.map((v) => v.name)]),
    [["sum", NO_C ? wasm : [...wasm, ...native, ...c]]],
  );
  assert.equal("missing" in found.c, NO_C !== false);
  for (const { samples } of found.kernels[0].variants) assert.equal(samples.filter((s) => s > 0).length, 2);
  assert.deepEqual(
    found.firstCalls.map(({ kernel, variant }) => `${kernel}, ${variant}`),
    ["sum, compiled", "sum, 2 threads"],
  );
  assert.deepEqual(
    found.nativeStarts.map(({ kernel, variant }) => `${kernel}, ${variant}`),
    NO_C ? [] : ["sum, native", "sum, native, 2 threads"],
  );
  for (const { compiled, cached } of found.nativeStarts) assert.ok(Number.isFinite(compiled + cached));
  assert.deepEqual(readdirSync(join(bench, "results")), before, "a part of the benchmark is not kept");
});

test("a kernel that there is not is named with those that there are", () => {
  const { status, stderr } = run("--only", "pie");
  assert.equal(status, 1);
  assert.match(stderr, /^bench: --only pie: there are pi, area, diffusion-1000, /);
});

test("options that make no sense are refused before anything runs", () => {
  assert.match(run("--repeats", "0").stderr, /--repeats 0: give a whole number from 1/);
  assert.match(run("--threads", "1,none").stderr, /--threads 1,none: give 1,2/);
});

test("every kernel is right in every variant at its small size", async () => {
  for (const kernel of kernels)
    for (const { name, run, relaxed = false } of kernel.variants("quick", [1, 2]))
      assert.equal(kernel.wrong(await run(), "quick", relaxed), undefined, `${kernel.name}, ${name}`);
});

test("a variant that is wrong is not timed", async () => {
  const kernel = {
    name: "two",
    about: () => "two",
    variants: () => [
      { name: "plain", run: () => 2 },
      { name: "peer", run: async () => 3 },
    ],
    wrong: (found: unknown) => (found === 2 ? undefined : `two is ${found}`),
  };
  await assert.rejects(
    study(kernel, { size: "quick", threads: [1], repeats: 1 }),
    /^Error: two, peer: two is 3$/,
  );
});

test("the geometric mean of twice and eight times as fast is four", () => {
  const mean = geometricMean(result.kernels, "plain", "compiled");
  assert.ok(Math.abs((mean?.ratio.ratio ?? 0) - 4) < 1e-15);
  assert.ok(Math.abs((mean?.ratio.low ?? 0) - 4) < 1e-15);
  assert.equal(mean?.kernels, 2);
  assert.equal(geometricMean(result.kernels, "plain", "peer"), undefined);
});

test("what beats the best of several beats the fastest of each kernel", () => {
  const kernel = (numba: number, fast: number) => ({
    name: "k",
    about: "k",
    variants: [
      samples("compiled", [2, 2, 2], 1),
      samples("Numba", [numba, numba, numba], 1),
      samples("Numba, fastmath", [fast, fast, fast], 1),
    ],
  });
  const found = means([kernel(4, 1), kernel(16, 64)], [1, 2]);
  assert.deepEqual(
    found.map(({ base, variant, kernels, ratio }) => [base, variant, kernels, ratio.ratio.toFixed(9)]),
    // Half as fast as the one, eight times as fast as the other.
    [["Numba's best on 1 thread", "compiled", 2, "2.000000000"]],
  );
});

test("the report says each variant's time and ratio, and warns of a busy machine", () => {
  const text = report(result);
  assert.match(text, /kernel <a>\s+plain +8\.00 s .* 1\.00 ×\s+compiled +4\.00 s .* 2\.00 ×/);
  assert.match(text, /^no peers in Python: there is none on paper$/m);
  const python = { path: "/p", python: "3", numba: "0.1", numpy: "2", numexpr: null };
  assert.match(report({ ...result, python }), /^Numba 0\.1, NumPy 2, numexpr none, Python 3 \(\/p\)$/m);
  assert.match(text, /^no C: nor a compiler$/m);
  const c = { version: "cc 1", command: ["/cc"], flags: ["-O3"] };
  assert.match(report({ ...result, c }), /^C by cc 1 \(\/cc -O3\)$/m);
  assert.doesNotMatch(text, /Others were computing/);
  assert.match(report({ ...result, load: { start: [1.5, 1, 1], end: [2, 1, 1] } }), /Others were computing/);
});

test("the report says how long machine code takes to be there", { skip: NO_C }, () => {
  const interval = { low: 0.1, high: 0.2, coverage: 0.95 };
  const start = {
    kernel: "a",
    variant: "native",
    compiled: 0.125,
    compiledInterval: interval,
    cached: 0.003,
    cachedInterval: { low: 0.002, high: 0.004, coverage: 0.95 },
  };
  const text = report({ ...result, nativeStarts: [start] });
  assert.match(text, /^a +native +125 ms +100 to 200 +3\.00 ms +2\.00 to 4\.00$/m);
  const found = cachedStart(1);
  assert.equal(found.length, 4);
  // Differences of two processes' times: on a busy machine one may come out below zero.
  for (const { what, seconds } of found) assert.ok(Number.isFinite(seconds), what);
});

test("the picture has a row for each kernel and a mark for each ratio", () => {
  const svg = chart(result);
  assert.match(svg, />kernel &lt;a&gt;<\/text>/);
  assert.equal(svg.match(/<title>/g)?.length, 2);
  assert.match(svg, /<title>compiled: 8\.00 ×<\/title>/);
  assert.match(svg, />8 ×<\/text>/);
  // Seven colours: dots, then rings, then squares.
  const many = Array.from({ length: 16 }, (_, i) => samples(`variant ${i}`, [1, 1, 1], 1));
  const marks = chart({ ...result, kernels: [{ ...result.kernels[0], variants: many }] });
  const drawn = (mark: RegExp) => marks.match(mark)?.length;
  assert.equal(drawn(/<circle .*? fill="#[0-9a-f]{6}" .*?><title>/g), 7);
  assert.equal(drawn(/<circle .*? fill="#fff" .*?><title>/g), 7);
  assert.equal(drawn(/<rect x=.*?><title>/g), 1);
});

test("a result is kept under Node's version, the day and the processor", () => {
  assert.equal(resultName(result), "v24.0.0-2030-01-02-some-maker-x-1234");
  assert.equal(
    resultName({ ...result, suite: "polybench" }),
    "polybench-v24.0.0-2030-01-02-some-maker-x-1234",
  );
});
