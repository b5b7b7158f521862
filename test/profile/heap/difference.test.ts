// Two snapshots compared, by hand-made numbers; real.test.ts does it with a process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heapDifference } from "../../../src/profile/heap/difference.ts";
import { type MadeNode, made } from "./hand-made.ts";

const ROOT: MadeNode = { type: "synthetic", name: "" };

test("objects are told apart by their numbers, not by their places", () => {
  const before = made([
    ROOT,
    { name: "A", id: 11, size: 10 },
    { name: "A", id: 13, size: 10 },
    { name: "B", id: 15, size: 100 },
    { name: "Same", id: 17, size: 5 },
    { name: "Empty", id: 19, size: 0 },
  ]);
  const after = made([
    ROOT,
    { name: "Same", id: 17, size: 5 },
    { name: "C", id: 4_000_000_001, size: 7 },
    { name: "B", id: 15, size: 140 },
    { name: "A", id: 13, size: 10 },
    { name: "A", id: 21, size: 12 },
    { name: "A", id: 23, size: 12 },
  ]);
  const { sizeBefore, sizeAfter, rows } = heapDifference(before, after);
  assert.deepEqual([sizeBefore, sizeAfter], [125, 186]);
  assert.deepEqual(rows, [
    { type: "B", added: 0, addedSize: 0, freed: 0, freedSize: 0, growth: 40 },
    { type: "A", added: 2, addedSize: 24, freed: 1, freedSize: 10, growth: 14 },
    { type: "C", added: 1, addedSize: 7, freed: 0, freedSize: 0, growth: 7 },
  ]);
  const back = heapDifference(after, before);
  assert.deepEqual(
    back.rows.map(({ type, growth }) => [type, growth]),
    [
      ["C", -7],
      ["A", -14],
      ["B", -40],
    ],
  );
});

test("a snapshot does not differ from itself", () => {
  const snapshot = made([ROOT, { name: "A", size: 10 }]);
  assert.deepEqual(heapDifference(snapshot, snapshot), { sizeBefore: 10, sizeAfter: 10, rows: [] });
});
