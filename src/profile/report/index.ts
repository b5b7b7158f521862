// The face of reports: from records to tables.
export type { FunctionRow } from "./functions.ts";
export { type MemoryRow, memoryRows } from "./memory-rows.ts";
export type { CallNode, FunctionKind, ProfiledFunction, ThreadProfile } from "./model.ts";
export {
  edgeReport,
  type FunctionTableOptions,
  functionReport,
  isShown,
  label,
  SORT_KEYS,
  type SortKey,
  SPENT,
  sortedRows,
} from "./print-functions.ts";
export { chosenFunctions, type LineRow, type LineTable, lineReport, lineTable } from "./print-lines.ts";
export { memoryReport } from "./print-memory.ts";
export { Profile, type SavedProfile } from "./profile.ts";
export { nameOf, sampleSeconds } from "./tree.ts";
export { type Leak, memoryTrend, suspectedLeak } from "./trend.ts";
