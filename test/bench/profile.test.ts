// The benchmark of the profiler runs at small sizes, its programs do the same in both languages, and what it computes of
// its times is right.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Overhead, overall, overhead } from "../../bench/profile/overhead.ts";
import { programs } from "../../bench/profile/programs.ts";
import { runOnce } from "../../bench/profile/run-once.ts";
import { overheadTables, truthTables } from "../../bench/profile/tables.ts";
import type { Truth } from "../../bench/profile/truth.ts";
import { TRUTH_SIZES } from "../../bench/profile/truth-programs.ts";
import { findPythonTools, ourWays, pythonWays } from "../../bench/profile/ways.ts";

const bench = join(import.meta.dirname, "..", "..", "bench", "profile.ts");
const python = findPythonTools();

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "amdahl-test-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function run(...args: string[]) {
  return spawnSync(process.execPath, [bench, "--quick", ...args], { encoding: "utf8", timeout: 120_000 });
}

test("every program runs plain and under each of amdahl's profilers, alone, with threads and as ranks", () => {
  const some = ["calls", "tasks", "threads", "ranks"];
  const { status, stdout, stderr } = run("--json", "--part", "overhead", "--only", some.join());
  assert.equal(status, 0, stderr);
  const { nodes, peers, rounds, peerRounds } = JSON.parse(stdout);
  assert.deepEqual([rounds, peerRounds], [1, 1]);
  assert.deepEqual(peers, []);
  const [{ version, overhead: found, truth }] = nodes;
  assert.equal(version, process.version);
  assert.deepEqual(truth, []);
  assert.deepEqual(
    found.map(({ program }: Overhead) => program),
    some,
  );
  for (const { ways } of found as Overhead[]) {
    assert.deepEqual(
      ways.map(({ name }) => name),
      ["plain", "by function", "by line", "by line, one function", "memory by line"],
    );
    for (const { own, wall } of ways) assert.ok(0 < own[0] && own[0] < wall[0]);
  }
});

test("lines are set beside the truth: leaving one out changes nothing else in any program", () => {
  const { status, stdout, stderr } = run("--part", "truth");
  assert.equal(status, 0, stderr);
  for (const name of Object.keys(TRUTH_SIZES)) assert.match(stdout, new RegExp(`^${name} `, "m"));
  assert.match(stdout, /^math +7 +[\d.]+ % +[\d.]+ % .*sum\[0\] \+= Math\.sin\(i \+ 0 \* sum\[0\]\);$/m);
});

test("programs in Python come to what those in TypeScript come to", {
  skip: "missing" in python && python.missing,
}, async (t) => {
  if ("missing" in python) return;
  const cwd = folder(t);
  for (const program of programs) {
    const theirs = pythonWays(program, python, "quick");
    if ("missing" in theirs) continue;
    const [ours] = ourWays(program, process.execPath, program.sizes.quick);
    const [a, b] = [await runOnce(ours.command, cwd), await runOnce(theirs[0].command, cwd)];
    const [x, y] = [Number(a.result), Number(b.result)];
    assert.ok(Math.abs(x - y) <= 1e-9 * Math.abs(x), `${program.name}: ${x} and ${y}`);
  }
});

test("Python's profilers run", { skip: "missing" in python && python.missing }, () => {
  const { status, stdout, stderr } = run("--part", "python", "--only", "loops,threads");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^program +plain, s +cProfile/m);
  assert.match(stdout, /^threads has no peer in Python: /m);
});

test("a run that comes to another result is an error", async (t) => {
  const say = (result: number) =>
    [process.execPath, "--eval", `console.log("seconds 1 checksum ${result}")`] as const;
  const ways = [
    { name: "plain", command: say(1) },
    { name: "by line", command: say(2) },
  ];
  const options = { rounds: 1, cwd: folder(t), onRun: () => {} };
  await assert.rejects(
    overhead({ name: "p", about: "p" }, ways, options),
    /p, by line: came to 2 in place of 1/,
  );
});

test("what is asked for and is not there is said in one line", () => {
  assert.match(run("--only", "fibonacci").stderr, /^bench:profile: --only fibonacci: there are calls, /);
  assert.match(run("--part", "half").stderr, /^bench:profile: --part half: there are overhead, /);
  assert.match(run("--rounds", "0").stderr, /give a whole number from 1/);
});

const exactly = (ratio: number) => ({ ratio, low: ratio, high: ratio, coverage: 0.95 });

function found(program: string, plain: number, byFunction: number): Overhead {
  const way = (name: string, seconds: number) => ({
    name,
    base: "plain",
    own: [seconds, seconds, seconds],
    cpu: [seconds, seconds, seconds],
    wall: [2, 2, 2],
    ownRatio: exactly(seconds / plain),
    cpuRatio: exactly(seconds / plain),
    wallRatio: exactly(1),
  });
  return {
    program,
    about: program,
    checksum: "0",
    ways: [way("plain", plain), way("by function", byFunction)],
  };
}

test("over the programs there are a median, a geometric mean and the worst, held to the targets", () => {
  const all = [found("a", 1, 1), found("b", 2, 4), found("c", 1, 4)];
  const [one, ...others] = overall(all, "own");
  assert.deepEqual(others, []);
  assert.deepEqual(
    [one.way, one.programs, one.median, one.worst, one.worstOf],
    ["by function", 3, 2, 4, "c"],
  );
  assert.ok(Math.abs(one.mean.ratio - 2) < 1e-12);
  assert.match(overheadTables("Node", all), /median at most 1\.10: MISSED, worst at most 1\.25: MISSED/);
  const met = overheadTables("Node", [found("a", 1, 1.05)]);
  assert.match(met, /median at most 1\.10: met, worst at most 1\.25: met/);
});

test("before Node 26 a line with a mark may be wrong, from 26 on none may", () => {
  const truth: Truth = {
    program: "p",
    lines: [{ line: 1, text: "f();", truth: 0.5, profile: 0.3, doubtful: true }],
    worst: 20,
    worstUnmarked: 0,
    uncertain: 0,
    covered: { truth: 1, profile: 1 },
    whole: [],
    without: [],
    profiled: [],
  };
  assert.match(truthTables("v24.1.0", [truth]), /^p +20\.0 +0\.0 .* met$/m);
  assert.match(truthTables("v26.1.0", [truth]), /^p +20\.0 +0\.0 .* MISSED$/m);
});
