// speedscope's format, against the rules of its schema (speedscope 1.25, file-format-schema.json) and known samples.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type SpeedscopeFile, speedscope } from "../../../src/profile/formats/index.ts";
import { Profile } from "../../../src/profile/report/index.ts";
import {
  ARROW,
  DEEPER,
  GC,
  IDLE,
  INNER,
  madeProfile,
  madeThread,
  OUTER,
  PROGRAM,
  renamed,
  withoutSamples,
} from "./hand-made.ts";

/** What the schema says, and what speedscope's reader asks for beyond it. */
function check(file: SpeedscopeFile): void {
  // As a reader sees it.
  const { $schema, shared, profiles, name, exporter, activeProfileIndex } = JSON.parse(JSON.stringify(file));
  assert.equal($schema, "https://www.speedscope.app/file-format-schema.json");
  assert.deepEqual([typeof name, typeof exporter, typeof activeProfileIndex], ["string", "string", "number"]);
  for (const frame of shared.frames) {
    assert.equal(typeof frame.name, "string");
    assert.ok(["string", "undefined"].includes(typeof frame.file));
    for (const at of [frame.line, frame.col])
      assert.ok(at === undefined || (Number.isInteger(at) && at >= 1));
  }
  for (const profile of profiles) {
    assert.deepEqual(
      [profile.type, profile.unit, typeof profile.name],
      ["sampled", "microseconds", "string"],
    );
    assert.equal(profile.samples.length, profile.weights.length);
    for (const frame of profile.samples.flat()) assert.ok(shared.frames[frame] !== undefined);
    for (const weight of profile.weights) assert.ok(typeof weight === "number" && weight >= 0);
    const sum = profile.weights.reduce((all: number, weight: number) => all + weight, 0);
    assert.ok(Math.abs(profile.endValue - profile.startValue - sum) < 1e-3);
  }
}

test("stacks stand in the order of time, the outermost first", () => {
  const samples = [OUTER, DEEPER, GC, IDLE, ARROW];
  const file = speedscope(madeProfile({ samples, durations: [1000, 2000, 30, 4000, 500] }), "prog");
  check(file);
  const [{ samples: stacks, weights, startValue, endValue, name }] = file.profiles;
  const names = stacks.map((stack) => stack.map((frame) => file.shared.frames[frame].name));
  assert.deepEqual(names, [
    ["<module>", "outer"],
    ["<module>", "outer", "{map}", "<anonymous>", "inner", "inner"],
    ["(garbage collector)"],
    [],
    ["<module>", "outer", "{map}", "<anonymous>"],
  ]);
  assert.deepEqual(weights, [1000, 2000, 30, 4000, 500]);
  assert.deepEqual([startValue, endValue, name], [250, 7780, "main"]);
});

test("a function is one frame, with its place as written, from 1", () => {
  const { frames } = speedscope(madeProfile({ samples: [DEEPER, INNER, OUTER] }), "prog").shared;
  assert.deepEqual(frames, [
    { name: "<module>", file: PROGRAM, line: 1 },
    { name: "outer", file: PROGRAM, line: 1, col: 22 },
    { name: "{map}" },
    { name: "<anonymous>", file: PROGRAM, line: 1, col: 43 },
    { name: "inner", file: PROGRAM, line: 2, col: 15 },
  ]);
});

test("threads stand beside each other on one clock", () => {
  const file = speedscope(
    madeProfile(
      { samples: [OUTER], start: 5_000_000 },
      { samples: [INNER, INNER], start: 5_040_000, thread: 3 },
      { samples: [INNER], start: 5_040_000, pid: 2 },
    ),
    "prog",
  );
  check(file);
  assert.deepEqual(
    file.profiles.map(({ name, startValue, endValue }) => [name, startValue, endValue]),
    [
      ["main", 250, 1250],
      ["thread 3", 40_250, 42_250],
      ["process 2, main", 40_250, 41_250],
    ],
  );
});

test("a profile without samples and a thread that was not sampled are no fault", () => {
  for (const records of [
    [madeThread({ samples: [] })],
    [withoutSamples(), madeThread({ samples: [OUTER], thread: 1 })],
  ])
    check(speedscope(new Profile(records), "prog"));
});

test("names with quotes and of other scripts come back as they are", () => {
  const name = 'a"b\\ 名前 ü😀';
  const file = speedscope(
    new Profile([renamed(madeThread({ samples: [OUTER] }), OUTER, name)]),
    `the ${name}`,
  );
  check(file);
  const read = JSON.parse(JSON.stringify(file));
  assert.equal(read.name, `the ${name}`);
  assert.deepEqual(read.shared.frames.at(-1), { name: `{${name}}` });
});
