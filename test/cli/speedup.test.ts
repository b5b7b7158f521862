// `amdahl speedup` from outside, on programs that sleep for as long as Amdahl's law says.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { amdahl, commandLine, temporaryFolder } from "./command-line.ts";

const measure = new URL("../../src/measure/index.ts", import.meta.url).href;
const SLEEP = `
const sleep = (ms: number): void => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms); };
const p = Number(process.env.AMDAHL_NUM_THREADS);
`;

function program(context: TestContext, name: string, text: string): string {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, name), text);
  return folder;
}

interface Json {
  readonly repeats: number;
  readonly pictures: string[];
  readonly regions: {
    readonly name: string | null;
    readonly rows: {
      readonly threads: number;
      readonly samples: number[];
      readonly median: number;
      readonly speedup: { ratio: number };
    }[];
  }[];
}

test("regions get tables, the program prints once, and the pictures are written where asked", (t) => {
  const folder = program(
    t,
    "law.ts",
    `import { region } from ${JSON.stringify(measure)};${SLEEP}
     console.log("hello", process.argv.slice(2).join(" "));
     region("read", () => sleep(20));
     region("solve", () => sleep(100 * (0.1 + 0.9 / p)));`,
  );
  const { stdout, stderr, status } = amdahl(
    ["speedup", "law.ts", "--threads", "2,4", "--repeats", "2", "--out", "pictures", "--", "--size", "7"],
    folder,
  );
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "", "quiet in a pipe");
  const lines = stdout.split("\n");
  assert.equal(lines[0], "hello --size 7");
  assert.equal(stdout.match(/hello/g)?.length, 1);
  assert.match(stdout, /^law\.ts: median of 2 runs on each number of threads, interleaved; \d+ cores?$/m);
  assert.ok(stdout.indexOf('region "read"') < stdout.indexOf('region "solve"'));
  // One thread takes part unasked: three rows a region.
  assert.equal(lines.filter((line) => /^ +[124]\*? /.test(line)).length, 6);
  assert.equal(stdout.match(/^Amdahl's law: /gm)?.length, 2);
  assert.ok(!stdout.includes("└"), "no chart in a pipe");
  assert.equal(lines.at(-2), `wrote ${join("pictures", "speedup.svg")}, ${join("pictures", "speedup.png")}`);
  assert.deepEqual(readdirSync(join(folder, "pictures")).sort(), ["speedup.png", "speedup.svg"]);
  assert.match(readFileSync(join(folder, "pictures", "speedup.svg"), "utf8"), />Speed-up of law\.ts</);
});

test("JSON has every sample, alone on standard output, and the times that the law says", (t) => {
  const folder = program(
    t,
    "law.mts",
    `import { region } from ${JSON.stringify(measure)};${SLEEP}
     console.log("not JSON");
     region("solve", () => sleep(200 * (0.1 + 0.9 / p)));`,
  );
  const { stdout, stderr } = amdahl(
    ["speedup", "law.mts", "--threads", "1,2", "--repeats", "3", "--json", "--no-picture"],
    folder,
  );
  assert.equal(stderr, "not JSON\n");
  const { regions, pictures, repeats } = JSON.parse(stdout) as Json;
  assert.deepEqual([regions.length, regions[0].name, repeats, pictures], [1, "solve", 3, []]);
  const [one, two] = regions[0].rows;
  assert.deepEqual([one.threads, two.threads, one.samples.length], [1, 2, 3]);
  // Sleeping is never shorter than asked, and on a busy machine longer: the ratio of 1.82 with room for that.
  assert.ok(one.median >= 0.199 && two.median >= 0.109);
  assert.ok(two.speedup.ratio > 1.5 && two.speedup.ratio < 2.1, `${two.speedup.ratio}`);
  assert.ok(!existsSync(join(folder, "speedup.svg")));
});

test("a program without regions is timed as a whole, and the report says so", (t) => {
  const folder = program(t, "whole.cjs", "console.log('out'); console.error('err');");
  const options = ["--threads", "1", "--repeats", "1", "--no-picture", "--quiet", "--plot"];
  const { stdout, stderr } = amdahl(["speedup", "whole.cjs", ...options], folder);
  assert.match(
    stdout,
    /^whole process, Node's start included \(mark what counts with region\(name, fn\)\)$/m,
  );
  assert.doesNotMatch(stdout, /out/);
  assert.equal(stderr, "");
  assert.match(stdout, /└/, "the chart that was asked for");
});

test("a run that fails ends the study with its exit code and what it complained of, said once", (t) => {
  const folder = program(t, "bad.js", "console.error('the reason'); process.exit(7);");
  for (const options of [[], ["--quiet"]]) {
    const { status, stdout, stderr } = amdahl(["speedup", "bad.js", ...options], folder);
    assert.equal(status, 7);
    assert.equal(stdout, "");
    assert.match(stderr, /^the reason\namdahl speedup: .*bad\.js ended with exit code 7 on 1 thread\n$/);
  }
  assert.ok(!existsSync(join(folder, "speedup.svg")));
});

test("a run that a signal ends is a failure that names it", { skip: process.platform === "win32" }, (t) => {
  const folder = program(t, "killed.js", "process.kill(process.pid, 'SIGKILL');");
  const { status, stderr } = amdahl(["speedup", "killed.js"], folder);
  assert.equal(status, 1);
  assert.match(stderr, /killed\.js was ended by SIGKILL on 1 thread/);
});

test("an interrupt ends a child that ignores it, and that child's own, at once", {
  skip: process.platform === "win32",
}, async (t) => {
  const folder = program(
    t,
    "stubborn.js",
    `process.on("SIGINT", () => {});
     const child = require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 20_000)"]);
     require("node:fs").writeFileSync("pids", process.pid + " " + child.pid);
     for (;;);`,
  );
  const study = spawn(process.execPath, commandLine("speedup", "stubborn.js"), { cwd: folder });
  const ended = new Promise<number | null>((resolve) => study.once("exit", resolve));
  const pids = join(folder, "pids");
  while (!existsSync(pids) || !/^\d+ \d+$/.test(readFileSync(pids, "utf8"))) await setTimeout(10);
  study.kill("SIGINT");
  assert.equal(await ended, 128 + 2);
  const running = () => readFileSync(pids, "utf8").split(" ").map(Number).filter(isRunning);
  // The system takes a moment to bury a process after its kill.
  for (let i = 0; i < 100 && running().length > 0; i++) await setTimeout(10);
  assert.deepEqual(running(), []);
});

/** Whether a process runs; one that is dead but not yet reaped by its parent does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, "utf8"));
}

test("what cannot be run, or counted, gets a sentence and status 2", (t) => {
  const folder = program(t, "prog.js", "");
  const complaint = (...args: string[]) => {
    const { status, stderr } = amdahl(["speedup", ...args], folder);
    assert.equal(status, 2);
    return stderr;
  };
  assert.match(complaint("porg.js"), /there is no file .*porg\.js\. Did you mean prog\.js\?/);
  assert.match(complaint("prog.js", "--threads", "1,two"), /whole numbers from 1 with commas between them/);
  assert.match(complaint("prog.js", "--threads", "0"), /whole numbers from 1/);
  assert.match(complaint("prog.js", "--repeats", "1.5"), /Give a whole number from 1/);
  assert.match(
    complaint("prog.js", "--size", "7"),
    /unknown option '--size'\n.*arguments for the program go after --/,
  );
});

test("ranks are started by amdahl run, and the slowest of them counts", (t) => {
  const mpi = new URL("../../src/mpi/index.ts", import.meta.url).href;
  const folder = program(
    t,
    "ranks.ts",
    `import { region } from ${JSON.stringify(measure)};
     import { MPI } from ${JSON.stringify(mpi)};${SLEEP}
     const { rank, size } = MPI.COMM_WORLD;
     region("all", () => sleep(rank === size - 1 ? 240 / (size * p) : 0));`,
  );
  const { stdout, status, stderr } = amdahl(
    ["speedup", "ranks.ts", "--ranks", "1,2", "--threads", "1,2", "--repeats", "1", "--no-picture", "--json"],
    folder,
  );
  assert.equal(status, 0, stderr);
  const [{ rows }] = JSON.parse(stdout).regions as {
    rows: { ranks: number; threads: number; median: number }[];
  }[];
  assert.deepEqual(
    rows.map(({ ranks, threads }) => [ranks, threads]),
    [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ],
  );
  // A sleep is never too short.
  for (const { ranks, threads, median } of rows) assert.ok(median >= 0.999 * (0.24 / (ranks * threads)));
});
