// The face of jit: what people call.

export type { Diagnostics, LoopDiagnostics, SpecialisationDiagnostics } from "./diagnostics.ts";
export type { Stage } from "./inspect.ts";
export { type Jitted, jit } from "./jit.ts";
export { random } from "./math/index.ts";
export { builtAs, type Compiler, compiler, NoCompiler } from "./native/index.ts";
export type { JitOptions, Permission } from "./options.ts";
export { type PrangeOptions, prange, range } from "./prange.ts";
export { rehearse } from "./rehearsal.ts";
export { SignatureError } from "./signature.ts";
export { compilations } from "./specialisation.ts";
