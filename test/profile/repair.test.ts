// What a profile says of inlined functions where the engine names them wrongly, as V8 does before Node 26: by hand-made
// samples, so that every figure is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CountedFile, ThreadRecord } from "../../src/profile/record/index.ts";
import { chosenFunctions, lineReport, lineTable, Profile } from "../../src/profile/report/index.ts";
import { rewrite } from "../../src/profile/rewrite/index.ts";

const MAIN = `import { scaled } from "./helper.js";
export function loop(n) {
  let s = 0;
  for (let i = 0; i < n; i++) {
    s += half(i);
    s += scaled(i);
  }
  return s;
}
function half(x) {
  return x / 2;
}
`;
const HELPER = `//
//
//
//
export function scaled(x) {
  return x * 3;
}
export const unrelated = (x) => x;
//
//
//
//
//
//
export function far(x) { return x }
`;

function counted(url: string, text: string): CountedFile {
  const made = rewrite(
    text,
    { url, typed: false, module: true, array: "$c" },
    { lines: "all", builtins: false },
  );
  assert.ok(!("reason" in made));
  return { ...made, waited: [], written: text, counts: new Array<number>(made.slots).fill(1) };
}

/** A thread whose samples, a millisecond each, were all charged to `loop`, on these lines. */
function sampled(node: string, ticks: Readonly<Record<number, number>>): ThreadRecord {
  const files = [counted("file:///p/main.js", MAIN), counted("file:///p/helper.js", HELPER)];
  // Insertions before a function's parameters on its line: none, since only its body has counters.
  const frame = (functionName: string, url: string, lineNumber: number, columnNumber: number) => ({
    functionName,
    scriptId: "1",
    url,
    lineNumber,
    columnNumber,
  });
  const samples = Object.values(ticks).reduce((sum, count) => sum + count, 0);
  return {
    format: "amdahl-thread-1",
    node,
    pid: 1,
    thread: 0,
    rank: undefined,
    isMain: true,
    argv: ["/p/main.js"],
    began: 0,
    profiler: "file:///amdahl/dist/profile/",
    library: "file:///amdahl/",
    memory: undefined,
    profile: {
      nodes: [
        { id: 1, callFrame: frame("(root)", "", -1, -1), children: [2] },
        {
          id: 2,
          callFrame: frame("loop", "file:///p/main.js", 1, "export function loop".length),
          positionTicks: Object.entries(ticks).map(([line, count]) => ({ line: Number(line), ticks: count })),
        },
      ],
      startTime: 0,
      endTime: samples * 1000,
      samples: new Array<number>(samples).fill(2),
      timeDeltas: new Array<number>(samples).fill(1000).fill(0, 0, 1),
    },
    files,
    uncounted: [],
  };
}

const seconds = (profile: Profile, name: string) =>
  profile.rows.find(({ fn }) => fn.name === name)?.self ?? 0;
const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-9, `${value}, not ${expected}`);

test("time on another function's line is that function's, which is called from the line that names it", () => {
  const profile = new Profile([sampled("v24.0.0", { 4: 10, 11: 30 })]);
  near(seconds(profile, "loop"), 0.01);
  near(seconds(profile, "half"), 0.03);
  const [chosen] = chosenFunctions(profile, ["loop"], 1);
  const { rows } = lineTable(profile, chosen);
  near(rows.find(({ line }) => line === 5)?.time ?? 0, 0.03);
  near(rows.find(({ line }) => line === 4)?.time ?? 0, 0.01);
});

test("a function of another file has it, if its line is outside of the one that is charged", () => {
  const text = sampled("v22.0.0", { 4: 10, 15: 20 });
  const profile = new Profile([text]);
  // Nothing in `loop` names `far`, so that nobody is known to have been there.
  near(seconds(profile, "far"), 0);
  near(seconds(profile, "loop"), 0.03);
  near(profile.rows.find(({ fn }) => fn.name === "loop")?.doubt ?? 0, 0.02);
  const [chosen] = chosenFunctions(profile, ["loop"], 1);
  near(
    lineTable(profile, chosen).rows.reduce((sum, row) => sum + row.self, 0),
    0.01,
  );
});

test("lines that have the numbers of an inlined function's in another file are marked", () => {
  const ticks = { 4: 50, 6: 50 };
  const report = lineReport(new Profile([sampled("v24.0.0", ticks)]), ["loop"]);
  assert.match(report, /^ +6 .*~ {5}s \+= scaled\(i\);/m);
  assert.match(report, /~ Node before 26 .*helper\.js:5\(scaled\)/);
  assert.doesNotMatch(report, /^ +4 .*~ {3}for/m);
  const later = lineReport(new Profile([sampled("v26.0.0", ticks)]), ["loop"]);
  assert.doesNotMatch(later, /~/);
});

test("from Node 26 on the engine is believed", () => {
  const profile = new Profile([sampled("v26.0.0", { 4: 10, 11: 30 })]);
  near(seconds(profile, "loop"), 0.04);
  near(seconds(profile, "half"), 0);
});
