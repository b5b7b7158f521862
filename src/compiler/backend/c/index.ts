// The back end for C compilers: a program of the IR as one file of C.
// Other folders import this file and nothing beside it.
export { type Emitted, emit } from "./emit.ts";
export type { Isa, Machine } from "./machine.ts";
