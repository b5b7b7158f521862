// Time of lines that make objects: they say themselves when they are at work, and a function's time is shared out by that.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { shareByMakes } from "../../src/profile/report/makes.ts";
import { PROGRAMS, profiled } from "./program.ts";

/** Shares out a function's time, `self` by line, and gives what lines have then. */
function shared(
  self: Readonly<Record<number, number>>,
  gc: number,
  makes: Readonly<Record<number, number>>,
  called: Readonly<Record<number, number>> = {},
): { readonly collected: number; readonly lines: Readonly<Record<number, readonly [number, number]>> } {
  const numbered = (of: Readonly<Record<number, number>>) =>
    new Map(Object.entries(of).map(([line, seconds]) => [Number(line), seconds]));
  const times = new Map<number, { self: number; total: number }>();
  const line = (number: number) => {
    const own = self[number] ?? 0;
    const time = times.get(number) ?? { self: own, total: own + (called[number] ?? 0) };
    times.set(number, time);
    return time;
  };
  for (const number of numbered(self).keys()) line(number);
  const collected = shareByMakes({ self: numbered(self), gc }, numbered(makes), line);
  const round = (x: number) => Math.round(x * 1e9) / 1e9;
  const lines = [...times].map(([number, time]) => [number, [round(time.self), round(time.total)]] as const);
  return { collected: round(collected), lines: Object.fromEntries(lines) };
}

test("lines that all say so have what they said, and the collector's time", () => {
  const { collected, lines } = shared({ 1: 0.7, 2: 0.1 }, 0.2, { 1: 0.25, 2: 0.75 });
  assert.equal(collected, 0.2);
  assert.deepEqual(lines, { 1: [0.25, 0.25], 2: [0.75, 0.75] });
});

test("what was seen by another clock than the samples' comes to the samples' sum", () => {
  const { collected, lines } = shared({ 1: 0.5, 2: 0.3 }, 0, { 1: 0.5, 2: 0.5 });
  assert.equal(collected, 0);
  assert.deepEqual(lines, { 1: [0.4, 0.4], 2: [0.4, 0.4] });
});

test("what others had of it comes back from them, in proportion, once the collector's time is spent", () => {
  const { collected, lines } = shared({ 1: 0.1, 2: 0.6, 3: 0.3 }, 0.1, { 1: 0.38 });
  assert.equal(collected, 0.1);
  assert.deepEqual(lines, { 1: [0.38, 0.38], 2: [0.48, 0.48], 3: [0.24, 0.24] });
});

test("what it had of others goes back to them", () => {
  const { collected, lines } = shared({ 1: 0.6, 2: 0.3, 3: 0.1 }, 0.1, { 1: 0.2 });
  assert.equal(collected, 0);
  assert.deepEqual(lines, { 1: [0.2, 0.2], 2: [0.6, 0.6], 3: [0.2, 0.2] });
});

test("a line's calls are no part of its own time, and a line that does little but call is left alone", () => {
  const { lines } = shared({ 1: 0.2, 2: 0.2, 3: 0.1 }, 0, { 1: 0.4, 3: 0.5 }, { 1: 0.1, 3: 0.4 });
  assert.deepEqual(lines, { 1: [0.3, 0.4], 2: [0.133333333, 0.133333333], 3: [0.066666667, 0.466666667] });
});

test("what was seen too seldom changes nothing", () => {
  const { collected, lines } = shared({ 1: 0.001, 2: 0.6 }, 0.1, { 1: 0.019 });
  assert.equal(collected, 0);
  assert.deepEqual(lines, { 1: [0.001, 0.001], 2: [0.6, 0.6] });
});

test("lines that make one and three objects have a quarter of the time and three", () => {
  const text = readFileSync(join(PROGRAMS, "makes.ts"), "utf8").split("\n");
  const lineOf = (mark: string): number => text.findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
  // A thread that others keep from its core is on one line for all of that time: a busy machine may need another try.
  const found: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const { lines, stdout, stderr, status } = profiled("--lines", "--function", "make", "makes.ts", "1500");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^256$/m, "it does what it always did");
    const [once, three] = ["once", "three times"].map((mark) => lines.get(lineOf(mark))?.share ?? 0);
    found.push(three / (once + three));
    if (once + three > 70 && Math.abs(found[attempt] - 0.75) < 0.1) return;
  }
  assert.fail(`shares of ${found.join(", ")} in place of 0.75`);
});
