// The face of the front end: JavaScript's tree in, IR out.
// What the language is, and what it is not, is decided in this folder and nowhere else.
export type { Assumption, CaptureLeaf, Intrinsic, Library } from "./context.ts";
export { CompileError } from "./errors.ts";
export { hostType, type StridedProtocol, stridedOf, Unsupported } from "./host.ts";
export { KINDS, type Kind, kindOf } from "./kinds.ts";
export { type Lowered, lower } from "./lower.ts";
export { staticName, typeKey, typeName, type VType } from "./types.ts";
