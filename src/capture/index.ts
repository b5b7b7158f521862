// The face of capture: a live function becomes text, tree, place and the values of its free variables,
// with no build step, so that the compiler can start from an ordinary function.
export { capture, captureText } from "./capture.ts";
export { CaptureError } from "./error.ts";
export { renderFrame } from "./frame.ts";
export { Parser } from "./parser.ts";
export { noteRewritten, type RewrittenFile, textWritten } from "./rewritten.ts";
export { type MapPlace, mapOf } from "./sourcemap.ts";
export { type AnyNode, children, nodesOf } from "./tree.ts";
export type { Captured, CaptureOptions, Free, FunctionNode, Place } from "./types.ts";
