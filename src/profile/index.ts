// The face of profiling: run a program so that it records, and make tables of what it recorded.
export {
  compareReport,
  ENDINGS,
  loadProfile,
  NotAProfileError,
  refusal,
  saveProfile,
} from "./formats/index.ts";
export { type Observed, type ObserveOptions, observe } from "./observe/index.ts";
export {
  edgeReport,
  type FunctionTableOptions,
  functionReport,
  lineReport,
  Profile,
  type SavedProfile,
  SORT_KEYS,
  type SortKey,
} from "./report/index.ts";
