// The face of rewriting: a program's text becomes one that counts.
export type { BuiltinCounter } from "./builtins.ts";
export type { ClockNames } from "./clock.ts";
export { lineAt, lineStarts, linesOf, type Shift, WayBack } from "./edits.ts";
export type { FunctionKind } from "./functions.ts";
export type { LineCounter } from "./line-ledger.ts";
export {
  type CountOptions,
  callsOf,
  type FileOptions,
  type FileRecord,
  type FunctionRecord,
  hitsOf,
  type MakingLine,
  type Rewritten,
  rewrite,
} from "./rewrite.ts";
export type { Site } from "./sites.ts";
export type { WaitNames } from "./waits.ts";
