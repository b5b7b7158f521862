// Studies of made-up times: rows, fits and reports in closed form. Real runs are in test/cli/speedup.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { speedupChart, speedupReport, speedupStudy } from "../../src/measure/index.ts";
import type { RunTimes } from "../../src/measure/run-program.ts";
import { regionStudies } from "../../src/measure/speedup-study.ts";
import type { Workers } from "../../src/measure/workers.ts";

const threaded = (threads: number): Workers => ({ ranks: undefined, threads });

/** Seven equal rounds of a program with serial fraction `s` that takes `t1` on one thread. */
function made(workers: (number | Workers)[], t1: number, s: number, name?: string) {
  return new Map(
    workers.map((given): [Workers, RunTimes[]] => {
      const p = typeof given === "number" ? threaded(given) : given;
      const seconds = t1 * (s + (1 - s) / ((p.ranks ?? 1) * p.threads));
      const run = { whole: seconds, regions: new Map(name === undefined ? [] : [[name, seconds]]) };
      return [p, new Array(7).fill(run)];
    }),
  );
}

const study = (regions: ReturnType<typeof regionStudies>, cores = 4) => ({
  program: "/some/where/pi.ts",
  args: [],
  repeats: 7,
  cores,
  regions,
});

test("rows have speed-up, efficiency and Karp–Flatt of the closed form", () => {
  const [{ name, rows, fit }] = regionStudies(made([1, 2, 4], 2, 0.1, "solve"), 4);
  assert.equal(name, "solve");
  assert.deepEqual(
    rows.map((row) => row.threads),
    [1, 2, 4],
  );
  const speedups = [1, 1 / 0.55, 1 / 0.325];
  rows.forEach((row, i) => {
    assert.ok(Math.abs(row.speedup.ratio - speedups[i]) < 1e-12);
    assert.ok(Math.abs(row.efficiency - speedups[i] / row.threads) < 1e-12);
    assert.ok(i === 0 ? Number.isNaN(row.karpFlatt) : Math.abs(row.karpFlatt - 0.1) < 1e-12);
    assert.equal(row.mad, 0);
  });
  assert.ok(fit !== undefined && Math.abs(fit.serial - 0.1) < 1e-12);
});

test("the fit leaves out rows with more threads than cores, which are marked", () => {
  const times = made([1, 2], 1, 0);
  times.set(threaded(8), [...times.values()][0]);
  const regions = regionStudies(times, 2);
  assert.deepEqual(
    regions[0].rows.map((row) => row.overcommitted),
    [false, false, true],
  );
  assert.ok(Math.abs(regions[0].fit?.serial ?? 1) < 1e-12);
  const report = speedupReport(study(regions, 2));
  assert.match(report, /^ +8\* /m);
  assert.match(report, /^\* more threads than cores \(2\): not part of the fit$/m);
});

test("one number of threads has rows but no fit", () => {
  const regions = regionStudies(made([1], 1, 0), 4);
  assert.equal(regions[0].fit, undefined);
  assert.match(speedupReport(study(regions)), /needs times on two numbers of threads that have a core each/);
});

test("a region that only some runs enter is refused", () => {
  const times = made([1], 1, 0, "solve");
  times.set(threaded(2), [{ whole: 1, regions: new Map() }]);
  assert.throws(() => regionStudies(times, 2), /region "solve" was entered in 0 of 1 runs on 2 threads/);
});

test("the report is a table and the law in words", () => {
  const report = speedupReport(study(regionStudies(made([1, 2, 4], 0.8, 0.1, "solve"), 4)));
  assert.equal(
    report,
    [
      "pi.ts: median of 7 runs on each number of threads, interleaved; 4 cores",
      "",
      'region "solve"',
      "threads    time  ± MAD  speed-up  95 % interval  efficiency  Karp–Flatt",
      "───────  ──────  ─────  ────────  ─────────────  ──────────  ──────────",
      "      1  800 ms  ±0 ms      1.00                      100 %",
      "      2  440 ms  ±0 ms      1.82   1.82 to 1.82        91 %       0.100",
      "      4  260 ms  ±0 ms      3.08   3.08 to 3.08        77 %       0.100",
      "Amdahl's law: serial fraction 10 % (95 % interval 10 to 10 %); on any number of threads at most 10.0 times faster",
    ].join("\n"),
  );
});

