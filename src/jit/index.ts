// The face of jit: what people call.

export { kernelOf } from "./ahead.ts";
export {
  type BuiltArray,
  type BuiltCapture,
  type BuiltKernel,
  type BuiltLibrary,
  type BuiltModule,
  type BuiltNative,
  type BuiltSpecialisation,
  type BuiltVariant,
  CONTRACT,
  LEVEL,
  MEMORY_FLAGS,
  type OpenedKernel,
  openBuilt,
} from "./built/index.ts";
export type { Diagnostics, LoopDiagnostics, SpecialisationDiagnostics } from "./diagnostics.ts";
export { readLeaf } from "./fast.ts";
export { SIZE } from "./guards.ts";
export type { Stage } from "./inspect.ts";
export { type Jitted, jit } from "./jit.ts";
export type { Kernel } from "./kernel.ts";
export { random } from "./math/index.ts";
export {
  builtAs,
  type Compiler,
  compiler,
  LEVELS,
  type Level,
  levelHere,
  libraryOf,
  NoCompiler,
  type Part,
} from "./native/index.ts";
export type { JitOptions, Permission } from "./options.ts";
export { type PrangeOptions, prange, range } from "./prange.ts";
export { rehearse } from "./rehearsal.ts";
export type { RuntimeSite } from "./runtime/index.ts";
export { type NamedType, parseType, SignatureError } from "./signature.ts";
export { resolveSites } from "./sites.ts";
export { compilations } from "./specialisation.ts";
