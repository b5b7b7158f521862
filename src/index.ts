// amdahl's main entry: what a program needs to be measured, compiled and run on every core.
// The guard on Node's version comes first, before anything that an older one could not read.
import "./node-version.ts";

export { CaptureError } from "./capture/index.ts";
export { CompileError } from "./compiler/index.ts";
export { type HeapStats, heap, OutOfMemoryError } from "./heap/index.ts";
export {
  type Diagnostics,
  type JitOptions,
  type Jitted,
  jit,
  type LoopDiagnostics,
  type Permission,
  type PrangeOptions,
  prange,
  random,
  range,
  SignatureError,
  type SpecialisationDiagnostics,
  type Stage,
} from "./jit/index.ts";
export {
  region,
  type TimeitComparison,
  type TimeitOptions,
  type TimeitResult,
  timeit,
} from "./measure/index.ts";
export { getThreads, InterruptedError, setThreads } from "./team/index.ts";
