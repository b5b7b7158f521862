// Snapshots of a real program: that V8's format is understood, and the figures are those of the program's own objects.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  type HeapTable,
  heapDifference,
  heapReport,
  heapSummary,
  heapTable,
  largest,
  readSnapshot,
  type Snapshot,
  takeSnapshot,
} from "../../../src/profile/heap/index.ts";

const folder = mkdtempSync(join(tmpdir(), "amdahl-heap-real-"));
after(() => rmSync(folder, { recursive: true }));

let end: Snapshot;
let said: { count: number; used: number; external: number };
before(() => {
  const program = fileURLToPath(new URL("fixtures/particles.ts", import.meta.url));
  said = JSON.parse(execFileSync(process.execPath, ["--no-warnings", program, folder], { encoding: "utf8" }));
  end = readSnapshot(join(folder, "end.heapsnapshot"));
});

const row = (table: HeapTable, type: string) => {
  const found = table.rows.find((row) => row.type === type);
  assert.ok(found, `no row of ${type}`);
  return found;
};

test("nothing but whole snapshots is left in the folder", () => {
  assert.deepEqual(readdirSync(folder).sort(), [
    "after.heapsnapshot",
    "before.heapsnapshot",
    "end.heapsnapshot",
  ]);
});

test("every object of a class is counted, in a snapshot taken while the process exits", () => {
  assert.equal(said.count, 100_000);
  assert.equal(row(heapTable(end), "Particle").count, 100_000);
});

test("a class retains the sizes of its objects and of the typed arrays that only they have", () => {
  const table = heapTable(end);
  const particle = row(table, "Particle");
  const arrays = row(table, "Float64Array");
  const buffers = row(table, "ArrayBuffer");
  // Two fields and a header of three words, of 8 bytes each.
  assert.equal(particle.size, 100_000 * 40);
  // Each Particle has one array, one buffer, and three numbers: 24 bytes outside of V8's heap, or inside of it behind a
  // header of 16, as V8 likes.
  const each = 40 + arrays.size / arrays.count + buffers.size / buffers.count;
  const contents = particle.retained / 100_000 - each;
  assert.ok(contents > 23.9 && contents < 40.1, `${contents} bytes for three numbers`);
});

test("what is outside V8's heap is in the table, and is retained by the array whose contents it is", () => {
  const table = heapTable(end);
  const contents = row(table, "system / JSArrayBufferData");
  assert.ok(contents.size >= 8_000_000 + 10 * 800_000);
  const grid = row(table, "Grid");
  assert.equal(grid.count, 1);
  assert.ok(grid.retained >= 8_000_000 && grid.retained < 8_002_000, `${grid.retained}`);
});

test("the sum is V8's own figure of the memory in use", () => {
  const { size } = heapTable(end);
  const ratio = size / (said.used + said.external);
  assert.ok(ratio > 0.9 && ratio < 1.1, `${size} bytes in the table, ${said.used} + ${said.external} by V8`);
});

test("the largest objects are the program's, by their own names", () => {
  const found = new Map(largest(end, 20).map((object) => [object.path, object]));
  assert.equal(found.get("globalThis.keep")?.type, "Array");
  assert.equal(found.get("globalThis.state.grid.cells")?.type, "Float64Array");
  const caches = found.get("globalThis.look.(scope).caches");
  assert.equal(caches?.type, "Map");
  assert.ok((caches?.retained ?? 0) >= 8_000_000);
});

test("between two snapshots 1000 objects were added and 500 freed", () => {
  const { rows, sizeBefore, sizeAfter } = heapDifference(
    readSnapshot(join(folder, "before.heapsnapshot")),
    readSnapshot(join(folder, "after.heapsnapshot")),
  );
  const particle = rows.find(({ type }) => type === "Particle");
  assert.deepEqual(particle, {
    type: "Particle",
    added: 1000,
    addedSize: 40_000,
    freed: 500,
    freedSize: 20_000,
    growth: 20_000,
  });
  const arrays = rows.find(({ type }) => type === "Float64Array");
  assert.deepEqual([arrays?.added, arrays?.freed], [1000, 500]);
  assert.ok(sizeAfter > sizeBefore);
});

test("the report of a real heap has a line for each row and each object", () => {
  const lines = heapReport(heapSummary(end, 5), 8).split("\n");
  assert.match(lines[0], /^\d+ objects, \d+\.?\d* MiB$/);
  assert.equal(lines.filter((line) => /^ +\d+ +\d+ +\d+ .* MiB /.test(line)).length, 8);
  assert.equal(lines.filter((line) => /globalThis\./.test(line)).length, 5);
});

test("a snapshot that cannot be written leaves nothing, and the error says where", () => {
  const path = join(folder, "no", "such.heapsnapshot");
  assert.throws(() => takeSnapshot(path), {
    message: new RegExp(`^takeSnapshot: ${path} could not be written: ENOENT`),
  });
});
