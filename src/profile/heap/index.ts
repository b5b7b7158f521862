// The face of the heap profiler: take a snapshot, read it, and say what is in it, what holds it and what changed.
// Reading and taking are separate, so that the profiled program loads only what takes.

export { type DifferenceRow, type HeapDifference, heapDifference } from "./difference.ts";
export { type LargeObject, largest } from "./largest.ts";
export { readSnapshot } from "./read.ts";
export { differenceReport, type HeapSummary, heapReport, heapSummary } from "./report.ts";
export type { Snapshot } from "./snapshot.ts";
export { type HeapRow, type HeapTable, heapTable } from "./table.ts";
export { takeSnapshot } from "./take.ts";
