// The face of the WebAssembly back end.
// What a module imports and exports is specified in abi.ts.
export { IMPORTS, type ImportName, MODULE, type Options, RESERVED } from "./abi.ts";
export { emit, wat } from "./emit.ts";
