// The face of measure: what a program marks, what a study computes, and how it is printed.
// Light on purpose: programs import it for `region`, so it loads nothing but small modules.

export { type Case, type CaseResult, type InterleaveOptions, interleave } from "./interleave.ts";
export { ProgramFailed } from "./program-failed.ts";
export { type RegionRecord, readRegions, region } from "./region.ts";
export { speedupChart, speedupReport } from "./report.ts";
export { type AmdahlFit, amdahlFit, efficiency, gustafson, karpFlatt } from "./scaling.ts";
export {
  type RegionStudy,
  type SpeedupOptions,
  type SpeedupRow,
  type SpeedupStudy,
  speedupStudy,
} from "./speedup-study.ts";
export {
  bootstrap,
  type Interval,
  mad,
  median,
  medianInterval,
  quantile,
  type Ratio,
  ratioOfMedians,
} from "./statistics.ts";
export { type Column, formatTable } from "./table.ts";
export {
  type NamedFunction,
  type TimeitOptions,
  timeFunctions,
  timeit,
} from "./timeit.ts";
export { type TimedSamples, TimeitComparison, TimeitResult } from "./timing.ts";
export { formatSeconds, significant, type TimeUnit, timeUnit } from "./units.ts";
export { type Workers, workersText } from "./workers.ts";
