// Two profiles side by side: which functions are the same, what changed, and what is called noise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ComparedRow, compareProfiles, compareReport } from "../../../src/profile/formats/index.ts";
import type { Profile } from "../../../src/profile/report/index.ts";
import { INNER, type Made, madeProfile, OUTER, TEXT } from "./hand-made.ts";

const OPTIONS = { sort: "tottime", limit: 25 } as const;

const times = (outer: number, inner: number) => [...Array(outer).fill(OUTER), ...Array(inner).fill(INNER)];
const profileOf = (outer: number, inner: number, made: Partial<Made> = {}) =>
  madeProfile({ samples: times(outer, inner), ...made });

function row(rows: readonly ComparedRow[], name: string): ComparedRow {
  return rows.find(({ before, after }) => (after ?? before)?.fn.name === name) ?? assert.fail(name);
}

/** `name:line before -> name:line after` of all functions of the text. */
function matches(before: Profile, after: Profile): string[] {
  const at = (one: ComparedRow["before"]) => (one ? String(one.fn.line) : "-");
  return compareProfiles(before, after)
    .filter(({ before: a, after: b }) => (a ?? b)?.fn.known?.record !== undefined)
    .map(({ before: a, after: b }) => `${(b ?? a)?.fn.name} ${at(a)}>${at(b)}`)
    .sort();
}

test("times and counts stand beside each other with their change", () => {
  const before = profileOf(10, 100, { counts: [1, 2, 3, 1] });
  const after = profileOf(10, 30, { counts: [5, 2, 2 ** 31 + 1, 1] });
  const rows = compareProfiles(before, after);
  const { self, before: old, after: now } = row(rows, "inner");
  assert.deepEqual([old?.calls, now?.calls], [3, 2 ** 31 + 1]);
  assert.deepEqual(
    [self.before, self.after, self.by].map((t) => Math.round(t * 1e3)),
    [100, 30, -70],
  );
  const outer = row(rows, "outer");
  assert.equal(outer.self.by, 0);
  assert.equal(Math.round(outer.total.by * 1e3), -70);
  const text = compareReport(before, after, OPTIONS);
  assert.match(text, /^ +7 -> 2147483657 function calls in 0\.110 -> 0\.040 seconds \(-0\.070\)\n/);
  assert.match(
    text,
    /^ +3 2147483649 +0\.100 +0\.030 +-0\.070 +0\.100 +0\.030 +-0\.070 +prog\.ts:2\(inner\)$/m,
  );
});

test("a change is noise up to twice the standard error of counted samples", () => {
  // sqrt(t * dt) of 100 and of 130 samples of 1 ms together: sqrt(230) = 15.2 ms; twice that is 30.3.
  // The time before the first sample makes dt a little longer than 1 ms, by 0.25 ms over all samples.
  const isNoise = (a: number, b: number) =>
    row(compareProfiles(profileOf(0, a), profileOf(0, b)), "inner").self.isNoise;
  assert.equal(isNoise(100, 130), true);
  assert.equal(isNoise(100, 131), false);
  assert.equal(isNoise(130, 100), true);
  assert.equal(isNoise(131, 100), false);
  assert.equal(isNoise(100, 100), false);
  // Three samples where there were none may be chance, five are not: 2 * sqrt(3) = 3.5, 2 * sqrt(5) = 4.5.
  assert.equal(isNoise(0, 3), true);
  assert.equal(isNoise(0, 5), false);
});

test("noise is marked, and the note says by what", () => {
  const text = compareReport(profileOf(20, 100), profileOf(24, 500), OPTIONS);
  assert.match(text, /0\.020 +0\.024 +\+0\.004± .*\(outer\)$/m);
  assert.match(text, /0\.100 +0\.500 +\+0\.400 {2}.*\(inner\)$/m);
  assert.match(text, /^± less than samples can tell: .*dt is 1\.00 ms$/m);
  assert.doesNotMatch(compareReport(profileOf(0, 100), profileOf(0, 500), OPTIONS), /±/);
});

