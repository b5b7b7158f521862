// The face of profiling: run a program so that it records, and make tables of what it recorded.
export { type Observed, type ObserveOptions, observe } from "./observe/index.ts";
export {
  edgeReport,
  type FunctionTableOptions,
  functionReport,
  lineReport,
  memoryReport,
  Profile,
  type SavedProfile,
  SORT_KEYS,
  type SortKey,
} from "./report/index.ts";