test("the law says so when more threads do not help, and promises nothing where no limit is in sight", () => {
  const sentence = (s: number) =>
    speedupReport(study(regionStudies(made([1, 2, 4], 1, s), 4)))
      .split("\n")
      .at(-1);
  assert.match(sentence(1) ?? "", /serial fraction 100 % .*; more threads do not help$/);
  assert.match(sentence(-0.1) ?? "", /serial fraction −10 % .*; too small to tell a limit from these times$/);
});

test("the chart has measured, fitted and ideal curves, the last over all threads", () => {
  const chart = speedupChart(study(regionStudies(made([1, 2, 4], 1, 0.1, "solve"), 4)));
  assert.equal(chart.title, 'Speed-up of pi.ts, region "solve"');
  assert.equal(chart.subtitle, "median of 7 interleaved runs, bars: 95 % interval");
  assert.deepEqual(
    chart.series.map((series) => series.style),
    [undefined, "dashed", "reference"],
  );
  const [measured, fitted, ideal] = chart.series;
  assert.deepEqual(Array.from(measured.x), [1, 2, 4]);
  assert.ok(Math.abs(fitted.y[fitted.y.length - 1] - 1 / 0.325) < 1e-12);
  assert.deepEqual(
    [ideal.x, ideal.y],
    [
      [1, 4],
      [1, 4],
    ],
  );
});

test("nonsense is refused before anything runs", async () => {
  await assert.rejects(speedupStudy({ program: "x.ts", threads: [1.5] }), /1.5 is no number of threads/);
  await assert.rejects(speedupStudy({ program: "x.ts", threads: [1], repeats: 0 }), /repeats is 0/);
});

test("ranks and threads make one study: efficiency counts the threads of all ranks", () => {
  const workers = [1, 2].flatMap((ranks) => [1, 2].map((threads) => ({ ranks, threads })));
  const regions = regionStudies(made(workers, 1, 0.2, "heat"), 4);
  const [{ rows, fit }] = regions;
  assert.deepEqual(
    rows.map(({ ranks, threads, efficiency }) => [ranks, threads, efficiency.toFixed(3)]),
    [
      [1, 1, "1.000"],
      [1, 2, (1 / 0.6 / 2).toFixed(3)],
      [2, 1, (1 / 0.6 / 2).toFixed(3)],
      [2, 2, (1 / 0.4 / 4).toFixed(3)],
    ],
  );
  assert.ok(Math.abs((fit?.serial ?? 0) - 0.2) < 1e-12);
  const report = speedupReport(study(regions));
  assert.match(report, /median of 7 runs on each number of ranks and threads/);
  assert.match(report, /^ranks +threads +time/m);
  assert.match(report, /^ +2 +2 +0\.400 s/m);
  const { series, x } = speedupChart(study(regions));
  assert.equal(x.label, "threads of all ranks");
  assert.deepEqual(
    series.filter(({ style }) => style === undefined).map(({ name, x }) => [name, ...Array.from(x)]),
    [
      ["1 thread a rank", 1, 2],
      ["2 threads a rank", 2, 4],
    ],
  );
});

test("ranks of one thread each are a study of ranks", () => {
  const regions = regionStudies(
    made(
      [1, 2, 4].map((ranks) => ({ ranks, threads: 1 })),
      1,
      0,
    ),
    4,
  );
  assert.match(speedupReport(study(regions)), /on each number of ranks, interleaved/);
  const { x, series } = speedupChart(study(regions));
  assert.deepEqual([x.label, series[0].name], ["ranks", "measured"]);
});
