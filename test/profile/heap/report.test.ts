// What is printed, to the letter.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heapDifference } from "../../../src/profile/heap/difference.ts";
import { differenceReport, heapReport, heapSummary } from "../../../src/profile/heap/report.ts";
import { type MadeNode, made } from "./hand-made.ts";

const heap = (more: readonly MadeNode[] = []): MadeNode[] => [
  {
    type: "synthetic",
    name: "",
    edges: [["shortcut", "1", 1], ...more.map((_, i) => ["element", i, 5 + i] as const)],
  },
  { name: "global", size: 40, edges: [["property", "grid", 2]] },
  { name: "Float64Array", size: 104, edges: [["internal", "buffer", 3]] },
  { name: "ArrayBuffer", size: 96, edges: [["internal", "backing_store", 4]] },
  { type: "native", name: "system / JSArrayBufferData", size: 8000 },
  ...more,
];

test("a heap is printed as heapy does it, with its largest objects below", () => {
  assert.equal(
    heapReport(heapSummary(made(heap()))),
    `4 objects, 8.05 KiB

Index  Count   %       Size   %  Cumulative    %  Retained    %  Type
─────  ─────  ──  ─────────  ──  ──────────  ───  ────────  ───  ──────────────────────────
    0      1  25   7.81 KiB  97    7.81 KiB   97  7.81 KiB   97  system / JSArrayBufferData
    1      1  25  0.102 KiB   1    7.91 KiB   98  8.01 KiB  100  Float64Array
    2      1  25  0.094 KiB   1    8.01 KiB  100  7.91 KiB   98  ArrayBuffer
    3      1  25  0.039 KiB   0    8.05 KiB  100  8.05 KiB  100  global

The objects that hold the most:

Retained  Type          Path
────────  ────────────  ───────────────
8.01 KiB  Float64Array  globalThis.grid`,
  );
});

test("rows beyond those asked for are counted", () => {
  const text = heapReport(heapSummary(made(heap()), 0), 3);
  assert.match(text, /ArrayBuffer\nand 1 more type$/);
});

test("long names are cut, and negligible sizes are not zero", () => {
  const text = heapReport(
    heapSummary(
      made(
        heap([
          { name: "N".repeat(80), size: 8 << 20 },
          { name: "Tiny", size: 16 },
        ]),
      ),
    ),
  );
  assert.match(text, / {2}N{59}…\n/);
  assert.match(text, / 0\.00… MiB .*Tiny/);
  assert.match(text, /^ +0 .* 8\.00 MiB /m);
});

test("memories that were set aside are mentioned", () => {
  const memory: MadeNode[] = [
    { name: "Memory", size: 32, edges: [["hidden", 2, 6]] },
    { name: "SharedArrayBuffer", size: 96, edges: [["internal", "backing_store", 7]] },
    { type: "native", name: "system / JSArrayBufferData", size: 4_294_901_760 },
  ];
  assert.match(
    heapReport(heapSummary(made(heap(memory)))),
    /\n\nShared WebAssembly memories of 4\.00 GiB are not counted: .*\n\n/,
  );
});

test("a difference is printed with what grew most first", () => {
  const before = made(heap([{ name: "Old", id: 101, size: 2000 }]));
  const after = made(heap([{ name: "New", id: 103, size: 5000 }]));
  assert.equal(
    differenceReport(heapDifference(before, after)),
    `10.0 KiB before, 12.9 KiB after: +2.93 KiB

Index  Added      Size  Freed      Size     Growth  Type
─────  ─────  ────────  ─────  ────────  ─────────  ────
    0      1  4.88 KiB      0     0 KiB  +4.88 KiB  New
    1      0     0 KiB      1  1.95 KiB  −1.95 KiB  Old`,
  );
  assert.equal(
    differenceReport(heapDifference(before, before)),
    "10.0 KiB before, 10.0 KiB after: 0 B\nNo object was added or freed.",
  );
});

test("what JSON has of a heap comes back from it", () => {
  const summary = heapSummary(made(heap()));
  assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
});
