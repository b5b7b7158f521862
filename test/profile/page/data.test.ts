// What a page is told of a profile, and how trees of calls are joined and walked through: no browser is needed for these.
import assert from "node:assert/strict";
import { test } from "node:test";
import { callAt, callTree, step, timeOf } from "../../../src/profile/page/browser/tree.ts";
import { pageData } from "../../../src/profile/page/data.ts";
import { pageOf } from "../../../src/profile/page/index.ts";
import { Profile } from "../../../src/profile/report/index.ts";
import { withoutSamples } from "../formats/hand-made.ts";
import { manyCalls, NASTY, twoThreads } from "./made.ts";

test("threads' figures add up to those of all", () => {
  const { views, functions, files } = pageData(twoThreads());
  const [all, ...threads] = views;
  assert.equal(threads.length, 2);
  for (const [fn, calls, , self, total] of all.rows) {
    const rows = threads.flatMap(({ rows }) => rows.filter((row) => row[0] === fn));
    const sum = (i: 1 | 3 | 4) => rows.reduce((all, row) => all + (row[i] ?? 0), 0);
    const { label } = functions[fn];
    assert.deepEqual([calls ?? 0, self, total], [sum(1), sum(3), sum(4)], label);
  }
  for (const [i, time] of all.split.entries()) assert.equal(time, threads[0].split[i] + threads[1].split[i]);
  for (const [line, , self] of all.lines[0]) {
    const found = threads.flatMap(({ lines }) => lines[0].filter((one) => one[0] === line));
    assert.ok(Math.abs(self - found.reduce((sum, one) => sum + one[2], 0)) < 1, String(line));
  }
  assert.deepEqual(
    files.map(({ path, lines }) => [path, lines.slice(-2).join("\n")]),
    [["/project/prog.ts", NASTY.trimEnd()]],
  );
});

test("one thread is not shown twice, and no samples are no fault", () => {
  const { views, trees } = pageData(new Profile([withoutSamples()]));
  assert.deepEqual(
    views.map(({ name, samples }) => [name, samples]),
    [["main", 0]],
  );
  assert.equal(trees[0].length, 3);
  assert.match(pageOf(new Profile([])), /<title> – amdahl profile<\/title>/);
});

test("nothing of a program's text ends the data that it stands in", () => {
  const html = pageOf(twoThreads());
  const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  assert.doesNotMatch(data, /</);
  assert.ok(
    (JSON.parse(data) as ReturnType<typeof pageData>).files[0].lines.join("\n").includes("</script><img"),
  );
  assert.equal(html.match(/<script/g)?.length, 2);
  // Nothing from anywhere.
  assert.doesNotMatch(html.replace(data, ""), /(?:src|href)=["']?(?!data:)\w+:|https?:\/\//);
});

// Depth, function, own time.
const LISTS = [
  [0, 0, 0, 1, 1, 5, 2, 2, 10, 2, 3, 20, 1, 4, 7],
  [0, 0, 0, 1, 2, 1, 1, 1, 5, 2, 3, 40, 3, 4, 3],
];

test("trees are joined call by call, the longest first", () => {
  const tree = callTree(LISTS, () => false);
  const shown = [...tree.fn].map((fn, i) => [tree.depth[i], fn, tree.self[i], tree.total[i], tree.left[i]]);
  assert.deepEqual(shown, [
    [0, 0, 0, 91, 0],
    [1, 1, 10, 83, 0],
    [2, 3, 60, 63, 0],
    [3, 4, 3, 3, 0],
    [2, 2, 10, 10, 63],
    [1, 4, 7, 7, 83],
    [1, 2, 1, 1, 90],
  ]);
  assert.deepEqual([...tree.end], [7, 5, 4, 4, 5, 6, 7]);
  assert.equal(tree.deepest, 3);
  // What is left out takes what it called with it.
  assert.equal(callTree(LISTS, (fn) => fn === 1).total[0], 8);
  assert.equal(callTree([], () => false).total[0], 0);
});

test("steps from call to call end where there is none", () => {
  const tree = callTree(LISTS, () => false);
  assert.deepEqual(
    [step(tree, 0, "called"), step(tree, 1, "called"), step(tree, 3, "called"), step(tree, 6, "called")],
    [1, 2, 3, 6],
  );
  assert.deepEqual([step(tree, 4, "caller"), step(tree, 1, "caller"), step(tree, 0, "caller")], [1, 0, 0]);
  assert.deepEqual(
    [step(tree, 1, "after"), step(tree, 5, "after"), step(tree, 6, "after"), step(tree, 0, "after")],
    [5, 6, 6, 0],
  );
  assert.deepEqual([step(tree, 6, "before"), step(tree, 5, "before"), step(tree, 1, "before")], [5, 1, 1]);
  assert.deepEqual(
    [callAt(tree, 0, 2, 70), callAt(tree, 0, 2, 80), callAt(tree, 1, 0, 50)],
    [4, undefined, 0],
  );
  assert.equal(callAt(tree, 0, 3, 90), undefined);
  // A call within one that is counted is not counted again.
  assert.equal(
    timeOf(tree, (fn) => fn === 3 || fn === 4),
    63 + 7,
  );
});

test("a large tree is laid out whole", () => {
  const { trees } = pageData(manyCalls(27));
  const tree = callTree(trees, () => false);
  assert.equal(tree.fn.length, 1 + 27 + 27 ** 2 + 27 ** 3);
  assert.equal(Math.round(tree.total[0]), 27 ** 3 * 100);
});
