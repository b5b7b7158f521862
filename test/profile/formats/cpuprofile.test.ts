// V8's format: what DevTools and VS Code ask of it, the places as written, and the same times as the tables have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuProfile } from "../../../src/profile/formats/index.ts";
import type { SampledProfile } from "../../../src/profile/record/index.ts";
import { Profile } from "../../../src/profile/report/index.ts";
import {
  ARROW,
  DEEPER,
  GC,
  IDLE,
  INNER,
  MAP,
  type Made,
  MODULE,
  madeThread,
  OUTER,
  TEXT,
  URL_OF_PROGRAM,
  withoutSamples,
} from "./hand-made.ts";

function written(made: Made): SampledProfile {
  const record = madeThread(made);
  return cpuProfile(record, new Profile([record]).threads[0]);
}

/** What readers take for granted. */
function check({ nodes, samples, timeDeltas, startTime, endTime }: SampledProfile): void {
  assert.deepEqual(
    nodes.map(({ id }) => id),
    nodes.map((_, i) => i + 1),
    "VS Code takes numbers for places",
  );
  const children = nodes.flatMap((node) => node.children ?? []);
  assert.deepEqual(
    children,
    nodes.slice(1).map(({ id }) => id),
    "each but the root is one node's child, by breadth",
  );
  assert.ok(Array.isArray(nodes[0].children), "DevTools refuses a root without");
  assert.equal(nodes[0].callFrame.functionName, "(root)");
  assert.equal(samples.length, timeDeltas.length);
  for (const node of nodes) {
    const hits = samples.filter((sample) => sample === node.id).length;
    assert.equal(node.hitCount, hits);
    const ticks = node.positionTicks?.reduce((sum, tick) => sum + tick.ticks, 0);
    if (ticks !== undefined) assert.equal(ticks, hits);
  }
  for (const delta of timeDeltas) assert.ok(Number.isInteger(delta) && delta >= 0, String(delta));
  assert.ok(startTime + timeDeltas.reduce((sum, delta) => sum + delta, 0) <= endTime);
}

/** Microseconds by function, as V8's own rule has them: a sample lasts to the next one. */
function times({ nodes, samples, timeDeltas, startTime, endTime }: SampledProfile): Record<string, number> {
  const out: Record<string, number> = {};
  let at = startTime;
  samples.forEach((sample, i) => {
    at += timeDeltas[i];
    const { functionName } = nodes[sample - 1].callFrame;
    out[functionName] = (out[functionName] ?? 0) + (timeDeltas[i + 1] ?? endTime - at);
  });
  return out;
}

test("functions have the names and the places that were written, not those that ran", () => {
  const profile = written({ samples: [MODULE, OUTER, ARROW, INNER, DEEPER, DEEPER, GC, IDLE, MAP, INNER] });
  check(profile);
  const [line] = TEXT.split("\n");
  const place = (name: string) => {
    const { callFrame } =
      profile.nodes.find((node) => node.callFrame.functionName === name) ?? assert.fail(name);
    return [callFrame.url, callFrame.lineNumber, callFrame.columnNumber];
  };
  assert.deepEqual(place("outer"), [URL_OF_PROGRAM, 0, line.indexOf("(n)")]);
  assert.deepEqual(place("<anonymous>"), [URL_OF_PROGRAM, 0, line.indexOf("(x)")]);
  assert.deepEqual(place("inner"), [URL_OF_PROGRAM, 1, "function inner".length]);
  assert.deepEqual(place("<module>"), [URL_OF_PROGRAM, 0, 0]);
  assert.deepEqual(place("map"), ["", -1, -1]);
  assert.deepEqual(place("(garbage collector)"), ["", -1, -1]);
});

test("order and times are the samples'", () => {
  const profile = written({
    samples: [OUTER, INNER, GC, INNER, IDLE],
    durations: [1000, 2500, 300, 7, 1193],
  });
  check(profile);
  const name = (id: number) => profile.nodes[id - 1].callFrame.functionName;
  assert.deepEqual(profile.samples.map(name), ["outer", "inner", "(garbage collector)", "inner", "(idle)"]);
  assert.deepEqual(profile.timeDeltas, [250, 1000, 2500, 300, 7]);
  assert.deepEqual(times(profile), { outer: 1000, inner: 2507, "(garbage collector)": 300, "(idle)": 1193 });
});

test("recursion is a node below a node", () => {
  const { nodes } = written({ samples: [DEEPER] });
  const [outer, deeper] = nodes.filter((node) => node.callFrame.functionName === "inner");
  assert.deepEqual(outer.children, [deeper.id]);
});

test("lines are shared out in whole samples", () => {
  const profile = written({
    samples: [INNER, INNER, INNER, INNER, INNER],
    lines: { [INNER]: { 2: 2, 3: 3 } },
  });
  check(profile);
  const { positionTicks } = profile.nodes.find(({ hitCount }) => hitCount === 5) ?? assert.fail();
  assert.deepEqual(positionTicks, [
    { line: 2, ticks: 2 },
    { line: 3, ticks: 3 },
  ]);
});

test("time that was moved to inlined functions is theirs here, too, to the microsecond", () => {
  // Node 24 says `outer` for what it inlined into it: two of five samples stand on inner's line.
  const record = madeThread({
    node: "v24.0.0",
    samples: [OUTER, OUTER, GC, OUTER, OUTER, OUTER],
    durations: [1000, 1000, 50, 1001, 999, 1000],
    lines: { [OUTER]: { 1: 3, 3: 2 } },
  });
  const { threads, rows } = new Profile([record]);
  const self = (name: string) => Math.round(1e6 * (rows.find(({ fn }) => fn.name === name)?.self ?? 0));
  assert.deepEqual([self("outer"), self("inner")], [3000, 2000]);
  const profile = cpuProfile(record, threads[0]);
  check(profile);
  assert.deepEqual(times(profile), { outer: 3000, inner: 2000, "(garbage collector)": 50 });
});

test("a clock that goes back takes no time from anybody", () => {
  const made = madeThread({ samples: [OUTER, INNER, OUTER] });
  const record = { ...made, profile: made.profile && { ...made.profile, timeDeltas: [250, 1000, -400] } };
  const { threads } = new Profile([record]);
  const profile = cpuProfile(record, threads[0]);
  check(profile);
  // Samples at 250, 1250, 1250 (not 850); the end is at 3250.
  assert.deepEqual(times(profile), { outer: 3000, inner: 0 });
});

test("without samples there are a root and nothing else to see", () => {
  for (const record of [madeThread({ samples: [] }), withoutSamples()]) {
    const profile = cpuProfile(record, new Profile([record]).threads[0]);
    check(profile);
    assert.deepEqual([profile.samples, profile.timeDeltas], [[], []]);
  }
});

test("fractions of a microsecond are not lost over many samples", () => {
  // Two thirds of 301 samples are no whole number: one has to be divided.
  const record = madeThread({
    node: "v24.0.0",
    samples: Array(301).fill(OUTER),
    durations: Array(301).fill(333),
    lines: { [OUTER]: { 1: 1, 3: 2 } },
  });
  const profile = cpuProfile(record, new Profile([record]).threads[0]);
  check(profile);
  const { inner, outer } = times(profile);
  assert.equal(inner + outer, 301 * 333);
  assert.ok(Math.abs(inner - (2 / 3) * 301 * 333) <= 1, String(inner));
});
