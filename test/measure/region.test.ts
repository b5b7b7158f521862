// Regions: what they return, what they write for a study, and how a study reads it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readRegions, region } from "../../src/measure/index.ts";

const folder = mkdtempSync(join(tmpdir(), "amdahl-region-"));
after(() => rmSync(folder, { recursive: true }));
const measure = new URL("../../src/measure/index.ts", import.meta.url).href;
let runs = 0;

/** Runs a program in a fresh process that is asked for its regions; gives back their file's text. */
function measured(body: string, exitCode = 0): string {
  const base = join(folder, String(runs++));
  const preamble =
    `import { region } from ${JSON.stringify(measure)};\n` +
    "const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);\n";
  writeFileSync(`${base}.mjs`, preamble + body);
  const env = { ...process.env, AMDAHL_MEASURE_FILE: `${base}.jsonl` };
  try {
    execFileSync(process.execPath, [`${base}.mjs`], { env, stdio: ["ignore", "ignore", "pipe"] });
    assert.equal(exitCode, 0);
  } catch (error) {
    assert.equal(
      (error as { status: number }).status,
      exitCode,
      String((error as { stderr: Buffer }).stderr),
    );
  }
  return existsSync(`${base}.jsonl`) ? readFileSync(`${base}.jsonl`, "utf8") : "";
}

/** That a time is what was slept at least, and no longer than a region around it, however busy the machine. */
function between(seconds: number | undefined, slept: number, around = Infinity) {
  // Sleeps may end a part of a millisecond early.
  assert.ok(seconds !== undefined && seconds > slept - 0.002 && seconds <= around, `${seconds}`);
}

test("outside a study a region only calls", async () => {
  assert.equal(
    region("r", () => 42),
    42,
  );
  assert.equal(await region("r", async () => 43), 43);
  assert.throws(
    () =>
      region("r", () => {
        throw new Error("mine");
      }),
    /^Error: mine$/,
  );
  await assert.rejects(
    region("r", () => Promise.reject(new Error("mine"))),
    /^Error: mine$/,
  );
});

test("something that is no function is refused with what to write", () => {
  assert.throws(() => region("sum", 3 as never), /region\("sum", \(\) => …\)/);
});

test("a region's time is written, with its name and count", () => {
  const text = measured('region("a b", () => sleep(30));');
  const record = JSON.parse(text);
  assert.equal(record.name, "a b");
  assert.equal(record.count, 1);
  between(record.seconds, 0.03);
});

test("repeated regions add up, nested ones count in both, recursion counts once", () => {
  const times = readRegions(
    measured(`
      for (let i = 0; i < 3; i++) region("outer", () => { sleep(10); region("inner", () => sleep(10)); });
      const deep = (n) => region("deep", () => { sleep(10); if (n > 1) deep(n - 1); });
      region("around", () => deep(3));
    `),
  );
  assert.deepEqual([...times.keys()], ["outer", "inner", "around", "deep"]);
  between(times.get("outer"), 0.06);
  between(times.get("inner"), 0.03, times.get("outer"));
  between(times.get("deep"), 0.03, times.get("around"));
});

test("promises count until they settle, and overlapping ones count their time once", () => {
  const times = readRegions(
    measured(`
      import { setTimeout } from "node:timers/promises";
      await region("around", () => Promise.all([1, 2, 3].map(() => region("io", () => setTimeout(50)))));
      await region("fails", async () => { await setTimeout(20); throw new Error(); }).catch(() => {});
    `),
  );
  between(times.get("io"), 0.05, times.get("around"));
  between(times.get("fails"), 0.02);
});

test("a region that throws is counted, and the program ends as it would", () => {
  between(readRegions(measured('region("t", () => { sleep(20); throw new Error(); });', 1)).get("t"), 0.02);
});

test("a region in which the program exits is counted", () => {
  between(readRegions(measured('region("all", () => { sleep(20); process.exit(0); });')).get("all"), 0.02);
});

test("an unhandled rejection stays the program's own failure", () => {
  measured('region("r", () => Promise.reject(new Error("mine")));', 1);
});

test("of threads that report one region the slowest counts", () => {
  const text = measured(`
    import { Worker, isMainThread, workerData } from "node:worker_threads";
    if (isMainThread) for (const ms of [20, 60]) new Worker(new URL(import.meta.url), { workerData: ms });
    else region("rank", () => sleep(workerData));
  `);
  const seconds = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).seconds as number);
  assert.equal(seconds.length, 2);
  assert.equal(readRegions(text).get("rank"), Math.max(...seconds));
});

test("one thread's lines add up, other processes' do not", () => {
  const line = (pid: number, thread: number, seconds: number) =>
    `${JSON.stringify({ name: "r", seconds, count: 1, pid, thread })}\n`;
  assert.equal(
    readRegions(line(1, 0, 0.5) + line(1, 0, 0.25) + line(2, 0, 0.5) + line(1, 1, 0.125)).get("r"),
    0.75,
  );
});

test("a program without regions writes nothing", () => {
  assert.equal(measured("sleep(1);"), "");
  assert.equal(readRegions("").size, 0);
});
