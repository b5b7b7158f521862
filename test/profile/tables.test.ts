// The lectures' three tables, as `amdahl profile` prints them: counts by closed forms, times by what must be.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../cli/command-line.ts";
import { example, profiled } from "./program.ts";

test("by function: diffusion is in its main function, and Math.abs was called 2 (n + n²) times", () => {
  const { rows, stdout, status } = profiled("--sort", "cumulative", example("diffusion"));
  assert.equal(status, 0);
  assert.match(stdout, /function calls in \d+\.\d{3} seconds/);
  assert.match(stdout, /Ordered by: cumulative time/);
  assert.match(stdout, /ncalls {2}tottime {2}percall {2}cumtime {2}percall filename:lineno\(function\)/);
  const n = 40; // cells of 0.5 from −10 to 10
  assert.equal(rows.get("{Math.abs}")?.ncalls, String(2 * (n + n * n)));
  assert.equal(rows.get("diffusion.ts:3(main)")?.ncalls, "1");
  assert.equal(rows.get("diffusion.ts:1(<module>)")?.ncalls, "1");
  // One arrow for the places, and one for each of the three lists of lists.
  assert.equal(rows.get("diffusion.ts:9(<anonymous>)")?.ncalls, String(n + 2));
  for (const line of [10, 11, 12])
    assert.equal(rows.get(`diffusion.ts:${line}(<anonymous>)`)?.ncalls, String(n + 2));
  const { cumtime: module = 0 } = rows.get("diffusion.ts:1(<module>)") ?? {};
  const { cumtime: main = 0 } = rows.get("diffusion.ts:3(main)") ?? {};
  assert.ok(main <= module, "what a function takes is part of what its caller does");
});

test("by line: of a marked function, every line as often as it ran", () => {
  const { lines, stdout, status } = profiled("--lines", example("pi"));
  assert.equal(status, 0);
  assert.match(stdout, /Total time: \d+\.\d{6} s\nFile: \S*pi\.ts\nFunction: pi at line 3/);
  assert.match(stdout, /Line # +Hits +Time +Per Hit +% Time +Self +Line Contents/);
  const hits = [...lines].map(([line, { hits }]) => [line, hits]);
  assert.deepEqual(hits, [
    [4, 1],
    [5, 1],
    [6, 1_000_001],
    [7, 1_000_000],
    [8, 1_000_000],
    [10, 1],
  ]);
  assert.ok(!stdout.includes("Function: <module>"), "other functions are not shown");
});

test("by line: functions by name, whatever is marked", () => {
  const { stdout } = profiled("--function", "main", example("diffusion"));
  assert.match(stdout, /Function: main at line 3/);
  const { stdout: none } = profiled("--function", "nobody", example("pi"));
  assert.match(none, /no function/i);
});

test("by line: the hottest functions, if none is marked", () => {
  const { stdout } = profiled("--lines", "ends.ts", "exit");
  assert.match(stdout, /Function: spin at line \d+/);
});

test("by line: what an async function waits for is told apart from what it does", () => {
  const { stdout, status } = profiled("--lines", "waits.ts");
  assert.equal(status, 0);
  assert.match(stdout, /Self +Waited +Line Contents/);
  const waited = (text: string) => Number(new RegExp(`([\\d.]+) +${text}`).exec(stdout)?.[1]) / 1e6;
  // Four times 50 ms, which a timer may overrun and never falls short of by more than one.
  const asleep = waited("await sleep");
  assert.ok(asleep > 0.19, stdout);
  assert.ok(waited("s \\+= \\(await") < asleep / 2, stdout);
});

test("by memory: a list of 2048 x 2048 numbers takes 32 MiB, as it does in the lecture", () => {
  const { stdout, status } = profiled("--memory", example("list"));
  assert.equal(status, 0);
  assert.match(stdout, /Line # +Mem usage +Increment +Occurrences +Heap +Arrays +Blocks +Line Contents/);
  const line = stdout.split("\n").find((text) => text.includes("new Array(2048 * 2048)"));
  const [, usage, increment, occurrences, heap] =
    / 4 +([\d.]+) MiB +([\d.]+) MiB +(\d+) +([\d.]+)/.exec(line ?? "") ?? [];
  assert.equal(occurrences, "1");
  // Eight bytes a number; the engine's own work is in it, too.
  assert.ok(Math.abs(Number(heap) - 32) < 1, `${heap} MiB of objects`);
  assert.ok(Number(increment) > 25 && Number(increment) < 60, `${increment} MiB resident`);
  assert.ok(Number(usage) > Number(increment));
  for (const text of ["String(x[0])", "a += "]) {
    const row = stdout.split("\n").find((each) => each.includes(text)) ?? "";
    const [, grown, objects = 0] = /MiB +(-?[\d.]+) MiB +1 +([\d.]+)?/.exec(row) ?? [];
    // What the process has in memory, the engine's other threads move by a few MiB as they like.
    assert.ok(Math.abs(Number(grown)) < 12, `${text} grew by ${grown} MiB`);
    assert.ok(Number(objects) < 0.2, `${text} made ${objects} MiB of objects`);
  }
});

test("by memory: what a line makes is on that line, and on none that shares its counter", () => {
  const { stdout, status } = profiled("--memory", "fill.ts");
  assert.equal(status, 0);
  const row = (text: string) => stdout.split("\n").find((line) => line.includes(text)) ?? "";
  assert.match(row("for (let i"), /^ +\d+ +20001 +for/);
  assert.match(row("list.push("), /^ +\d+ +[\d.]+ MiB +-?[\d.]+ MiB +20000 +1\d\.\d+ /);
  assert.match(row("sum += 1"), /^ +\d+ +20000 +sum/);
});

test("by memory: a leak is suspected where one is, at the line that makes what is kept", (t) => {
  const folder = temporaryFolder(t);
  const picture = join(folder, "memory.svg");
  const { stdout, status } = profiled("--memory", "--trend", picture, "leak.ts");
  assert.equal(status, 0);
  // 6000 lists of 1000 numbers of eight bytes are 46 MiB; what is left is seen some readings after a collection, by when there is
  // more again.
  const [, grown] = /A leak is suspected: what \d+ collections left grew by ([\d.]+) MiB/.exec(stdout) ?? [];
  assert.ok(Math.abs(Number(grown) - 46) < 20, stdout);
  assert.match(stdout, /Most was made at\n {2}leak\.ts:6, /);
  assert.match(readFileSync(picture, "utf8"), /^<svg[\s\S]*objects[\s\S]*<\/svg>/);
});

test("by memory: no leak is suspected where nothing is kept", () => {
  const { stdout, status } = profiled("--memory", "leak.ts", "--tidy");
  assert.equal(status, 0);
  assert.doesNotMatch(stdout, /leak is suspected/);
});

test("a program's own output and status are what they are without a profiler", () => {
  const { stdout, status } = profiled("ends.ts", "exit");
  assert.ok(stdout.startsWith("ready\n"));
  assert.equal(status, 7);
});