test("the greatest change comes first, whichever way it went", () => {
  const names = (text: string) => [...text.matchAll(/ prog\.ts:\d+\(([\w<>]+)\)$/gm)].map(([, name]) => name);
  const [before, after] = [profileOf(100, 50), profileOf(20, 100)];
  assert.deepEqual(names(compareReport(before, after, OPTIONS)).slice(0, 2), ["outer", "inner"]);
  assert.deepEqual(names(compareReport(after, before, OPTIONS)).slice(0, 2), ["outer", "inner"]);
  assert.match(compareReport(before, after, { ...OPTIONS, limit: 1 }), /1 of \d rows/);
  assert.equal(names(compareReport(before, after, { ...OPTIONS, sort: "name" }))[0], "<anonymous>");
});

test("functions that came or went are marked", () => {
  const before = profileOf(1, 1, { text: `${TEXT}export function gone() {}\n`, counts: [1, 1, 1, 0, 9] });
  const after = profileOf(1, 1, { text: `${TEXT}export function come() {}\n`, counts: [1, 1, 1, 0, 7] });
  const text = compareReport(before, after, OPTIONS);
  assert.match(text, /^- +9 .*\(gone\)$/m);
  assert.match(text, /^\+ +7 .*\(come\)$/m);
  assert.match(text, /^\+ only in the new profile\n- only in the old profile$/m);
});

test("a function stays itself when it moves, and of several with one name each stays in its order", () => {
  const two = "export const a = [() => 1,\n() => 2];\n";
  const before = profileOf(1, 1, { text: two + TEXT, counts: Array(6).fill(1) });
  const moved = profileOf(1, 1, { text: `\n\n\n${two}\n${TEXT}`, counts: Array(6).fill(1) });
  // The two of the array on lines 1 and 2, and the one in outer on line 3, go to 4, 5 and 7.
  assert.deepEqual(matches(before, moved), [
    "<anonymous> 1>4",
    "<anonymous> 2>5",
    "<anonymous> 3>7",
    "inner 4>8",
    "outer 3>7",
  ]);
});

test("where one of several with a name is new, the nearest lines belong together", () => {
  const list = (...lines: string[]) => `export const a = [\n${lines.join("\n")}\n];\n`;
  const counts = Array(9).fill(1);
  const before = profileOf(0, 0, { text: list("() => 1,", "", "", "() => 2,") + TEXT, counts });
  const after = profileOf(0, 0, { text: list("() => 1,", "", "() => 9,", "() => 2,") + TEXT, counts });
  const anonymous = matches(before, after).filter((one) => one.startsWith("<anonymous>"));
  assert.deepEqual(anonymous, ["<anonymous> ->4", "<anonymous> 2>2", "<anonymous> 5>5", "<anonymous> 7>7"]);
  assert.deepEqual(
    matches(after, before).filter((one) => one.startsWith("<anonymous>")),
    ["<anonymous> 2>2", "<anonymous> 4>-", "<anonymous> 5>5", "<anonymous> 7>7"],
  );
});

test("a copy in another folder, or under another name, is the same program", () => {
  const copy = profileOf(5, 5, { url: "file:///elsewhere/prog2.ts", program: "/elsewhere/prog2.ts" });
  assert.deepEqual(matches(profileOf(5, 5), copy), ["<anonymous> 1>1", "inner 2>2", "outer 1>1"]);
});

test("nothing is said of what has not changed, nor of empty profiles", () => {
  assert.match(compareReport(profileOf(5, 5), profileOf(5, 5), OPTIONS), /no function has changed$/);
  const none = { counts: [0, 0, 0, 0] };
  const text = compareReport(profileOf(0, 0, none), profileOf(0, 0, none), OPTIONS);
  assert.match(text, /in 0\.000 -> 0\.000 seconds \(0\.000\)\n/);
  assert.doesNotMatch(text, /NaN|Infinity|undefined/);
});
