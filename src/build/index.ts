// The face of the builder: a module of functions becomes files that run without a compiler.

export { type Compiler, compiler, LEVELS, type Level, levelHere, NoCompiler } from "../jit/index.ts";
export { type BuildOptions, type BuildReport, type BuiltExport, build } from "./build.ts";
export { BuildError } from "./failure.ts";
