// The face of reports: from records to tables.
export type { FunctionRow } from "./functions.ts";
export { estimated, type MemoryRow, memoryRows } from "./memory-rows.ts";
export type { CallNode, FunctionKind, ProfiledFunction, ThreadProfile } from "./model.ts";
export {
  DOUBT,
  edgeReport,
  type FunctionTableOptions,
  functionReport,
  isDoubtful,
  isShown,
  label,
  SORT_KEYS,
  type SortKey,
  SPENT,
  sortedRows,
} from "./print-functions.ts";
export {
  chosenFunctions,
  functionLines,
  isMixed,
  isShared,
  type LineRow,
  type LineTable,
  lineReport,
  lineTable,
  SHARED,
} from "./print-lines.ts";
export { memoryReport } from "./print-memory.ts";
export { Profile, type SavedProfile } from "./profile.ts";
export { type FileIndex, nameOf, sampleSeconds } from "./tree.ts";
export { type Leak, memoryTrend, suspectedLeak } from "./trend.ts";
