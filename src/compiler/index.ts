// The face of the compiler: a captured function and the types of its arguments in, a module out.
export type { Machine } from "./backend/c/index.ts";
export { type CompileOptions, type Prepared, prepare } from "./compile.ts";
export {
  type Assumption,
  type CaptureLeaf,
  CompileError,
  hostType,
  type Intrinsic,
  KINDS,
  type Kind,
  kindOf,
  type Library,
  type StridedProtocol,
  staticName,
  stridedOf,
  typeKey,
  typeName,
  Unsupported,
  type VType,
} from "./frontend/index.ts";
export { type Fact, type LoopNote, type Program, printProgram, verify, visitLoops } from "./ir/index.ts";
export { type Compiled, type CompiledC, type NativeOrder, nativeOf } from "./rewrite.ts";
