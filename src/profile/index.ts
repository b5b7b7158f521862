// The face of profiling: run a program so that it records, or record a stretch of this one, and make tables of it.
import "../node-version.ts";

export {
  compareReport,
  ENDINGS,
  loadProfile,
  NotAProfileError,
  refusal,
  saveProfile,
} from "./formats/index.ts";
export {
  differenceReport,
  type HeapDifference,
  type HeapSummary,
  heapDifference,
  heapReport,
  heapSummary,
  readSnapshot,
  type Snapshot,
  takeSnapshot,
} from "./heap/index.ts";
export { type Observed, type ObserveOptions, observe } from "./observe/index.ts";
export { type PageOptions, pageOf } from "./page/index.ts";
export { type ProfilerOptions, profile, profiler } from "./profiler.ts";
export {
  edgeReport,
  type FunctionTableOptions,
  functionReport,
  type Leak,
  lineReport,
  memoryReport,
  memoryTrend,
  Profile,
  type SavedProfile,
  SORT_KEYS,
  type SortKey,
  suspectedLeak,
} from "./report/index.ts";
export { openBrowser, type ServedPage, servePage, whyNoBrowser } from "./view/index.ts";
