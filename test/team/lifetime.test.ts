import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import * as team from "../../src/team/index.ts";
import { prepare } from "./fixtures/runner.ts";

const here = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const RUNNER = new URL("./fixtures/runner.ts", import.meta.url).href;

interface Report {
  readonly mine: number;
  readonly rounds: number;
  readonly counts: number[];
}

/** Starts a worker thread; `ended` is its exit code, listened for from the start: its last message may come with it. */
function owner(then: string): Promise<{ worker: Worker; report: Report; ended: Promise<number> }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(here("owner.ts"), { workerData: { then } });
    const ended = new Promise<number>((exit) => worker.once("exit", exit));
    worker.once("message", (report: Report) => resolve({ worker, report, ended }));
    worker.once("error", reject);
  });
}

/** Threads of this process, or 0 where that cannot be asked. */
function threads(): number {
  return existsSync("/proc/self/task") ? readdirSync("/proc/self/task").length : 0;
}

test("a worker thread of the user's has a team of its own, and ends by itself", async () => {
  const { report, ended } = await owner("report");
  assert.ok(report.mine < 64, "its worker never came");
  assert.deepEqual(report.counts, new Array(64).fill(report.rounds));
  assert.equal(await ended, 0);
});

test("a thread that is terminated in the middle of a fork takes its team along and gives its cores back", async () => {
  const before = threads();
  for (let i = 0; i < 3; i++) {
    const { worker } = await owner("endless");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await worker.terminate();
  }
  assert.equal(threads(), before);
  // The budget is whole again: a fork of this thread gets its default of threads although three owners died.
  const counts = new SharedArrayBuffer(4 * 64);
  const job = { runner: RUNNER, key: 900, payload: { counts, delay: 0.5 } };
  const local = prepare(job.payload);
  if (team.cores().count < 2) return;
  let mine = 64;
  for (const until = Date.now() + 15_000; mine === 64 && Date.now() < until; ) {
    mine = 0;
    team.fork(
      job,
      { fn: 2, units: 64, frame: 0, stride: 0, partials: 0, schedule: "static", threads: 0 },
      (fn, first, last, frame, partials) => {
        mine += last - first;
        local(fn, first, last, frame, partials);
      },
    );
  }
  assert.ok(mine < 64, "ran serially");
});

test("threads never keep a finished program alive", () => {
  const switches = ["--disable-warning=ExperimentalWarning"];
  for (const more of [[], ["--cpu-prof", `--cpu-prof-dir=${tmpdir()}/amdahl-prof-${process.pid}`]]) {
    const out = execFileSync(process.execPath, [...switches, ...more, here("plain.ts")], {
      encoding: "utf8",
      timeout: 20_000,
    });
    assert.equal(out, "all\n");
  }
  // One profile, the main thread's: a worker that inherited --cpu-prof would write its own.
  const dir = `${tmpdir()}/amdahl-prof-${process.pid}`;
  assert.equal(readdirSync(dir).length, 1);
  rmSync(dir, { recursive: true });
});

test("preloaded modules and NODE_OPTIONS are the program's, not the team's", () => {
  const preload = here("preload.mjs");
  const out = execFileSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--import", preload, here("plain.ts")],
    { encoding: "utf8", timeout: 20_000, env: { ...process.env, NODE_OPTIONS: `--import ${preload}` } },
  );
  const lines = out.trim().split("\n");
  assert.deepEqual(new Set(lines), new Set(["preloaded in thread 0", "all"]));
});

test("two copies of amdahl in one process have a team each and one budget", async () => {
  const dir = mkdtempSync(join(tmpdir(), "amdahl-copy-"));
  try {
    cpSync(fileURLToPath(new URL("../../src", import.meta.url)), join(dir, "src"), { recursive: true });
    symlinkSync(fileURLToPath(new URL("../../package.json", import.meta.url)), join(dir, "package.json"));
    const copy = (await import(pathToFileURL(join(dir, "src/team/index.ts")).href)) as typeof team;
    assert.notEqual(copy.fork, team.fork);
    const call = {
      fn: 0,
      units: 64,
      frame: 0,
      stride: 0,
      partials: 0,
      schedule: "static",
      threads: 2,
    } as const;
    const counts = new SharedArrayBuffer(4 * 64);
    const job = { runner: RUNNER, key: 901, payload: { counts } };
    const local = prepare(job.payload);
    let mine = 64;
    const counted: team.Local = (fn, first, last, frame, partials) => {
      mine += last - first;
      local(fn, first, last, frame, partials);
    };
    // Until the copy's worker has come, which is started from the copy's folder.
    let rounds = 0;
    for (const until = Date.now() + 10_000; mine === 64 && Date.now() < until; rounds++) {
      team.fork(job, call, local);
      mine = 0;
      copy.fork(job, call, counted);
    }
    assert.ok(mine < 64, "the copy's worker never came");
    assert.deepEqual([...new Int32Array(counts)], new Array(64).fill(2 * rounds));
    // Inside a unit of the one, a fork of the other is nested too, and runs in order.
    const seen: number[] = [];
    for (let i = 0; i < 100 && seen.length === 0; i++) {
      copy.fork(job, { ...call, units: 2 }, (_fn, first, last) => {
        for (let u = first; u < last; u++) {
          team.fork(job, { ...call, units: 9 }, (_f, from, to) => seen.push(from, to));
        }
      });
    }
    assert.ok(seen.length > 0);
    for (let i = 0; i < seen.length; i += 2) assert.deepEqual(seen.slice(i, i + 2), [0, 9]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
