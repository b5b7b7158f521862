// The table by line as a clock has it: with what a line calls, and with what it waits for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { LineTimer } from "../../src/profile/record/clock.ts";
import { PROGRAMS, profiled } from "./program.ts";

const text = readFileSync(join(PROGRAMS, "clocked.ts"), "utf8").split("\n");
const lineOf = (start: string): number => text.findIndex((line) => line.trim().startsWith(start)) + 1;

/** Hits and microseconds by line. */
function rows(stdout: string): Map<number, readonly [hits: number, time: number]> {
  const found = stdout.split("\n").filter((row) => /^ *\d+ +\d+ +[\d.]+ /.test(row));
  return new Map(
    found.map((row) => [Number(row.slice(0, 6)), [Number(row.slice(7, 17)), Number(row.slice(18, 30))]]),
  );
}

test("a line's time is from its beginning to the next one's, whoever was at work or at rest", () => {
  const { stdout, stderr, status } = profiled("--clock", "clocked.ts");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^true$/m);
  assert.match(stdout, /Function: main at line \d+/);
  assert.ok(!stdout.includes("Function: busy"), "others are not marked");
  const found = rows(stdout);
  for (const start of ["let turns = busy(100)", "await sleep(100)", "turns += await both()"]) {
    const [hits, time] = found.get(lineOf(start)) ?? [0, 0];
    assert.equal(hits, 1, start);
    // No upper bound: the machine may be at something else.
    assert.ok(time >= 99_000, `${start}: ${time}`);
  }
  assert.deepEqual([found.get(lineOf("for (let i"))?.[0], found.get(lineOf("turns += 1"))?.[0]], [4, 3]);
  assert.match(stdout, /A reading takes 0?\.\d+ µs, which is subtracted/);
});

test("what readings take is subtracted from a line, its own and those of what it calls, and no time is negative", () => {
  const timer = new LineTimer();
  const { at, open, close } = timer.names(0);
  const run = new Function(
    "times",
    `const call = ${open}();
     for (let i = 0; i < times; i++) ${at}(call, 1);
     ${at}(call, 2);
     for (let i = 0; i < times; i++) { const inner = ${open}(); ${at}(inner, 3); ${close}(inner); }
     ${at}(call, 4);
     ${close}(call);`,
  ) as (times: number) => void;
  run(20_000);
  run(200_000);
  const { readings, cost } = timer.end();
  assert.equal(readings, 2 * 220_000 + 2 * 2);
  assert.ok(cost > 0 && cost < 1e-5, `${cost}`);
  const near = (value: number, wanted: number) =>
    assert.ok(Math.abs(value - wanted) <= 1e-9 * wanted, `${value} is not ${wanted}`);
  const [empty, own] = timer.time(1);
  assert.ok(empty >= 0);
  // From each to the next is one, the last up to where line 2 begins.
  near(own, 220_000 * cost);
  const [calls, ownOfCalls] = timer.time(2);
  assert.ok(calls >= 0);
  assert.ok(ownOfCalls >= 220_002 * cost, "those of what it calls are in it");
  assert.deepEqual(timer.time(5), [0, 0], "no such line");
});

test("a clock and readings of memory exclude each other", () => {
  const { stderr, status } = profiled("--clock", "--memory", "clocked.ts");
  assert.notEqual(status, 0);
  assert.match(stderr, /--clock and --memory read two things at the same lines: give one of them/);
});
