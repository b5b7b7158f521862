// The face of the intermediate representation.
// See ir.ts for its definition, which is the compiler's spec.
export * from "./build.ts";
export { exposedReads, type FlowOptions, readsOf } from "./flow.ts";
export type * from "./ir.ts";

export { printExpr, printFact, printFunc, printProgram, printStmts } from "./print.ts";
export { type Reads, readsIn } from "./reads.ts";
export { ELEM_SHIFT } from "./types.ts";
export * from "./vector.ts";
export { verify } from "./verify.ts";
export * from "./walk.ts";
